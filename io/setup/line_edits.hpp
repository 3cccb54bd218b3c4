/// \file  Edits of bus lines: lines of the timetable less, and lines that a scenario draws.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/edits.hpp"
#include "engine/model/transit.hpp"
#include "io/transit/gtfs_feed.hpp"

namespace machi {

/// Takes the lines of remove_bus_line, by route_id or name, out of the day of a feed. One note for each edit. Throws
/// InputError for a line that is none. Local; the same on all ranks.
void remove_lines(std::span<const ScenarioEdit> edits, GtfsFeed& feed, std::vector<std::string>& notes);

/// Adds the lines of add_bus_line to a timetable that has no walking transfers yet; min_transfer_s: between two
/// vehicles at a stop. One note for each edit. Throws InputError for an id that the timetable has. Local; the same on
/// all ranks.
void add_lines(std::span<const ScenarioEdit> edits, const CityFrame& frame, std::uint32_t min_transfer_s,
               Timetable& timetable, std::vector<std::string>& notes);

}  // namespace machi
