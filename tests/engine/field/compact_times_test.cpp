// Sixteen bits a cell keep the times of a town exactly, and the order of times everywhere.
#include "engine/field/compact_times.hpp"

#include <gtest/gtest.h>

#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

TravelTimes solved(const LeafDomain& leaves, const maps::Map& map) {
  TravelTimes field(leaves);
  field.solve(Comm::null(), maps::own_slowness(leaves, map), std::vector<FieldSource>{maps::source_at(3, 3)});
  return field;
}

TEST(CompactTimes, AreExactInATown) {
  const maps::Map map = maps::town(320, 240, 6);
  const LeafDomain leaves = maps::domain_of(Comm::null(), map);
  const TravelTimes field = solved(leaves, map);
  const CompactTimes compact(field);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    EXPECT_EQ(compact.shift(leaf), 0);
    for (int c = 0; c < leaf_cells; ++c)
      ASSERT_EQ(compact.at(leaf, c), field.times()[leaf * leaf_cells + static_cast<std::uint32_t>(c)]);
  }
}

TEST(CompactTimes, KeepTheOrderWhereALeafSpreadsOverHours) {
  // Wading through cells of 100 s each: 0.3 hours and more within a leaf.
  const maps::Map map = maps::make_map(64, 64, [](int x, int y) {
    return x % 3 == 1 && y % 16 != 2 ? slowness_blocked : static_cast<std::uint16_t>(x % 5 == 0 ? 25600 : 200);
  });
  const LeafDomain leaves = maps::domain_of(Comm::null(), map);
  const TravelTimes field = solved(leaves, map);
  const CompactTimes compact(field);
  int coarsest = 0;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    coarsest = std::max(coarsest, compact.shift(leaf));
    for (int c = 0; c < leaf_cells; ++c) {
      const std::uint32_t exact = field.times()[leaf * leaf_cells + static_cast<std::uint32_t>(c)];
      const std::uint32_t kept = compact.at(leaf, c);
      if (exact >= time_never) {
        ASSERT_EQ(kept, exact);
      } else {
        ASSERT_LE(kept, exact);
        ASSERT_LT(exact - kept, 1U << compact.shift(leaf));
      }
    }
  }
  EXPECT_GT(coarsest, 0);
}

}  // namespace
}  // namespace machi
