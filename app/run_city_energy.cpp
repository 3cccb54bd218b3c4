#include "app/run_city_energy.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/city_energy_part.hpp"
#include "app/energy_years.hpp"
#include "app/laps.hpp"
#include "app/run_facts_of.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/stop_signal.hpp"
#include "io/run/city_energy_result.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/result_parts.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {

namespace {

std::string sha256_of(const RunFacts& facts, const std::string& path) {
  for (const RunInput& input : facts.inputs)
    if (input.path == path) return input.sha256;
  return {};
}

/// The same days without measures; takes what `setup` keeps for it.
std::unique_ptr<CityEnergy> make_base(const CityEnergy& energy, CityEnergySetup& setup) {
  CityWorld world = energy.world();
  world.zones = std::move(setup.base_zones);
  world.supplies = std::move(setup.base_supplies);
  world.keep_hours = false;
  return std::make_unique<CityEnergy>(std::move(world));
}

class Buildings : public CityEnergyPart {
 public:
  Buildings(const Comm& comm, const ScenarioReading& reading, RunFacts& facts)
      : comm_(comm), scenario_(reading.scenario), facts_(facts) {
    setup_ = set_up_city_energy(comm_, scenario_, sha256_of(facts_, scenario_.city_file));
  }

  CityWorld& world() override { return setup_.world; }

  void begin() override {
    for (const std::string& note : setup_.notes) log_once(note);
    EnergyYears<CityEnergy>::MakeBase base;
    if (scenario_.energy->base_too) base = [this] { return make_base(years_->energy(), setup_); };
    years_.emplace(comm_, std::make_unique<CityEnergy>(std::move(setup_.world)), std::move(base));
    const CityWorld& world = years_->energy().world();
    log_info(fmt::format("{} buildings, weather of {}, {} rank{}; horizons of {} faces in {:.1f} s.", world.all_zones,
                         world.weather.place.name, comm_.size(), comm_.size() == 1 ? "" : "s", setup_.horizon_faces,
                         setup_.horizons_s));
  }

  std::string go_on(const std::string& path, std::uint64_t next_step) override {
    begin();
    return years_->go_on(path, next_step);
  }
  bool run(const std::function<bool(std::uint64_t)>& after_step) override {
    return years_->run(facts_.steps, after_step);
  }
  void write_state(H5Output& file) const override {
    years_->energy().check_conservation(comm_);
    if (years_->base() != nullptr) years_->base()->check_conservation(comm_);
    years_->write_state(file);
  }

  /// After begin(): where it stands in its own folder's checkpoint. Answers the step.
  std::uint64_t go_on(const std::string& run_path, const std::string& inputs_hash) {
    return years_->go_on(run_path, inputs_hash);
  }
  /// As run(); false: stopped with a checkpoint.
  bool run(std::uint64_t first_step, const std::string& run_path, const std::string& inputs_hash,
           const CheckpointRule& rule) {
    constexpr double step_s = 86400.0 * CityEnergy::days_per_step;
    return run_with_checkpoints(comm_, *years_, first_step, step_s, run_path, inputs_hash, rule, facts_);
  }

  std::string kpi() override {
    figures_ = city_figures(comm_, years_->energy());
    std::optional<CityEnergyFigures> base;
    if (years_->base() != nullptr) base = city_figures(comm_, *years_->base());
    return comm_.first() ? city_energy_kpi(scenario_, figures_, base ? &*base : nullptr) : std::string();
  }

  void write(H5Output& file) override {
    write_city_energy_tables(file, scenario_, years_->energy(), figures_, setup_.ids, setup_.attribution, facts_);
  }

  void say() const override {
    const CityEnergy& energy = years_->energy();
    const auto GWh = [](std::int64_t Wh) { return 1e-9 * static_cast<double>(Wh); };
    log_info(
        fmt::format("{} buildings in {} days: {:.1f} GWh of heat, {:.1f} GWh of cold, {:.1f} GWh from the grid; "
                    "{:.0f} buildings a second.",
                    energy.world().all_zones, energy.world().days, GWh(figures_.all.Wh[0]), GWh(figures_.all.Wh[1]),
                    GWh(figures_.all.carrier_Wh[city_carrier(MeterFlow::from_grid)]),
                    static_cast<double>(energy.world().all_zones) / years_->year_s()));
  }

  double simulated_s() const { return 3600.0 * static_cast<double>(years_->energy().hours()); }

 private:
  Comm comm_;
  const Scenario& scenario_;
  RunFacts& facts_;
  CityEnergySetup setup_;
  std::optional<EnergyYears<CityEnergy>> years_;
  CityEnergyFigures figures_;
};

}  // namespace

std::unique_ptr<CityEnergyPart> make_city_energy_part(const Comm& comm, const ScenarioReading& reading,
                                                      RunFacts& facts) {
  return std::make_unique<Buildings>(comm, reading, facts);
}

ExitCode run_city_energy(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  catch_stop_signals();  // one that comes during the set-up ends the run after its first step
  RunDirectory directory(comm, request.folder, request.start);
  RunFacts facts = begin_facts(reading.scenario, request.command);
  Laps laps(facts);
  const std::string inputs_hash = hash_inputs(comm, reading, facts);
  laps.lap("hash inputs");
  Buildings buildings(comm, reading, facts);
  directory.begin();
  const bool resumes = request.start == RunStart::resume;
  if (!resumes) directory.write("request.json", request.request_json);
  directory.write("used.yaml", reading.used_yaml);
  buildings.begin();
  std::uint64_t first_step = 0;
  if (resumes) {
    first_step = buildings.go_on(directory.path(), inputs_hash);
    facts.resumed_step = static_cast<std::int64_t>(first_step);
  }
  laps.lap("set up");
  const bool done = buildings.run(first_step, directory.path(), inputs_hash, request.checkpoints);
  laps.lap("run");
  if (!done) {
    directory.write("run.json", run_json(comm, facts));
    return ExitCode::stopped;
  }
  facts.simulated_s = buildings.simulated_s();
  const double before_s = monotonic_s();
  const std::string kpi = buildings.kpi();
  directory.write("kpi.json", kpi);
  directory.write("kpi.csv", comm.first() ? kpi_csv(kpi) : std::string());
  const std::string result = directory.file("result.h5");
  H5Output file(comm, result, true);
  buildings.write(file);
  file.commit();
  facts.output_bytes += bytes_of_file(comm, result);
  facts.output_s += monotonic_s() - before_s;
  laps.lap("write");
  directory.write("run.json", run_json(comm, facts));
  buildings.say();
  say_step_times(comm, facts.steps);
  log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                       directory.path(), 1e-6 * static_cast<double>(facts.output_bytes), facts.output_s));
  if (reading.scenario.output.report && comm.first()) write_page_of(directory);
  return ExitCode::done;
}

}  // namespace machi
