/// \file  How long one takes by transit from zone to zone.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/demand/zones.hpp"
#include "engine/transit/transit_planner.hpp"

namespace machi {

/// Vehicles that a town's people may ride, and how they reach them.
struct TransitOffer {
  const TransitWorld* world{nullptr};
  std::int32_t first_s{7 * 3600};  ///< of the departures that are tried
  std::int32_t last_s{9 * 3600};
  std::int32_t every_s{900};
};

/// Door to door, the mean over those departures: [zones × zones], row by row; the same on all ranks.
struct TransitSkims {
  static constexpr double no_way_s = 1e6;
  std::size_t zones{0};
  std::vector<float> seconds;  ///< no_way_s where one departure or more finds no journey with a ride

  double between_s(std::uint32_t from, std::uint32_t to) const {
    return from == to ? no_way_s : static_cast<double>(seconds[from * zones + to]);
  }
};

/// From and to the mean place of the zones' buildings, by RAPTOR; each zone's on one rank. Collective.
TransitSkims make_transit_skims(const TransitOffer& offer, const Zones& zones, const Comm& comm);

}  // namespace machi
