/// \file  What the picture of a run shows, gathered from its result and its city.
#pragma once

#include <optional>
#include <vector>

#include "engine/model/geometry.hpp"
#include "io/city/city_file_summary.hpp"
#include "io/run/read_result.hpp"

namespace machi {

/// Persons when the run ended, of kpi.json.
struct EndFigures {
  std::int64_t agents{0};
  std::int64_t safe{0};
  std::int64_t lost{0};
  std::int64_t en_route{0};
  std::int64_t staying{0};
};

/// Points are in mm from the origin.
struct RunScene {
  ResultTables tables;
  EndFigures end;
  std::optional<double> time_p90_s;  ///< by which 90 % of those who are safe had arrived, of kpi.json
  CrowdedBlocks crowd;
  std::vector<PointMm> lost;                  ///< where they were last
  std::vector<PointMm> under_way;             ///< who were outdoors or at an entrance when the run ended
  std::vector<PointMm> arrived;               ///< ends of who is safe; only without a city
  std::vector<std::optional<PointMm>> place;  ///< by destination; empty where neither city nor arrivals tell
  std::vector<std::size_t> order;             ///< destinations, most arrivals first
  std::optional<CityFileSummary> city;        ///< empty: an area scenario, or the city file is gone
  BoxMm box;                                  ///< what the map shows
};

/// Throws InputError. Where the city file is gone or has changed since the run, a warning says so.
RunScene gather_scene(const RunFiles& files);

}  // namespace machi
