#include "engine/choice/calibrate.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

std::vector<double> fitted_factors(const CountMatrix& matrix, std::span<const double> now, double prior_sd,
                                   double most_factor) {
  constexpr int most_sweeps = 2000;
  constexpr double settled = 1e-10;
  const std::size_t groups = matrix.groups;
  const std::size_t counts = matrix.counted.size();
  std::vector<double> unit(matrix.passed);  // vehicles for each unit of a factor
  for (std::size_t c = 0; c < counts; ++c)
    for (std::size_t g = 0; g < groups; ++g) unit[c * groups + g] = now[g] > 0 ? unit[c * groups + g] / now[g] : 0;
  std::vector<double> x(groups, 1);
  std::vector<double> missing(matrix.counted);  // of each count, at x
  for (std::size_t c = 0; c < counts; ++c)
    for (std::size_t g = 0; g < groups; ++g) missing[c] -= unit[c * groups + g] * x[g];
  const double prior = 1 / (prior_sd * prior_sd);
  double moved = 1;
  for (int sweep = 0; sweep < most_sweeps && moved > settled; ++sweep) {
    moved = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      double slope = prior * (1 - x[g]);
      double bend = prior;
      for (std::size_t c = 0; c < counts; ++c) {
        const double a = unit[c * groups + g];
        const double weight = 1 / std::max(matrix.counted[c], 1.0);
        slope += weight * a * missing[c];
        bend += weight * a * a;
      }
      const double next = std::clamp(x[g] + slope / bend, 0.0, most_factor);
      const double step = next - x[g];
      if (step == 0) continue;
      for (std::size_t c = 0; c < counts; ++c) missing[c] -= unit[c * groups + g] * step;
      x[g] = next;
      moved = std::max(moved, std::abs(step));
    }
  }
  return x;
}

// Person k of a group has the threshold frac(k · golden ratio), whose values lie evenly however many there are.
std::vector<std::uint32_t> copies_of_persons(std::span<const std::uint32_t> group, std::span<const std::uint64_t> below,
                                             std::span<const double> factors) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;  // of 2^64
  std::vector<std::uint64_t> next(below.begin(), below.end());
  std::vector<std::uint32_t> copies;
  copies.reserve(group.size());
  for (const std::uint32_t g : group) {
    const double threshold = std::ldexp(static_cast<double>((++next[g] * golden) >> 11U), -53);
    const double whole = std::floor(factors[g]);
    copies.push_back(static_cast<std::uint32_t>(whole) + (threshold < factors[g] - whole ? 1 : 0));
  }
  return copies;
}

}  // namespace machi
