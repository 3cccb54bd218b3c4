/// \file  Age classes by rank: the youngest of a cell get its youngest class, whichever rank holds them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// A tentative age in 1/256 years with random digits behind it, at least 0.
std::int64_t age_key(double age_years, const std::array<std::uint32_t, 4>& random);

/// Class of each of this rank's persons, such that over all ranks the persons of a cell have its classes in the
/// proportions of `weights` [cells][classes], in whole numbers (apportioned()), by rising key. Keys are unique.
/// Collective.
std::vector<std::uint8_t> classes_by_rank(std::span<const std::int64_t> key, std::span<const std::uint32_t> cell,
                                          const std::vector<std::vector<double>>& weights, const Comm& comm);

}  // namespace machi
