/// \file  Means of runs and how sure they are: one sample, and a base against a proposal whose runs share their seeds.
#pragma once

#include <optional>
#include <span>

namespace machi {

/// A sample of runs.
struct Sample {
  std::size_t runs{0};
  double mean{0};
  double sd{0};  ///< of the runs, with runs - 1; 0 where there is one
};

/// Sums run in the order of the values.
Sample sample_of(std::span<const double> values);

/// Half the width of the interval around the mean that holds the true mean with `confidence`: t s / sqrt(n). Nothing
/// for fewer than two runs.
std::optional<double> half_width(const Sample& sample, double confidence);

/// A base against a proposal, value k of both with the same seed.
struct PairedSamples {
  Sample base;
  Sample proposal;
  Sample difference;                       ///< of proposal - base, pair by pair
  std::optional<double> half_width;        ///< of the mean difference, from the pairs; nothing for fewer than two pairs
  std::optional<double> half_width_apart;  ///< as if the two were independent samples (Welch)
  /// How many times as many seeds two independent samples need for the same standard error: the sum of both variances
  /// over the variance of the differences. Nothing where the differences do not vary.
  std::optional<double> seeds_saved;
};

/// `base` and `proposal` have the same length, at least 1. Throws nothing.
PairedSamples compare_pairs(std::span<const double> base, std::span<const double> proposal, double confidence);

}  // namespace machi
