// How many links vehicles enter per second of one process: a grid of signal-free streets at two sizes, one in cache and
// one of 350,000 links, each with about 27 vehicles that set off per node.
// Ranks: mpirun -n 2 bench_engine_process_mobility --ranks times the hour of the large grid by the wall.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>

#include "benchmarks/grid_streets.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/rng.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/step/stepper.hpp"

namespace machi {
namespace {

/// Ways of 24 links that go on in one direction as far as they can, from all over the grid, over an hour; of those who
/// begin on this rank.
std::vector<RunningPlan> people(const TrafficNetwork& network, const TrafficShares& shares, int rank,
                                std::uint32_t persons) {
  std::vector<std::vector<std::uint32_t>> out(network.nodes());
  for (std::uint32_t l = 0; l < network.links(); ++l) out[network.from[l]].push_back(l);
  std::vector<RunningPlan> plans;
  for (std::uint32_t p = 0; p < persons; ++p) {
    RandomStream random(1, p, 1);
    constexpr std::uint32_t hops = 24;
    std::uint32_t link = random.below(network.links());
    if (shares.node_rank[network.to[link]] != rank) continue;
    RunningPlan plan{p, {link, random.below(3600), no_index, 1, hops, link}};
    for (std::uint32_t h = 1; h < hops; ++h) {
      const std::vector<std::uint32_t>& next = out[network.to[link]];
      const std::uint32_t ahead = link;
      link = next[random.below(static_cast<std::uint32_t>(next.size()))];
      if (network.to[link] == network.from[ahead]) link = next[random.below(static_cast<std::uint32_t>(next.size()))];
      plan.words.push_back(link);
    }
    plan.words.insert(plan.words.end(), {link, no_index, no_index});
    plans.push_back(std::move(plan));
  }
  return plans;
}

void links_entered(benchmark::State& state) {
  const auto side = static_cast<std::uint32_t>(state.range(0));
  const bool records = state.range(1) != 0;
  const std::uint32_t bin_steps = state.range(2) != 0 ? 900 : 0;
  const TrafficNetwork network = grid_streets(side, [](std::uint32_t, std::uint32_t) { return GridStreet{}; });
  const TrafficShares shares = deal_traffic(network, 1, 1, CutRule::weighted);
  const std::vector<RunningPlan> plans = people(network, shares, 0, 27 * side * side);
  std::int64_t entered = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const Comm comm = Comm::null();
    Mobility mobility(comm, {&network, &shares, {}, {{one_pcu, one_pcu, 1e9}}, records, false, false, bin_steps},
                      plans);
    state.ResumeTiming();
    run_steps(comm, mobility, 0, 3600, [](std::uint64_t) { return true; });
    state.PauseTiming();
    entered += mobility.total(comm).links_entered;
    state.ResumeTiming();
  }
  state.counters["links"] = network.links();
  state.counters["entered_1_s"] = benchmark::Counter(static_cast<double>(entered), benchmark::Counter::kIsRate);
}
BENCHMARK(links_entered)
    ->ArgNames({"side", "events", "volumes"})
    ->Args({40, 1, 0})
    ->Args({40, 0, 1})
    ->Args({40, 0, 0})
    ->Args({296, 1, 0})
    ->Args({296, 0, 1})
    ->Args({296, 0, 0})
    ->Unit(benchmark::kMillisecond)
    ->MinTime(0.1);

// The best of three hours of the large grid, volumes and times of links by 15 min recorded, on all ranks.
void time_ranks(const Comm& comm) {
  constexpr std::uint32_t side = 296;
  const TrafficNetwork network = grid_streets(side, [](std::uint32_t, std::uint32_t) { return GridStreet{}; });
  const TrafficShares shares = deal_traffic(network, 1, comm.size(), CutRule::weighted);
  const std::vector<RunningPlan> plans = people(network, shares, comm.rank(), 27 * side * side);
  double best_s = 1e30;
  StepTimes times;
  std::int64_t entered = 0;
  for (int trial = 0; trial < 3; ++trial) {
    Mobility mobility(comm, {&network, &shares, {}, {{one_pcu, one_pcu, 1e9}}, false, false, false, 900}, plans);
    comm.barrier();
    const double started_s = monotonic_s();
    times = run_steps(comm, mobility, 0, 3600, [](std::uint64_t) { return true; });
    best_s = std::min(best_s, comm.max(monotonic_s() - started_s));
    entered = mobility.total(comm).links_entered;
  }
  const std::int64_t messages = comm.sum(static_cast<std::int64_t>(times.messages));
  if (comm.first())
    std::printf("%u links, %d ranks  %.3f s  %.3g links entered/s  %lld messages\n", network.links(), comm.size(),
                best_s, static_cast<double>(entered) / best_s, static_cast<long long>(messages));
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  const machi::MpiSession session(argc, argv);
  if (argc > 1 && std::strcmp(argv[1], "--ranks") == 0) {
    machi::time_ranks(machi::Comm::world());
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
