/// \file  Points from one coordinate system into another by a quadratic that was fitted to one small tile.
#pragma once

#include <array>
#include <span>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// A pair of bivariate quadratics. With u = (first - centre_first) * per_first and v alike:
/// x = x0 + x1 u + x2 v + x3 u² + x4 u v + x5 v², y alike.
struct QuadraticMap {
  double centre_first{0};
  double centre_second{0};
  double per_first{1};
  double per_second{1};
  std::array<double, 6> x{};
  std::array<double, 6> y{};
};

/// Applies `map` to points. first, second [n];  x, y [n] out, in the units of the coefficients; no overlap.  Every
/// variant gives the same bits.  Throws nothing.  Local: any thread.
void quadratic_map(const QuadraticMap& map, std::span<const double> first, std::span<const double> second,
                   std::span<double> x, std::span<double> y);

/// The same in one named variant; for tests and benchmarks.
void quadratic_map(Variant variant, const QuadraticMap& map, std::span<const double> first,
                   std::span<const double> second, std::span<double> x, std::span<double> y);

}  // namespace machi::kernels
