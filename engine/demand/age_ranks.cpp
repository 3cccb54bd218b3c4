#include "engine/demand/age_ranks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/demand/households.hpp"

namespace machi {
namespace {

/// This rank's keys by cell, sorted.
std::vector<std::vector<std::int64_t>> keys_by_cell(std::span<const std::int64_t> key,
                                                    std::span<const std::uint32_t> cell, std::size_t cells) {
  std::vector<std::vector<std::int64_t>> keys(cells);
  for (std::size_t k = 0; k < key.size(); ++k) keys[cell[k]].push_back(key[k]);
  for (std::vector<std::int64_t>& all : keys) std::sort(all.begin(), all.end());
  return keys;
}

/// A bound between two classes of a cell: how many keys lie at or below it.
struct Bound {
  std::uint32_t cell;
  std::int64_t wanted;
};

/// The least number at or below which the wanted keys lie, by bisection over all ranks.
std::vector<std::int64_t> thresholds(const std::vector<std::vector<std::int64_t>>& keys,
                                     const std::vector<Bound>& bounds, const Comm& comm) {
  std::vector<std::int64_t> low(bounds.size(), -1);
  std::vector<std::int64_t> high(bounds.size(), std::numeric_limits<std::int64_t>::max() / 2);
  std::vector<std::int64_t> count(bounds.size());
  for (int bit = 0; bit < 64; ++bit) {
    for (std::size_t b = 0; b < bounds.size(); ++b) {
      const std::vector<std::int64_t>& all = keys[bounds[b].cell];
      const std::int64_t middle = low[b] + (high[b] - low[b]) / 2;
      count[b] = std::upper_bound(all.begin(), all.end(), middle) - all.begin();
    }
    comm.sum(count);
    for (std::size_t b = 0; b < bounds.size(); ++b) {
      const std::int64_t middle = low[b] + (high[b] - low[b]) / 2;
      if (low[b] == high[b]) continue;
      if (count[b] >= bounds[b].wanted) {
        high[b] = middle;
      } else {
        low[b] = middle + 1;
      }
    }
  }
  return low;
}

}  // namespace

std::int64_t age_key(double age_years, const std::array<std::uint32_t, 4>& random) {
  const auto age = static_cast<std::int64_t>(std::clamp(age_years, 0.0, 120.0) * 256);
  return age << 46 | static_cast<std::int64_t>(random[0]) << 14 | static_cast<std::int64_t>(random[1] >> 18);
}

double age_of_key(std::int64_t key) {
  return static_cast<double>(key >> 46) / 256;
}

CellAges::CellAges(std::span<const std::int64_t> key, std::span<const std::uint32_t> cell,
                   const std::vector<std::vector<double>>& weights, const Comm& comm) {
  const std::vector<std::vector<std::int64_t>> keys = keys_by_cell(key, cell, weights.size());
  for (const std::vector<std::int64_t>& all : keys) persons_.push_back(static_cast<std::int64_t>(all.size()));
  comm.sum(persons_);
  std::vector<Bound> bounds;
  for (std::uint32_t c = 0; c < weights.size(); ++c) {
    const std::vector<std::int64_t> whole = apportioned(persons_[c], weights[c]);
    std::int64_t until = 0;
    for (std::size_t k = 0; persons_[c] > 0 && k + 1 < whole.size(); ++k) bounds.push_back({c, until += whole[k]});
    begin_.push_back(bounds.size());
  }
  threshold_ = thresholds(keys, bounds, comm);
}

std::uint8_t CellAges::of(std::int64_t key, std::uint32_t cell) const {
  const auto from = threshold_.begin() + static_cast<std::ptrdiff_t>(begin_[cell]);
  const auto to = threshold_.begin() + static_cast<std::ptrdiff_t>(begin_[cell + 1]);
  return static_cast<std::uint8_t>(std::lower_bound(from, to, key) - from);
}

std::vector<std::uint8_t> classes_by_rank(std::span<const std::int64_t> key, std::span<const std::uint32_t> cell,
                                          const std::vector<std::vector<double>>& weights, const Comm& comm) {
  const CellAges ages(key, cell, weights, comm);
  std::vector<std::uint8_t> classes;
  for (std::size_t k = 0; k < key.size(); ++k) classes.push_back(ages.of(key[k], cell[k]));
  return classes;
}

}  // namespace machi
