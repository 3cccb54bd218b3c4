// How many calls a dispatcher answers in a second: 1,000 vehicles of 6 places in a grid town, with as many calls as
// keep them busy, every 30 s. Vehicles keep to their schedules; what is measured is the answers alone.
#include <benchmark/benchmark.h>

#include <cmath>

#include "benchmarks/grid_streets.hpp"
#include "engine/core/rng.hpp"
#include "engine/fleet/dispatcher.hpp"

namespace machi {
namespace {

struct Town {
  explicit Town(std::uint32_t side)
      : network(grid_streets(side,
                             [side](std::uint32_t a, std::uint32_t b) {
                               RandomStream random(3, std::min(a, b) * std::uint64_t{1'000'000} + std::max(a, b), 1);
                               const bool main = a % side == b % side ? a % side % 8 == 0 : a / side % 8 == 0;
                               return GridStreet{random.uniform(105, 195), main ? 16.67 : 8.33};
                             })),
        times(network, 1, {}, 100, 1) {}
  TrafficNetwork network;
  DriveTimes times;
};

/// A dispatcher whose vehicles have been given calls for a while, all at once: schedules of several stops each.
void answers(benchmark::State& state) {
  const Town town(static_cast<std::uint32_t>(state.range(0)));
  const auto vehicles = static_cast<std::uint32_t>(state.range(1));
  RandomStream random(1, 1, 1);
  std::vector<FleetVehicleStart> starts;
  for (std::uint32_t v = 0; v < vehicles; ++v) starts.push_back({random.below(town.network.links()), 0, 1'000'000});
  FleetRules rules;
  rules.capacity = 6;
  std::int64_t answered = 0;
  std::int64_t served = 0;
  std::uint64_t looked_at = 0;
  std::uint64_t stops = 0;
  for (auto _ : state) {
    state.PauseTiming();
    Dispatcher fleet(rules, town.times, starts);
    std::vector<FleetCall> calls;
    for (std::uint32_t k = 0; k < 2 * vehicles; ++k) {
      FleetCall call{29, k, random.below(town.network.links()), 0};
      do call.to = random.below(town.network.links());
      while (call.to == call.from);
      calls.push_back(call);
    }
    state.ResumeTiming();
    fleet.dispatch(29, calls);
    state.PauseTiming();
    answered += static_cast<std::int64_t>(calls.size());
    looked_at += fleet.looked_at();
    for (const RideOutcome& outcome : fleet.outcomes()) served += outcome.state == RideState::waiting ? 1 : 0;
    for (const FleetVehicle& vehicle : fleet.vehicles()) stops += vehicle.schedule.stops.size();
    state.ResumeTiming();
  }
  const auto all = static_cast<double>(answered);
  state.counters["calls"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.counters["accepted"] = static_cast<double>(served) / all;
  state.counters["looked_at"] = static_cast<double>(looked_at) / all;
  state.counters["stops"] =
      static_cast<double>(stops) / static_cast<double>(state.iterations() * static_cast<std::int64_t>(vehicles));
}
BENCHMARK(answers)->Args({72, 1000})->Args({300, 1000})->Args({72, 10000})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace machi
