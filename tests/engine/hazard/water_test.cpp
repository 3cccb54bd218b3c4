// What stands where and when, from every kind of source, whatever was asked before and on any number of ranks.
#include "engine/hazard/water.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/model/city.hpp"
#include "tests/engine/hazard/town.hpp"

namespace machi {
namespace {

using hazard_town::domain_of;
using hazard_town::for_cells;
using hazard_town::terrain_of;

WaterFrames frames_of(std::vector<float> times, std::uint32_t columns, std::uint32_t rows, std::int32_t cell_mm,
                      const std::function<std::int16_t(std::uint32_t, std::uint32_t, std::uint32_t)>& level) {
  WaterFrames frames;
  frames.name = "wave";
  frames.cell_mm = cell_mm;
  frames.columns = columns;
  frames.rows = rows;
  frames.time_s = std::move(times);
  for (std::uint32_t f = 0; f < frames.time_s.size(); ++f)
    for (std::uint32_t r = 0; r < rows; ++r)
      for (std::uint32_t c = 0; c < columns; ++c) frames.level_cm.push_back(level(f, r, c));
  return frames;
}

// One cell of 400 m over the whole town.
WaterFrames flat(std::vector<float> times, const std::vector<std::int16_t>& levels) {
  return frames_of(std::move(times), 1, 1, 400'000,
                   [&](std::uint32_t f, std::uint32_t, std::uint32_t) { return levels[f]; });
}

// The water that a source gives at a time, cell by cell.
struct Alone {
  Alone() : leaves(domain_of(Comm::null())), terrain_m(terrain_of(leaves)) {}
  std::uint16_t depth(const WaterSource& source, double time_s, int x, int y) const {
    Water water(leaves, terrain_m, {&source, 1});
    std::vector<std::uint32_t> changed;
    water.advance(time_s, changed);
    return water.depth_cm()[cell(x, y)];
  }
  std::size_t cell(int x, int y) const {
    return std::size_t{leaves.find({x / 8, y / 8})} * leaf_cells + static_cast<std::size_t>(y % 8 * 8 + x % 8);
  }
  LeafDomain leaves;
  std::vector<float> terrain_m;
};

TEST(Water, DepthIsLevelLessTerrain) {
  const Alone town;
  const WaterFrames frames = flat({0}, {150});
  const FrameSource source{.frames = &frames, .velocity_cm_s = {}};
  EXPECT_EQ(town.depth(source, 0, 0, 0), 150);
  EXPECT_EQ(town.depth(source, 0, 50, 3), 50);
  EXPECT_EQ(town.depth(source, 0, 75, 3), 0);
  EXPECT_EQ(town.depth(source, 0, 200, 3), 0);
  EXPECT_EQ(town.depth(source, 0, 0, 23 * 8), 0) << "unknown terrain";
}

TEST(Water, LevelsMayStandOverAPlaneAndValuesMayBeDepths) {
  const Alone town;
  const WaterFrames frames = flat({0}, {168});
  FrameSource source{
      .frames = &frames, .meaning = FrameMeaning::level_over_plane, .plane_cm = 164, .velocity_cm_s = {}};
  EXPECT_EQ(town.depth(source, 0, 300, 190), 4);
  source.plane_cm = 170;
  EXPECT_EQ(town.depth(source, 0, 300, 190), 0);
  source.meaning = FrameMeaning::depth;
  EXPECT_EQ(town.depth(source, 0, 300, 190), 168);
}

TEST(Water, ChangesLinearlyWhereBothFramesHaveItElseTheEarlierHolds) {
  const Alone town;
  const WaterFrames frames = flat({100, 200, 300, 400}, {100, 300, missing_int, 50});
  FrameSource source{.frames = &frames, .meaning = FrameMeaning::depth, .velocity_cm_s = {}};
  EXPECT_EQ(town.depth(source, 90, 0, 0), 0) << "before the first frame";
  EXPECT_EQ(town.depth(source, 100, 0, 0), 100);
  EXPECT_EQ(town.depth(source, 150, 0, 0), 200);
  EXPECT_EQ(town.depth(source, 155, 0, 0), 200) << "seen every 10 s only";
  EXPECT_EQ(town.depth(source, 290, 0, 0), 300) << "the next frame is dry here";
  EXPECT_EQ(town.depth(source, 390, 0, 0), 0) << "dry";
  EXPECT_EQ(town.depth(source, 99999, 0, 0), 50) << "after the last frame";
  source.before = BeforeFirst::as_first;
  EXPECT_EQ(town.depth(source, 90, 0, 0), 100);
  source.event_s = 1000;
  EXPECT_EQ(town.depth(source, 1150, 0, 0), 200) << "the event begins later than the run";
}

TEST(Water, RisesToItsLargestDepthOnceItHasArrived) {
  const Alone town;
  const std::vector<std::uint16_t> largest(town.leaves.own() * leaf_cells, 200);
  RiseSource source{"map", largest, 600, 100, std::nullopt};
  EXPECT_EQ(town.depth(source, 600, 5, 5), 0);
  EXPECT_EQ(town.depth(source, 650, 5, 5), 100);
  EXPECT_EQ(town.depth(source, 700, 5, 5), 200);
  source.rise_s = 0;
  EXPECT_EQ(town.depth(source, 590, 5, 5), 0);
  EXPECT_EQ(town.depth(source, 600, 5, 5), 200);
  // A front at x = 100 m that runs east at 2 m/s reaches x = 200.5 m after 50.25 s.
  source.front = WaveFront{100'000, 0, 3, 0, 2};
  EXPECT_EQ(town.depth(source, 600, 99, 5), 200) << "behind the front at the arrival";
  EXPECT_EQ(town.depth(source, 650, 200, 5), 0);
  EXPECT_EQ(town.depth(source, 660, 200, 5), 200);
}

TEST(Water, TheDeepestSourceCountsWithItsSpeed) {
  const Alone town;
  const WaterFrames shallow = flat({0, 100}, {40, 40}), deep = flat({0, 100}, {10, 90});
  const std::vector<std::uint16_t> slow{50, 70}, fast{200, 400};
  const std::vector<WaterSource> sources{
      FrameSource{.frames = &shallow, .meaning = FrameMeaning::depth, .velocity_cm_s = slow},
      FrameSource{.frames = &deep, .meaning = FrameMeaning::depth, .velocity_cm_s = fast}};
  Water water(town.leaves, town.terrain_m, sources);
  std::vector<std::uint32_t> changed;
  water.advance(0, changed);
  EXPECT_EQ(water.depth_cm()[0], 40);
  EXPECT_EQ(water.velocity_cm_s()[0], 50);
  water.advance(50, changed);
  EXPECT_EQ(water.depth_cm()[0], 50);
  EXPECT_EQ(water.velocity_cm_s()[0], 300);
  EXPECT_EQ(changed.size(), town.leaves.own());
}

// A wave that runs in over the town in cells of 10 m which do not line up with the leaves, holes and all.
WaterFrames wave() {
  WaterFrames frames =
      frames_of({0, 30, 35, 120}, 33, 20, 10'000, [](std::uint32_t f, std::uint32_t r, std::uint32_t c) {
        const std::uint32_t draw = random_block(7, r * 100 + c, f, 0)[0];
        if (draw % 7 == 0 || c > 6 * f + 3) return missing_int;
        return static_cast<std::int16_t>(100 + 90 * f + draw % 60);
      });
  frames.x_mm = -13'700;
  frames.y_mm = 4'321;
  return frames;
}

// Depths of all cells, row by row, at several times, from the ranks of `comm`; each cell as one digit of a sum.
std::vector<std::int64_t> whole_town(const Comm& comm, const std::vector<double>& times_s) {
  const LeafDomain leaves = domain_of(comm);
  const std::vector<float> terrain_m = terrain_of(leaves);
  const WaterFrames frames = wave();
  const std::vector<std::uint16_t> speeds(frames.level_cm.size(), 130);
  std::vector<std::uint16_t> largest(terrain_m.size());
  for_cells(leaves, [&](std::size_t cell, int x, int y) {
    largest[cell] = static_cast<std::uint16_t>(random_block(9, static_cast<std::uint64_t>(y * 320 + x), 0, 0)[0] % 300);
  });
  const std::vector<WaterSource> sources{FrameSource{.frames = &frames, .velocity_cm_s = speeds},
                                         RiseSource{"map", largest, 20, 60, WaveFront{50'000, 20'000, 1, 0.3, 3}}};
  Water water(leaves, terrain_m, sources);
  std::vector<std::uint32_t> changed;
  for (const double time_s : times_s) water.advance(time_s, changed);
  const std::vector<float> wet_s = water.first_wet_s(30);
  std::vector<std::int64_t> town(std::size_t{3} * 320 * 192, 0);
  for_cells(leaves, [&](std::size_t cell, int x, int y) {
    const auto at = static_cast<std::size_t>(y * 320 + x) * 3;
    town[at] = water.depth_cm()[cell];
    town[at + 1] = water.velocity_cm_s()[cell];
    town[at + 2] = std::isinf(wet_s[cell]) ? -1 : std::lround(1000 * wet_s[cell]);
  });
  comm.sum(town);
  return town;
}

TEST(Water, IsTheSameOnAnyNumberOfRanks) {
  for (const double time_s : {10.0, 40.0, 90.0, 500.0})
    EXPECT_TRUE(whole_town(Comm::world(), {time_s}) == whole_town(Comm::null(), {time_s})) << time_s;
}

TEST(Water, DependsOnTheTimeAlone) {
  std::vector<double> steps;
  for (double time_s = 0; time_s <= 80; time_s += 0.5) steps.push_back(time_s);
  const auto stepped = whole_town(Comm::null(), steps);
  EXPECT_TRUE(stepped == whole_town(Comm::null(), {80}));
  EXPECT_TRUE(stepped == whole_town(Comm::null(), {500, 3, 80})) << "back from later";
  EXPECT_FALSE(stepped == whole_town(Comm::null(), {500}));
}

TEST(Water, ReportsExactlyTheLeavesThatDiffer) {
  const Alone town;
  const WaterFrames frames = wave();
  const WaterSource source = FrameSource{.frames = &frames, .velocity_cm_s = {}};
  Water water(town.leaves, town.terrain_m, {&source, 1});
  std::vector<std::uint32_t> changed;
  std::vector<std::uint16_t> before(water.depth_cm().begin(), water.depth_cm().end());
  int reports = 0;
  for (double time_s = 0; time_s < 200; time_s += 1) {
    const bool due = water.due(time_s);
    const bool any = water.advance(time_s, changed);
    EXPECT_EQ(any, !changed.empty());
    EXPECT_TRUE(due || !any) << time_s;
    std::vector<std::uint32_t> differ;
    for (std::uint32_t leaf = 0; leaf < town.leaves.own(); ++leaf)
      if (!std::equal(before.begin() + leaf * 64, before.begin() + leaf * 64 + 64,
                      water.depth_cm().begin() + leaf * 64))
        differ.push_back(leaf);
    EXPECT_EQ(changed, differ) << time_s;
    before.assign(water.depth_cm().begin(), water.depth_cm().end());
    reports += any;
  }
  EXPECT_GT(reports, 8);
  EXPECT_LT(reports, 20) << "every 10 s and at frames only";
}

TEST(Water, FirstWetTimeIsWhenTheDepthIsFirstReached) {
  const Alone town;
  const WaterFrames frames = wave();
  const WaterSource source = FrameSource{.frames = &frames, .velocity_cm_s = {}};
  Water water(town.leaves, town.terrain_m, {&source, 1}, 0.25);
  const std::vector<float> wet_s = water.first_wet_s(30);
  std::vector<float> seen(wet_s.size(), std::numeric_limits<float>::infinity());
  std::vector<std::uint32_t> changed;
  for (double time_s = 0; time_s <= 130; time_s += 0.25) {
    water.advance(time_s, changed);
    for (const std::uint32_t leaf : changed)
      for (std::size_t cell = leaf * 64; cell < leaf * 64 + 64; ++cell)
        if (water.depth_cm()[cell] >= 30 && std::isinf(seen[cell])) seen[cell] = static_cast<float>(time_s);
  }
  std::vector<Water::LeafMask> some;
  for (std::uint32_t leaf = 0; leaf < town.leaves.own(); leaf += 3)
    some.push_back({leaf, 0x8421'1248'00ff'8181U << (leaf % 7)});
  const std::vector<float> of_some_s = water.first_wet_s(30, some);
  for (std::size_t k = 0; k < of_some_s.size(); ++k) {
    const bool asked = (some[k / 64].cells >> (k % 64) & 1) != 0;
    ASSERT_EQ(of_some_s[k], asked ? wet_s[std::size_t{some[k / 64].leaf} * 64 + k % 64] : INFINITY) << k;
  }
  std::size_t wet = 0;
  for (std::size_t cell = 0; cell < seen.size(); ++cell) {
    ASSERT_EQ(std::isinf(seen[cell]), std::isinf(wet_s[cell])) << cell;
    if (std::isinf(seen[cell])) continue;
    ++wet;
    ASSERT_GE(seen[cell], wet_s[cell] - 1e-3F);
    ASSERT_LE(seen[cell], wet_s[cell] + 0.251F);
  }
  EXPECT_GT(wet, 1000u);
}

TEST(Water, ElsewhereThanTheCityIsSaid) {
  const Comm comm = Comm::world();
  const LeafDomain leaves = domain_of(comm);
  const std::vector<float> terrain_m = terrain_of(leaves);
  WaterFrames frames = wave();
  const auto problem_of = [&](const WaterSource& source) -> std::string {
    const Water water(leaves, terrain_m, {&source, 1});
    try {
      water.check_overlap(comm);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(problem_of(FrameSource{.frames = &frames, .velocity_cm_s = {}}), "");
  frames.x_mm = 320'000;
  EXPECT_EQ(problem_of(FrameSource{.frames = &frames, .velocity_cm_s = {}}),
            "wave: this water lies elsewhere than the city (its grid covers x 320 … 650 m, y 4 … 204 m, the city x 0 … "
            "320 m, y 0 … 192 m). Check its coordinates and their reference system");
  const std::vector<std::uint16_t> dry(terrain_m.size(), 0);
  EXPECT_NE(problem_of(RiseSource{"map", dry, 0, 0, std::nullopt}), "");
}

TEST(Water, SizesThatDoNotFitAreRefused) {
  const Alone town;
  WaterFrames frames = wave();
  frames.level_cm.pop_back();
  const std::vector<WaterSource> wrong{FrameSource{.frames = &frames, .velocity_cm_s = {}},
                                       RiseSource{"map", {}, 0, 0, std::nullopt}};
  for (const WaterSource& source : wrong) EXPECT_THROW(Water(town.leaves, town.terrain_m, {&source, 1}), RunError);
  const WaterFrames good = wave();
  const WaterSource levels = FrameSource{.frames = &good, .velocity_cm_s = {}};
  EXPECT_THROW(Water(town.leaves, {}, {&levels, 1}), RunError) << "levels without terrain";
}

}  // namespace
}  // namespace machi
