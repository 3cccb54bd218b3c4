/// \file  Fractions of persons to whole persons, with exact totals, whichever rank holds which building.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Weights are fixed-point numbers, so that sums over ranks are exact.
inline constexpr int weight_bits = 24;
inline constexpr std::int64_t one_person = std::int64_t{1} << weight_bits;

/// What is to be rounded: a column of this rank's buildings and the totals of the groups that they are in.
struct RoundingTask {
  std::span<const std::int64_t> weight;  ///< [buildings] ≥ 0, in 1/one_person
  std::span<const std::uint32_t> group;  ///< [buildings] into total
  std::span<const std::uint32_t> row;    ///< [buildings] unique over all ranks
  std::span<const std::int64_t> total;   ///< [groups] persons ≥ 0; the same on all ranks
  std::uint64_t seed{0};
  std::uint32_t purpose{0};
};

/// Whole persons by building, proportional to the weights within each group. They sum to the group's total exactly,
/// unless no building of the group has a weight; then all are 0. Each is the exact share rounded down or up; who is
/// rounded up is drawn by Pareto sampling (Rosén 1997): those with the smallest u / (1 - u) × (1 - f) / f, u uniform by
/// (seed, row), f the fraction, ties by row. The expectation is the exact share within 0.03 persons for three
/// buildings, nearer for more. The result depends on neither ranks nor order. Collective.
std::vector<std::int64_t> round_to_totals(const RoundingTask& task, const Comm& comm);

/// Sums of a column by group, over all ranks. Collective.
std::vector<std::int64_t> sums_by_group(std::span<const std::int64_t> values, std::span<const std::uint32_t> group,
                                        std::size_t groups, const Comm& comm);

/// a × b / c rounded down, in 128 bits; 0 where c is 0.
std::int64_t scaled(std::int64_t a, std::int64_t b, std::int64_t c);

}  // namespace machi
