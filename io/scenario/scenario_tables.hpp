/// \file  The sections of a scenario file: every key with unit, range, default and text, declared once.
#pragma once

#include <string>
#include <vector>

#include "engine/core/constants.hpp"
#include "engine/model/scenario.hpp"
#include "io/options/options.hpp"

namespace machi {

/// Upper end of a key that has none.
inline constexpr double endless = infinity;

/// A scenario and the tables that are bound to its members. Members whose presence says something (area, evacuation,
/// mobility, energy) are bound to stand-ins here; take() puts them where they belong.
class ScenarioTables {
 public:
  ScenarioTables();
  ScenarioTables(const ScenarioTables&) = delete;
  ScenarioTables& operator=(const ScenarioTables&) = delete;

  std::vector<OptionTable*> all();
  /// What belongs into used.yaml: sections that were given, and those that always hold.
  std::vector<const OptionTable*> used() const;

  Scenario scenario;
  AreaScenario area;
  EvacuationSettings evacuation;
  EnergySettings energy;
  MobilitySettings mobility;
  std::string edits_file;  ///< read into Scenario::edits

  OptionTable run_table{"scenario", "The run as a whole", OptionStyle::keys};
  OptionTable city_table{"city", "A town that machi import wrote; instead of an area", OptionStyle::keys};
  OptionTable area_table{"area", "An area without a town, drawn in metres; instead of a city", OptionStyle::keys};
  OptionTable people_table{"people", "Who is there, how fast they walk and when they leave", OptionStyle::keys};
  OptionTable evacuation_table{
      "evacuation", "People walk out of danger. The section alone, even empty, starts this process", OptionStyle::keys};
  OptionTable mobility_table{"mobility", "People travel by their plans. The section starts this process",
                             OptionStyle::keys};
  OptionTable transit_table{"mobility.transit", "Vehicles that run by a timetable", OptionStyle::keys};
  OptionTable start_routes_table{"mobility.start_routes", "The first routes of plans that have none",
                                 OptionStyle::keys};
  OptionTable replanning_table{"mobility.replanning", "People change their plans from day to day", OptionStyle::keys};
  OptionTable calibration_table{"mobility.calibration", "The demand is scaled until volumes agree with counts",
                                OptionStyle::keys};
  OptionTable scoring_table{"mobility.scoring", "What people like: scores of their plans", OptionStyle::keys};
  OptionTable shelters_table{"shelters", "Where people of a city go", OptionStyle::keys};
  OptionTable hazard_table{"hazard", "Water, blocked roads, and who must leave", OptionStyle::keys};
  OptionTable events_table{"events", "What changes while the run goes on: a list", OptionStyle::keys};
  OptionTable energy_table{
      "energy", "Buildings are heated and cooled for a year. The section alone starts this process", OptionStyle::keys};
  OptionTable edits_table{"edits", "What a proposal changes in the city before anything runs", OptionStyle::keys};
  OptionTable output_table{"output", "What is written and how often", OptionStyle::keys};
};

/// Declarations of one section each.
void declare_area(AreaScenario& area, OptionTable& table);
void declare_departure(DepartureSettings& departure, OptionTable& table, const std::string& inherited);
void declare_people(PeopleSettings& people, OptionTable& table);
void declare_evacuation(EvacuationSettings& evacuation, OptionTable& table);
void declare_mobility(MobilitySettings& mobility, OptionTable& table);
/// Its part about fleets.
void declare_fleets(MobilitySettings& mobility, OptionTable& table);
void declare_transit(TransitSettings& transit, OptionTable& table);
void declare_start_routes(StartRouteSettings& start, OptionTable& table);
void declare_replanning(ReplanningSettings& replanning, OptionTable& table);
void declare_calibration(CalibrationSettings& calibration, OptionTable& table);
void declare_scoring(ScoringSettings& scoring, OptionTable& table);
void declare_shelters(ShelterSettings& shelters, OptionTable& table);
void declare_hazard(HazardSettings& hazard, OptionTable& table);
void declare_events(ScenarioEvents& events, OptionTable& table);
void declare_energy(EnergySettings& energy, OptionTable& table);
/// Its part about plants, panels, vehicles, measures and the outage.
void declare_energy_systems(EnergySettings& energy, OptionTable& table);
void declare_system(EnergySystem& system, OptionTable& table);
void declare_edits(std::vector<ScenarioEdit>& edits, std::string& file, OptionTable& table);
/// Items that archetype files have as well.
void declare_material(EnergyMaterial& material, OptionTable& table);
void declare_construction(EnergyConstruction& construction, OptionTable& table);
void declare_glazing(EnergyGlazing& glazing, OptionTable& table);

}  // namespace machi
