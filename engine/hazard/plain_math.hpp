/// \file  exp and the normal distribution in plain arithmetic: the same bits on every machine. For set-up, not for
/// steps.
#pragma once

#include <cmath>

namespace machi {

/// exp by a Taylor series of x / 65536 and sixteen squarings; relative error below 1e-10 for |x| < 100.
inline double plain_exp(double x) {
  const double small = x / 65536;
  double sum = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))));
  for (int i = 0; i < 16; ++i) sum *= sum;
  return sum;
}

/// log for x > 0 by Newton's method on plain_exp, from a start within a factor of two.
inline double plain_log(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);  // exact
  constexpr double log_2 = 0.693147180559945309;
  double log_fraction = fraction - 1;
  for (int i = 0; i < 8; ++i) {
    const double power = plain_exp(log_fraction);
    log_fraction += 2 * (fraction - power) / (fraction + power);  // Halley's
  }
  return log_fraction + exponent * log_2;
}

/// Share of a standard normal variable below z, |z| < 6: 1/2 + phi(z) (z + z^3/3 + z^5/15 + …).
inline double plain_normal_share(double z) {
  double term = z, sum = z;
  for (int k = 3; k < 200; k += 2) {
    term *= z * z / k;
    sum += term;
  }
  constexpr double root_2_pi = 2.50662827463100050;
  return 0.5 + sum * plain_exp(-z * z / 2) / root_2_pi;
}

}  // namespace machi
