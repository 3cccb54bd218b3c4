#include "io/study/sheet_transit.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/timetable_setup.hpp"

namespace machi {
namespace {

std::unique_ptr<SheetTransit> ridden(const MobilitySettings& mobility, const GtfsFrame& frame,
                                     std::span<const ScenarioEdit> edits) {
  std::vector<std::string> what_it_is;
  const auto timetable = std::make_shared<Timetable>(read_gtfs_timetable(mobility, frame, edits, what_it_is));
  add_transfers(mobility, *timetable);
  return std::make_unique<SheetTransit>(timetable, transit_rules(mobility));
}

}  // namespace

std::optional<Scenario> scenario_of_run(const RunFiles& files, std::vector<std::string>& notes) {
  const std::string path = files.folder + "/used.yaml";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  try {
    return read_scenario(path).scenario;
  } catch (const Error& error) {
    notes.push_back(fmt::format("What the run was told is not known: {}", error.what()));
    return {};
  }
}

std::unique_ptr<SheetTransit> sheet_transit(const SheetSettings& settings, const Scenario* scenario,
                                            const CityFrame& frame, std::vector<std::string>& notes) {
  const GtfsFrame in_city{frame.epsg, frame.origin_east_m, frame.origin_north_m};
  const MobilitySettings* of_run = scenario != nullptr && scenario->mobility ? &*scenario->mobility : nullptr;
  if (!settings.gtfs_file.empty()) {
    MobilitySettings mobility = of_run != nullptr ? *of_run : MobilitySettings();
    mobility.transit.gtfs_file = settings.gtfs_file;
    mobility.transit.date = settings.gtfs_date;
    return ridden(mobility, in_city, {});
  }
  if (of_run == nullptr || !of_run->transit.given()) return nullptr;
  if (!of_run->transit.schedule_file.empty()) {
    notes.push_back("Accessibility by transit is left out: it needs a GTFS timetable. Give --gtfs.");
    return nullptr;
  }
  try {
    return ridden(*of_run, in_city, scenario->edits);
  } catch (const InputError& error) {
    notes.push_back(fmt::format("Accessibility by transit is left out: {}", error.what()));
    return nullptr;
  }
}

}  // namespace machi
