/// \file  What must hold between the keys of `mobility.transit`.
#include <fmt/format.h>

#include "io/scenario/check_scenario.hpp"

namespace machi {

void check_transit(const Scenario& scenario, const TransitSettings& transit, std::vector<std::string>& mistakes) {
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: mobility.transit{}", scenario.path, problem));
  };
  if (!transit.schedule_file.empty() && !transit.gtfs_file.empty())
    complain(": has both schedule_file and gtfs_file. Take one of them out");
  if (!transit.schedule_file.empty() && transit.simulate && transit.vehicles_file.empty())
    complain(".vehicles_file: nothing says which vehicles run. Give the schedule's vehicles, or simulate: false");
  if (transit.gtfs_file.empty() && !transit.date.empty())
    complain(".date: is the day of a gtfs_file. Give one, or take it out");
  if (transit.schedule_file.empty() && !transit.vehicles_file.empty())
    complain(".vehicles_file: belongs to a schedule. Give mobility.transit.schedule_file, or take it out");
  for (const ScenarioEdit& edit : scenario.edits) {
    const bool adds = edit.kind == EditKind::add_bus_line, removes = edit.kind == EditKind::remove_bus_line;
    if ((adds || removes) && !transit.schedule_file.empty())
      complain(".schedule_file: edits change the lines of a gtfs_file only. Take out the edit of the bus line");
    if (removes && transit.gtfs_file.empty())
      complain(".gtfs_file: an edit removes a bus line, and there is no timetable. Give one, or take the edit out");
  }
}

}  // namespace machi
