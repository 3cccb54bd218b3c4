/// \file  A timetable: stops, and lines whose routes are served by trips. Plain columns, the same on all ranks.
///
/// All trips of a route serve all its stops in order, and none overtakes another: at every stop a trip that begins
/// later neither arrives nor departs earlier. Readers split routes where that does not hold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

/// How people use the doors of a vehicle.
enum class DoorOperation : std::uint8_t {
  serial,    ///< first all get off, then those get on who wait
  parallel,  ///< both at a time, through doors of their own
};

/// Vehicles that are alike.
struct TransitVehicleType {
  std::string id;
  std::uint32_t seats{0};
  std::uint32_t standing{0};
  double length_m{7.5};
  double max_speed_m_s{1e9};  ///< in traffic
  double pcu{1};              ///< room on the road, in passenger cars
  double flow_efficiency{1};  ///< passes where pcu / flow_efficiency passenger cars would
  double boarding_s{1};       ///< for each person
  double alighting_s{1};
  DoorOperation doors{DoorOperation::serial};
  std::string network_mode{"car"};  ///< mode of the links that it may use

  std::uint32_t capacity() const { return seats + standing; }
};

struct Timetable {
  std::string name;  ///< of the feed or file
  std::string path;  ///< of the file, for messages

  // Stops: a platform or pole, where vehicles of some routes stop.
  std::vector<std::string> stop_id;
  std::vector<std::string> stop_name;
  std::vector<std::int64_t> stop_x_mm;         ///< eastward, in the frame of the network
  std::vector<std::int64_t> stop_y_mm;         ///< northward
  std::vector<std::uint32_t> stop_link;        ///< link of the network at whose end vehicles stop; no_index: not on it
  std::vector<std::uint8_t> stop_blocks_lane;  ///< whether a vehicle that stops keeps others from passing
  std::vector<std::uint32_t> stop_min_transfer_s;  ///< between two vehicles at the same stop

  // Lines.
  std::vector<std::string> line_id;
  std::vector<std::string> line_name;

  // Routes: those of a line follow one another.
  std::vector<std::string> route_id;
  std::vector<std::string> route_mode;             ///< "bus", "train", …
  std::vector<std::uint32_t> route_line;           ///< row of lines
  std::vector<std::uint64_t> route_stop_begin{0};  ///< [routes + 1] into the stops of routes
  std::vector<std::uint64_t> route_trip_begin{0};  ///< [routes + 1] into trips
  std::vector<std::uint64_t> route_time_begin{0};  ///< [routes + 1] into the times of trips
  std::vector<std::uint64_t> route_link_begin{0};  ///< [routes + 1] into the links of routes; none: not on the network

  // Stops of routes.
  std::vector<std::uint32_t> call_stop;    ///< row of stops
  std::vector<std::uint8_t> call_pick_up;  ///< whether people may get on
  std::vector<std::uint8_t> call_drop_off;
  std::vector<std::uint8_t> call_awaits_departure;  ///< a vehicle that is early waits for its scheduled departure
  std::vector<std::uint32_t> call_link_at;  ///< place of the stop's link among the links of its route; 0 without links

  std::vector<std::uint32_t> route_link;  ///< the way of each route, from its first stop's link to its last stop's

  // Trips: those of a route follow one another, by departure from its first stop.
  std::vector<std::string> trip_id;
  std::vector<std::uint32_t> trip_vehicle;  ///< row of vehicles; several trips may have the same, one after the other

  // Times of trips, seconds after midnight of the day of service; a trip's follow one another, stop after stop.
  std::vector<std::int32_t> arrival_s;
  std::vector<std::int32_t> departure_s;

  std::vector<TransitVehicleType> vehicle_types;
  std::vector<std::string> vehicle_id;
  std::vector<std::uint32_t> vehicle_type;  ///< [vehicles] row of vehicle_types

  // Walks between stops; a stop has none to itself.
  std::vector<std::uint64_t> transfer_begin{0};  ///< [stops + 1] into transfers
  std::vector<std::uint32_t> transfer_to;        ///< stop, rising
  std::vector<std::uint32_t> transfer_s;

  std::uint32_t stops() const { return static_cast<std::uint32_t>(stop_id.size()); }
  std::uint32_t lines() const { return static_cast<std::uint32_t>(line_id.size()); }
  std::uint32_t routes() const { return static_cast<std::uint32_t>(route_id.size()); }
  std::uint32_t trips() const { return static_cast<std::uint32_t>(trip_id.size()); }
  std::uint32_t calls(std::uint32_t route) const {
    return static_cast<std::uint32_t>(route_stop_begin[route + 1] - route_stop_begin[route]);
  }
  /// Row of call_stop of the k-th stop of a route, from 0.
  std::uint64_t call(std::uint32_t route, std::uint32_t k) const { return route_stop_begin[route] + k; }
  /// Row of arrival_s and departure_s of a trip (row of trips) of a route at its k-th stop.
  std::uint64_t time(std::uint32_t route, std::uint64_t trip, std::uint32_t k) const {
    return route_time_begin[route] + (trip - route_trip_begin[route]) * calls(route) + k;
  }
  bool on_network(std::uint32_t route) const { return route_link_begin[route + 1] > route_link_begin[route]; }
};

}  // namespace machi
