// How fast the network of a town as large as Chiba's centre is thinned and derived, and its buildings joined to it:
// 560 km of streets of 4 to 20 m on 5.6 km square, turned by a few degrees, cut at 2,700 intersections, 40,000
// buildings. Threads: OMP_NUM_THREADS.
#include "engine/network/derive_network.hpp"

#include <benchmark/benchmark.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/network/entrances.hpp"
#include "engine/network/thin.hpp"

namespace machi {
namespace {

constexpr GridFrame frame{1000, 10};
constexpr int streets = 51;
constexpr double spacing_mm = 110'000;
constexpr double turn = 0.12;

double width_mm(int street) {
  return street % 10 == 0 ? 20'000 : street % 3 == 0 ? 8'000 : 4'500;
}

// A rectangle in the town's own axes.
void add_surface(TaggedPolygons& to, std::uint32_t section, double x0, double y0, double x1, double y1) {
  PolygonTable& table = to.polygons;
  for (const auto& [u, v] : {std::pair{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}})
    table.points.push_back({static_cast<std::int32_t>(900'000 + u * std::cos(turn) - v * std::sin(turn)),
                            static_cast<std::int32_t>(200'000 + u * std::sin(turn) + v * std::cos(turn)), 0});
  table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
  table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
  table.kind.push_back(SurfaceKind::surface);
  table.lod.push_back(1);
  table.part.push_back(0);
  to.tags.push_back({to.polygons.size() - 1, section, static_cast<std::uint32_t>(SurfaceKind::surface), 0});
}

TaggedPolygons town() {
  TaggedPolygons surfaces;
  for (int i = 0; i < streets; ++i) {
    for (int k = 0; k < streets; ++k) {
      const double x = i * spacing_mm;
      const double y = k * spacing_mm;
      const double half_x = width_mm(i) / 2;
      const double half_y = width_mm(k) / 2;
      add_surface(surfaces, 4, x - half_x, y - half_y, x + half_x, y + half_y);
      if (i + 1 < streets)
        add_surface(surfaces, 1, x + half_x, y - half_y, x + spacing_mm - width_mm(i + 1) / 2, y + half_y);
      if (k + 1 < streets)
        add_surface(surfaces, 1, x - half_x, y + half_y, x + half_x, y + spacing_mm - width_mm(k + 1) / 2);
    }
  }
  return surfaces;
}

std::vector<LeafKey> leaves_of(const TaggedPolygons& surfaces) {
  std::vector<LeafKey> keys;
  for (std::uint32_t p = 0; p < surfaces.polygons.size(); ++p)
    rasterise(frame, surfaces.polygons, p, [&](LeafXY leaf, std::uint64_t) { keys.push_back(frame.key(leaf)); });
  return keys;
}

// Items: street cells.
void thinning(benchmark::State& state) {
  const Comm comm = Comm::null();
  const TaggedPolygons surfaces = town();
  std::vector<LeafKey> keys = leaves_of(surfaces);
  const LeafCuts cuts = partition_leaves(comm, keys);
  const LeafDomain leaves(comm, frame, cuts, keys, 1);
  std::vector<std::uint64_t> street(leaves.size(), 0);
  for (std::uint32_t p = 0; p < surfaces.polygons.size(); ++p)
    rasterise(frame, surfaces.polygons, p, [&](LeafXY leaf, std::uint64_t mask) { street[leaves.find(leaf)] |= mask; });
  std::int64_t cells = 0;
  for (const std::uint64_t mask : street) cells += std::popcount(mask);
  const std::vector<std::uint64_t> keep(street.size(), 0);
  std::vector<std::uint64_t> line;
  for (auto _ : state) {
    line = street;
    thin(comm, leaves, keep, line);
    benchmark::DoNotOptimize(line.data());
  }
  state.SetItemsProcessed(state.iterations() * cells);
}
BENCHMARK(thinning)->Unit(benchmark::kMillisecond);

Network derive(NetworkReport& report) {
  const Comm comm = Comm::null();
  NetworkInput input;
  input.surfaces = town();
  std::vector<LeafKey> keys = leaves_of(input.surfaces);
  const LeafCuts cuts = partition_leaves(comm, keys);
  const LeafDomain leaves(comm, frame, cuts, keys, 1);
  return derive_network(comm, leaves, input, Grid{}, report);
}

// The whole derivation, from polygons to links. The rate counter is km of street per second.
void derivation(benchmark::State& state) {
  const Comm comm = Comm::null();
  NetworkInput input;
  input.surfaces = town();
  std::vector<LeafKey> keys = leaves_of(input.surfaces);
  const LeafCuts cuts = partition_leaves(comm, keys);
  const LeafDomain leaves(comm, frame, cuts, keys, 1);
  NetworkReport report;
  for (auto _ : state) {
    const Network network = derive_network(comm, leaves, input, Grid{}, report);
    benchmark::DoNotOptimize(network.links());
  }
  state.counters["km"] = report.length_km;
  state.counters["km_per_s"] =
      benchmark::Counter(report.length_km * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(derivation)->Unit(benchmark::kMillisecond);

// Items: buildings.
void entrances(benchmark::State& state) {
  NetworkReport report;
  const Network network = derive(report);
  std::vector<std::int32_t> x;
  std::vector<std::int32_t> y;
  for (std::int32_t k = 0; k < 40'000; ++k) {
    x.push_back(900'000 + k % 200 * 26'000);
    y.push_back(900'000 + k / 200 * 24'000);
  }
  for (auto _ : state) {
    const Entrances joined = attach_buildings(Comm::null(), network, x, y);
    benchmark::DoNotOptimize(joined.link.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(x.size()));
}
BENCHMARK(entrances)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace machi
