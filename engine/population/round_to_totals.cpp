#include "engine/population/round_to_totals.hpp"

#include <algorithm>
#include <limits>

#include "engine/core/rng.hpp"
#include "engine/model/geometry.hpp"

namespace machi {
namespace {

/// Nobody's key: the building takes no part.
constexpr std::int64_t no_key = std::int64_t{-1};

/// u / (1 - u) × (1 - f) / f in 1/2^24, at most 128, above; the row below. Unique, ≥ 0.
std::int64_t key_of(std::uint32_t random, std::int64_t fraction, std::uint32_t row) {
  constexpr Int128 largest = (Int128{1} << 31) - 1;
  const std::int64_t twice = 2 * static_cast<std::int64_t>(random) + 1;  // u = twice / 2^33, never 0 nor 1
  const Int128 above = static_cast<Int128>(twice) * (one_person - fraction) << 24;
  const Int128 below = static_cast<Int128>((std::int64_t{1} << 33) - twice) * fraction;
  const auto ratio = static_cast<std::int64_t>(below > 0 ? std::min(above / below, largest) : largest);
  return ratio << 32 | row;
}

/// By group the least threshold below or at which `wanted` keys lie, by bisection over all ranks.
std::vector<std::int64_t> thresholds(std::span<const std::int64_t> keys, std::span<const std::uint32_t> group,
                                     std::span<const std::int64_t> wanted, const Comm& comm) {
  std::vector<std::int64_t> low(wanted.size(), 0);
  std::vector<std::int64_t> high(wanted.size(), std::numeric_limits<std::int64_t>::max());
  std::vector<std::int64_t> count(wanted.size());
  for (int bit = 0; bit < 63; ++bit) {
    std::fill(count.begin(), count.end(), 0);
    const auto middle = [&](std::size_t g) { return low[g] + (high[g] - low[g]) / 2; };
    for (std::size_t k = 0; k < keys.size(); ++k) {
      count[group[k]] += keys[k] != no_key && keys[k] <= middle(group[k]) ? 1 : 0;
    }
    comm.sum(count);
    for (std::size_t g = 0; g < wanted.size(); ++g) {
      if (low[g] == high[g]) continue;
      if (count[g] >= wanted[g]) {
        high[g] = middle(g);
      } else {
        low[g] = middle(g) + 1;
      }
    }
  }
  return low;
}

}  // namespace

std::int64_t scaled(std::int64_t a, std::int64_t b, std::int64_t c) {
  return c == 0 ? 0 : static_cast<std::int64_t>(static_cast<Int128>(a) * b / c);
}

std::vector<std::int64_t> sums_by_group(std::span<const std::int64_t> values, std::span<const std::uint32_t> group,
                                        std::size_t groups, const Comm& comm) {
  std::vector<std::int64_t> sums(groups, 0);
  for (std::size_t k = 0; k < values.size(); ++k) sums[group[k]] += values[k];
  comm.sum(sums);
  return sums;
}

std::vector<std::int64_t> round_to_totals(const RoundingTask& task, const Comm& comm) {
  const std::size_t groups = task.total.size();
  const std::vector<std::int64_t> weight_sum = sums_by_group(task.weight, task.group, groups, comm);
  std::vector<std::int64_t> whole(task.weight.size()), keys(task.weight.size(), no_key);
  for (std::size_t k = 0; k < whole.size(); ++k) {
    if (task.weight[k] <= 0) continue;
    const std::uint32_t g = task.group[k];
    const Int128 exact = (static_cast<Int128>(task.weight[k]) * task.total[g] << weight_bits) / weight_sum[g];
    whole[k] = static_cast<std::int64_t>(exact >> weight_bits);
    const auto fraction = static_cast<std::int64_t>(exact & (one_person - 1));
    keys[k] = key_of(random_block(task.seed, task.row[k], 0, task.purpose)[0], fraction, task.row[k]);
  }
  std::vector<std::int64_t> left = sums_by_group(whole, task.group, groups, comm);
  for (std::size_t g = 0; g < groups; ++g) left[g] = weight_sum[g] > 0 ? task.total[g] - left[g] : 0;
  const std::vector<std::int64_t> threshold = thresholds(keys, task.group, left, comm);
  for (std::size_t k = 0; k < whole.size(); ++k) {
    const std::uint32_t g = task.group[k];
    whole[k] += left[g] > 0 && keys[k] != no_key && keys[k] <= threshold[g] ? 1 : 0;
  }
  return whole;
}

}  // namespace machi
