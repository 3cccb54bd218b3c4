/// \file  Areas and places that a scenario draws over a city, from files: districts, zones, blocked ground, shelters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/edits.hpp"
#include "engine/model/network.hpp"
#include "io/setup/evacuation_setup.hpp"

namespace machi {

/// Polygons of a GeoJSON file in the city's frame, one for each feature (all rings of a MultiPolygon together: the
/// rasteriser's even-odd rule tells holes from parts), with the feature's value of `key`; empty where it has none.
struct DrawnAreas {
  PolygonTable polygons;
  std::vector<std::string> names;
};

/// Throws InputError where the file is no GeoJSON, holds no polygon, or one that cannot be projected. Local.
DrawnAreas read_drawn_areas(const std::string& path, std::string_view key, const CityFrame& frame,
                            std::optional<std::int64_t> only = {});

/// Whether any polygon of a table holds a point. Any thread.
bool any_contains(const PolygonTable& polygons, const PointMm& point);

/// The line of an edit: its wkt, or the one LineString of its GeoJSON file. Throws InputError where the file holds
/// another number of them, or it cannot be projected. Local.
std::vector<PointMm> line_of_drawing(const ScenarioEdit& edit, const CityFrame& frame);

/// The edits of a scenario, with the text in metres of what is drawn in files, too. Throws InputError. Local.
std::vector<ScenarioEdit> edits_with_shapes(const Scenario& scenario);

/// Shelters of a GeoJSON or CSV file, as io/people reads them, in the city's frame; those without a usable point are
/// told in `notes`. Throws InputError, also for a capacity below 0. Local.
std::vector<Place> read_shelters(const std::string& path, const CityFrame& frame, std::vector<std::string>& notes);

/// Cells that nobody can enter: polygons of hazard.blocked_file and what blocked links of the network close
/// (hazard.damaged_percent). [own leaves], bit y * 8 + x. Collective.
std::vector<std::uint64_t> blocked_cells(const Comm& comm, const Scenario& scenario, const LeafDomain& leaves,
                                         const Network& network, const CityFrame& frame,
                                         std::vector<std::string>& notes);

/// Gives everyone the district in which it starts (EvacuationSetup::districts; polygons of one name are one), by
/// DestinationRule::district also its shelters for a goal, and, where the zone is drawn, leaves out those who start
/// outside of it. Collective.
void place_in_areas(const Comm& comm, const Scenario& scenario, const CityFrame& frame, EvacuationSetup& setup);

}  // namespace machi
