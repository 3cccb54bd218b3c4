#include "app/run_energy.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/build_info.hpp"
#include "app/energy_years.hpp"
#include "app/laps.hpp"
#include "app/run_city_energy.hpp"
#include "app/run_facts_of.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/stop_signal.hpp"
#include "engine/process/energy/energy.hpp"
#include "engine/systems/measures.hpp"
#include "io/run/energy_kpi.hpp"
#include "io/run/energy_result.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/setup/energy_setup.hpp"

namespace machi {
namespace {

void say(const EnergyRows& rows, const RunFacts& facts, const RunDirectory& directory) {
  double heating_Wh = 0;
  double cooling_Wh = 0;
  for (const ZoneRow& row : rows.zones)
    for (std::size_t m = 0; m < 12; ++m) {
      heating_Wh += row.totals.heating_Wh[m];
      cooling_Wh += row.totals.cooling_Wh[m];
    }
  log_info(fmt::format("{} zones in a year: {:.3f} MWh of heat, {:.3f} MWh of cold.", rows.zones.size(),
                       1e-6 * heating_Wh, 1e-6 * cooling_Wh));
  log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                       directory.path(), 1e-6 * static_cast<double>(facts.output_bytes), facts.output_s));
}

}  // namespace

ExitCode run_energy(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  if (reading.scenario.energy->zones.empty()) return run_city_energy(comm, reading, request);
  catch_stop_signals();  // one that comes during the set-up ends the run after its first step
  RunDirectory directory(comm, request.folder, request.start);
  RunFacts facts = begin_facts(reading.scenario, request.command);
  Laps laps(facts);
  const std::string inputs_hash = hash_inputs(comm, reading, facts);
  const auto seed = static_cast<std::uint64_t>(reading.scenario.run.seed);
  const EnergySettings settings = with_measures(*reading.scenario.energy, seed);
  EnergyYears<Energy>::MakeBase make_base;
  if (reading.scenario.energy->base_too)
    make_base = [&] { return std::make_unique<Energy>(set_up_energy(comm, *reading.scenario.energy, seed)); };
  EnergyYears<Energy> years(comm, std::make_unique<Energy>(set_up_energy(comm, settings, seed)), std::move(make_base));
  const Energy& energy = years.energy();
  const bool resumes = request.start == RunStart::resume;
  directory.begin();
  if (!resumes) directory.write("request.json", request.request_json);
  directory.write("used.yaml", reading.used_yaml);
  log_info(fmt::format("{} zones, weather of {}, {} rank{}.", energy.world().zones.size(),
                       energy.world().weather.place.name, comm.size(), comm.size() == 1 ? "" : "s"));
  std::uint64_t first_step = 0;
  if (resumes) {
    first_step = years.go_on(directory.path(), inputs_hash);
    facts.resumed_step = static_cast<std::int64_t>(first_step);
  }
  laps.lap("set up");
  const bool done =
      run_with_checkpoints(comm, years, first_step, 86400, directory.path(), inputs_hash, request.checkpoints, facts);
  laps.lap("run");
  if (!done) {
    directory.write("run.json", run_json(comm, facts));
    return ExitCode::stopped;
  }
  facts.simulated_s = 3600.0 * static_cast<double>(hours_per_year);
  const double before_s = monotonic_s();
  const EnergyRows rows = gather_energy(comm, energy);
  std::optional<EnergyRows> base;
  if (years.base() != nullptr) base = gather_energy(comm, *years.base());
  const std::string kpi = comm.first() ? energy_kpi(reading.scenario, rows, base ? &*base : nullptr) : std::string();
  directory.write("kpi.json", kpi);
  directory.write("kpi.csv", comm.first() ? kpi_csv(kpi) : std::string());
  facts.output_bytes += write_energy_result(comm, directory.file("result.h5"), reading.scenario,
                                            energy.world().weather.place, rows, facts);
  facts.output_s += monotonic_s() - before_s;
  laps.lap("write");
  directory.write("run.json", run_json(comm, facts));
  say_step_times(comm, facts.steps);
  say(rows, facts, directory);
  if (reading.scenario.output.report && comm.first()) write_page_of(directory);
  return ExitCode::done;
}

}  // namespace machi
