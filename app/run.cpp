/// \file  `machi run`: runs what a scenario says.
#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/process/evacuation/record.hpp"
#include "engine/step/stepper.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/evacuation_setup.hpp"

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
  CutRule rule() const { return cut == "even" ? CutRule::even : cut == "skewed" ? CutRule::skewed : CutRule::weighted; }
};

ExitCode run_scenario(const Comm& comm, const RunOptions& options) {
  ScenarioReading reading;
  comm.agree([&] { reading = read_scenario(options.scenario, options.sets); });
  const Scenario& scenario = reading.scenario;
  EvacuationSetup setup = set_up_evacuation(comm, scenario, options.rule());
  for (const std::string& note : setup.notes) log_info(note);
  const std::int64_t steps_per_s = setup.world.rules.steps_per_s;
  Evacuation evacuation(comm, std::move(setup.world), std::move(setup.people));
  RecordRules rules{scenario.output.every_s, scenario.output.fields_every_s, scenario.output.trajectories,
                    scenario.output.trajectories_every_s, static_cast<std::uint64_t>(scenario.run.seed)};
  Recorder recorder(rules);
  recorder.look(evacuation, 0);
  log_info(fmt::format("{} persons, {} destinations.", evacuation.counts().persons, evacuation.destinations().size()));
  const auto end = static_cast<std::uint64_t>(scenario.run.end_s) * static_cast<std::uint64_t>(steps_per_s);
  const double before_s = monotonic_s();
  StepTimes times;
  {
    Progress progress("evacuation", scenario.run.end_s);
    times = run_steps(comm, evacuation, 0, end, [&](std::uint64_t step) {
      const std::uint64_t second = (step + 1) / static_cast<std::uint64_t>(steps_per_s);
      recorder.look(evacuation, second);
      progress.update(static_cast<double>(second));
      return true;
    });
  }
  const Evacuation::Counts& counts = evacuation.counts();
  log_info(
      fmt::format("{} steps in {:.2f} s: safe {}, lost {}, en route {}, staying {}; compute {:.2f} pack {:.2f} wait "
                  "{:.2f} service {:.2f}",
                  times.steps, monotonic_s() - before_s, counts.safe, counts.lost, counts.en_route(), counts.staying,
                  times.compute_s, times.pack_s, times.wait_s, times.service_s));
  return ExitCode::done;
}

}  // namespace

Command run_command() {
  auto options = std::make_shared<RunOptions>();
  return {"run", "Runs what a scenario says", [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return run_scenario(comm, *options); }};
}

}  // namespace machi
