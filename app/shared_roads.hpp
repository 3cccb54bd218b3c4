/// \file  Streets as traffic shares them with water and walkers from the alarm on.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/street_walkers.hpp"
#include "engine/model/network.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "engine/process/mobility/handover.hpp"
#include "engine/process/mobility/road_changes.hpp"
#include "io/checkpoint/coupling_state_file.hpp"

namespace machi {

/// Streets and the network made from them by drive_network() must outlive it, and so must the leaves.
class SharedRoads {
 public:
  SharedRoads(const Network& streets, const TrafficNetwork& network, const LeafDomain& leaves);

  /// Streets on which water stops cars, from then on for good; seconds of the run, of which the water's clock begins at
  /// `alarm_s` and only what comes before `end_s` counts. The same on all ranks. Collective.
  std::vector<RoadEvent> floods(const Comm& comm, const EvacuationWorld& world, double stop_depth_m, double alarm_s,
                                double end_s);
  /// What walkers leave of the links' flow capacities now, of those where it is other than at the last call. The same
  /// on all ranks. Collective.
  std::vector<LinkShare> shares(const Comm& comm, const Evacuation& evacuation);

  std::int64_t flooded_streets() const { return flooded_streets_; }
  /// Sum over calls of shares() of streets with walkers on them.
  std::int64_t shared_streets() const { return shared_streets_; }
  /// What a checkpoint holds of them, and the way back to it.
  SharedRoadsState state() const;
  void go_on(const SharedRoadsState& state);

 private:
  double factor_of(std::uint32_t street, std::int64_t walkers) const;

  const Network& streets_;
  std::vector<std::array<std::uint32_t, 2>> links_of_;  ///< [streets] both directions; none
  StreetWalkers walkers_;
  std::vector<StreetCount> before_;  ///< at the last call, by street
  std::int64_t flooded_streets_{0};
  std::int64_t shared_streets_{0};
};

}  // namespace machi
