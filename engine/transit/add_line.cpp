#include "engine/transit/add_line.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

double distance_m(const PointMm& a, const PointMm& b) {
  const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
  return 1e-3 * std::sqrt(dx * dx + dy * dy);
}

std::int32_t between(std::int32_t from_mm, std::int32_t to_mm, double part) {
  return static_cast<std::int32_t>(std::lround(from_mm + part * (static_cast<double>(to_mm) - from_mm)));
}

void add_stops(const HeadwayLine& line, Timetable& made) {
  for (std::size_t k = 0; k < line.stops.size(); ++k) {
    std::string id = line.id;
    made.stop_id.push_back(id.append(":").append(std::to_string(k + 1)));
    made.stop_name.push_back(line.names[k]);
    made.stop_x_mm.push_back(line.stops[k].x_mm);
    made.stop_y_mm.push_back(line.stops[k].y_mm);
    made.stop_link.push_back(no_index);
    made.stop_blocks_lane.push_back(0);
    made.stop_min_transfer_s.push_back(line.min_transfer_s);
    made.transfer_begin.push_back(made.transfer_to.size());
  }
}

// The times of one trip, stop after stop.
void add_times(const HeadwayLine& line, bool back, std::int32_t start_s, Timetable& made) {
  std::int32_t now_s = start_s;
  for (std::size_t k = 0; k < line.stops.size(); ++k) {
    made.arrival_s.push_back(now_s);
    const bool last = k + 1 == line.stops.size();
    if (k > 0 && !last) now_s += line.dwell_s;
    made.departure_s.push_back(now_s);
    if (last) break;
    const double leg_m = line.leg_m[back ? line.leg_m.size() - 1 - k : k];
    now_s += std::max(1, static_cast<std::int32_t>(std::lround(leg_m / line.speed_m_s)));
  }
}

void add_route(const HeadwayLine& line, bool back, std::uint32_t first_stop, std::uint32_t type, Timetable& made) {
  const auto stops = static_cast<std::uint32_t>(line.stops.size());
  std::string id = line.id;
  id.append(back ? ":back" : ":forth");
  made.route_id.push_back(id);
  made.route_mode.push_back(line.mode);
  made.route_line.push_back(made.lines() - 1);
  for (std::uint32_t k = 0; k < stops; ++k) {
    made.call_stop.push_back(first_stop + (back ? stops - 1 - k : k));
    made.call_pick_up.push_back(k + 1 < stops ? 1 : 0);
    made.call_drop_off.push_back(k > 0 ? 1 : 0);
    made.call_awaits_departure.push_back(1);
    made.call_link_at.push_back(0);
  }
  for (std::int32_t start_s = line.first_s; start_s <= line.last_s; start_s += line.headway_s) {
    std::string trip = id;
    trip.append("@").append(std::to_string(start_s));
    made.trip_vehicle.push_back(static_cast<std::uint32_t>(made.vehicle_id.size()));
    made.vehicle_id.push_back(trip);
    made.vehicle_type.push_back(type);
    made.trip_id.push_back(std::move(trip));
    if (!made.trip_start_s.empty()) made.trip_start_s.push_back(start_s);
    add_times(line, back, start_s, made);
  }
  made.route_stop_begin.push_back(made.call_stop.size());
  made.route_trip_begin.push_back(made.trip_id.size());
  made.route_time_begin.push_back(made.arrival_s.size());
  made.route_link_begin.push_back(made.route_link.size());
}

}  // namespace

LinePlaces places_along_line(const std::vector<PointMm>& line, double spacing_m) {
  LinePlaces places{{line.front()}, {0}};
  double begin_m = 0;  // of the piece
  for (std::size_t k = 0; k + 1 < line.size(); ++k) {
    const PointMm &a = line[k], &b = line[k + 1];
    const double end_m = begin_m + distance_m(a, b);
    for (double at_m = places.at_m.back() + spacing_m; at_m <= end_m; at_m += spacing_m) {
      const double part = (at_m - begin_m) / (end_m - begin_m);
      places.point.push_back({between(a.x_mm, b.x_mm, part), between(a.y_mm, b.y_mm, part), 0});
      places.at_m.push_back(at_m);
    }
    begin_m = end_m;
  }
  if (places.at_m.size() > 1 && begin_m - places.at_m.back() < spacing_m / 2) {
    places.point.pop_back();
    places.at_m.pop_back();
  }
  places.point.push_back(line.back());
  places.at_m.push_back(begin_m);
  return places;
}

void add_line(const HeadwayLine& line, Timetable& timetable) {
  const auto type = std::find_if(timetable.vehicle_types.begin(), timetable.vehicle_types.end(),
                                 [&](const TransitVehicleType& one) { return one.id == line.mode; });
  if (type == timetable.vehicle_types.end())
    throw RunError("a timetable has no vehicle type for a line of " + line.mode);
  const auto row = static_cast<std::uint32_t>(type - timetable.vehicle_types.begin());
  const std::uint32_t first_stop = timetable.stops();
  add_stops(line, timetable);
  timetable.line_id.push_back(line.id);
  timetable.line_name.push_back(line.name);
  add_route(line, false, first_stop, row, timetable);
  if (line.both_ways) add_route(line, true, first_stop, row, timetable);
}

}  // namespace machi
