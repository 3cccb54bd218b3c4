/// \file  The routes with which people start, drawn from static user equilibria.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/mobility_settings.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

struct StartRouteRules {
  StartRouteSettings settings;
  std::uint64_t seed{1};
  double start_s{0};  ///< clock time at which the run begins
  std::string mode;   ///< of the legs that are assigned
  double flow_factor{1};
};

/// One slice of the clock. Costs in s.
struct StartSlice {
  std::int64_t slice{0};  ///< it begins slice × slice_s after midnight
  std::int64_t trips{0};  ///< on the network
  std::int64_t iterations{0};
  double relative_gap{0};  ///< (tstt - sptt) / tstt
  double objective{0};     ///< of Beckmann, McGuire and Winsten (1956)
  double tstt{0};
  double sptt{0};
};

/// What became of the assignments, on all ranks the same.
struct StartFacts {
  std::vector<StartSlice> slices;  ///< those with trips, rising

  StartSlice total() const;  ///< sums, and the most iterations
};

/// Gives legs of the mode whose routes were looked for (Leg::found) routes of a user equilibrium. Legs that depart in
/// one slice, as they would on the empty network, are assigned together, from the ends of their first links to the
/// beginnings of their last ones (StartNetwork, assign_paths()); each draws one of its pair's paths by their flow
/// with random numbers of (seed, person, leg). So the mean of the routes' flow is that of the equilibrium. Other legs
/// keep theirs, and so do those that never begin or have nothing between first and last link.
///
/// Every leg on the network must have a route. The demand lies on the ranks in runs, of which this rank's begins at the
/// person `first_person`. Slices are shared out among ranks; the result depends on neither ranks nor threads. Throws
/// UsageError for more than 100,000 slices, RunError as assign_paths() does, on all ranks. Collective.
StartFacts draw_start_routes(const Comm& comm, const TrafficNetwork& network, const StartRouteRules& rules,
                             std::uint64_t first_person, TravelDemand& demand);

}  // namespace machi
