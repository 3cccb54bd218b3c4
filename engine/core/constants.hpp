/// \file  Numbers of mathematics and physics that several parts need.
#pragma once

#include <limits>
#include <numbers>

namespace machi {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double day_s = 86400;
inline constexpr double degree = std::numbers::pi / 180;           ///< radians
inline constexpr double solar_constant_W_m2 = 1366.1;              ///< of the models of skies here
inline constexpr double stefan_boltzmann_W_m2K4 = 5.670374419e-8;  ///< CODATA 2018

}  // namespace machi
