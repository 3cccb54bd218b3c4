/// \file  Trips that are made with a fleet of shared vehicles.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/fleet_settings.hpp"
#include "engine/model/geometry.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// A fleet by its mode, and where it stops.
struct FleetStopLinks {
  std::string mode;
  std::vector<std::uint32_t> links;  ///< to and from which people walk; empty: from door to door
};

/// Whether a place lies in a fleet's area; without polygons everything does.
bool is_served(const PolygonTable& area, double x_m, double y_m);

/// Gives trips of one leg the mode of the first fleet that makes trips instead of theirs: of persons who are drawn by
/// (seed, row, fleet), both ends within the fleet's area, no shorter than its shortest trip. `first_person`: row of the
/// demand's first person among those of all ranks. Their legs have no route and no time then. Local.
void take_fleets(TravelDemand& demand, std::span<const FleetSettings> fleets, const TrafficNetwork& network,
                 std::uint64_t seed, std::uint64_t first_person);

/// The rows of links by their ids, for messages of `key`. Throws UsageError where one is not there.
std::vector<std::uint32_t> rows_of_links(const TrafficNetwork& network, const std::vector<std::string>& ids,
                                         const std::string& key);

}  // namespace machi
