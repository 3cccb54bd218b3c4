/// \file  How much demand of each kind there must be for the volumes to agree with counts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/choice/count_fit.hpp"

namespace machi {

/// What a run says of the counts: how many vehicles of each group of persons came by.
struct CountMatrix {
  std::vector<double> counted;  ///< [counts] vehicles
  std::vector<double> passed;   ///< [counts × groups] vehicles of the run, times those that stand behind each
  std::size_t groups{0};
};

/// Factors of the groups' demand by generalised least squares (Cascetta 1984): least
/// sum (C - sum a_g x_g)² / max(C, 1) + sum ((x_g - 1) / prior_sd)² with x_g in [0, most_factor], where a_g are the
/// vehicles that came by for each unit of the factor that held in the run (`now` [groups]; 0: nobody of the group was
/// there). Found by coordinate descent, always in the same order. Local.
std::vector<double> fitted_factors(const CountMatrix& matrix, std::span<const double> now, double prior_sd,
                                   double most_factor);

/// What came of a calibration; the same on all ranks, but for names, which the first has.
struct CalibrationFacts {
  std::vector<std::string> groups;    ///< names
  std::vector<double> factors;        ///< [groups] of the demand that is left
  std::vector<std::int64_t> persons;  ///< [groups] before
  std::vector<CountFit> fits;         ///< of the demand as given, and after each iteration but the last
};

/// How often each person is there so that its group is there `factors` times: whole numbers whose mean over any run of
/// the persons of a group is close to the factor. `group` [persons]; `below` [groups]: persons of each group on lower
/// ranks. Raising a factor takes nobody away. Local.
std::vector<std::uint32_t> copies_of_persons(std::span<const std::uint32_t> group, std::span<const std::uint64_t> below,
                                             std::span<const double> factors);

}  // namespace machi
