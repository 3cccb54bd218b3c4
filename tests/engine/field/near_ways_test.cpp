// Ways up to a horizon are those of the whole field, and say where they end before anyone can come there.
#include "engine/field/near_ways.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

using maps::Map;

struct Case {
  const char* name;
  Map map;
};

std::vector<Case> cases() {
  return {{"open", maps::open_space(480, 160)},
          {"random", maps::random_cells(320, 320, 30, 4)},
          {"town", maps::town(480, 320, 6)},
          {"maze", maps::maze(128, 120)}};
}

struct Compared {
  std::uint64_t same{0};
  std::uint64_t missing{0};  ///< cells with a way in the whole field alone
  std::uint64_t different{0};
};

Compared compare(const Comm& comm, const NearWays& near, const WayField& whole, const LeafDomain& leaves) {
  std::vector<std::int64_t> counts(3, 0);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c) {
      const Way way = near.way(leaf, c);
      const Way expected = whole.way(leaf, c);
      ++counts[way == expected ? 0 : way == way_none ? 1 : 2];
    }
  comm.sum(counts);
  return {static_cast<std::uint64_t>(counts[0]), static_cast<std::uint64_t>(counts[1]),
          static_cast<std::uint64_t>(counts[2])};
}

// Cells of the whole field that a walk of eight cells through its ways' open cells, from a cell that has a way in a
// leaf where nothing ends, comes to without finding a way. One rank.
std::uint64_t surprises(const NearWays& near, const LeafDomain& leaves, const Map& map) {
  std::uint64_t surprises = 0;
  const auto has_way = [&](int x, int y) {
    return near.way(leaves.find({x / leaf_side, y / leaf_side}), y % leaf_side * leaf_side + x % leaf_side) != way_none;
  };
  for (int y = 0; y < map.height; y += 3)
    for (int x = 0; x < map.width; x += 3) {
      if (!has_way(x, y) || near.ends_near(leaves.find({x / leaf_side, y / leaf_side}))) continue;
      std::set<std::pair<int, int>> seen{{x, y}};
      std::vector<std::pair<int, int>> now{{x, y}};
      for (int walked = 0; walked < leaf_side; ++walked) {
        std::vector<std::pair<int, int>> next;
        for (const auto& [cx, cy] : now)
          for (const auto& [dx, dy] : {std::pair(1, 0), std::pair(-1, 0), std::pair(0, 1), std::pair(0, -1)})
            if (map.inside(cx + dx, cy + dy) && map.at(cx + dx, cy + dy) != slowness_blocked &&
                seen.insert({cx + dx, cy + dy}).second)
              next.emplace_back(cx + dx, cy + dy);
        now = next;
      }
      for (const auto& [cx, cy] : seen) surprises += has_way(cx, cy) ? 0 : 1;
    }
  return surprises;
}

TEST(NearWays, AreThoseOfTheWholeFieldHoweverFarTheyReach) {
  const Comm comm = Comm::world();
  for (const Case& c : cases()) {
    const LeafDomain leaves = maps::domain_of(comm, c.map);
    const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, c.map);
    const std::vector<FieldSource> sources{maps::source_at(3, 3), maps::source_at(c.map.width / 3, 9)};
    TravelTimes times(leaves);
    times.solve(comm, slowness, sources);
    const WayField whole(times, slowness);
    TravelTimes workspace(leaves);
    NearWays near(leaves);
    std::uint64_t missing_before = ~std::uint64_t{0};
    do {
      near.solve(comm, workspace, slowness, {}, sources);
      const Compared compared = compare(comm, near, whole, leaves);
      EXPECT_EQ(compared.different, 0U) << c.name;
      EXPECT_LT(compared.missing, missing_before) << c.name;
      EXPECT_EQ(compared.missing == 0, near.whole()) << c.name;
      if (comm.size() == 1) {
        EXPECT_EQ(surprises(near, leaves, c.map), 0U) << c.name;
      }
      missing_before = compared.missing;
      near.reach_farther();
    } while (!near.whole());
    EXPECT_EQ(compare(comm, near, whole, leaves).missing, 0U);
  }
}

TEST(NearWays, ServeOneGoalAfterTheOtherWhileTheWorldChanges) {
  const Comm comm = Comm::world();
  Map map = maps::town(480, 320, 6);
  const LeafDomain leaves = maps::domain_of(comm, map);
  TravelTimes workspace(leaves);
  std::mt19937 random(5);
  std::vector<std::uint32_t> changed;
  for (int turn = 0; turn < 8; ++turn) {
    const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, map);
    const std::vector<FieldSource> sources{
        maps::source_at(static_cast<int>(random() % 80) * 6, static_cast<int>(random() % 4) * 80)};
    NearWays near(leaves);
    near.solve(comm, workspace, slowness, changed, sources);
    TravelTimes fresh(leaves);
    fresh.solve(comm, slowness, sources);
    const Compared compared = compare(comm, near, WayField(fresh, slowness), leaves);
    EXPECT_EQ(compared.different, 0U);
    EXPECT_GT(compared.same, 2000U);
    EXPECT_GT(compared.missing, 2000U);

    const int left = static_cast<int>(random() % 400);
    const int low = static_cast<int>(random() % 240);
    for (int y = low; y < low + 80; ++y)
      for (int x = left; x < left + 80; ++x) {
        auto& at = map.slowness[static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width) +
                                static_cast<std::size_t>(x)];
        const unsigned lot = static_cast<unsigned>(random()) % 12;
        at = lot == 0 ? slowness_blocked : lot == 1 ? std::uint16_t{90} : lot == 2 ? std::uint16_t{700} : at;
      }
    changed.clear();
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
      const LeafXY at = leaves.leaf(leaf);
      if (at.x * 8 < left + 80 && at.x * 8 + 8 > left && at.y * 8 < low + 80 && at.y * 8 + 8 > low)
        changed.push_back(leaf);
    }
  }
}

TEST(NearWays, TakeRoomForWhatTheyReach) {
  const Map map = maps::open_space(1600, 1600);
  const LeafDomain leaves = maps::domain_of(Comm::null(), map);
  const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, map);
  const std::vector<FieldSource> sources{maps::source_at(800, 800)};
  TravelTimes workspace(leaves);
  NearWays near(leaves);
  near.solve(Comm::null(), workspace, slowness, {}, sources);
  // 64 s at 1.34 m/s: a disc of 86 m, in pages of 64 m × 64 m.
  EXPECT_LT(near.bytes(), std::size_t{16 * 64 * leaf_cells * sizeof(Way) + 8 * 640});
}

}  // namespace
}  // namespace machi
