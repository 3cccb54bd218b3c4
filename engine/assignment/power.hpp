/// \file  Powers of doubles in plain arithmetic: the same bits on every machine, whatever its libm.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace machi {

/// x^n for n >= 0 by squaring.
inline double whole_power(double x, int n) {
  double product = 1;
  for (; n > 0; n >>= 1, x *= x) {
    if ((n & 1) != 0) product *= x;
  }
  return product;
}

/// log2(x) of x in [sqrt(1/2), sqrt(2)] by 2 atanh(z) / ln 2, z = (x - 1) / (x + 1).
inline double log2_near_one(double x) {
  constexpr double two_by_ln2 = 2.8853900817779268;
  const double z = (x - 1) / (x + 1);
  const double zz = z * z;
  double sum = 1.0 / 21;
  for (int k = 19; k >= 1; k -= 2) sum = sum * zz + 1.0 / k;
  return two_by_ln2 * z * sum;
}

/// 2^f, |f| <= 1/2, by its series.
inline double exp2_near_zero(double f) {
  constexpr double ln2 = 0.69314718055994531;
  const double t = f * ln2;
  double sum = 1;
  for (int k = 13; k >= 1; --k) sum = 1 + t / k * sum;
  return sum;
}

/// x^power for x >= 0 and finite, power > 0: relative error below 1e-13 where |log2| of the result is below 1000;
/// beyond that infinite or zero.
inline double positive_power(double x, double power) {
  if (x <= 0) return 0;
  int exponent = 0;
  double fraction = std::frexp(x, &exponent);  // exact, in [1/2, 1)
  constexpr double root_half = 0.70710678118654752;
  if (fraction < root_half) {
    fraction *= 2;
    --exponent;
  }
  const double high = power * exponent;
  const double low = power * log2_near_one(fraction);
  const double whole = std::floor(high + low + 0.5);
  if (whole > 1023) return HUGE_VAL;
  if (whole < -1021) return 0;
  const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023) << 52;
  return exp2_near_zero((high - whole) + low) * std::bit_cast<double>(bits);
}

}  // namespace machi
