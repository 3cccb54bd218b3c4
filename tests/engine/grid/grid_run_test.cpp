// A grid built run by run is the grid built at once.
#include "engine/grid/grid_run.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>

#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

using test::expect_same;
using test::Town;

LeafRuns runs_of(const Comm& comm, const Town& town, std::uint32_t run_leaves) {
  std::vector<LeafKey> keys = leaves_of(town.frame, test::share_of(comm, town.cover).polygons);
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, town.frame, std::move(cuts), std::move(keys), run_leaves};
}

bool meets(const std::vector<int>& runs, std::size_t run) {
  return std::find(runs.begin(), runs.end(), static_cast<int>(run)) != runs.end();
}

TaggedPolygons touching(const LeafRuns& runs, std::size_t run, const TaggedPolygons& all) {
  TaggedPolygons some;
  for (std::uint32_t p = 0; p < all.polygons.size(); ++p) {
    std::vector<int> touched;
    runs.runs_of(leaves_around(runs.frame(), points_of(all.polygons, p)), touched);
    if (!meets(touched, run)) continue;
    std::vector<std::byte> bytes;
    pack_polygon(all, p, bytes);
    unpack_polygons(bytes, some);
  }
  return some;
}

GridRunInput input_of(const LeafRuns& runs, std::size_t run, const Town& town) {
  GridRunInput input;
  input.cover = touching(runs, run, town.cover);
  for (const TriangleMm& triangle : town.dem) {
    std::vector<int> touched;
    runs.runs_of(leaves_around(runs.frame(), triangle, LeafRuns::reach), touched);
    if (meets(touched, run)) input.triangles.push_back(triangle);
  }
  for (const TaggedPolygons& hazard : town.hazards) input.hazards.push_back(touching(runs, run, hazard));
  return input;
}

template <class T>
void append(std::vector<T>& column, const std::vector<T>& rows) {
  column.insert(column.end(), rows.begin(), rows.end());
}

void append(Grid& grid, const Grid& piece) {
  append(grid.keys, piece.keys);
  append(grid.terrain_m, piece.terrain_m);
  append(grid.terrain_source, piece.terrain_source);
  append(grid.cover, piece.cover);
  append(grid.level, piece.level);
  append(grid.building, piece.building);
  append(grid.slope_percent, piece.slope_percent);
  grid.hazards.resize(piece.hazards.size());
  for (std::size_t h = 0; h < piece.hazards.size(); ++h) append(grid.hazards[h].depth_cm, piece.hazards[h].depth_cm);
}

/// The grid of this rank, run by run. Collective.
Grid in_runs(const Comm& comm, const Town& town, std::uint32_t run_leaves) {
  const LeafRuns runs = runs_of(comm, town, run_leaves);
  TerrainSums sums(comm, town.frame, runs.keys());
  for (std::size_t i = 0; i < town.samples.size(); ++i)
    if (static_cast<int>(i) % comm.size() == comm.rank()) sums.add(std::span(town.samples).subspan(i, 1));
  for (std::size_t r = 0; r < runs.size(); ++r) add_terrain(runs.run(r), input_of(runs, r, town).triangles, sums);
  const TerrainSurface surface(comm, std::move(sums));
  Grid grid;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Grid piece = build_run(runs.run(r), surface, input_of(runs, r, town), runs.total());
    EXPECT_EQ(piece.first_leaf, runs.first() + grid.keys.size());
    EXPECT_EQ(piece.leaf_total, runs.total());
    append(grid, piece);
  }
  return grid;
}

TEST(GridRun, RunsGiveTheGridOfAllLeavesAtOnce) {
  const Comm comm = Comm::world();
  const Town town = test::random_town(11, 600);
  const Grid at_once = test::grid_of(Comm::null(), town);
  ASSERT_GT(at_once.keys.size(), 1000U);
  for (const std::uint32_t run_leaves : {37U, 256U, LeafRuns::usual_leaves}) {
    for (const int threads : {1, 2}) {
      omp_set_num_threads(threads);
      expect_same(comm, in_runs(comm, town, run_leaves), at_once);
    }
  }
  omp_set_num_threads(1);
}

TEST(GridRun, RunsGiveTheGridWhereTheTerrainModelEndsInTheMiddle) {
  const Comm comm = Comm::world();
  Town town;
  test::add_cover(town, cover_tag(0, Cover::open), {test::rectangle(0, 0, 499'000, 299'000)});
  town.dem = test::triangulated(12, 9, 20'000, [](double x, double y) { return 7'000 + x / 40 - y / 90; });
  town.samples = {{{450'000, 50'000, 9'000}, TerrainSource::road}};
  expect_same(comm, in_runs(comm, town, 32), test::grid_of(Comm::null(), town));
}

TEST(GridRun, TakesATownOfNothing) {
  const Comm comm = Comm::world();
  const LeafRuns runs = runs_of(comm, Town{}, 16);
  EXPECT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs.total(), 0U);
  EXPECT_EQ(in_runs(comm, Town{}, 16).cells(), 0U);
}

TEST(LeafRuns, BeginAtMultiplesAmongAllLeavesAndHoldEachLeafOnce) {
  const Comm comm = Comm::world();
  const Town town = test::random_town(5, 300);
  constexpr std::uint32_t run_leaves = 64;
  const LeafRuns runs = runs_of(comm, town, run_leaves);
  std::uint64_t next = runs.first();
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const LeafRun run = runs.run(r);
    EXPECT_EQ(run.first, next);
    EXPECT_EQ(run.leaves, runs.keys(r).size());
    if (r > 0) {
      EXPECT_EQ(run.first % run_leaves, 0U);
    }
    for (std::uint32_t k = 0; k < run.leaves; ++k) {
      EXPECT_EQ(run.domain.keys()[run.begin + k], runs.keys(r)[k]);
      EXPECT_EQ(runs.run_of(runs.keys(r)[k]), r);
    }
    next += run.leaves;
  }
  EXPECT_EQ(next - runs.first(), runs.keys().size());
}

}  // namespace
}  // namespace machi
