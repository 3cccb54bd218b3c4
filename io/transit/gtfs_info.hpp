/// \file  What a timetable holds, as a page for people and as JSON for programs.
#pragma once

#include <string>

#include "engine/model/transit.hpp"
#include "io/transit/gtfs_feed.hpp"

namespace machi {

/// `timetable`: of the same feed.
std::string gtfs_text(const GtfsFeed& feed, const Timetable& timetable);
std::string gtfs_json(const GtfsFeed& feed, const Timetable& timetable);

}  // namespace machi
