// Travel-time fields equal a heap over single cells to the bit, on any ranks and threads, solved afresh or repaired.
#include "engine/field/travel_time.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <random>

#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

using maps::Map;

void expect_equal(const LeafDomain& leaves, const Map& map, std::span<const std::uint32_t> got,
                  const std::vector<std::uint32_t>& expected, const char* what) {
  std::uint64_t different = 0;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      const std::size_t x = static_cast<std::size_t>(leaves.leaf(leaf).x) * 8 + c % 8;
      const std::size_t y = static_cast<std::size_t>(leaves.leaf(leaf).y) * 8 + c / 8;
      const std::size_t width = static_cast<std::size_t>(map.width);
      different += got[std::size_t{leaf} * leaf_cells + c] != expected[y * width + x] ? 1 : 0;
    }
  EXPECT_EQ(different, 0U) << what;
}

std::vector<FieldSource> three_sources(const Map& map) {
  return {maps::source_at(3, 3, 0, 7), maps::source_at(map.width - 5, map.height / 2, 500, 2),
          maps::source_at(map.width / 2, map.height - 2, 0, 5)};
}

struct Case {
  const char* name;
  Map map;
};

std::vector<Case> cases() {
  return {{"open", maps::open_space(200, 136)},
          {"random", maps::random_cells(160, 160, 30, 4)},
          {"dense", maps::random_cells(160, 160, 38, 5)},
          {"town", maps::town(320, 240, 6)},
          {"maze", maps::maze(128, 120)}};
}

class OnThreads : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { omp_set_num_threads(GetParam()); }
  void TearDown() override { omp_set_num_threads(1); }
};
INSTANTIATE_TEST_SUITE_P(TravelTimes, OnThreads, ::testing::Values(1, 2));

TEST_P(OnThreads, TimesAndLabelsEqualAHeapOverCells) {
  const Comm comm = Comm::world();
  for (const Case& c : cases()) {
    const LeafDomain leaves = maps::domain_of(comm, c.map);
    const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, c.map);
    const maps::HeapField expected(c.map, three_sources(c.map));
    TravelTimes field(leaves);
    field.solve(comm, slowness, three_sources(c.map));
    expect_equal(leaves, c.map, field.times(), expected.time, c.name);
    expect_equal(leaves, c.map, field.labels(comm, slowness), expected.label, c.name);
  }
}

TEST_P(OnThreads, ARepairedFieldEqualsOneSolvedAfresh) {
  const Comm comm = Comm::world();
  for (const Case& c : cases()) {
    Map map = c.map;
    const LeafDomain leaves = maps::domain_of(comm, map);
    std::vector<FieldSource> sources = three_sources(map);
    TravelTimes field(leaves);
    field.solve(comm, maps::own_slowness(leaves, map), sources);
    std::mt19937 random(11);
    for (int step = 0; step < 6; ++step) {
      // A square in which cells close, open, slow down and speed up; and a source that closes, moves or opens.
      const int side = 4 + static_cast<int>(random() % 40);
      const int left = static_cast<int>(random() % static_cast<unsigned>(map.width - side));
      const int low = static_cast<int>(random() % static_cast<unsigned>(map.height - side));
      for (int y = low; y < low + side; ++y)
        for (int x = left; x < left + side; ++x) {
          const unsigned lot = static_cast<unsigned>(random()) % (step % 3 == 0 ? 3 : 12);
          auto& slowness = map.slowness[static_cast<std::size_t>(y) * map.width + x];
          slowness = lot == 0   ? slowness_blocked
                     : lot == 1 ? std::uint16_t{90}
                     : lot == 2 ? std::uint16_t{700}
                                : slowness;
        }
      if (step % 2 == 1) sources.pop_back();
      if (step % 2 == 0) sources.push_back(maps::source_at(left, low, 100 * step, 20 + step));
      std::vector<std::uint32_t> changed;
      for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
        const LeafXY at = leaves.leaf(leaf);
        if (at.x * 8 < left + side && at.x * 8 + 8 > left && at.y * 8 < low + side && at.y * 8 + 8 > low)
          changed.push_back(leaf);
      }
      field.update(comm, maps::own_slowness(leaves, map), changed, sources);
      const maps::HeapField expected(map, sources);
      expect_equal(leaves, map, field.times(), expected.time, c.name);
      expect_equal(leaves, map, field.labels(comm, maps::own_slowness(leaves, map)), expected.label, c.name);
    }
  }
}

TEST(TravelTimes, ClosingTheOnlySourceLeavesNoTimeAnywhere) {
  const Comm comm = Comm::world();
  const Map map = maps::town(160, 160, 3);
  const LeafDomain leaves = maps::domain_of(comm, map);
  const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, map);
  TravelTimes field(leaves);
  const std::vector<FieldSource> source{maps::source_at(2, 2)};
  field.solve(comm, slowness, source);
  field.update(comm, slowness, {}, {});
  for (std::size_t c = 0; c < slowness.size(); ++c) ASSERT_GE(field.times()[c], time_never);
}

TEST(TravelTimes, AnIslandHasNoTime) {
  const Comm comm = Comm::world();
  Map map = maps::open_space(64, 64);
  for (int y = 20; y <= 40; ++y)
    for (int x = 20; x <= 40; ++x)
      if (x == 20 || x == 40 || y == 20 || y == 40)
        map.slowness[static_cast<std::size_t>(y) * 64 + x] = slowness_blocked;
  const LeafDomain leaves = maps::domain_of(comm, map);
  TravelTimes field(leaves);
  field.solve(comm, maps::own_slowness(leaves, map), std::vector<FieldSource>{maps::source_at(0, 0)});
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c) {
      const int x = leaves.leaf(leaf).x * 8 + c % 8;
      const int y = leaves.leaf(leaf).y * 8 + c / 8;
      const bool outside = x < 20 || x > 40 || y < 20 || y > 40;
      EXPECT_EQ(field.times()[leaf * leaf_cells + static_cast<std::uint32_t>(c)] < time_never, outside);
    }
}

TEST(TravelTimes, APointSourceInFreeSpaceIsRound) {
  // Relative error of the time against the distance to a point, outside ten cells: the bound that the documentation
  // states.
  const Comm comm = Comm::world();
  const Map map = maps::open_space(808, 808);
  const LeafDomain leaves = maps::domain_of(comm, map);
  TravelTimes field(leaves);
  field.solve(comm, maps::own_slowness(leaves, map), std::vector<FieldSource>{maps::source_at(404, 404)});
  double largest = 0;
  double largest_far = 0;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c) {
      const double distance = std::hypot(leaves.leaf(leaf).x * 8 + c % 8 - 404, leaves.leaf(leaf).y * 8 + c / 8 - 404);
      const double error =
          std::abs(field.times()[leaf * leaf_cells + static_cast<std::uint32_t>(c)] / (191 * distance) - 1);
      if (distance >= 10) largest = std::max(largest, error);
      if (distance >= 100) largest_far = std::max(largest_far, error);
    }
  EXPECT_LT(comm.max(largest), 0.02);
  EXPECT_LT(comm.max(largest_far), 0.005);
}

}  // namespace
}  // namespace machi
