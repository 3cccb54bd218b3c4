/// \file  What changes while a run goes on: plain data, the section `events` of a scenario (docs/formats/scenario.md).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

enum class EventKind : std::uint8_t {
  road_closure,     ///< nobody enters the streets
  road_capacity,    ///< fewer pass, or more slowly
  power_outage,     ///< buildings without electricity from the grid
  shelter_opening,  ///< shelters that were closed take people in
  shelter_closing,  ///< they do not any more
  alarm,            ///< people leave
  transit_stop,     ///< no vehicle stops there
  weather,          ///< other than the weather file says
};
inline constexpr std::size_t event_kinds = 8;
/// As scenario files write it.
std::string name_of(EventKind kind);

/// Something that begins at a second of the run and, where it ends, ends at one. Which members count beside when and
/// where is said by `kind`.
struct ScenarioEvent {
  std::string where;  ///< file:line, for messages
  std::string id;     ///< for --set and for messages; may be empty
  EventKind kind{EventKind::road_closure};

  // When, as it is written: one of the two of each pair.
  std::optional<double> at_s;     ///< second of the run
  std::string at;                 ///< HH:MM, the first time after the start of the run
  std::optional<double> until_s;  ///< second of the run
  std::string until;              ///< HH:MM, the first time after the beginning
  // When, as the reader finds it.
  double begin_s{0};
  double end_s{std::numeric_limits<double>::infinity()};  ///< infinity: not before the run ends

  // Where: what any of these names. Without any, everywhere.
  std::vector<std::string> ids;  ///< of links, buildings, shelters or stops
  std::string wkt;               ///< polygon in metres of the run's own frame
  std::string file;              ///< GeoJSON polygons
  PolygonTable polygons;         ///< read from wkt
  bool everywhere() const { return ids.empty() && wkt.empty() && file.empty(); }

  // road_closure
  bool flooded{false};  ///< vehicles on it are lost
  // road_capacity
  double capacity_factor{1};  ///< of flow capacities
  double speed_factor{1};     ///< of free speeds; of weather, of all streets
  // alarm
  double share{1};  ///< of those who are there, who hear it
  // weather
  double air_temp_change_K{0};
  double irradiance_factor{1};
  double walk_speed_factor{1};  ///< of evacuees
};

struct ScenarioEvents {
  std::vector<ScenarioEvent> list;  ///< in the order of the file
};

}  // namespace machi
