// Leaves, their owners and their ghosts do not depend on the number of ranks.
#include "engine/grid/leaf_domain.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

constexpr int order = 6;

bool exists(LeafXY leaf) {
  return (leaf.x * 7 + leaf.y * 13) % 5 != 0;
}

std::vector<LeafKey> all_keys() {
  std::vector<LeafKey> keys;
  for (std::int32_t y = 0; y < 64; ++y)
    for (std::int32_t x = 0; x < 64; ++x)
      if (exists({x, y})) keys.push_back(hilbert_key(order, {x, y}));
  return keys;
}

LeafDomain domain(const Comm& comm, int radius) {
  std::vector<LeafKey> keys = all_keys();  // every rank names all of them: they are united
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, GridFrame{1000, order}, cuts, keys, radius};
}

TEST(Hilbert, IsABijectionWithAdjacentSteps) {
  LeafXY before = hilbert_leaf(order, 0);
  for (LeafKey key = 0; key < 4096; ++key) {
    const LeafXY leaf = hilbert_leaf(order, key);
    EXPECT_EQ(hilbert_key(order, leaf), key);
    if (key > 0) {
      EXPECT_EQ(std::abs(leaf.x - before.x) + std::abs(leaf.y - before.y), 1);
    }
    before = leaf;
  }
}

TEST(LeafDomain, SharesAllLeavesEvenly) {
  const Comm comm = Comm::world();
  const LeafDomain leaves = domain(comm, 1);
  EXPECT_EQ(leaves.total(), all_keys().size());
  EXPECT_NEAR(static_cast<double>(leaves.own()), static_cast<double>(leaves.total()) / comm.size(), 1.0);
  for (const LeafKey key : leaves.keys()) EXPECT_EQ(leaves.cuts().owner(key), comm.rank());
}

TEST(LeafDomain, ExchangeBringsEveryNeighbourWithinTheRadius) {
  const Comm comm = Comm::world();
  for (const int radius : {1, 3}) {
    const LeafDomain leaves = domain(comm, radius);
    std::vector<std::int32_t> field(leaves.size(), -1);
    for (std::uint32_t i = 0; i < leaves.own(); ++i) field[i] = leaves.leaf(i).x * 1000 + leaves.leaf(i).y;
    leaves.exchange(comm, std::span(field));
    for (std::uint32_t i = 0; i < leaves.own(); ++i) {
      for (int dy = -radius; dy <= radius; ++dy) {
        for (int dx = -radius; dx <= radius; ++dx) {
          const LeafXY near{leaves.leaf(i).x + dx, leaves.leaf(i).y + dy};
          const std::uint32_t index = leaves.find(near);
          if (!leaves.frame().inside(near) || !exists(near)) {
            EXPECT_EQ(index, LeafDomain::none);
          } else {
            ASSERT_NE(index, LeafDomain::none);
            EXPECT_EQ(field[index], near.x * 1000 + near.y);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace machi
