#include "app/run_city_energy.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/build_info.hpp"
#include "app/laps.hpp"
#include "app/run_facts_of.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/step/stepper.hpp"
#include "io/run/city_energy_result.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {
namespace {

/// The same days without measures.
CityEnergyFigures run_base(const Comm& comm, const CityEnergy& energy, CityEnergySetup& setup) {
  CityWorld world = energy.world();
  world.zones = std::move(setup.base_zones);
  world.supplies = std::move(setup.base_supplies);
  world.keep_hours = false;
  CityEnergy base(std::move(world));
  run_steps(comm, base, 0, base.steps(), [](std::uint64_t) { return true; });
  return city_figures(comm, base);
}

}  // namespace

ExitCode run_city_energy(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  RunDirectory directory(comm, request.folder, request.start);
  RunFacts facts = begin_facts(reading.scenario, request.command);
  Laps laps(facts);
  hash_inputs(comm, reading, facts);
  laps.lap("hash inputs");
  std::string city_sha256;
  for (const RunInput& input : facts.inputs)
    if (input.path == reading.scenario.city_file) city_sha256 = input.sha256;
  CityEnergySetup setup = set_up_city_energy(comm, reading.scenario, city_sha256);
  directory.begin();
  directory.write("request.json", request.request_json);
  directory.write("used.yaml", reading.used_yaml);
  for (const std::string& note : setup.notes) log_info(note);
  CityEnergy energy(std::move(setup.world));
  log_info(fmt::format("{} buildings, weather of {}, {} rank{}; horizons of {} faces in {:.1f} s.",
                       energy.world().all_zones, energy.world().weather.place.name, comm.size(),
                       comm.size() == 1 ? "" : "s", setup.horizon_faces, setup.horizons_s));
  laps.lap("set up");
  const double begun_s = monotonic_s();
  {
    Progress progress("energy", static_cast<double>(energy.steps()));
    facts.steps = run_steps(comm, energy, 0, energy.steps(), [&](std::uint64_t step) {
      progress.update(static_cast<double>(step + 1));
      return true;
    });
  }
  const double year_s = monotonic_s() - begun_s;
  facts.simulated_s = 3600.0 * static_cast<double>(energy.hours());
  laps.lap("run");
  std::optional<CityEnergyFigures> base;
  if (reading.scenario.energy->base_too) {
    base = run_base(comm, energy, setup);
    laps.lap("base");
  }
  const double before_s = monotonic_s();
  const CityEnergyFigures figures = city_figures(comm, energy);
  const std::string kpi =
      comm.first() ? city_energy_kpi(reading.scenario, figures, base ? &*base : nullptr) : std::string();
  directory.write("kpi.json", kpi);
  directory.write("kpi.csv", comm.first() ? kpi_csv(kpi) : std::string());
  facts.output_bytes = write_city_energy_result(comm, directory.file("result.h5"), reading.scenario, energy, figures,
                                                setup.ids, setup.attribution, facts);
  facts.output_s = monotonic_s() - before_s;
  laps.lap("write");
  directory.write("run.json", run_json(comm, facts));
  const auto GWh = [](std::int64_t Wh) { return 1e-9 * static_cast<double>(Wh); };
  log_info(
      fmt::format("{} buildings in {} days: {:.1f} GWh of heat, {:.1f} GWh of cold, {:.1f} GWh from the grid; "
                  "{:.0f} buildings a second.",
                  energy.world().all_zones, energy.world().days, GWh(figures.all.Wh[0]), GWh(figures.all.Wh[1]),
                  GWh(figures.all.carrier_Wh[city_carrier(MeterFlow::from_grid)]),
                  static_cast<double>(energy.world().all_zones) / year_s));
  log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                       directory.path(), 1e-6 * static_cast<double>(facts.output_bytes), facts.output_s));
  return ExitCode::done;
}

}  // namespace machi
