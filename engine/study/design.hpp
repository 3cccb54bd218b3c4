/// \file  Designs of studies: which values of the parameters are run together.
#pragma once

#include <cstdint>
#include <vector>

namespace machi {

/// All combinations of `levels` of each parameter; the last one changes fastest. [points][parameters], numbers of
/// levels. No parameter: one empty point.
std::vector<std::vector<std::size_t>> full_grid(const std::vector<std::size_t>& levels);

/// A Latin hypercube (McKay, Beckman & Conover 1979): each of `points` equal parts of each parameter's range holds one
/// point, placed uniformly in it. [points][parameters] in [0, 1). Philox of (seed, parameter). Local.
std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t parameters, std::uint64_t seed);

}  // namespace machi
