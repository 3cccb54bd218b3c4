/// \file  Static user equilibrium: nobody can reach their destination at less cost by another path (Wardrop 1952).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/assignment/assignment_network.hpp"

namespace machi {

/// What is true of the flows after an iteration.
struct AssignmentIterate {
  std::uint32_t iteration{0};  ///< 0: after the first loading
  double relative_gap{0};      ///< (tstt - sptt) / tstt
  double objective{0};         ///< of Beckmann, McGuire and Winsten (1956)
  double tstt{0};              ///< total system travel time: sum over links of flow times cost
  double sptt{0};              ///< sum over trips of the least cost between their zones, at these costs
};

struct AssignmentOptions {
  double relative_gap{1e-6};                              ///< ends where the gap is not above this
  std::uint32_t max_iterations{500};                      ///< ends after so many
  std::function<void(const AssignmentIterate&)> observe;  ///< called after each iteration, by the calling thread
  std::function<bool()> stops{};                          ///< asked after each iteration whether to end there
};

struct AssignmentResult {
  std::vector<double> flow;               ///< [links]
  std::vector<double> cost;               ///< [links] at that flow
  AssignmentIterate last;                 ///< of these flows
  std::vector<AssignmentIterate> course;  ///< [iterations + 1]
  bool stopped{false};                    ///< whether `stops` ended it
  bool converged{false};                  ///< whether the gap was reached
  double trips{0};                        ///< on the network
  double trips_within_zones{0};           ///< not on it
};

/// Assigns trips to the network with one bush for each origin (Dial 2006; docs/models/assignment.md). Link flows are
/// unique where link costs rise strictly; path flows are not given, as they are not. Uses all threads; the bits depend
/// on neither their number nor, as nothing is communicated, on ranks.
/// Throws InputError where trips have no path, RunError where the table has another number of zones than the network or
/// costs leave the range of numbers.
AssignmentResult assign_equilibrium(const AssignmentNetwork& network, const TripTable& table,
                                    const AssignmentOptions& options = {});

}  // namespace machi
