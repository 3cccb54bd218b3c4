// How many exact time-dependent routes one core finds in a second, and how long customisation takes: on a grid of
// 350,000 links, each 150 m ± 30 %, and on one of 20,000, with times that double at random links in the rush hours.
// Trips are of 1-60 min, drawn like distances of commuters: most are short. With the city.h5 of an import as argument,
// also between streets of that city, drawn at random.
//   bench_engine_routing [CITY.h5] [--benchmark_filter=…]
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <string>

#include "benchmarks/grid_streets.hpp"
#include "engine/core/rng.hpp"
#include "engine/network/drive_network.hpp"
#include "engine/routing/timed_routes.hpp"
#include "io/city/city_file.hpp"

namespace machi {
namespace {

constexpr RouteMs bin_ms = 900'000;

TrafficNetwork grid(std::uint32_t side) {
  return grid_streets(side, [side](std::uint32_t a, std::uint32_t b) {
    RandomStream random(3, std::min(a, b) * std::uint64_t{1'000'000} + std::max(a, b), 1);
    // Every eighth street is a main road.
    const bool main = a % side == b % side ? a % side % 8 == 0 : a / side % 8 == 0;
    return GridStreet{random.uniform(105, 195), main ? 16.67 : 8.33};
  });
}

/// From 7:00 to 9:00 and 17:00 to 19:00 every third link takes up to three times as long.
std::vector<LinkBinTime> rush_hours(const TrafficNetwork& network, const LinkTimes& free) {
  std::vector<LinkBinTime> seen;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    RandomStream random(5, l, 1);
    if (random.below(3) != 0) continue;
    for (std::uint32_t bin = 28; bin < 76; ++bin) {
      const bool rush = bin < 36 || bin >= 68;
      const double factor = rush ? random.uniform(1, 3) : random.uniform(1, 1.2);
      seen.push_back({l, bin, static_cast<RouteMs>(free.least(l) * factor)});
    }
  }
  return seen;
}

struct Town {
  explicit Town(std::uint32_t side)
      : network(grid(side)), times(free_times(network, 1), bin_ms), planner(network, 1), side_(side) {
    times.set(rush_hours(network, times));
    planner.take(times);
  }
  /// A link about `km` away in a direction drawn at random.
  std::uint32_t near(std::uint32_t link, double km, RandomStream& random) const {
    const double angle = random.uniform(0, 6.283185307);
    const double nodes = km * 1000 / 150;
    const auto clamp = [&](double v) { return static_cast<std::uint32_t>(std::min(std::max(v, 0.0), side_ - 1.0)); };
    const std::uint32_t n = network.from[link];
    const std::uint32_t x = clamp(n % side_ + nodes * std::cos(angle));
    const std::uint32_t y = clamp(n / side_ + nodes * std::sin(angle));
    return out[y * side_ + x];
  }

  TrafficNetwork network;
  LinkTimes times;
  RoutePlanner planner;
  std::uint32_t side_;
  std::vector<std::uint32_t> out = [this] {
    std::vector<std::uint32_t> first(network.nodes());
    for (std::uint32_t l = 0; l < network.links(); ++l) first[network.from[l]] = l;
    return first;
  }();
};

const Town& town(std::uint32_t side) {
  static std::unique_ptr<Town> last;
  if (!last || last->side_ != side) last = std::make_unique<Town>(side);
  return *last;
}

void routes(benchmark::State& state) {
  const Town& place = town(static_cast<std::uint32_t>(state.range(0)));
  TimedRoutes finder(place.planner);
  RandomStream random(1, 1, 1);
  std::uint64_t links = 0;
  std::int64_t found = 0;
  for (auto _ : state) {
    const std::uint32_t first = random.below(place.network.links());
    const double km = -static_cast<double>(state.range(1)) * std::log(1 - random.uniform());
    const std::uint32_t last = place.near(first, km, random);
    const std::int64_t when_ms = static_cast<std::int64_t>(random.below(5) < 3 ? 30 : random.below(90)) * bin_ms;
    const TimedRoute route = finder.route(first, last, when_ms);
    benchmark::DoNotOptimize(route.ms);
    links += route.links.size();
    ++found;
  }
  state.SetItemsProcessed(found);
  state.counters["links"] = place.network.links();
  state.counters["route_links"] = static_cast<double>(links) / static_cast<double>(found);
  state.counters["settled"] = static_cast<double>(finder.settled()) / static_cast<double>(found);
}
BENCHMARK(routes)
    ->ArgNames({"side", "mean_km"})
    ->Args({71, 4})
    ->Args({296, 4})
    ->Args({296, 8})
    ->Args({296, 16})
    ->Unit(benchmark::kMicrosecond);

void customise(benchmark::State& state) {
  const Town& place = town(static_cast<std::uint32_t>(state.range(0)));
  RoutePlanner planner(place.network, 1);
  for (auto _ : state) planner.take(place.times);
  state.counters["arcs"] = static_cast<double>(planner.hierarchy().arcs());
  state.counters["MB"] = 1e-6 * static_cast<double>(planner.bytes() + place.times.bytes());
}
BENCHMARK(customise)->ArgName("side")->Arg(71)->Arg(296)->Unit(benchmark::kMillisecond)->MinTime(0.1);

void order(benchmark::State& state) {
  const TrafficNetwork network = grid(static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) {
    const RoutePlanner planner(network, 1);
    benchmark::DoNotOptimize(planner.bytes());
  }
}
BENCHMARK(order)->ArgName("side")->Arg(71)->Arg(296)->Unit(benchmark::kMillisecond)->Iterations(1);

void city_routes(benchmark::State& state, const std::string& path) {
  const TrafficNetwork network = drive_network(read_network(open_city(path)), mode_car);
  LinkTimes times(free_times(network, 1), bin_ms);
  times.set(rush_hours(network, times));
  RoutePlanner planner(network, mode_car);
  planner.take(times);
  TimedRoutes finder(planner);
  RandomStream random(1, 2, 1);
  std::uint64_t links = 0;
  std::int64_t asked = 0;
  for (auto _ : state) {
    const std::uint32_t first = random.below(network.links());
    const std::int64_t when_ms = static_cast<std::int64_t>(random.below(5) < 3 ? 30 : random.below(90)) * bin_ms;
    const TimedRoute route = finder.route(first, random.below(network.links()), when_ms);
    links += route.links.size();
    ++asked;
  }
  state.SetItemsProcessed(asked);
  state.counters["links"] = network.links();
  state.counters["route_links"] = static_cast<double>(links) / static_cast<double>(asked);
  state.counters["settled"] = static_cast<double>(finder.settled()) / static_cast<double>(asked);
}

}  // namespace

void add_city(const std::string& path) {
  benchmark::RegisterBenchmark("city_routes", [path](benchmark::State& state) {
    city_routes(state, path);
  })->Unit(benchmark::kMicrosecond);
}

}  // namespace machi

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc > 1) machi::add_city(argv[1]);
  benchmark::RunSpecifiedBenchmarks();
}
