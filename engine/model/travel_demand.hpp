/// \file  People with plans: a day of activities and the legs between them, and the vehicles they drive.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace machi {

/// What a file did not say.
inline constexpr double not_given = std::numeric_limits<double>::quiet_NaN();
inline bool is_given(double value) {
  return !std::isnan(value);
}

/// Vehicles that are alike. Defaults: a passenger car as MATSim has it.
struct VehicleType {
  std::string id;
  double length_m{7.5};
  double max_speed_m_s{std::numeric_limits<double>::infinity()};
  double pcu{1};              ///< room on the road, in passenger cars
  double flow_efficiency{1};  ///< passes where pcu / flow_efficiency passenger cars would
  std::string network_mode;   ///< mode of the links that it may use
};

/// What a plan says of the way of a leg.
enum class RouteKind : std::uint8_t {
  none,     ///< nothing
  links,    ///< a sequence of links, from the first to the last
  generic,  ///< time and distance only
  transit,  ///< a line and a route of it
};

struct Activity {
  static constexpr std::uint32_t no_link = 0xffffffffU;
  std::uint16_t type{0};        ///< into TravelDemand::activity_types
  std::uint32_t link{no_link};  ///< where it is reached
  double x_m{not_given};
  double y_m{not_given};
  double end_s{not_given};       ///< clock time, seconds after midnight
  double duration_s{not_given};  ///< at most this long, where end_s is not given
  std::uint32_t line{0};         ///< of the file, for messages
};

struct Leg {
  std::uint16_t mode{0};          ///< into TravelDemand::modes
  std::uint16_t routing_mode{0};  ///< of the trip that it belongs to
  RouteKind kind{RouteKind::none};
  bool found{false};  ///< whether the route was looked for, where the plan had none
  std::uint32_t start_link{Activity::no_link};
  std::uint32_t end_link{Activity::no_link};
  std::uint64_t route_begin{0};  ///< into TravelDemand::route; of transit by a timetable: {route, board, alight}
  std::uint64_t route_end{0};
  double travel_time_s{not_given};
  double distance_m{not_given};
  std::uint32_t vehicle{0xffffffffU};  ///< into TravelDemand::vehicle_id
  std::uint32_t service{0xffffffffU};  ///< into TravelDemand::services, of transit
  std::uint32_t line{0};
};

/// What a transit leg rides. Stops are empty where only the way is known.
struct TransitService {
  std::string line;
  std::string route;
  std::string from_stop{};
  std::string to_stop{};
};

/// Columns of persons, in the order of the file. Person p has the activities [activity_begin[p], activity_begin[p + 1])
/// and between each two of them a leg: legs [leg_begin(p), leg_begin(p + 1)).
struct TravelDemand {
  std::vector<std::string> activity_types;
  std::vector<std::string> modes;
  std::vector<VehicleType> vehicle_types;

  std::vector<std::string> person_id;
  std::vector<std::uint64_t> activity_begin{0};
  std::vector<Activity> activities;
  std::vector<Leg> legs;
  std::vector<std::uint32_t> route;  ///< links of all routes

  std::vector<std::string> vehicle_id;
  std::vector<std::uint32_t> vehicle_type;  ///< [vehicles] into vehicle_types
  /// [vehicles] row among those of all ranks, where ranks have vehicles in common (unite_vehicles); else empty. Those
  /// below first_vehicle belong to lower ranks.
  std::vector<std::uint32_t> vehicle_row;
  std::uint64_t first_vehicle{0};
  std::vector<TransitService> services;
  std::uint64_t own_services{0};  ///< so many are this rank's alone; those behind them are the same on all ranks
  std::string path;               ///< of the file, for messages

  std::uint64_t persons() const { return person_id.size(); }
  std::uint64_t leg_begin(std::uint64_t person) const { return activity_begin[person] - person; }
};

/// An activity between the legs of one trip: its type ends in " interaction".
inline bool is_stage(const std::string& activity_type) {
  return activity_type.ends_with(" interaction");
}

}  // namespace machi
