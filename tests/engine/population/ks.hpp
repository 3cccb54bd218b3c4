/// \file  The one-sample test of Kolmogorov and Smirnov.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace machi {

/// Largest distance between the distribution of a sample and `share_below`, which is continuous.
inline double ks_distance(std::vector<double> sample, const std::function<double(double)>& share_below) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double largest = 0;
  for (std::size_t k = 0; k < sample.size(); ++k) {
    const double share = share_below(sample[k]);
    const auto before = static_cast<double>(k);
    largest = std::max({largest, (before + 1) / n - share, share - before / n});
  }
  return largest;
}

/// Probability of a distance at least as large for a sample of that distribution: Kolmogorov's series with the
/// correction of Stephens (1970) for finite samples, good to about 0.001 from 20 draws on.
inline double ks_p_value(double distance, std::size_t draws) {
  const double root = std::sqrt(static_cast<double>(draws));
  const double lambda = (root + 0.12 + 0.11 / root) * distance;
  if (lambda < 0.2) return 1;
  double sum = 0;
  for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * lambda * lambda);
  return std::clamp(sum, 0.0, 1.0);
}

inline double ks_p_value(const std::vector<double>& sample, const std::function<double(double)>& share_below) {
  return ks_p_value(ks_distance(sample, share_below), sample.size());
}

}  // namespace machi
