// The order of nodes keeps neighbours together, with and without coordinates.
#include "engine/network/node_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace machi {
namespace {

/// A grid of `side` × `side` nodes whose rows are mixed up.
TrafficNetwork mixed_grid(std::uint32_t side) {
  TrafficNetwork network;
  const std::uint32_t nodes = side * side;
  const auto row = [&](std::uint32_t x, std::uint32_t y) { return (y * side + x) * 37 % nodes; };
  network.node_id.resize(nodes);
  network.x_m.resize(nodes);
  network.y_m.resize(nodes);
  for (std::uint32_t y = 0; y < side; ++y) {
    for (std::uint32_t x = 0; x < side; ++x) {
      network.x_m[row(x, y)] = x;
      network.y_m[row(x, y)] = y;
      const auto join = [&](std::uint32_t other) {
        network.link_id.emplace_back();
        network.from.push_back(row(x, y));
        network.to.push_back(other);
      };
      if (x + 1 < side) join(row(x + 1, y));
      if (y + 1 < side) join(row(x, y + 1));
    }
  }
  return network;
}

/// Links whose ends lie in different halves of the order.
int cut_in_two(const TrafficNetwork& network, const std::vector<std::uint32_t>& order) {
  std::vector<std::size_t> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  int cut = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    cut += (place[network.from[l]] < order.size() / 2) != (place[network.to[l]] < order.size() / 2);
  return cut;
}

TEST(NodeOrder, KeepsNeighboursTogether) {
  TrafficNetwork network = mixed_grid(16);
  for (const bool placed : {true, false}) {
    network.placed = placed;
    const std::vector<std::uint32_t> order = node_order(network);
    std::vector<std::uint32_t> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::uint32_t> all(256);
    std::iota(all.begin(), all.end(), 0U);
    EXPECT_EQ(sorted, all);
    // A straight cut takes 16 links; Cuthill and McKee's order cuts along a diagonal.
    EXPECT_LE(cut_in_two(network, order), placed ? 16 : 32) << placed;
  }
}

TEST(NodeOrder, TakesPartsThatNothingJoinsOneAfterTheOther) {
  TrafficNetwork network;
  network.placed = false;
  network.node_id.resize(4);
  network.link_id.resize(2);
  network.from = {0, 1};
  network.to = {2, 3};
  EXPECT_EQ(node_order(network), (std::vector<std::uint32_t>{3, 1, 2, 0}));
}

}  // namespace
}  // namespace machi
