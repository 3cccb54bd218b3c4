/// \file  `machi plan`: what a scenario would look like on N ranks, worked out by one process.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/command.hpp"
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

ExitCode plan(const Comm& comm, const PlanOptions& options) {
  if (comm.size() > 1) throw UsageError("machi plan is one process that acts for many ranks. Start it without mpirun");
  const ScenarioReading reading = read_scenario(options.scenario, options.sets);
  if (!reading.scenario.evacuation)
    throw UsageError(reading.scenario.path +
                     ": machi plan looks at evacuations only, and there is none. Run it as it is");
  const EvacuationSetup setup = set_up_evacuation(comm, reading.scenario, CutRule::weighted);
  const Dealt& dealt = setup.dealt;
  const LeafCuts cuts = cut_curve(dealt.weights, static_cast<int>(options.ranks), CutRule::weighted);
  const std::vector<PartFigures> parts = dry_run(dealt.block_frame.blocks(), dealt.weights, cuts);
  const Spread weight = spread_of(parts, [](const PartFigures& part) { return static_cast<double>(part.weight); });
  const double persons = static_cast<double>(setup.people.size());
  double total = 0;
  for (const PartFigures& part : parts) total += static_cast<double>(part.weight);
  fmt::print("{} persons on {} blocks of {:.1f} m, {} ranks\n\n", setup.people.size(), dealt.weights.size(),
             dealt.block_frame.side_m(), options.ranks);
  fmt::print("  {:<34}{:>14}{:>14}{:>14}\n", "by rank", "least", "mean", "most");
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
