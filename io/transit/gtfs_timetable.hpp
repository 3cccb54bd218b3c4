/// \file  A GTFS feed as a timetable: routes of one sequence of stops, trips that do not overtake one another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/transit.hpp"
#include "io/transit/gtfs_feed.hpp"

namespace machi {

/// Where stops lie: millimetres east and north of an origin in a projected CRS.
struct GtfsFrame {
  int epsg{0};
  double origin_east_m{0};
  double origin_north_m{0};
};

/// The frame of a feed on its own: the CRS that is chosen for its first stop (LocalCrs), its origin.
GtfsFrame frame_of(const GtfsFeed& feed);

/// Lines are GTFS's routes. Trips of a line with the same stops, and the same rules there for getting on and off, are a
/// route, which is split where one would overtake another; trips by frequency are written out, each headway from the
/// start on before the end. Only stops that are served are kept. Every trip has a vehicle of its own, of a type by the
/// route_type (docs/formats/gtfs.md). Transfers are those of the feed: between stations, between all their stops; one
/// that is not possible has `no_transfer` seconds; change_s: minimal time at a stop of which the feed says nothing.
///
/// Throws InputError: a stop that lies outside of the CRS, a frequency of a trip that does not run. Local.
Timetable gtfs_timetable(const GtfsFeed& feed, const GtfsFrame& frame, std::uint32_t change_s);

/// Name of a route_type: "bus", "rail", …
std::string mode_of_route_type(std::uint32_t type);

}  // namespace machi
