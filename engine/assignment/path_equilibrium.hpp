/// \file  User equilibrium of many pairs with few trips each: as equilibrium.hpp, but by paths, which are known then.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/assignment/assignment_network.hpp"
#include "engine/assignment/equilibrium.hpp"

namespace machi {

/// A path that trips of a pair of zones take.
struct UsedPath {
  std::vector<std::uint32_t> links;
  double flow{0};
};

struct PathAssignment {
  std::vector<std::vector<UsedPath>> paths;  ///< [rows of the table] flows of each sum to its trips; none inside zones
  std::vector<double> flow;                  ///< [links]
  std::vector<double> cost;                  ///< [links] at that flow
  AssignmentIterate last;                    ///< of these flows
};

/// Assigns trips by gradient projection over the paths of each pair (Jayakrishnan, Tsai, Prashker and Rajadhyaksha
/// 1994): each iteration adds the cheapest path of every pair, and moves flow to it from the others by Newton steps on
/// the difference, over the links that they do not share. Memory is that of the paths in use, whatever the number of
/// origins, where a bush holds the whole network for each. Path flows are not unique: these follow from the order of
/// the pairs. Uses all threads; the bits depend on neither their number nor ranks. `options` as there; `observe` and
/// `stops` are not called. Throws InputError and RunError as assign_equilibrium() does.
PathAssignment assign_paths(const AssignmentNetwork& network, const TripTable& table, const AssignmentOptions& options);

}  // namespace machi
