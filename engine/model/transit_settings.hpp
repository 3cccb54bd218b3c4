/// \file  What a run is told of its transit.
#pragma once

#include <cstdint>
#include <string>

namespace machi {

/// Where transit vehicles drive.
enum class TransitWays : std::uint8_t {
  as_given,   ///< over the links that the timetable gives; where it gives none, off the network, exact to the timetable
  timetable,  ///< off the network, exact to the timetable
  network,    ///< as given; where it gives none, over the links of least cost between the stops
};

struct TransitSettings {
  std::string schedule_file;      ///< lines, routes and departures (MATSim's transitSchedule); empty: none
  std::string vehicles_file;      ///< the vehicles of these departures (MATSim's vehicle definitions)
  std::string gtfs_file;          ///< a timetable as GTFS; empty: none
  std::string date;               ///< day of service of gtfs_file, YYYY-MM-DD; empty: the first on which most trips run
  std::int64_t network_epsg{0};   ///< CRS of the network where its file does not say it
  double walk_radius_m{1000};     ///< straight to and from stops
  double transfer_radius_m{200};  ///< straight between stops where people change
  std::int64_t most_transfers{4};
  double change_s{60};  ///< between two vehicles at the same stop, and on top of a walk between two
  bool simulate{true};  ///< false: transit legs are teleported by the times that plans give
  TransitWays ways{TransitWays::as_given};
  double map_radius_m{100};  ///< links so far from a stop may be the one where it lies
  bool adds_lines{false};    ///< edits of the scenario add lines, whatever the files

  bool given() const { return !schedule_file.empty() || !gtfs_file.empty() || adds_lines; }
  bool simulated() const { return given() && simulate; }
};

}  // namespace machi
