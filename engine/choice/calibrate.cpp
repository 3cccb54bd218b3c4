#include "engine/choice/calibrate.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

/// The least squares of a calibration: for each count what a unit of each group's factor gives it.
class FactorFit {
 public:
  FactorFit(const CountMatrix& matrix, std::span<const double> now, double prior_sd)
      : counts_(matrix.counted.size()), groups_(matrix.groups), counted_(matrix.counted), unit_(matrix.passed) {
    for (std::size_t c = 0; c < counts_; ++c) {
      weight_.push_back(1 / std::max(counted_[c], 1.0));
      for (std::size_t g = 0; g < groups_; ++g)
        unit_[c * groups_ + g] = now[g] > 0 ? unit_[c * groups_ + g] / now[g] : 0;
    }
    prior_ = 1 / (prior_sd * prior_sd);
  }

  /// Without bounds: the normal equations by Cholesky's factorisation; the prior makes them regular.
  std::vector<double> unbounded() const {
    std::vector<double> lower(groups_ * groups_, 0);
    std::vector<double> x(groups_, prior_);
    for (std::size_t c = 0; c < counts_; ++c)
      for (std::size_t g = 0; g < groups_; ++g) {
        const double a = weight_[c] * unit_[c * groups_ + g];
        if (a == 0) continue;
        x[g] += a * counted_[c];
        for (std::size_t h = 0; h <= g; ++h) lower[g * groups_ + h] += a * unit_[c * groups_ + h];
      }
    for (std::size_t g = 0; g < groups_; ++g) {
      lower[g * groups_ + g] += prior_;
      for (std::size_t h = 0; h <= g; ++h) {
        double sum = lower[g * groups_ + h];
        for (std::size_t k = 0; k < h; ++k) sum -= lower[g * groups_ + k] * lower[h * groups_ + k];
        lower[g * groups_ + h] = g == h ? std::sqrt(sum) : sum / lower[h * groups_ + h];
      }
      for (std::size_t k = 0; k < g; ++k) x[g] -= lower[g * groups_ + k] * x[k];
      x[g] /= lower[g * groups_ + g];
    }
    for (std::size_t g = groups_; g-- > 0;) {
      for (std::size_t k = g + 1; k < groups_; ++k) x[g] -= lower[k * groups_ + g] * x[k];
      x[g] /= lower[g * groups_ + g];
    }
    return x;
  }

  /// Within [0, most], from a start: coordinate descent, always in the same order.
  std::vector<double> bounded(std::vector<double> x, double most) const {
    constexpr int most_sweeps = 2000;
    constexpr double settled = 1e-10;
    for (double& factor : x) factor = std::clamp(factor, 0.0, most);
    std::vector<double> missing(counted_);  // of each count, at x
    for (std::size_t c = 0; c < counts_; ++c)
      for (std::size_t g = 0; g < groups_; ++g) missing[c] -= unit_[c * groups_ + g] * x[g];
    double moved = 1;
    for (int sweep = 0; sweep < most_sweeps && moved > settled; ++sweep) {
      moved = 0;
      for (std::size_t g = 0; g < groups_; ++g) moved = std::max(moved, descend(g, most, x, missing));
    }
    return x;
  }

 private:
  // How far one factor moves to its best.
  double descend(std::size_t g, double most, std::vector<double>& x, std::vector<double>& missing) const {
    double slope = prior_ * (1 - x[g]);
    double bend = prior_;
    for (std::size_t c = 0; c < counts_; ++c) {
      const double a = unit_[c * groups_ + g];
      slope += weight_[c] * a * missing[c];
      bend += weight_[c] * a * a;
    }
    const double step = std::clamp(x[g] + slope / bend, 0.0, most) - x[g];
    for (std::size_t c = 0; c < counts_; ++c) missing[c] -= unit_[c * groups_ + g] * step;
    x[g] += step;
    return std::abs(step);
  }

  std::size_t counts_;
  std::size_t groups_;
  std::vector<double> counted_;
  std::vector<double> unit_;    ///< [counts × groups]
  std::vector<double> weight_;  ///< [counts]
  double prior_{1};
};

}  // namespace

std::vector<double> fitted_factors(const CountMatrix& matrix, std::span<const double> now, double prior_sd,
                                   double most_factor) {
  const FactorFit fit(matrix, now, prior_sd);
  return fit.bounded(fit.unbounded(), most_factor);
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
