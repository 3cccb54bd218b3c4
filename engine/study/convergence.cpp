#include "engine/study/convergence.hpp"

#include <algorithm>
#include <cmath>

#include "engine/study/samples.hpp"

namespace machi {
namespace {

double relative_change(double now, double before) {
  if (now == before) return 0;
  return now == 0 ? std::fabs(before) : std::fabs((now - before) / now);
}

double sum_of_products(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

// Differences between neighbours: the slopes whose directions the secant cosine compares.
std::vector<double> steps_of(std::span<const double> curve) {
  std::vector<double> steps;
  for (std::size_t k = 1; k < curve.size(); ++k) steps.push_back(curve[k] - curve[k - 1]);
  return steps;
}

double secant_cosine(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> x = steps_of(a);
  const std::vector<double> y = steps_of(b);
  const double lengths = std::sqrt(sum_of_products(x, x) * sum_of_products(y, y));
  return lengths == 0 ? 1 : sum_of_products(x, y) / lengths;
}

// `before` is the mean curve of one run fewer.
void compare_curves(std::span<const double> now, std::span<const double> before, Convergence& measure) {
  double squares = 0;
  for (std::size_t k = 0; k < now.size(); ++k) squares += (before[k] - now[k]) * (before[k] - now[k]);
  const double length2 = sum_of_products(now, now);
  if (length2 == 0) return;
  measure.erd = std::sqrt(squares / length2);
  measure.epc = std::fabs(1 - sum_of_products(before, now) / length2);
  measure.sc = squares == 0 ? 0 : std::fabs(1 - secant_cosine(before, now));
}

bool keeps_to(const Convergence& measure, const ConvergenceLimits& limits) {
  const auto within = [](double value, const std::optional<double>& limit) { return !limit || value < *limit; };
  return within(measure.tet, limits.tet) && within(measure.sd, limits.sd) && within(measure.erd, limits.erd) &&
         within(measure.epc, limits.epc) && within(measure.sc, limits.sc);
}

}  // namespace

std::vector<Convergence> convergence_of(std::span<const std::vector<double>> curves) {
  std::vector<Convergence> measures;
  if (curves.empty()) return measures;
  std::vector<double> last{curves[0].back()};
  std::vector<double> mean = curves[0];
  for (std::size_t j = 1; j < curves.size(); ++j) {
    const std::vector<double> before = mean;
    const Sample tet_before = sample_of(last);
    last.push_back(curves[j].back());
    const Sample tet = sample_of(last);
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += (curves[j][k] - mean[k]) / static_cast<double>(j + 1);
    Convergence measure;
    measure.tet = relative_change(tet.mean, tet_before.mean);
    measure.sd = relative_change(tet.sd, tet_before.sd);
    compare_curves(mean, before, measure);
    measures.push_back(measure);
  }
  return measures;
}

std::optional<std::size_t> runs_until_converged(std::span<const Convergence> measures,
                                                const ConvergenceLimits& limits) {
  std::size_t in_a_row = 0;
  for (std::size_t k = 0; k < measures.size(); ++k) {
    in_a_row = keeps_to(measures[k], limits) ? in_a_row + 1 : 0;
    if (in_a_row >= limits.consecutive) return k + 2;  // measure k is of run k + 2, counted from 1
  }
  return {};
}

}  // namespace machi
