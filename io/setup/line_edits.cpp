#include "io/setup/line_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/transit/add_line.hpp"
#include "io/options/options.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

bool is_line_called(const GtfsRoute& route, const std::string& wanted) {
  return route.id == wanted || route.short_name == wanted || route.long_name == wanted;
}

// [routes of the feed] 1: the edit names it.
std::vector<std::uint8_t> routes_of_edit(const ScenarioEdit& edit, const GtfsFeed& feed) {
  std::vector<std::uint8_t> gone(feed.routes.size(), 0);
  for (const std::string& wanted : edit.ids) {
    bool found = false;
    for (std::size_t k = 0; k < gone.size(); ++k) {
      if (!is_line_called(feed.routes[k], wanted)) continue;
      gone[k] = 1;
      found = true;
    }
    if (found) continue;
    std::vector<std::string> names;
    for (const GtfsRoute& route : feed.routes) names.insert(names.end(), {route.id, route.short_name, route.long_name});
    throw InputError(edit.where,
                     fmt::format("edits: {} has no line '{}'{}", feed.path, wanted, did_you_mean(wanted, names)));
  }
  return gone;
}

LinePlaces corners_of(const std::vector<PointMm>& line) {
  LinePlaces places{line, {0}};
  for (std::size_t k = 0; k + 1 < line.size(); ++k)
    places.at_m.push_back(places.at_m.back() + 1e-3 * std::hypot(static_cast<double>(line[k + 1].x_mm) - line[k].x_mm,
                                                                 static_cast<double>(line[k + 1].y_mm) - line[k].y_mm));
  return places;
}

HeadwayLine line_of_edit(const ScenarioEdit& edit, const CityFrame& frame) {
  const std::vector<PointMm> drawn = line_of_drawing(edit, frame);
  HeadwayLine line;
  line.id = edit.id;
  line.name = edit.name.empty() ? edit.id : edit.name;
  const LinePlaces places = edit.stop_spacing_m ? places_along_line(drawn, *edit.stop_spacing_m) : corners_of(drawn);
  line.stops = places.point;
  for (std::size_t k = 0; k < line.stops.size(); ++k) line.names.push_back(fmt::format("{} {}", line.name, k + 1));
  for (std::size_t k = 0; k + 1 < line.stops.size(); ++k) line.leg_m.push_back(places.at_m[k + 1] - places.at_m[k]);
  line.first_s = clock_s(edit.first_departure).value_or(0);
  line.last_s = clock_s(edit.last_departure).value_or(0);
  line.headway_s = static_cast<std::int32_t>(std::lround(edit.headway_s));
  line.speed_m_s = edit.speed_m_s;
  line.dwell_s = static_cast<std::int32_t>(std::lround(edit.dwell_s));
  line.both_ways = edit.both_ways;
  return line;
}

}  // namespace

void remove_lines(std::span<const ScenarioEdit> edits, GtfsFeed& feed, std::vector<std::string>& notes) {
  for (const ScenarioEdit& edit : edits) {
    if (edit.kind != EditKind::remove_bus_line) continue;
    const std::vector<std::uint8_t> gone = routes_of_edit(edit, feed);
    const auto is_gone = [&](const auto& row) { return gone[feed.trips[row.trip].route] != 0; };
    std::erase_if(feed.stop_times, is_gone);
    std::erase_if(feed.frequencies, is_gone);
    const auto trips = std::count_if(feed.trips.begin(), feed.trips.end(),
                                     [&](const GtfsTrip& trip) { return gone[trip.route] != 0; });
    notes.push_back(fmt::format("Edit {} {}: {} lines, {} trips of the day.", edit_name(edit.kind), edit.id,
                                std::count(gone.begin(), gone.end(), 1), trips));
  }
}

void add_lines(std::span<const ScenarioEdit> edits, const CityFrame& frame, std::uint32_t min_transfer_s,
               Timetable& timetable, std::vector<std::string>& notes) {
  for (const ScenarioEdit& edit : edits) {
    if (edit.kind != EditKind::add_bus_line) continue;
    HeadwayLine line = line_of_edit(edit, frame);
    line.min_transfer_s = min_transfer_s;
    if (std::find(timetable.line_id.begin(), timetable.line_id.end(), edit.id) != timetable.line_id.end())
      throw InputError(edit.where, fmt::format("edits: the timetable has a line '{}'. Give another id", edit.id));
    const std::uint32_t before = timetable.trips();
    add_line(line, timetable);
    notes.push_back(fmt::format("Edit {} {}: {} stops, {} trips.", edit_name(edit.kind), edit.id, line.stops.size(),
                                timetable.trips() - before));
  }
}

}  // namespace machi
