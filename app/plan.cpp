/// \file  `machi plan`: what a scenario would take on 1, 2, 4, … ranks, worked out by one process before it is run.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/coupled_processes.hpp"
#include "app/machine_facts.hpp"
#include "app/machine_pace.hpp"
#include "app/plan_parts.hpp"
#include "app/run_assignment.hpp"
#include "engine/core/machine.hpp"
#include "engine/model/walker.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {
namespace {

struct PlanOptions {
  std::string scenario;
  std::int64_t ranks{4};
  std::optional<double> host_GB;
  std::vector<std::string> sets;

  void declare(OptionTable& table) {
    table.positional("scenario", scenario, "Scenario file.").placeholder("FILE").required();
    table.integer("ranks", ranks, "", 1, 100'000, "Most ranks to plan for.").short_name('n');
    table.number("host_gb", host_GB, "GB", 0.1, 1e6, "Memory of a host; that of this machine where not given.");
    table.list("set", sets, "Overrules a key of the scenario: section.key=value.").placeholder("KEY=VALUE");
  }
};

/// A run on so many ranks.
struct PlannedRun {
  int ranks{1};
  Spread memory_MB;     ///< of a rank
  double busiest_s{0};  ///< processor time of the busiest rank
  double all_MB() const { return memory_MB.mean * ranks; }
};

Spread shares(const std::function<Spread(int)>& of, int ranks) {
  const double equal = 1.0 / ranks;
  return of ? of(ranks) : Spread{equal, equal, equal};
}

double planned_run_s(const PlannedPart& part, double pace) {
  return part.sampled_run_s + pace * part.counted_run_s;
}

PlannedRun run_on(int ranks, double empty_MB, double pace, const std::vector<PlannedPart>& parts) {
  PlannedRun run{ranks, {empty_MB, empty_MB, empty_MB}, 0};
  for (const PlannedPart& part : parts) {
    const Spread memory = shares(part.memory_share, ranks);
    const double dealt_MB = std::max(0.0, part.memory_MB - part.whole_MB);
    const double whole_MB = std::min(part.whole_MB, part.memory_MB);
    run.memory_MB.least += whole_MB + dealt_MB * memory.least;
    run.memory_MB.mean += whole_MB + dealt_MB * memory.mean;
    run.memory_MB.most += whole_MB + dealt_MB * memory.most;
    run.busiest_s += (part.set_up_s + planned_run_s(part, pace)) / ranks + pace * part.counted_write_s;
  }
  return run;
}

std::vector<int> rank_counts(std::int64_t most) {
  std::vector<int> counts;
  for (std::int64_t ranks = 1; ranks < most; ranks *= 2) counts.push_back(static_cast<int>(ranks));
  counts.push_back(static_cast<int>(most));
  return counts;
}

void print_runs(const std::vector<PlannedRun>& runs) {
  fmt::print("\n  {:>5}  {:>39}{:>12}{:>12}\n", "ranks", "memory of a rank, MB: least, mean, most", "all, GB",
             "time, s");
  for (const PlannedRun& run : runs)
    fmt::print("  {:>5}  {:>19.0f}{:>10.0f}{:>10.0f}{:>12.2f}{:>12.1f}\n", run.ranks, run.memory_MB.least,
               run.memory_MB.mean, run.memory_MB.most, 1e-3 * run.all_MB(), run.busiest_s);
}

double memory_of_host_GB(const PlanOptions& options) {
  if (options.host_GB) return *options.host_GB;
  const Memory memory = read_memory();
  const std::uint64_t bytes =
      memory.limit_bytes != 0 ? std::min(memory.limit_bytes, memory.total_bytes) : memory.total_bytes;
  return 1e-9 * static_cast<double>(bytes);
}

// What fits into one host, and how many hosts the most ranks need.
void print_what_fits(const std::vector<PlannedRun>& runs, double host_GB) {
  const auto fits = [&](const PlannedRun& run) { return 1e-3 * run.all_MB() <= host_GB; };
  const PlannedRun& most = runs.back();
  if (fits(most)) {
    fmt::print("\nAll of these fit into one host of {:.1f} GB.\n", host_GB);
    return;
  }
  const int a_host = static_cast<int>(1e3 * host_GB / most.memory_MB.most);
  const std::string whole = a_host == 0 ? std::string("not even one rank of the largest fits into such a host")
                                        : fmt::format("{} ranks need {} hosts of {} ranks each", most.ranks,
                                                      (most.ranks + a_host - 1) / a_host, a_host);
  const auto last = std::find_if(runs.rbegin(), runs.rend(), fits);
  if (last == runs.rend())
    fmt::print("\nNone of these fits into one host of {:.1f} GB: {}.\n", host_GB, whole);
  else
    fmt::print("\nUp to {} rank{} fit into one host of {:.1f} GB; {}.\n", last->ranks, last->ranks == 1 ? "" : "s",
               host_GB, whole);
}

template <class Figure>
Spread spread_of(const std::vector<PartFigures>& parts, Figure figure) {
  Spread spread{figure(parts.front()), 0, figure(parts.front())};
  for (const PartFigures& part : parts) {
    spread.least = std::min(spread.least, figure(part));
    spread.most = std::max(spread.most, figure(part));
    spread.mean += figure(part) / static_cast<double>(parts.size());
  }
  return spread;
}

void print_line(const char* what, const Spread& spread) {
  fmt::print("  {:<34}{:>14.0f}{:>14.1f}{:>14.0f}\n", what, spread.least, spread.mean, spread.most);
}

void print_ground(const PlannedPart& part, int ranks) {
  const std::vector<PartFigures> parts = part.figures(ranks);
  const auto line = [&](const char* what, auto member) {
    print_line(what, spread_of(parts, [&](const PartFigures& one) { return static_cast<double>(one.*member); }));
  };
  fmt::print("\n  {:<34}{:>14}{:>14}{:>14}\n", fmt::format("{} by rank, of {}", part.name, ranks), "least", "mean",
             "most");
  line("blocks", &PartFigures::blocks);
  line("weight", &PartFigures::weight);
  line("neighbour ranks", &PartFigures::neighbours);
  line("blocks that others hold as ghosts", &PartFigures::boundary_blocks);
  line("ghost blocks", &PartFigures::ghost_blocks);
  const Spread weight = spread_of(parts, [](const PartFigures& one) { return static_cast<double>(one.weight); });
  print_line("halo, bytes a step, at the start", spread_of(parts, [&](const PartFigures& one) {
               return static_cast<double>(one.boundary_weight) / (weight.mean * ranks) * part.persons *
                      sizeof(GhostWalker);
             }));
  fmt::print("\n  balance: the fullest rank has {:.3f} times the mean weight\n", weight.most / weight.mean);
}

void refuse_what_is_not_planned(const Comm& comm, const ScenarioReading& reading) {
  const Scenario& scenario = reading.scenario;
  const bool zones = scenario.energy && scenario.city_file.empty();
  const bool assigns = scenario.mobility && !is_coupled(scenario) && wants_assignment(comm, reading);
  if (zones || assigns)
    throw UsageError(fmt::format("{}: machi plan does not look at {}. Run it as it is", scenario.path,
                                 zones ? "zones that a scenario describes" : "static assignments"));
}

std::vector<PlannedPart> plan_parts(const Comm& comm, const Scenario& scenario) {
  std::vector<PlannedPart> parts;
  // Each is measured by how far it lifts the peak, as in the run all stay in memory.
  double before_MB = peak_memory_MB();
  const auto add = [&](PlannedPart part) {
    const double now_MB = peak_memory_MB();
    part.memory_MB += now_MB - before_MB;
    before_MB = now_MB;
    parts.push_back(std::move(part));
  };
  MobilitySetup mobility;
  if (scenario.mobility) add(plan_mobility(comm, scenario, mobility));
  if (scenario.energy) add(plan_city_energy(comm, scenario));
  if (!scenario.evacuation) return parts;
  const double from_s = is_coupled(scenario) ? alarm_s(scenario).value_or(0) : 0;
  const bool coupled = scenario.mobility.has_value();
  const GivenPeople given = coupled ? planned_evacuees(scenario, mobility, from_s) : GivenPeople{};
  add(plan_evacuation(comm, is_coupled(scenario) ? scenario_from_alarm(scenario, from_s) : scenario,
                      coupled ? &given : nullptr));
  return parts;
}

ExitCode plan(const Comm& comm, const PlanOptions& options) {
  if (comm.size() > 1) throw UsageError("machi plan is one process that acts for many ranks. Start it without mpirun");
  const ScenarioReading reading = read_scenario(options.scenario, options.sets);
  refuse_what_is_not_planned(comm, reading);
  const double empty_MB = peak_memory_MB();
  const std::vector<PlannedPart> parts = plan_parts(comm, reading.scenario);
  const double pace = machine_pace();  // last, as it takes memory
  for (const PlannedPart& part : parts) {
    fmt::print("{}: {}\n", part.name, part.counted);
    fmt::print("  on one rank: set up {:.1f} s, run {:.1f} s, write {:.1f} s of processor time\n", part.set_up_s,
               planned_run_s(part, pace), pace * part.counted_write_s);
  }
  std::vector<PlannedRun> runs;
  for (const int ranks : rank_counts(options.ranks)) runs.push_back(run_on(ranks, empty_MB, pace, parts));
  print_runs(runs);
  print_what_fits(runs, memory_of_host_GB(options));
  for (const PlannedPart& part : parts)
    if (part.figures) print_ground(part, static_cast<int>(options.ranks));
  return ExitCode::done;
}

}  // namespace

Command plan_command() {
  auto options = std::make_shared<PlanOptions>();
  return {"plan", "Says what a scenario would take on 1, 2, 4, … ranks",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return plan(comm, *options); }};
}

}  // namespace machi
