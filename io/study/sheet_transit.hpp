/// \file  The timetable by which a KPI sheet's residents may ride.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "engine/transit/transit_planner.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {

/// A timetable with its transfers, in the city's frame.
struct SheetTransit {
  explicit SheetTransit(std::shared_ptr<const Timetable> timetable, const TransitRules& rules)
      : world(std::move(timetable), rules, {}) {}
  TransitWorld world;
};

/// Where a stop lies, in the city's frame.
inline PointMm place_of_stop(const Timetable& timetable, std::uint32_t stop) {
  return {static_cast<std::int32_t>(timetable.stop_x_mm[stop]), static_cast<std::int32_t>(timetable.stop_y_mm[stop]),
          0};
}

/// What a run was told: its used.yaml. None, and a note, where that has gone or cannot be read. Local.
std::optional<Scenario> scenario_of_run(const RunFiles& files, std::vector<std::string>& notes);

/// The timetable that the settings name, else that of the run's scenario where it is GTFS or lines of edits; null where
/// neither is. Notes go to `notes`, also where a run's file has gone. Throws InputError for a file of the settings.
/// Local.
std::unique_ptr<SheetTransit> sheet_transit(const SheetSettings& settings, const Scenario* scenario,
                                            const CityFrame& frame, std::vector<std::string>& notes);

}  // namespace machi
