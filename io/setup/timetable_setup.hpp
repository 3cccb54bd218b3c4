/// \file  From a scenario's timetable to what people plan their rides with.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/transit/transit_planner.hpp"
#include "io/setup/mobility_setup.hpp"
#include "io/transit/gtfs_timetable.hpp"

namespace machi {

/// Where the coordinates of a city file lie.
GtfsFrame frame_of_city(const std::string& city_file);
/// Where those of a network file lie: as the file says, else mobility.transit.network_epsg. Throws UsageError where
/// neither says it.
GtfsFrame frame_of_network(const TrafficNetwork& network, const MobilitySettings& settings);

/// How people ride: speeds, radii and utilities of the settings.
TransitRules transit_rules(const MobilitySettings& settings);

/// The timetable of mobility.transit.gtfs_file in a frame, with and without the lines of `edits`; without a file, these
/// alone. Adds a sentence of what it is. Throws InputError. Local.
Timetable read_gtfs_timetable(const MobilitySettings& settings, const GtfsFrame& frame,
                              std::span<const ScenarioEdit> edits, std::vector<std::string>& notes);

/// Walks between the stops of a timetable, as the settings have them.
void add_transfers(const MobilitySettings& settings, Timetable& timetable);

/// Reads the timetable of the scenario, where it is simulated or GTFS: setup.transit.timetable and setup.journeys.
/// Throws UsageError or InputError on all ranks. Collective.
void set_up_journeys(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

/// Gives trips of the demand that ride their legs (route_transit_trips) and says how many on all ranks; buildings of
/// activities follow. Where there is no timetable, nothing changes. Collective.
void route_riders(const Comm& comm, const Scenario& scenario, MobilitySetup& setup, TravelDemand& demand);

/// Names the rides of the demand, the same on all ranks that name any. Collective.
void name_services(const Comm& comm, const MobilitySetup& setup, TravelDemand& demand);

}  // namespace machi
