/// \file  Timetables for tests, route by route.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/transit.hpp"

namespace machi {

/// One after the other: stops, then routes with their trips, then transfers.
class MadeTimetable {
 public:
  MadeTimetable& stop(double x_m, double y_m, std::uint32_t min_transfer_s = 0) {
    const std::string id = std::to_string(made_.stops());
    made_.stop_id.push_back(id);
    made_.stop_name.push_back("stop " + id);
    made_.stop_x_mm.push_back(static_cast<std::int64_t>(1000 * x_m));
    made_.stop_y_mm.push_back(static_cast<std::int64_t>(1000 * y_m));
    made_.stop_link.push_back(no_index);
    made_.stop_blocks_lane.push_back(0);
    made_.stop_min_transfer_s.push_back(min_transfer_s);
    made_.transfer_begin.push_back(0);
    return *this;
  }
  /// A route of a line of its own; trips: arrival and departure at each stop.
  using Times = std::vector<std::pair<std::int32_t, std::int32_t>>;
  MadeTimetable& route(const std::vector<std::uint32_t>& stops, const std::vector<Times>& trips) {
    const std::string id = std::to_string(made_.routes());
    made_.line_id.push_back("line " + id);
    made_.line_name.push_back("line " + id);
    made_.route_id.push_back(id);
    made_.route_mode.push_back("bus");
    made_.route_line.push_back(made_.lines() - 1);
    for (const std::uint32_t stop : stops) {
      made_.call_stop.push_back(stop);
      made_.call_pick_up.push_back(1);
      made_.call_drop_off.push_back(1);
      made_.call_awaits_departure.push_back(1);
      made_.call_link_at.push_back(0);
    }
    for (const Times& trip : trips) {
      made_.trip_id.push_back(id + "/" + std::to_string(made_.trips()));
      made_.trip_vehicle.push_back(0);
      for (const auto& [arrival, departure] : trip) {
        made_.arrival_s.push_back(arrival);
        made_.departure_s.push_back(departure);
      }
    }
    made_.route_stop_begin.push_back(made_.call_stop.size());
    made_.route_trip_begin.push_back(made_.trip_id.size());
    made_.route_time_begin.push_back(made_.arrival_s.size());
    made_.route_link_begin.push_back(0);
    return *this;
  }
  /// By rising (from, to).
  MadeTimetable& transfer(std::uint32_t from, std::uint32_t to, std::uint32_t seconds) {
    for (std::uint32_t stop = from; stop < made_.stops(); ++stop) ++made_.transfer_begin[stop + 1];
    made_.transfer_to.push_back(to);
    made_.transfer_s.push_back(seconds);
    return *this;
  }
  Timetable take() { return std::move(made_); }
  Timetable& timetable() { return made_; }

 private:
  Timetable made_;
};

}  // namespace machi
