/// \file  `machi run`: runs what a scenario says.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <omp.h>

#include <ctime>
#include <memory>

#include "app/build_info.hpp"
#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/process/evacuation/record.hpp"
#include "engine/step/stepper.hpp"
#include "io/city/city_file.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/run_directory.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/evacuation_setup.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi {
namespace {

struct RunOptions {
  std::string scenario;
  std::string output;
  std::vector<std::string> sets;
  std::string cut{"weighted"};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("scenario", scenario, "Scenario file.").placeholder("FILE").required();
    table.text("output", output, "Folder of the run.").short_name('o').placeholder("DIR").required();
    table.list("set", sets, "Overrules a key of the scenario: section.key=value.").placeholder("KEY=VALUE");
    table.choice("cut", cut, {"weighted", "even", "skewed"},
                 "How the town is cut for the ranks. It cannot change a result; for tests.");
    table.flag("force", force, "Overwrite the folder of an earlier run.");
  }
  CutRule rule() const {
    if (cut == "even") return CutRule::even;
    return cut == "skewed" ? CutRule::skewed : CutRule::weighted;
  }
};

/// One run from its scenario to its folder.
class Run {
 public:
  Run(const Comm& comm, const RunOptions& options, ScenarioReading reading)
      : comm_(comm),
        reading_(std::move(reading)),
        directory_(comm, options.output, options.force ? RunStart::replace : RunStart::create) {
    directory_.write("used.yaml", reading_.used_yaml);
    facts_.command = fmt::format("machi run {} -o {}", options.scenario, options.output);
    for (const std::string& set : options.sets) facts_.command += " --set " + set;
    facts_.started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    comm_.agree([&] {
      if (!comm_.first()) return;
      for (const std::string& file : reading_.scenario.files) facts_.inputs.push_back(hash_input(file));
    });
    setup_ = set_up_evacuation(comm_, reading_.scenario, options.rule());
    for (const std::string& note : setup_.notes) log_info(note);
    steps_per_s_ = static_cast<std::uint64_t>(setup_.world.rules.steps_per_s);
    evacuation_ = std::make_unique<Evacuation>(comm_, std::move(setup_.world), std::move(setup_.people));
    lap("set up");
  }

  void step() {
    const OutputSettings& output = reading_.scenario.output;
    Recorder recorder({output.every_s, output.fields_every_s, output.trajectories, output.trajectories_every_s,
                       static_cast<std::uint64_t>(reading_.scenario.run.seed)});
    recorder.look(*evacuation_, 0);
    log_info(fmt::format("{} persons, {} destinations, {} ranks.", evacuation_->counts().persons,
                         evacuation_->destinations().size(), comm_.size()));
    const double end_s = reading_.scenario.run.end_s;
    Progress progress("evacuation", end_s);
    facts_.steps = run_steps(
        comm_, *evacuation_, 0, static_cast<std::uint64_t>(end_s) * steps_per_s_,
        [&](std::uint64_t step) {
          const std::uint64_t second = (step + 1) / steps_per_s_;
          recorder.look(*evacuation_, second);
          facts_.simulated_s = static_cast<double>(second);
          progress.update(facts_.simulated_s);
          return true;
        },
        reading_.scenario.run.stop_when_done);
    record_ = recorder.record();
    lap("run");
  }

  void write() {
    const double before_s = monotonic_s();
    const Scenario& scenario = reading_.scenario;
    const std::vector<PersonRow> persons = persons_by_id(comm_, *evacuation_);
    ResultMeta meta;
    meta.name = scenario.run.name;
    meta.title = scenario.run.title;
    meta.seed = scenario.run.seed;
    meta.end_s = facts_.simulated_s;
    meta.frame = {setup_.epsg, setup_.origin_east_m, setup_.origin_north_m};
    meta.attribution = setup_.attribution;
    meta.districts = setup_.districts;
    meta.version = build_info.version;
    meta.command = facts_.command;
    meta.started_utc = facts_.started_utc;
    const std::string kpi = evacuation_kpi(comm_, *evacuation_, record_, persons, meta);
    directory_.write("kpi.json", kpi);
    directory_.write("kpi.csv", comm_.first() ? kpi_csv(kpi) : std::string());
    facts_.output_bytes =
        write_evacuation_result(comm_, directory_.file("result.h5"), *evacuation_, record_, persons, meta);
    if (scenario.output.persons)
      facts_.output_bytes += write_persons_csv(comm_, directory_.file("persons.csv"), *evacuation_, persons);
    facts_.output_s = monotonic_s() - before_s;
    lap("write");
    facts_.version = build_info.version;
    facts_.commit = build_info.commit;
    facts_.compiler = build_info.compiler;
    facts_.libraries = library_versions();
    facts_.kernels = kernels::name_of(kernels::selected_variant());
    facts_.scenario = scenario.run.name;
    facts_.seed = scenario.run.seed;
    facts_.threads = omp_get_max_threads();
    directory_.write("run.json", run_json(comm_, facts_));
  }

  void say() const {
    const Evacuation::Counts& counts = evacuation_->counts();
    log_info(fmt::format("After {:.0f} s: {} of {} safe, {} lost, {} en route, {} staying.", facts_.simulated_s,
                         counts.safe, counts.persons, counts.lost, counts.en_route(), counts.staying));
    log_detail(fmt::format("compute {:.2f} s, pack {:.2f} s, wait {:.2f} s, service {:.2f} s over {} steps",
                           facts_.steps.compute_s, facts_.steps.pack_s, facts_.steps.wait_s, facts_.steps.service_s,
                           facts_.steps.steps));
    log_info(
        fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, result.xdmf, run.json, used.yaml): {:.1f} MB in {:.2f} "
                    "s of {:.2f} s.",
                    directory_.path(), 1e-6 * static_cast<double>(facts_.output_bytes), facts_.output_s,
                    monotonic_s() - started_s_));
  }

 private:
  void lap(const char* phase) {
    const double now_s = monotonic_s();
    facts_.phases.push_back({phase, now_s - last_s_});
    last_s_ = now_s;
  }

  Comm comm_;
  ScenarioReading reading_;
  RunDirectory directory_;
  EvacuationSetup setup_;
  std::unique_ptr<Evacuation> evacuation_;
  EvacuationRecord record_;
  RunFacts facts_;
  std::uint64_t steps_per_s_{1};
  double started_s_{monotonic_s()};
  double last_s_{started_s_};
};

ExitCode run_scenario(const Comm& comm, const RunOptions& options) {
  ScenarioReading reading;
  comm.agree([&] { reading = read_scenario(options.scenario, options.sets); });
  Run run(comm, options, std::move(reading));
  run.step();
  run.write();
  run.say();
  return ExitCode::done;
}

}  // namespace

Command run_command() {
  auto options = std::make_shared<RunOptions>();
  return {"run", "Runs what a scenario says", [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return run_scenario(comm, *options); }};
}

}  // namespace machi
