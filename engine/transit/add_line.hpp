/// \file  A line by headway, as a planner draws it, for a timetable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"
#include "engine/model/transit.hpp"

namespace machi {

/// Vehicles of one type that set off at equal intervals and stop everywhere.
struct HeadwayLine {
  std::string id;
  std::string name;
  std::string mode{"bus"};         ///< also id of the vehicle type, which the timetable has
  std::vector<PointMm> stops;      ///< in their order, two or more; in the frame of the timetable
  std::vector<std::string> names;  ///< [stops]
  std::vector<double> leg_m;       ///< [stops - 1] driven from one to the next
  std::int32_t first_s{0};         ///< first departure, after midnight
  std::int32_t last_s{0};          ///< no departure is later
  std::int32_t headway_s{900};
  double speed_m_s{5};
  std::int32_t dwell_s{20};         ///< at stops between the first and the last
  bool both_ways{true};             ///< also from the last stop to the first, by the same headway
  std::uint32_t min_transfer_s{0};  ///< between two vehicles at one of its stops
};

/// Places on a line, and how far each lies along it.
struct LinePlaces {
  std::vector<PointMm> point;
  std::vector<double> at_m;
};

/// Places on a line of two points or more, each `spacing_m` after the one before, the last at its end: where less than
/// half a spacing is left, instead of the place before. Local: any thread.
LinePlaces places_along_line(const std::vector<PointMm>& line, double spacing_m);

/// Appends the line with stops of its own (`ID:1`, `ID:2`, …), a route each way (`ID:forth`, `ID:back`) and a vehicle
/// for every trip. Running times are leg / speed in whole seconds, at least one. Before transfers by walking are added.
/// Throws RunError where the timetable has no vehicle type of the mode. Local.
void add_line(const HeadwayLine& line, Timetable& timetable);

}  // namespace machi
