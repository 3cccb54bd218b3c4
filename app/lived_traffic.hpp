/// \file  What is left of traffic once all of it is lived, for a checkpoint that is written later.
#pragma once

#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/mobility_state.hpp"

namespace machi {

struct LivedTraffic {
  TravelTotals totals;            ///< of all ranks
  std::vector<LinkRecord> links;  ///< of this rank, as the next two
  std::vector<StopVisit> visits;
  std::vector<TravelEvent> driver_events;
  LegCounts legs;  ///< of all ranks
};

/// As a state without anyone in it, which does not show the ranks; and back. Collective.
MobilityState state_of(const Comm& comm, const LivedTraffic& lived);
LivedTraffic lived_traffic(const Comm& comm, MobilityState state);

}  // namespace machi
