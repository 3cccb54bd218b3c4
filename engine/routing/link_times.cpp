#include "engine/routing/link_times.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr std::uint32_t most_bins = 65535;

RouteMs within(double ms) {
  return static_cast<RouteMs>(std::clamp(ms, 1.0, static_cast<double>(longest_link_ms)));
}

}  // namespace

LinkTimes::LinkTimes(std::span<const RouteMs> free_ms, RouteMs bin_ms) : bin_ms_(bin_ms) {
  links_.reserve(free_ms.size());
  for (const RouteMs ms : free_ms) {
    Row& row = links_.emplace_back();
    row.free_ms = row.least_ms = std::clamp<RouteMs>(ms, 1, longest_link_ms);
  }
}

void LinkTimes::set(std::span<const LinkBinTime> seen) {
  bins_.clear();
  for (Row& row : links_) {
    row.count = 0;
    row.least_ms = row.free_ms;
  }
  for (std::size_t k = 0; k < seen.size();) {
    Row& row = links_[seen[k].link];
    row.begin = static_cast<std::uint32_t>(bins_.size());
    row.first = static_cast<std::uint16_t>(std::min(seen[k].bin, most_bins));
    std::uint32_t bin = row.first;
    const auto add = [&](RouteMs ms) {
      // Who enters a bin later must not leave earlier.
      const RouteMs before = bins_.size() == row.begin ? row.free_ms : bins_.back();
      const RouteMs fifo = before > bin_ms_ ? before - bin_ms_ : 0;
      bins_.push_back(std::max({fifo, ms, RouteMs{1}}));
      row.least_ms = std::min(row.least_ms, bins_.back());
      ++bin;
    };
    for (const std::uint32_t link = seen[k].link; k < seen.size() && seen[k].link == link; ++k) {
      if (seen[k].bin >= most_bins) continue;
      while (bin < seen[k].bin) add(row.free_ms);
      add(std::min(seen[k].ms, longest_link_ms));
    }
    while (bin < most_bins && bins_.size() > row.begin && bins_.back() > row.free_ms + bin_ms_) add(row.free_ms);
    row.count = static_cast<std::uint16_t>(bin - row.first);
    // Nobody need remember what is free anyway.
    const auto is_free = [&](RouteMs ms) { return ms == row.free_ms; };
    if (std::all_of(bins_.begin() + row.begin, bins_.end(), is_free)) {
      bins_.resize(row.begin);
      row.count = 0;
    }
  }
}

// Slopes are at least -1 and whole milliseconds are rounded down, so who enters later leaves no earlier.
RouteMs LinkTimes::between(const Row& row, const Moment& moment) const {
  const std::int64_t width = bin_ms_;
  const std::int64_t first = in_bin(row, moment.bin);
  const std::int64_t rise = static_cast<std::int64_t>(in_bin(row, moment.bin + 1)) - first;
  if (rise == 0) return static_cast<RouteMs>(first);
  const std::int64_t product = rise * moment.ms;
  const std::int64_t part = product >= 0 ? product / width : -((width - 1 - product) / width);
  return static_cast<RouteMs>(first + part);
}

std::vector<RouteMs> free_times(const TrafficNetwork& network, std::int64_t steps_per_s) {
  std::vector<RouteMs> free_ms;
  free_ms.reserve(network.links());
  const auto per_s = static_cast<double>(steps_per_s);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const double steps = std::floor(network.length_m[l] / network.free_speed_m_s[l] * per_s) + 1;
    free_ms.push_back(within(std::min(steps, 1e9) * 1000 / per_s));
  }
  return free_ms;
}

}  // namespace machi
