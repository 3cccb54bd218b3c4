/// \file  `machi plan`: what a scenario would look like on N ranks, worked out by one process.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/command.hpp"
#include "engine/core/machine.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/evacuation_setup.hpp"

namespace machi {
namespace {

struct PlanOptions {
  std::string scenario;
  std::int64_t ranks{4};
  std::vector<std::string> sets;

  void declare(OptionTable& table) {
    table.positional("scenario", scenario, "Scenario file.").placeholder("FILE").required();
    table.integer("ranks", ranks, "", 1, 100'000, "Ranks to plan for.").short_name('n');
    table.list("set", sets, "Overrules a key of the scenario: section.key=value.").placeholder("KEY=VALUE");
  }
};

/// A column of figures over the ranks.
struct Spread {
  double least{0};
  double mean{0};
  double most{0};
};

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

/// What setting one process up took on this one rank.
struct SetUpCost {
  double wall_s{0};
  double peak_MB{0};  ///< of the program so far
};

/// Beside an empty program: MPI's buffers, the network and what else every rank has whole. From peaks of a town on 1, 2
/// and 4 ranks (docs/performance.md).
constexpr double whole_MB = 57;

/// Memory of a rank: what every rank has, and its share of what is dealt, which is the rest of what setting up took on
/// one rank.
void print_memory(double empty_MB, const SetUpCost& cost, const Spread& share) {
  const double each_MB = std::min(empty_MB + whole_MB, cost.peak_MB);
  const double dealt_MB = cost.peak_MB - each_MB;
  fmt::print("  {:<34}{:>14.0f}{:>14.0f}{:>14.0f}\n", "memory, MB", each_MB + dealt_MB * share.least,
             each_MB + dealt_MB * share.mean, each_MB + dealt_MB * share.most);
}

template <class SetUp>
SetUpCost cost_of(const SetUp& set_up) {
  const double before_s = monotonic_s();
  set_up();
  return {monotonic_s() - before_s, peak_memory_MB()};
}

void print_head(const PlanOptions& options) {
  fmt::print("\n  {:<34}{:>14}{:>14}{:>14}\n", fmt::format("by rank, of {}", options.ranks), "least", "mean", "most");
}

void print_evacuation(const EvacuationSetup& setup, const PlanOptions& options, double empty_MB,
                      const SetUpCost& cost) {
  const Dealt& dealt = setup.dealt;
  const LeafCuts cuts = cut_curve(dealt.weights, static_cast<int>(options.ranks), CutRule::weighted);
  const std::vector<PartFigures> parts = dry_run(dealt.block_frame.blocks(), dealt.weights, cuts);
  const Spread weight = spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.weight); });
  const double persons = static_cast<double>(setup.people.size());
  double total = 0;
  std::uint64_t blocks = 0;
  for (const PartFigures& part : parts) {
    total += static_cast<double>(part.weight);
    blocks += part.blocks;
  }
  fmt::print("evacuation: {} persons on {} blocks of {:.1f} m; set up in {:.1f} s on this one rank\n",
             setup.people.size(), dealt.weights.size(), dealt.block_frame.side_m(), cost.wall_s);
  print_head(options);
  print_memory(empty_MB, cost, spread_of(parts, [&](const PartFigures& part) {
                 return static_cast<double>(part.blocks) / static_cast<double>(std::max<std::uint64_t>(blocks, 1));
               }));
  print_line("blocks", spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.blocks); }));
  print_line("weight", weight);
  print_line("neighbour ranks",
             spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.neighbours); }));
  print_line("blocks that others hold as ghosts",
             spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.boundary_blocks); }));
  print_line("ghost blocks",
             spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.ghost_blocks); }));
  print_line("halo, bytes a step, at the start", spread_of(parts, [&](const PartFigures& part) {
               return static_cast<double>(part.boundary_weight) / total * persons * sizeof(GhostWalker);
             }));
  fmt::print("\n  balance: the fullest rank has {:.3f} times the mean weight\n", weight.most / weight.mean);
}

ExitCode plan(const Comm& comm, const PlanOptions& options) {
  if (comm.size() > 1) throw UsageError("machi plan is one process that acts for many ranks. Start it without mpirun");
  const ScenarioReading reading = read_scenario(options.scenario, options.sets);
  if (!reading.scenario.evacuation)
    throw UsageError(reading.scenario.path +
                     ": machi plan looks at evacuations only, and there is none. Run it as it is");
  const double empty_MB = peak_memory_MB();
  EvacuationSetup setup;
  const SetUpCost cost = cost_of([&] { setup = set_up_evacuation(comm, reading.scenario, CutRule::weighted); });
  print_evacuation(setup, options, empty_MB, cost);
  return ExitCode::done;
}

}  // namespace

Command plan_command() {
  auto options = std::make_shared<PlanOptions>();
  return {"plan", "Says what a scenario would look like on N ranks",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return plan(comm, *options); }};
}

}  // namespace machi
