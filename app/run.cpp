/// \file  `machi run`: runs what a scenario says.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "app/build_info.hpp"
#include "app/checkpoint_clock.hpp"
#include "app/command.hpp"
#include "app/evacuation_part.hpp"
#include "app/laps.hpp"
#include "app/run_assignment.hpp"
#include "app/run_coupled.hpp"
#include "app/run_energy.hpp"
#include "app/run_facts_of.hpp"
#include "app/run_mobility.hpp"
#include "app/run_once.hpp"
#include "app/watchdog.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/checkpoint/evacuation_checkpoint.hpp"
#include "io/checkpoint/run_manifest.hpp"
#include "io/json/json.hpp"
#include "io/report/report_page.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/run_directory.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {
namespace {

void declare_checkpoint_every(std::string& every, OptionTable& table) {
  table
      .text(
          "checkpoint_every", every,
          "Interval of checkpoints: auto (by the wall clock, from what one costs), never (only when signalled), a time "
          "of the run as 600s, or steps as 5000steps; by default what the scenario says.")
      .placeholder("INTERVAL");
}

void declare_patience(std::int64_t& patience_s, OptionTable& table) {
  table
      .integer("patience", patience_s, "s", 0, 7 * 86400,
               "Without progress for so long, each rank says where it stands and the run is ended. 0: never.")
      .placeholder("SECONDS");
}

/// A step, or a phase without one, that takes longer is taken for one that will never end.
constexpr std::int64_t usual_patience_s = 1800;

struct RunOptions {
  std::string scenario;
  std::string output;
  std::vector<std::string> sets;
  std::string cut{"weighted"};
  std::string checkpoint_every;
  std::string rebalance{"measured"};
  std::int64_t patience_s{usual_patience_s};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("scenario", scenario, "Scenario file.").placeholder("FILE").required();
    table.text("output", output, "Folder of the run.").short_name('o').placeholder("DIR").required();
    table.list("set", sets, "Overrules a key of the scenario: section.key=value.").placeholder("KEY=VALUE");
    table.choice("cut", cut, {"weighted", "even", "skewed"},
                 "How the town is cut for the ranks. It cannot change a result; for tests.");
    declare_checkpoint_every(checkpoint_every, table);
    table.choice(
        "rebalance", rebalance, {"measured", "never", "often"},
        "When an evacuation is cut for the ranks anew: where its measured cost says that this pays; never; every "
        "few seconds, to and fro. It cannot change a result; the last is for tests.");
    declare_patience(patience_s, table);
    table.flag("force", force, "Overwrite the folder of an earlier run.");
  }
};

struct ResumeOptions {
  std::string folder;
  std::string checkpoint_every;
  std::int64_t patience_s{usual_patience_s};

  void declare(OptionTable& table) {
    table.positional("run", folder, "Folder of a run that was stopped or killed.").placeholder("DIR").required();
    declare_checkpoint_every(checkpoint_every, table);
    declare_patience(patience_s, table);
  }
};

/// The scenario of a run as it was read, kept in its folder: what a resumed run goes on from.
constexpr std::string_view request_file = "request.json";

/// What a run was asked for, so that it can be asked for again.
struct Request {
  std::string scenario;  ///< absolute
  std::vector<std::string> sets;
  std::string cut;
  std::string rebalance;
  static Request of(const RunOptions& options) {
    return {std::filesystem::absolute(options.scenario).string(), options.sets, options.cut, options.rebalance};
  }
  std::string command(const std::string& folder) const {
    std::string words = fmt::format("machi run {} -o {}", scenario, folder);
    for (const std::string& set : sets) words += " --set " + set;
    return words;
  }
  std::string text() const {
    return json_text(Json{{"scenario", scenario}, {"set", sets}, {"cut", cut}, {"rebalance", rebalance}}, 2) + "\n";
  }
};

Request read_request(const std::string& folder) {
  const std::string path = folder + "/" + std::string(request_file);
  const Json json = read_json_file(path);
  if (json.is_discarded() || !json.contains("scenario"))
    throw UsageError(path + ": does not say what the run was. Name the folder of a run that machi run began");
  return {json.value("scenario", ""), json.value("set", std::vector<std::string>()), json.value("cut", "weighted"),
          json.value("rebalance", "measured")};
}

DealRules deal_of(const Request& request) {
  DealRules deal;
  if (request.cut != "weighted") deal.cut = request.cut == "even" ? CutRule::even : CutRule::skewed;
  if (request.rebalance != "measured")
    deal.rebalance = request.rebalance == "never" ? RebalanceRule::never : RebalanceRule::often;
  return deal;
}

/// One evacuation from its scenario, or its newest checkpoint, to its folder.
class Run {
 public:
  Run(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request)
      : comm_(comm), directory_(comm, request.folder, request.start), reading_(reading) {
    facts_ = begin_facts(reading_.scenario, request.command);
    inputs_hash_ = hash_inputs(comm_, reading_, facts_);
    part_ = std::make_unique<EvacuationPart>(comm_, reading_.scenario, request.deal);
    const bool resumes = request.start == RunStart::resume;
    directory_.begin();
    if (!resumes) directory_.write(request_file, request.request_json);
    directory_.write("used.yaml", reading_.used_yaml);
    for (const std::string& note : part_->setup().notes) log_once(note);
    begin(resumes);
    clock_.emplace(comm_, request.checkpoints, facts_);
    clock_->begin(first_step_, part_->simulated_s());
    laps_.lap("set up");
  }

  /// Whether the run came to its end; else a checkpoint stands.
  bool step() {
    bool stopped = false;
    facts_.steps = part_->run(first_step_, reading_.scenario.run.end_s, [&](std::uint64_t next, std::uint64_t second) {
      facts_.simulated_s = part_->simulated_s();
      stopped = checkpoint_if_due(next, second);
      return !stopped;
    });
    laps_.lap("run");
    if (stopped) facts_.ended = "stopped";
    return !stopped;
  }

  void write() {
    const double before_s = monotonic_s();
    const Scenario& scenario = reading_.scenario;
    const Evacuation& evacuation = part_->evacuation();
    const EvacuationRecord& record = part_->record();
    const std::vector<PersonRow>& persons = part_->persons();
    const ResultMeta meta = part_->meta(facts_, clock_s(scenario.run.start).value_or(0));
    const std::string kpi = evacuation_kpi(comm_, evacuation, record, persons, meta);
    directory_.write("kpi.json", kpi);
    directory_.write("kpi.csv", comm_.first() ? kpi_csv(kpi) : std::string());
    facts_.output_bytes +=
        write_evacuation_result(comm_, directory_.file("result.h5"), evacuation, record, persons, meta);
    if (scenario.output.persons)
      facts_.output_bytes += write_persons_csv(comm_, directory_.file("persons.csv"), evacuation, record, persons);
    facts_.output_s += monotonic_s() - before_s;
    laps_.lap("write");
  }

  void write_facts() { directory_.write("run.json", run_json(comm_, facts_)); }

  /// Reads the finished folder, so it comes last.
  void write_page() const {
    if (reading_.scenario.output.report && comm_.first()) write_page_of(directory_);
  }

  void say() const {
    part_->say();
    say_step_times(comm_, facts_.steps);
    const double all_s = monotonic_s() - started_s_;
    if (facts_.ended == "stopped") {
      log_info(fmt::format("Stopped as asked, with a checkpoint. Go on with: machi resume {}", directory_.path()));
      return;
    }
    log_info(
        fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, result.xdmf, run.json, used.yaml): {:.1f} MB in {:.2f} "
                    "s of {:.2f} s ({:.1f} %).",
                    directory_.path(), 1e-6 * static_cast<double>(facts_.output_bytes), facts_.output_s, all_s,
                    100 * facts_.output_s / all_s));
  }

 private:
  void begin(bool resumes) {
    if (resumes) {
      first_step_ = part_->go_on(directory_.path(), inputs_hash_);
      facts_.resumed_step = static_cast<std::int64_t>(first_step_);
      facts_.simulated_s = part_->simulated_s();
    } else {
      part_->begin();
    }
    log_info(fmt::format("{} persons, {} destinations, {} rank{}.", part_->evacuation().counts().persons,
                         part_->evacuation().destinations().size(), comm_.size(), comm_.size() == 1 ? "" : "s"));
  }

  // Writes a checkpoint where one is due or asked for; whether the run is to stop. Way-finding that counts with crowds
  // can only be taken up where it has just looked at them.
  bool checkpoint_if_due(std::uint64_t next_step, std::uint64_t second) {
    const RunSettings& run = reading_.scenario.run;
    const bool nobody = run.stop_when_done && part_->evacuation().counts().en_route() == 0;
    if (nobody || static_cast<double>(second) >= run.end_s) return false;  // the run is over
    if (!can_be_taken_up(part_->evacuation().world().rules, second)) return false;
    if (!clock_->due(next_step, static_cast<double>(second))) return false;
    clock_->written(write_evacuation_checkpoint(comm_, directory_.path(), next_step, part_->evacuation(),
                                                part_->record(), inputs_hash_));
    return clock_->stops();
  }

  Comm comm_;
  RunDirectory directory_;
  const ScenarioReading& reading_;
  std::unique_ptr<EvacuationPart> part_;
  RunFacts facts_;
  Laps laps_{facts_};
  std::optional<CheckpointClock> clock_;
  std::string inputs_hash_;
  std::uint64_t first_step_{0};
  double started_s_{monotonic_s()};
};

ExitCode run_evacuation(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  Run run(comm, reading, request);
  const bool done = run.step();
  if (done) run.write();
  run.write_facts();
  run.say();
  if (done) run.write_page();
  return done ? ExitCode::done : ExitCode::stopped;
}

// The process, or the processes, of a scenario.
ExitCode run_processes(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& asked) {
  const Scenario& scenario = reading.scenario;
  const bool coupled = is_coupled(scenario);
  const bool assigns = scenario.mobility && !coupled && wants_assignment(comm, reading);
  if (coupled) return run_coupled(comm, reading, asked);
  if (scenario.energy) return run_energy(comm, reading, asked);
  if (assigns) return run_assignment(comm, reading, asked);
  if (scenario.mobility) return run_mobility(comm, reading, asked);
  return run_evacuation(comm, reading, asked);
}

// What `request` says, from its beginning or from its newest checkpoint. Files of a run that came to its end are
// sealed.
ExitCode carry_out(const Comm& comm, const Request& request, const std::string& folder, RunStart start,
                   const std::string& checkpoint_every, std::int64_t patience_s) {
  const Watchdog watchdog(comm, static_cast<double>(patience_s), folder);
  ScenarioReading reading;
  ProcessRequest asked{request.command(folder), folder, request.text(), deal_of(request), start, {}};
  comm.agree([&] {  // before a folder is made
    reading = read_scenario(request.scenario, request.sets);
    asked.checkpoints = checkpoint_rule(checkpoint_every, reading.scenario.output);
  });
  const ExitCode code = run_processes(comm, reading, asked);
  if (code != ExitCode::done) return code;
  const RunDirectory locked(comm, folder, RunStart::resume);
  write_run_manifest(comm, locked.path());
  return code;
}

ExitCode run_scenario(const Comm& comm, const RunOptions& options) {
  return carry_out(comm, Request::of(options), options.output, options.force ? RunStart::replace : RunStart::create,
                   options.checkpoint_every, options.patience_s);
}

ExitCode resume_run(const Comm& comm, const ResumeOptions& options) {
  Request request;
  comm.agree([&] { request = read_request(options.folder); });
  return carry_out(comm, request, options.folder, RunStart::resume, options.checkpoint_every, options.patience_s);
}

}  // namespace

ExitCode run_once(const Comm& comm, const std::string& scenario, const std::vector<std::string>& sets,
                  const std::string& folder) {
  RunOptions options;
  options.scenario = scenario;
  options.sets = sets;
  options.output = folder;
  options.force = true;
  return run_scenario(comm, options);
}

Command run_command() {
  auto options = std::make_shared<RunOptions>();
  return {"run", "Runs what a scenario says", [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return run_scenario(comm, *options); }};
}

Command resume_command() {
  auto options = std::make_shared<ResumeOptions>();
  return {"resume", "Goes on with a run from its newest checkpoint",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return resume_run(comm, *options); }};
}

}  // namespace machi
