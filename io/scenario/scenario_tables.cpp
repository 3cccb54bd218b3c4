#include "io/scenario/scenario_tables.hpp"

#include <limits>

namespace machi {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr double longest_run_s = 31'622'400;  // a leap year

void declare_run(RunSettings& run, OptionTable& table) {
  table.text("name", run.name, "Short name, for tables and file names; that of the file's folder where empty.");
  table.text("title", run.title, "What people read.");
  table.integer("seed", run.seed, "", 0, most, "Seed of all random numbers.");
  table.text("start", run.start, "Clock time at second 0, HH:MM.").placeholder("HH:MM");
  table.flag("night", run.night, "People walk as fast as by night.");
  table.number("end_s", run.end_s, "s", 0.001, longest_run_s, "The run ends then.");
  table.flag("stop_when_done", run.stop_when_done, "End earlier when nobody is en route any more.");
  table.number("exchange_s", run.exchange_s, "s", 1, 3600,
               "From the alarm on mobility and evacuation tell one another so often who is where; whole seconds.");
}

void declare_output(OutputSettings& output, OptionTable& table) {
  table.number("every_s", output.every_s, "s", 0.001, endless, "Interval of the curves.");
  table.number("fields_every_s", output.fields_every_s, "s", 0, endless,
               "Interval of the fields of density and flow; 0: none.");
  table.integer("trajectories", output.trajectories, "persons", 0, most,
                "Most persons whose way is recorded, sampled by id; 0: none.");
  table.number("trajectories_every_s", output.trajectories_every_s, "s", 0.001, endless, "Interval of the ways.");
  table.number("checkpoint_every_s", output.checkpoint_every_s, "s", 0, endless,
               "Interval of checkpoints on the clock of the run; 0: by the wall clock, from what one costs.");
  table.flag("persons", output.persons, "Write persons.csv: start, departure, arrival and destination of everyone.");
  table.flag("report", output.report, "Write report.html at the end of an evacuation: the run as one page.");
}

}  // namespace

ScenarioTables::ScenarioTables() {
  declare_run(scenario.run, run_table);
  city_table.text("file", scenario.city_file, "City file.").placeholder("FILE");
  declare_area(area, area_table);
  declare_people(scenario.people, people_table);
  declare_evacuation(evacuation, evacuation_table);
  declare_mobility(mobility, mobility_table);
  declare_fleets(mobility, mobility_table);
  declare_transit(mobility.transit, transit_table);
  declare_start_routes(mobility.start_routes, start_routes_table);
  declare_replanning(mobility.replanning, replanning_table);
  declare_calibration(mobility.calibration, calibration_table);
  declare_scoring(mobility.scoring, scoring_table);
  declare_shelters(scenario.shelters, shelters_table);
  declare_hazard(scenario.hazard, hazard_table);
  declare_events(scenario.events, events_table);
  declare_energy(energy, energy_table);
  declare_edits(scenario.edits, edits_file, edits_table);
  declare_output(scenario.output, output_table);
}

std::vector<OptionTable*> ScenarioTables::all() {
  return {&run_table,      &city_table,     &area_table,         &people_table,     &evacuation_table,
          &mobility_table, &transit_table,  &start_routes_table, &replanning_table, &calibration_table,
          &scoring_table,  &shelters_table, &hazard_table,       &events_table,     &energy_table,
          &edits_table,    &output_table};
}

std::vector<const OptionTable*> ScenarioTables::used() const {
  std::vector<const OptionTable*> tables{&run_table};
  for (const OptionTable* table : {&city_table, &area_table, &evacuation_table, &mobility_table, &transit_table,
                                   &start_routes_table, &replanning_table, &calibration_table, &scoring_table,
                                   &shelters_table, &hazard_table, &events_table, &energy_table, &edits_table})
    if (table->is_given()) tables.push_back(table);
  tables.push_back(&people_table);
  tables.push_back(&output_table);
  return tables;
}

}  // namespace machi
