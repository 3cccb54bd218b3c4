#include "engine/process/evacuation/crowd_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi {
namespace {

using street::Plan;

// Rooms of 40 m x 36 m with a passage of 3 m between them that lies across two columns of bins.
Plan rooms() {
  Plan plan;
  plan.open = [](int x, int y) { return y < 36 || y >= 60 || (x >= 33 && x < 36); };
  plan.destinations.resize(1);
  plan.destinations[0].cells = {street::leaf_cell(0, 0)};
  return plan;
}

/// Tenths by cell of the own part of a plan in which persons(x, y) stand in the middle of each open cell.
template <class Persons>
std::map<std::pair<int, int>, int> tenths_of(const Comm& comm, const Plan& plan, Persons persons) {
  const street::Street street = street::make_street(comm, plan);
  const Ground& ground = street.evacuation->world().ground;
  CrowdMap map(comm, *street.dealt.blocks, ground);
  std::vector<Walker> walkers;
  const auto for_each_open = [&](auto visit) {
    for (std::uint32_t leaf = 0; leaf < street.dealt.leaves->own(); ++leaf)
      for (int cell = 0; cell < leaf_cells; ++cell) {
        const LeafXY at = street.dealt.leaves->leaf(leaf);
        const int x = at.x * leaf_side + cell % leaf_side;
        const int y = at.y * leaf_side + cell / leaf_side;
        if ((ground.closed_mask(leaf) >> cell & 1) == 0)
          visit(x, y, std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell));
      }
  };
  for_each_open([&](int x, int y, std::size_t) {
    Walker walker;
    walker.x = static_cast<std::uint32_t>(x) << position_bits | cell_units / 2;
    walker.y = static_cast<std::uint32_t>(y) << position_bits | cell_units / 2;
    walkers.insert(walkers.end(), static_cast<std::size_t>(persons(x, y)), walker);
  });
  std::vector<std::uint32_t> changed;
  map.count(comm, walkers, changed);
  std::map<std::pair<int, int>, int> tenths;
  for_each_open([&](int x, int y, std::size_t at) { tenths[{x, y}] = map.tenths(at); });
  changed.clear();
  map.count(comm, walkers, changed);
  EXPECT_TRUE(changed.empty());
  return tenths;
}

TEST(CrowdMap, AnEvenCrowdIsEvenBesideWallsToo) {
  for (const auto& [cell, tenths] : tenths_of(Comm::world(), rooms(), [](int, int) { return 2; }))
    EXPECT_EQ(tenths, 20) << cell.first << ", " << cell.second;
}

TEST(CrowdMap, IsTheSameOnAnyRanks) {
  const auto persons = [](int x, int y) { return (x * 7 + y * 13) % 5 == 0 ? 3 : 0; };
  const auto alone = tenths_of(Comm::null(), rooms(), persons);
  for (const auto& [cell, tenths] : tenths_of(Comm::world(), rooms(), persons)) EXPECT_EQ(tenths, alone.at(cell));
}

// All stand on one side of the passage, 6 /m² in one column of bins and none in the next: the mean, 2 /m², is never off
// by more than one on either side.
TEST(CrowdMap, IsNearlyLevelAcrossAPassage) {
  const auto tenths =
      tenths_of(Comm::null(), rooms(), [](int x, int y) { return y > 40 && y < 56 && x == 33 ? 6 : 0; });
  for (int y = 44; y < 52; ++y)
    for (int x = 33; x < 36; ++x) EXPECT_NEAR(tenths.at({x, y}), 20, 10) << x << ", " << y;
}

}  // namespace
}  // namespace machi
