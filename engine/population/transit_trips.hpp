/// \file  Trips by transit in people's plans: walks, rides by a timetable, and the stages between them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/transit/transit_planner.hpp"

namespace machi {

/// Modes that ride by the timetable: "pt", as MATSim calls it, and "transit".
bool is_transit_mode(std::string_view mode);

/// A trip, without the moment at which it begins.
struct TransitTrip {
  std::vector<PlannedRide> rides;
  std::uint32_t access_s{0};
  std::uint32_t egress_s{0};
};
TransitTrip trip_of(const Journey& journey);

/// Appends trips to a demand. A walk leads to the first stop and from the last one, and between stops where one
/// changes; between two legs is an activity "<mode> interaction" of no duration at the stop.
class TransitLegs {
 public:
  /// Adds "walk" to the modes of `made` and the stages of its modes of transit to its activity types. stage_s: what
  /// such an activity takes in the traffic.
  TransitLegs(const TransitWorld& world, TravelDemand& made, double stage_s);
  /// Legs of a trip and the stages between them, not the activities at its ends. Rides have the time that they take
  /// by the timetable for who leaves at `departs_s`; one without a vehicle takes a day. Answers with the time of
  /// arrival.
  double append(const TransitTrip& trip, std::uint16_t mode, double departs_s, std::uint32_t line);

 private:
  void stage(std::uint32_t stop, std::uint16_t mode, std::uint32_t line);
  Leg& walk(std::uint32_t seconds, std::uint16_t mode, std::uint32_t line);
  Leg& ride(const PlannedRide& ride, std::uint16_t mode, double at_s, std::uint32_t line);

  const TransitWorld& world_;
  TravelDemand& made_;
  double stage_s_;
  std::uint16_t walk_{0};
};

struct TransitRouting {
  TravelDemand demand;
  std::vector<std::uint32_t> activity;  ///< [activities] row of the given ones; no_index: a stage
  std::uint64_t routed{0};              ///< trips
  std::uint64_t on_foot{0};             ///< trips for which no journey is sooner there than a walk
};

/// Gives trips of a single leg by transit that has neither route nor time the journey that is worth most
/// (TransitPlanner), or a walk where there is none. Who leaves when is known from ends of activities, and their
/// durations behind those trips whose time is known. Uses all threads; local.
TransitRouting route_transit_trips(const TravelDemand& given, const TrafficNetwork& network, const TransitWorld& world,
                                   double stage_s);

/// Rides that legs name by their words and no service yet: {route, board, alight}, sorted, each once.
std::vector<PlannedRide> unnamed_rides(const TravelDemand& demand);
/// Gives them services of the demand, in the order of `rides`, which has all of them.
void name_rides(const Timetable& timetable, const std::vector<PlannedRide>& rides, TravelDemand& demand);

}  // namespace machi
