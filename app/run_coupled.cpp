#include "app/run_coupled.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/build_info.hpp"
#include "app/checkpoint_clock.hpp"
#include "app/coupled_processes.hpp"
#include "app/laps.hpp"
#include "app/run_facts_of.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/stop_signal.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/json/json.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/result_parts.hpp"
#include "io/scenario/check_scenario.hpp"

namespace machi {
namespace {

/// A run on the clock of the scenario, from its beginning or its newest checkpoint to its folder.
class CoupledRun {
 public:
  CoupledRun(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request)
      : comm_(comm),
        directory_(comm, request.folder, request.start),
        reading_(reading),
        scenario_(reading.scenario),
        facts_(begin_facts(reading.scenario, request.command)),
        inputs_hash_(hash_inputs(comm_, reading_, facts_)),
        deal_(request.deal),
        clock_(comm_, request.checkpoints, facts_) {
    laps_.lap("hash inputs");
    processes_.emplace(comm_, reading_, deal_, facts_, laps_);
    const bool resumes = request.start == RunStart::resume;
    directory_.begin();
    if (!resumes) directory_.write("request.json", request.request_json);
    directory_.write("used.yaml", reading_.used_yaml);
    if (resumes) go_on();
  }

  /// Whether it came to its end; else a checkpoint stands.
  bool run() {
    const bool done = processes_->run([this](std::uint64_t number, double second) {
      facts_.simulated_s = second;
      if (!clock_.due(number, second)) return true;
      clock_.written(write_checkpoint(comm_, directory_.path(), number, {inputs_hash_, processes_->persons()},
                                      [this](const std::string& path) { processes_->write_state(path); }));
      return !clock_.stops();
    });
    if (done) {
      facts_.simulated_s = processes_->simulated_s();
      return true;
    }
    facts_.ended = "stopped";
    directory_.write("run.json", run_json(comm_, facts_));
    log_info(fmt::format("Stopped as asked, with a checkpoint. Go on with: machi resume {}", directory_.path()));
    return false;
  }

  void write() {
    const double before_s = monotonic_s();
    const std::string kpi = kpi_text();
    directory_.write("kpi.json", kpi);
    directory_.write("kpi.csv", comm_.first() ? kpi_csv(kpi) : std::string());
    write_result();
    facts_.output_s += monotonic_s() - before_s;
    laps_.lap("write");
    directory_.write("run.json", run_json(comm_, facts_));
  }

  void say() const {
    if (mobility()) mobility()->say();
    if (evacuation()) evacuation()->say();
    if (energy()) energy()->say();
    say_step_times(comm_, facts_.steps);
    say_cost();
    log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                         directory_.path(), 1e-6 * static_cast<double>(facts_.output_bytes), facts_.output_s));
  }

  void write_page() const {
    if (scenario_.output.report && comm_.first()) write_page_of(directory_);
  }

 private:
  MobilityPart* mobility() const { return processes_->mobility(); }
  EvacuationPart* evacuation() const { return processes_->evacuation(); }
  CityEnergyPart* energy() const { return processes_->energy(); }
  const Exchange* exchange() const { return processes_->exchange(); }

  void go_on() {
    const FoundCheckpoint found = read_newest_checkpoint(
        comm_, directory_.path(), inputs_hash_, [&](const FoundCheckpoint& one) { return processes_->go_on(one); });
    facts_.resumed_step = static_cast<std::int64_t>(found.next_step);
    clock_.begin(found.next_step, processes_->second());
    log_info(fmt::format("Goes on at {:.0f} s from {}.", processes_->second(), found.path));
  }

  std::string kpi_text() {
    Json whole{{"name", scenario_.run.name}, {"seed", scenario_.run.seed}, {"end_s", facts_.simulated_s}};
    const auto join = [&](const char* section, const std::string& text) {
      if (!text.empty()) whole[section] = parse_json(text).at(section);
    };
    if (mobility()) join("mobility", mobility()->kpi());
    if (evacuation()) {
      meta_ = evacuation()->meta(facts_, clock_s(scenario_.run.start).value_or(0) + processes_->alarm_s());
      join("evacuation",
           evacuation_kpi(comm_, evacuation()->evacuation(), evacuation()->record(), evacuation()->persons(), meta_));
    }
    if (energy()) join("energy", energy()->kpi());
    if (exchange()) whole["coupling"] = exchange()->kpi();
    const PowerCut& cut = processes_->cut_power();
    if (energy() && cut.any())
      whole["coupling"]["outage"] = {{"buildings_by_events", cut.by_events},
                                     {"buildings_by_water", cut.by_water},
                                     {"from_s", cut.from_s},
                                     {"to_s", cut.to_s}};
    return comm_.first() ? json_text(whole, 2) + "\n" : std::string();
  }

  void write_result() {
    const std::string path = directory_.file("result.h5");
    H5Output file(comm_, path, true);
    struct About {
      std::string version, command, started_utc;
      const EditsMade& edits;
    };
    write_origin(file, "machi coupled result", 1,
                 About{build_info.version, facts_.command, facts_.started_utc, facts_.edits});
    file.attribute("/", "name", scenario_.run.name);
    file.attribute("/", "title", scenario_.run.title);
    file.attribute("/", "seed", scenario_.run.seed);
    file.attribute("/", "start_s", static_cast<double>(clock_s(scenario_.run.start).value_or(0)));
    file.attribute("/", "end_s", facts_.simulated_s);
    if (mobility()) {
      if (exchange()) {
        file.enter("/coupling");
        exchange()->write(file);
      }
      file.enter("/mobility");
      mobility()->write(file);
    }
    WrittenFields fields;
    if (evacuation()) {
      file.enter("/evacuation");
      fields = write_evacuation_tables(comm_, file, evacuation()->evacuation(), evacuation()->record(),
                                       evacuation()->persons(), meta_);
    }
    if (energy()) {
      file.enter("/energy");
      energy()->write(file);
    }
    file.commit();
    if (evacuation()) facts_.output_bytes += write_fields_xdmf(comm_, path, fields, "/evacuation");
    if (evacuation() && scenario_.output.persons)
      facts_.output_bytes += write_persons_csv(comm_, directory_.file("persons.csv"), evacuation()->evacuation(),
                                               evacuation()->record(), evacuation()->persons());
    facts_.output_bytes += bytes_of_file(comm_, path);
  }

  void say_cost() const {
    if (exchange() == nullptr) return;
    double all_s = 0, exchange_s = 0;
    for (const RunPhase& phase : facts_.phases) {
      all_s += phase.processor_s;
      if (phase.name == "exchange") exchange_s += phase.processor_s;
    }
    log_info(
        fmt::format("{} persons, each in one place; the exchange took {:.2f} s of {:.2f} s of processor time "
                    "({:.1f} %).",
                    exchange()->persons(), exchange_s, all_s, 100 * exchange_s / all_s));
  }

  Comm comm_;
  RunDirectory directory_;
  const ScenarioReading& reading_;
  const Scenario& scenario_;
  RunFacts facts_;
  Laps laps_{facts_};
  std::string inputs_hash_;
  DealRules deal_;
  CheckpointClock clock_;
  std::optional<CoupledProcesses> processes_;
  ResultMeta meta_;
};

}  // namespace

ExitCode run_coupled(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  catch_stop_signals();  // one that comes during the set-up ends the run where it can be left
  CoupledRun run(comm, reading, request);
  if (!run.run()) return ExitCode::stopped;
  run.write();
  run.say();
  run.write_page();
  return ExitCode::done;
}

}  // namespace machi
