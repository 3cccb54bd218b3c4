// How fast a town's grid is built, whole and in its parts, on the cells of a town as large as Chiba's centre: 5.66 km
// square, 32 million cells of 1 m, 62,000 polygons (land use, roads, buildings), 2.6 million terrain triangles.
// Threads: OMP_NUM_THREADS.
#include "engine/grid/build_grid.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/core/machine.hpp"
#include "engine/grid/fill_terrain.hpp"
#include "engine/grid/leaf_set.hpp"
#include "engine/grid/slope.hpp"

namespace machi {
namespace {

constexpr GridFrame frame{1000, 10};
constexpr std::int32_t blocks = 94;
constexpr std::int32_t block_mm = 60'000;
constexpr std::int32_t road_mm = 6'000;
constexpr std::int32_t dem_mm = 5'000;

// A rectangle turned by a few degrees about its south-west corner, as buildings are.
void add_rectangle(TaggedPolygons& to, const CoverTag& tag, double x, double y, double width, double depth,
                   double turn) {
  PolygonTable& table = to.polygons;
  for (const auto& [u, v] : {std::pair{0., 0.}, {width, 0.}, {width, depth}, {0., depth}})
    table.points.push_back({static_cast<std::int32_t>(x + u * std::cos(turn) - v * std::sin(turn)),
                            static_cast<std::int32_t>(y + u * std::sin(turn) + v * std::cos(turn)), 0});
  table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
  table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
  table.kind.push_back(SurfaceKind::surface);
  table.lod.push_back(0);
  table.part.push_back(0);
  to.tags.push_back(tag.packed());
}

TaggedPolygons polygons_of(bool land_use, bool roads, bool buildings) {
  TaggedPolygons polygons;
  std::uint32_t row = 0;
  for (std::int32_t j = 0; j < blocks; ++j) {
    for (std::int32_t i = 0; i < blocks; ++i) {
      const double x = i * block_mm;
      const double y = j * block_mm;
      if (land_use) add_rectangle(polygons, cover_tag(row++, Cover::open), x, y, block_mm, block_mm, 0);
      if (roads) {
        add_rectangle(polygons, cover_tag(row++, Cover::road), x, y, block_mm, road_mm, 0.01);
        add_rectangle(polygons, cover_tag(row++, Cover::road), x, y, road_mm, block_mm, -0.01);
      }
      for (int lot = 0; buildings && lot < 4; ++lot)
        add_rectangle(polygons, cover_tag(row++, Cover::building), x + 9'000 + lot % 2 * 26'000,
                      y + 9'000 + lot / 2 * 26'000, 17'300, 14'100, 0.1 * lot);
    }
  }
  return polygons;
}

std::vector<TriangleMm> triangles() {
  const auto at = [](std::int32_t x, std::int32_t y) {
    return PointMm{x * dem_mm, y * dem_mm,
                   static_cast<std::int32_t>(20'000 + 9'000 * std::sin(x * 0.02) * std::cos(y * 0.03))};
  };
  std::vector<TriangleMm> result;
  constexpr std::int32_t side = blocks * block_mm / dem_mm;
  for (std::int32_t y = 0; y < side; ++y) {
    for (std::int32_t x = 0; x < side; ++x) {
      result.push_back({at(x, y), at(x + 1, y), at(x + 1, y + 1)});
      result.push_back({at(x, y), at(x + 1, y + 1), at(x, y + 1)});
    }
  }
  return result;
}

std::vector<TerrainSample> samples() {
  std::vector<TerrainSample> result;
  for (std::int32_t k = 0; k < 4 * blocks * blocks; ++k)
    result.push_back(
        {{k % (2 * blocks) * block_mm / 2 + 15'000, k / (2 * blocks) * block_mm / 2 + 15'000, k % 700 * 50},
         TerrainSource::building_base});
  return result;
}

LeafDomain domain_of(const TaggedPolygons& polygons) {
  const Comm comm = Comm::null();
  std::vector<LeafKey> keys = leaves_of(frame, polygons.polygons);
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, frame, std::move(cuts), std::move(keys), 1};
}

void rasterise_each(benchmark::State& state, const TaggedPolygons& polygons) {
  std::int64_t cells = 0;
  for (auto _ : state) {
    Rasteriser rasteriser(frame);
    for (std::uint32_t polygon = 0; polygon < polygons.polygons.size(); ++polygon)
      rasteriser.polygon(polygons.polygons, polygon, leaves_of_frame(frame),
                         [&](LeafXY, std::uint64_t mask) { cells += __builtin_popcountll(mask); });
  }
  state.counters["cells"] = benchmark::Counter(static_cast<double>(cells), benchmark::Counter::kIsRate);
  state.counters["polygons"] =
      benchmark::Counter(static_cast<double>(polygons.polygons.size()), benchmark::Counter::kIsIterationInvariantRate);
}
void rasterise_buildings(benchmark::State& state) {
  rasterise_each(state, polygons_of(false, false, true));
}
void rasterise_roads(benchmark::State& state) {
  rasterise_each(state, polygons_of(false, true, false));
}
void rasterise_land_use(benchmark::State& state) {
  rasterise_each(state, polygons_of(true, false, false));
}
BENCHMARK(rasterise_buildings)->Unit(benchmark::kMillisecond);
BENCHMARK(rasterise_roads)->Unit(benchmark::kMillisecond);
BENCHMARK(rasterise_land_use)->Unit(benchmark::kMillisecond);

void leaves_and_domain(benchmark::State& state) {
  const TaggedPolygons polygons = polygons_of(true, true, true);
  std::uint32_t leaves = 0;
  for (auto _ : state) leaves = domain_of(polygons).own();
  state.counters["leaves"] =
      benchmark::Counter(static_cast<double>(leaves), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(leaves_and_domain)->Unit(benchmark::kMillisecond);

void cover(benchmark::State& state) {
  const TaggedPolygons polygons = polygons_of(true, true, true);
  const LeafDomain domain = domain_of(polygons);
  Grid grid;
  for (auto _ : state) paint_cover(domain, polygons, grid);
  state.counters["cells"] =
      benchmark::Counter(static_cast<double>(grid.cover.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(cover)->Unit(benchmark::kMillisecond)->UseRealTime();

void terrain_triangles(benchmark::State& state) {
  const LeafDomain domain = domain_of(polygons_of(true, false, false));
  const std::vector<TriangleMm> dem = triangles();
  for (auto _ : state) {
    TerrainBuilder builder(domain);
    builder.add(dem);
    benchmark::DoNotOptimize(builder.take().data());
  }
  state.counters["triangles"] =
      benchmark::Counter(static_cast<double>(dem.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(terrain_triangles)->Unit(benchmark::kMillisecond)->UseRealTime();

void terrain_from_samples(benchmark::State& state) {
  const Comm comm = Comm::null();
  const LeafDomain domain = domain_of(polygons_of(true, false, false));
  const std::vector<TerrainSample> known = samples();
  std::vector<TerrainSource> source;
  for (auto _ : state) {
    std::vector<float> terrain_m = TerrainBuilder(domain).take();
    fill_terrain(comm, domain, known, terrain_m, source);
  }
  state.counters["cells"] =
      benchmark::Counter(static_cast<double>(source.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(terrain_from_samples)->Unit(benchmark::kMillisecond)->UseRealTime();

void slope(benchmark::State& state) {
  const Comm comm = Comm::null();
  const LeafDomain domain = domain_of(polygons_of(true, false, false));
  TerrainBuilder builder(domain);
  builder.add(triangles());
  const std::vector<float> terrain_m = builder.take();
  for (auto _ : state) benchmark::DoNotOptimize(slope_percent(comm, domain, terrain_m).data());
  state.counters["cells"] =
      benchmark::Counter(static_cast<double>(terrain_m.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(slope)->Unit(benchmark::kMillisecond)->UseRealTime();

// From polygons and triangles in memory to the finished grid; the copies of the input are part of what is measured.
void whole_grid(benchmark::State& state) {
  const Comm comm = Comm::null();
  const bool with_dem = state.range(0) != 0;
  const TaggedPolygons polygons = polygons_of(true, true, true);
  const std::vector<TriangleMm> dem = with_dem ? triangles() : std::vector<TriangleMm>{};
  const double before_MB = peak_memory_MB();
  std::uint64_t cells = 0;
  for (auto _ : state) {
    const LeafDomain domain = domain_of(polygons);
    GridInput input(domain);
    input.cover = polygons;
    input.samples = samples();
    input.dem.add(dem);
    cells = build_grid(comm, domain, input).cells();
  }
  state.counters["cells"] =
      benchmark::Counter(static_cast<double>(cells), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["added_peak_MB"] = peak_memory_MB() - before_MB;
}
BENCHMARK(whole_grid)->ArgName("dem")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace machi
