#include "engine/study/samples.hpp"

#include <cmath>
#include <vector>

#include "engine/study/student_t.hpp"

namespace machi {
namespace {

double t_of(double confidence, double degrees) {
  return student_t_quantile(0.5 + confidence / 2, degrees);
}

// Welch's interval of the difference of two means, with the degrees of freedom of Welch and Satterthwaite.
double welch_half_width(const Sample& a, const Sample& b, double confidence) {
  const double va = a.sd * a.sd / static_cast<double>(a.runs);
  const double vb = b.sd * b.sd / static_cast<double>(b.runs);
  if (va + vb == 0) return 0;
  const double degrees =
      (va + vb) * (va + vb) / (va * va / static_cast<double>(a.runs - 1) + vb * vb / static_cast<double>(b.runs - 1));
  return t_of(confidence, degrees) * std::sqrt(va + vb);
}

}  // namespace

Sample sample_of(std::span<const double> values) {
  Sample sample;
  sample.runs = values.size();
  if (values.empty()) return sample;
  for (const double value : values) sample.mean += value;
  sample.mean /= static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - sample.mean) * (value - sample.mean);
  if (values.size() > 1) sample.sd = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return sample;
}

std::optional<double> half_width(const Sample& sample, double confidence) {
  if (sample.runs < 2) return {};
  const auto runs = static_cast<double>(sample.runs);
  return t_of(confidence, runs - 1) * sample.sd / std::sqrt(runs);
}

PairedSamples compare_pairs(std::span<const double> base, std::span<const double> proposal, double confidence) {
  std::vector<double> differences;
  for (std::size_t k = 0; k < base.size(); ++k) differences.push_back(proposal[k] - base[k]);
  PairedSamples paired;
  paired.base = sample_of(base);
  paired.proposal = sample_of(proposal);
  paired.difference = sample_of(differences);
  paired.half_width = half_width(paired.difference, confidence);
  if (base.size() < 2) return paired;
  paired.half_width_apart = welch_half_width(paired.base, paired.proposal, confidence);
  const double apart = paired.base.sd * paired.base.sd + paired.proposal.sd * paired.proposal.sd;
  const double together = paired.difference.sd * paired.difference.sd;
  if (together > 0) paired.seeds_saved = apart / together;
  return paired;
}

}  // namespace machi
