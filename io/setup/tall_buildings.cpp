#include "io/setup/tall_buildings.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace machi {
namespace {

// Persons whom the storeys above the water hold; nothing where there are too few.
std::optional<std::int64_t> dry_room(const ShelterSettings& settings, const BuildingColumns& buildings, std::size_t row,
                                     double depth_m) {
  const int storeys = buildings.storeys_above_ground[row];
  if (storeys == missing_int) return {};
  const int dry = storeys - static_cast<int>(std::ceil(depth_m * 100 / storey_cm));
  if (dry < settings.storeys_above_water) return {};
  return static_cast<std::int64_t>(static_cast<double>(buildings.footprint_area_m2[row]) * dry /
                                   settings.vertical_m2_per_person);
}

bool holds_in_water(const ShelterSettings& settings, std::int16_t structure) {
  return structure != missing_int && std::find(settings.structures.begin(), settings.structures.end(),
                                               std::to_string(structure)) != settings.structures.end();
}

}  // namespace

bool takes_people_in(const Scenario& scenario) {
  return std::any_of(scenario.edits.begin(), scenario.edits.end(), [](const ScenarioEdit& edit) {
    return edit.kind == EditKind::vertical_shelter || (edit.kind == EditKind::add_building && edit.capacity);
  });
}

std::vector<TallBuilding> tall_buildings(const Scenario& scenario, const BuildingColumns& buildings,
                                         std::uint64_t first_row, const BuildingEdits& edits,
                                         std::span<const PointMm> entrances, double depth_m) {
  const ShelterSettings& settings = scenario.shelters;
  const bool by_rule = scenario.evacuation->decision == DestinationRule::vertical;
  std::map<std::uint64_t, std::optional<std::int64_t>> by_edit;
  for (const BuildingEdits::Row& row : edits.taking_in) by_edit[row.row] = scenario.edits[row.edit].capacity;
  for (const AddedBuilding& building : edits.added)
    if (const auto& capacity = scenario.edits[building.edit].capacity) by_edit[building.row] = capacity;
  std::vector<TallBuilding> tall;
  for (std::size_t k = 0; k < buildings.usage.size(); ++k) {
    const auto row = static_cast<std::uint32_t>(first_row + k);
    const auto edited = by_edit.find(row);
    if (edited == by_edit.end() && !(by_rule && holds_in_water(settings, buildings.structure[k]))) continue;
    if (edits.is_removed(row)) continue;
    std::optional<std::int64_t> capacity = dry_room(settings, buildings, k, depth_m);
    if (edited != by_edit.end()) capacity = edited->second.value_or(capacity.value_or(0));
    if (capacity) tall.push_back({row, entrances[k], *capacity});
  }
  return tall;
}

void name_buildings(const Scenario& scenario, const BuildingEdits& edits, std::vector<Destination>& destinations) {
  const auto name = [&](std::uint32_t row, const ScenarioEdit& edit, bool is_new) {
    for (Destination& destination : destinations) {
      if (destination.kind != DestinationKind::building || destination.building != row) continue;
      if (is_new) destination.id = edit.id;
      if (!edit.name.empty() || !edit.id.empty()) destination.name = edit.name.empty() ? edit.id : edit.name;
    }
  };
  for (const BuildingEdits::Row& row : edits.taking_in) name(row.row, scenario.edits[row.edit], false);
  for (const AddedBuilding& building : edits.added) name(building.row, scenario.edits[building.edit], true);
}

}  // namespace machi
