/// \file  Maps of what a proposal changes, as PNG files.
#pragma once

#include <string>
#include <vector>

#include "io/study/comparison.hpp"

namespace machi {

/// Draws into `folder`, for each proposal, what the runs have of: lost_N.png (persons lost, by the building in which
/// they began), crowd_N.png (the most crowded moment of each block), links_N.png (vehicles), zones_N.png (energy by
/// building), N from 1. Maps on which nothing differs are left out. The names that were written. Throws OutputError,
/// InputError.
std::vector<std::string> draw_comparison(const Comparison& comparison, const std::string& folder, int size_pixels);

}  // namespace machi
