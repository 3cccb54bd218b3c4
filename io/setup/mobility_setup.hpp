/// \file  From a scenario and its files to the traffic of one rank: network, people, who drives where.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/mobility/mobility.hpp"

namespace machi {

/// What a run begins with, on this rank. Network and shares must outlive the process.
struct MobilitySetup {
  std::unique_ptr<TrafficNetwork> network;
  std::unique_ptr<TrafficShares> shares;
  MobilityWorld world;
  std::vector<RunningPlan> people;  ///< whose first activity lies on this rank
  TravelDemand demand;              ///< everyone, with completed trips; on the first rank only
  std::vector<bool> on_network;     ///< [modes of the demand] whether they are driven; on the first rank only
  double start_s{0};                ///< clock time of step 0
  std::vector<std::string> notes;   ///< sentences for the log; on the first rank only
};

/// Every rank reads the network; the first reads the people, completes their trips and deals them. Throws UsageError or
/// InputError on all ranks. Collective.
MobilitySetup set_up_mobility(const Comm& comm, const Scenario& scenario, CutRule cut);

}  // namespace machi
