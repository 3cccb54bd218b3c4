/// \file  Logarithm and exponential in plain arithmetic: the same bits on every machine, whatever its libm.
#pragma once

#include <cmath>

#include "engine/assignment/power.hpp"

namespace machi {

/// ln x, x > 0 and finite.
inline double natural_log(double x) {
  int exponent = 0;
  double fraction = std::frexp(x, &exponent);
  constexpr double root_half = 0.70710678118654752;
  if (fraction < root_half) {
    fraction *= 2;
    --exponent;
  }
  constexpr double ln2 = 0.69314718055994531;
  return ln2 * (exponent + log2_near_one(fraction));
}

/// e^x; 0 and infinity beyond the range of numbers.
inline double exponential(double x) {
  constexpr double e = 2.71828182845904524;
  if (x == 0) return 1;
  return x > 0 ? positive_power(e, x) : 1 / positive_power(e, -x);
}

}  // namespace machi
