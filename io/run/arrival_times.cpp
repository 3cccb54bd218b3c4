#include "io/run/arrival_times.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace machi {
namespace {

constexpr std::size_t marks = arrival_percents.size();

// How many persons p % of `count` are: the fewest that are no less.
std::int64_t share_of(std::int64_t count, int percent) {
  return (count * percent + 99) / 100;
}

}  // namespace

// Halves the range of each answer at once; the bits of floats that are not negative stand in the order of their values.
std::vector<ArrivalTimes> arrival_times(const Comm& comm, std::vector<std::vector<float>> groups) {
  std::vector<std::int64_t> size;
  for (std::vector<float>& group : groups) {
    std::sort(group.begin(), group.end());
    size.push_back(static_cast<std::int64_t>(group.size()));
  }
  comm.sum(size);
  std::vector<std::uint32_t> low(groups.size() * marks, 0);
  std::vector<std::uint32_t> high(groups.size() * marks, std::bit_cast<std::uint32_t>(3.4e38F));
  for (int round = 0; round < 31; ++round) {
    std::vector<std::int64_t> below;
    for (std::size_t i = 0; i < low.size(); ++i) {
      const auto middle = std::bit_cast<float>(low[i] + (high[i] - low[i]) / 2);
      const std::vector<float>& group = groups[i / marks];
      below.push_back(std::upper_bound(group.begin(), group.end(), middle) - group.begin());
    }
    comm.sum(below);
    for (std::size_t i = 0; i < low.size(); ++i) {
      if (low[i] == high[i]) continue;
      const std::uint32_t middle = low[i] + (high[i] - low[i]) / 2;
      if (below[i] >= share_of(size[i / marks], arrival_percents[i % marks])) {
        high[i] = middle;
      } else {
        low[i] = middle + 1;
      }
    }
  }
  std::vector<ArrivalTimes> times(groups.size());
  for (std::size_t i = 0; i < low.size(); ++i)
    if (size[i / marks] != 0) times[i / marks].s[i % marks] = static_cast<double>(std::bit_cast<float>(low[i]));
  return times;
}

}  // namespace machi
