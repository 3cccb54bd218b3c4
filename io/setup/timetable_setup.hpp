/// \file  From a scenario's timetable to what people plan their rides with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/model/mobility_settings.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/transit/transit_planner.hpp"
#include "io/transit/gtfs_timetable.hpp"

namespace machi {

/// Where the coordinates of a city file lie.
GtfsFrame frame_of_city(const std::string& city_file);
/// Where those of a network file lie: as the file says, else mobility.transit.network_epsg. Throws UsageError where
/// neither says it.
GtfsFrame frame_of_network(const TrafficNetwork& network, const MobilitySettings& settings);

/// How people ride: speeds, radii and utilities of the settings.
TransitRules transit_rules(const MobilitySettings& settings);

/// The timetable of mobility.transit.gtfs_file with walks between its stops, in a frame; adds a sentence of what it is.
/// Throws InputError. Local.
std::shared_ptr<Timetable> read_gtfs_timetable(const MobilitySettings& settings, const GtfsFrame& frame,
                                               std::vector<std::string>& notes);

/// The same with its stops on a network, ready for searches.
std::unique_ptr<TransitWorld> read_transit(const MobilitySettings& settings, const GtfsFrame& frame,
                                           const TrafficNetwork& network, std::vector<std::string>& notes);

}  // namespace machi
