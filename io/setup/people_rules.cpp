#include "io/setup/people_rules.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "engine/population/person_classes.hpp"
#include "io/options/options.hpp"
#include "io/setup/motion.hpp"

namespace machi {
namespace {

std::vector<PersonClass> table_named(const std::string& name) {
  if (const PersonClassTable* const table = find_person_classes(name)) return table->classes;
  std::vector<std::string> names;
  for (const PersonClassTable& table : person_class_tables()) names.push_back(table.name);
  throw UsageError("people.class_table: there is no table '" + name + "'" + did_you_mean(name, names));
}

DepartureRule rule_of(const DepartureSettings& settings) {
  const auto law = [&] {
    switch (settings.law) {
      case DepartureKind::fixed:
        return DepartureLaw::fixed;
      case DepartureKind::uniform:
        return DepartureLaw::uniform;
      case DepartureKind::rayleigh:
        return DepartureLaw::rayleigh;
      case DepartureKind::sigmoid:
        return DepartureLaw::sigmoid;
      case DepartureKind::never:
        return DepartureLaw::never;
      default:
        return DepartureLaw::immediate;
    }
  }();
  return {law, settings.from_s, settings.to_s, settings.half_s, settings.steepness_1_s};
}

}  // namespace

const EvacuationPreset* preset_of(const Scenario& scenario) {
  const std::string& name = scenario.people.preset;
  if (name.empty()) return nullptr;
  if (const EvacuationPreset* const preset = find_preset(name)) return preset;
  throw UsageError("people.preset: there is no preset '" + name + "'" + did_you_mean(name, preset_names()));
}

std::vector<PersonClass> classes_of(const Scenario& scenario) {
  std::vector<PersonClass> classes = scenario.people.classes;
  if (classes.empty() && !scenario.people.class_table.empty()) classes = table_named(scenario.people.class_table);
  if (classes.empty())
    if (const EvacuationPreset* const preset = preset_of(scenario)) classes = preset->classes;
  if (classes.empty()) classes = table_named("rimea_ages");
  for (PersonClass& person_class : classes) {
    if (scenario.evacuation->radius_m) person_class.radius_m = *scenario.evacuation->radius_m;
    if (person_class.radius_m == 0) person_class.radius_m = own_radius_m(scenario.evacuation->model);
  }
  return classes;
}

std::vector<double> car_shares_of(const Scenario& scenario, const std::vector<PersonClass>& classes) {
  std::vector<double> shares(classes.size(), -1);
  for (const ClassCarShare& given : scenario.people.car_shares) {
    const auto found =
        std::find_if(classes.begin(), classes.end(), [&](const PersonClass& one) { return one.name == given.name; });
    if (found == classes.end()) {
      std::vector<std::string> names;
      for (const PersonClass& one : classes) names.push_back(one.name);
      throw UsageError(given.where + ": people.car_shares: there is no class '" + given.name + "'" +
                       did_you_mean(given.name, names));
    }
    shares[static_cast<std::size_t>(found - classes.begin())] = given.share;
  }
  return shares;
}

DeparturePlan departures_of(const DepartureSettings& settings, const DeparturePlan& fallback) {
  if (settings.law == DepartureKind::inherit) return fallback;
  return {{1, rule_of(settings)}};
}

DeparturePlan departures_of(const Scenario& scenario) {
  const EvacuationPreset* const preset = preset_of(scenario);
  const DeparturePlan published = preset == nullptr ? DeparturePlan{{1, {}}} : preset->departure(scenario.run.night);
  DeparturePlan plan = departures_of(scenario.people.departure, published);
  const double at_once = scenario.people.at_once_share.value_or(0);
  const double never = scenario.people.never_share.value_or(0);
  if (at_once + never == 0) return plan;
  if (at_once + never > 1)
    throw UsageError("people.at_once_share and people.never_share: together they are more than 1. Lower one");
  for (DepartureStage& stage : plan) stage.share *= 1 - at_once - never;
  plan.push_back({at_once, {DepartureLaw::immediate}});
  plan.push_back({never, {DepartureLaw::never}});
  return plan;
}

}  // namespace machi
