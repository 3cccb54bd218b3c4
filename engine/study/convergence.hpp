/// \file  When runs of one scenario with other seeds have been enough: the criteria of Ronchi, Reneke & Peacock (2014).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace machi {

/// How much the j-th run changes what the runs before it say (Fire Technology 50, 1545-1571); all are 0 where nothing
/// changes. The curves are those of the times of arrival, averaged over the runs.
struct Convergence {
  double tet{0};  ///< |TET_j - TET_(j-1)| / TET_j, TET_j the mean over j runs of the last time of the curve
  double sd{0};   ///< the same of its standard deviation
  double erd{0};  ///< Euclidean relative difference of the mean curves of j and of j - 1 runs
  double epc{0};  ///< |1 - Euclidean projection coefficient| of them
  double sc{0};   ///< |1 - secant cosine| of them: whether they have the same shape
};

/// Limits of the five; nothing: not looked at.
struct ConvergenceLimits {
  std::optional<double> tet;
  std::optional<double> sd;
  std::optional<double> erd;
  std::optional<double> epc;
  std::optional<double> sc;
  std::size_t consecutive{10};  ///< runs in a row that must keep to all of them
  bool any() const { return tet || sd || erd || epc || sc; }
};

/// Measures of runs 2, 3, …; curves have the same length, at least 1, and ascend. Sums run in the order of the curve.
std::vector<Convergence> convergence_of(std::span<const std::vector<double>> curves);

/// The number of runs after which the limits have been kept to long enough; nothing where they have not. Local.
std::optional<std::size_t> runs_until_converged(std::span<const Convergence> measures, const ConvergenceLimits& limits);

}  // namespace machi
