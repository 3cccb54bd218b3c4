// Travel-time fields: cells per second of a solve, of a repair, of labels and ways, and the time of one look-up, on a
// town, on single cells closed at random, and in the open. CPU time counts, so that a shared machine can be used.
// Threads: OMP_NUM_THREADS. Ranks: mpirun -n 2 bench_engine_field --ranks [cells a side] times a solve by the wall.
#include "engine/field/travel_time.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "engine/core/machine.hpp"
#include "engine/field/way.hpp"
#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

enum Kind : int { town, random_cells, open_space };
constexpr const char* name_of_kind[] = {"town", "random 20 %", "open"};

maps::Map map_of(int kind, int side) {
  if (kind == town) return maps::town(side, side, 1);
  return kind == random_cells ? maps::random_cells(side, side, 20, 2) : maps::open_space(side, side);
}

// A map, dealt to the ranks, with one source in its middle or sixteen over it.
struct Ground {
  Ground(const Comm& comm, int kind, int side, int source_count)
      : map(map_of(kind, side)), leaves(maps::domain_of(comm, map)), slowness(maps::own_slowness(leaves, map)) {
    const int across = source_count == 1 ? 1 : 4;
    for (int k = 0; k < source_count; ++k) {
      const int x = side * (2 * (k % across) + 1) / (2 * across) / 54 * 54 + 2;  // on a street of the town
      sources.push_back(maps::source_at(x, side * (2 * (k / across) + 1) / (2 * across), 0, k));
    }
  }
  double cells() const { return static_cast<double>(map.width) * map.height; }
  maps::Map map;
  LeafDomain leaves;
  std::vector<std::uint16_t> slowness;
  std::vector<FieldSource> sources;
};

// Maps are made once.
const Ground& ground(int kind, int sources) {
  static std::array<std::array<std::unique_ptr<Ground>, 17>, 3> made;
  auto& one = made.at(static_cast<std::size_t>(kind)).at(static_cast<std::size_t>(sources));
  if (!one) one = std::make_unique<Ground>(Comm::null(), kind, 2000, sources);
  return *one;
}

void count_cells(benchmark::State& state, const Ground& on) {
  state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<double>(state.iterations()) * on.cells()));
}

void solve(benchmark::State& state) {
  const Ground& on = ground(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  TravelTimes field(on.leaves);
  FieldWork work;
  for (auto _ : state) work = field.solve(Comm::null(), on.slowness, on.sources);
  count_cells(state, on);
  state.SetLabel(name_of_kind[state.range(0)]);
  state.counters["visits_a_leaf"] = static_cast<double>(work.visits) / on.leaves.own();
}
BENCHMARK(solve)->ArgsProduct({{town, random_cells, open_space}, {1, 16}})->Unit(benchmark::kMillisecond);

void heap_over_cells(benchmark::State& state) {
  const Ground& on = ground(static_cast<int>(state.range(0)), 1);
  for (auto _ : state) benchmark::DoNotOptimize(maps::HeapField(on.map, on.sources).time.data());
  count_cells(state, on);
  state.SetLabel(name_of_kind[state.range(0)]);
}
BENCHMARK(heap_over_cells)->Arg(town)->Arg(random_cells)->Unit(benchmark::kMillisecond)->Iterations(1);

// One of sixteen shelters closes and opens again.
void close_and_open_a_source(benchmark::State& state) {
  const Ground& on = ground(town, 16);
  TravelTimes field(on.leaves);
  field.solve(Comm::null(), on.slowness, on.sources);
  std::vector<FieldSource> fewer = on.sources;
  fewer.erase(fewer.begin() + 5);
  for (auto _ : state) {
    field.update(Comm::null(), on.slowness, {}, fewer);
    field.update(Comm::null(), on.slowness, {}, on.sources);
  }
}
BENCHMARK(close_and_open_a_source)->Unit(benchmark::kMillisecond);

void labels(benchmark::State& state) {
  const Ground& on = ground(town, 16);
  TravelTimes field(on.leaves);
  field.solve(Comm::null(), on.slowness, on.sources);
  for (auto _ : state) benchmark::DoNotOptimize(field.labels(Comm::null(), on.slowness).data());
  count_cells(state, on);
}
BENCHMARK(labels)->Unit(benchmark::kMillisecond);

void ways(benchmark::State& state) {
  const Ground& on = ground(town, 16);
  TravelTimes field(on.leaves);
  field.solve(Comm::null(), on.slowness, on.sources);
  for (auto _ : state) benchmark::DoNotOptimize(WayField(field, on.slowness).way(0, 0));
  count_cells(state, on);
}
BENCHMARK(ways)->Unit(benchmark::kMillisecond);

// Agents sorted by leaf, as the stores keep them: up to four in each leaf, none in a wall.
void look_up(benchmark::State& state) {
  const Ground& on = ground(town, 16);
  TravelTimes field(on.leaves);
  field.solve(Comm::null(), on.slowness, on.sources);
  const WayField guide(field, on.slowness);
  struct Agent {
    std::uint32_t leaf;
    std::int32_t x_mm, y_mm;
  };
  std::vector<Agent> agents;
  for (std::uint32_t leaf = 0; leaf < on.leaves.own(); ++leaf)
    for (int k = 0; k < 4; ++k) {
      const auto random = random_block(5, leaf, static_cast<std::uint32_t>(k), 0);
      const Agent agent{leaf, on.leaves.leaf(leaf).x * 8000 + static_cast<std::int32_t>(random[0] % 8000),
                        on.leaves.leaf(leaf).y * 8000 + static_cast<std::int32_t>(random[1] % 8000)};
      if (on.map.at(agent.x_mm / 1000, agent.y_mm / 1000) != slowness_blocked) agents.push_back(agent);
    }
  for (auto _ : state) {
    Heading sum;
    for (const Agent& agent : agents) {
      const Heading to = guide.at(agent.leaf, agent.x_mm, agent.y_mm);
      sum.x += to.x;
      sum.y += to.y;
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * agents.size()));
}
BENCHMARK(look_up)->Unit(benchmark::kMillisecond);

// The best of five solves by the wall clock, on all ranks.
void time_ranks(const Comm& comm, int side) {
  for (const int kind : {town, random_cells}) {
    for (const int sources : {1, 16}) {
      const Ground on(comm, kind, side, sources);
      TravelTimes field(on.leaves);
      double best_s = 1e30;
      FieldWork work;
      for (int trial = 0; trial < 5; ++trial) {
        comm.barrier();
        const double started_s = monotonic_s();
        work = field.solve(comm, on.slowness, on.sources);
        best_s = std::min(best_s, comm.max(monotonic_s() - started_s));
      }
      if (comm.first())
        std::printf("%-12s %2d sources  %d ranks  %.3f s  %.3g cells/s  %llu rounds\n", name_of_kind[kind], sources,
                    comm.size(), best_s, on.cells() / best_s, static_cast<unsigned long long>(work.rounds));
    }
  }
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  const machi::MpiSession session(argc, argv);
  if (argc > 1 && std::strcmp(argv[1], "--ranks") == 0) {
    machi::time_ranks(machi::Comm::world(), argc > 2 ? std::atoi(argv[2]) : 4000);
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
