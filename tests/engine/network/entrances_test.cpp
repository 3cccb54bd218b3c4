// Buildings meet the nearest link that people walk on.
#include "engine/network/entrances.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/network/finish_network.hpp"
#include "tests/engine/network/town.hpp"

namespace machi {
namespace {

constexpr std::uint32_t none = 0xffffffffU;

// A bent link from west to east, a street for cars only, an elevated path and a far side street.
Network streets() {
  Network draft;
  const auto node = [&](std::int32_t x_m, std::int32_t y_m) {
    draft.node.push_back({x_m * 1000, y_m * 1000, 0});
    draft.node_level.push_back(Level::ground);
    draft.node_road.push_back(none);
    return draft.nodes() - 1;
  };
  const auto link = [&](std::uint32_t from, std::uint32_t to, const std::vector<PointMm>& inner, std::uint8_t modes,
                        Level level) {
    draft.from.push_back(from);
    draft.to.push_back(to);
    draft.shape.push_back(draft.node[from]);
    draft.shape.insert(draft.shape.end(), inner.begin(), inner.end());
    draft.shape.push_back(draft.node[to]);
    draft.shape_begin.push_back(draft.shape.size());
    draft.modes.push_back(modes);
    draft.level.push_back(level);
    draft.width_m.push_back(5);
    draft.lanes.push_back(1);
    draft.free_speed_m_s.push_back(8);
    draft.oneway.push_back(0);
    draft.road.push_back(none);
  };
  const auto a = node(10, 10);
  const auto b = node(210, 110);
  const auto c = node(10, 60);
  const auto d = node(210, 60);
  link(a, b, {{110000, 10000, 0}, {110000, 110000, 0}}, mode_walk | mode_car, Level::ground);
  link(c, d, {}, mode_car, Level::ground);
  link(a, d, {}, mode_walk, Level::elevated);
  const auto e = node(400, 400);
  const auto f = node(470, 440);
  link(e, f, {}, mode_walk, Level::ground);
  return finish_network(town::frame, draft);
}

// Deals buildings out to the ranks in turn; the answers in the order of the buildings, on all ranks.
struct Joined {
  std::vector<std::uint32_t> node, link;
  std::vector<float> offset_m;
};
Joined join(const Comm& comm, const Network& network, const std::vector<PointMm>& buildings) {
  std::vector<std::int32_t> x, y;
  std::vector<std::uint32_t> mine;
  for (std::uint32_t b = 0; b < buildings.size(); ++b) {
    if (static_cast<int>(b % static_cast<std::uint32_t>(comm.size())) != comm.rank()) continue;
    mine.push_back(b);
    x.push_back(buildings[b].x_mm);
    y.push_back(buildings[b].y_mm);
  }
  const Entrances entrances = attach_buildings(comm, network, x, y);
  const auto order = comm.all_gather_of(std::span<const std::uint32_t>(mine));
  const auto nodes = comm.all_gather_of(std::span<const std::uint32_t>(entrances.node));
  const auto links = comm.all_gather_of(std::span<const std::uint32_t>(entrances.link));
  const auto offsets = comm.all_gather_of(std::span<const float>(entrances.offset_m));
  Joined joined{std::vector<std::uint32_t>(order.size()), std::vector<std::uint32_t>(order.size()),
                std::vector<float>(order.size())};
  for (std::size_t k = 0; k < order.size(); ++k) {
    joined.node[order[k]] = nodes[k];
    joined.link[order[k]] = links[k];
    joined.offset_m[order[k]] = offsets[k];
  }
  return joined;
}

double distance_m(const PointMm& p, const PointMm& a, const PointMm& b) {
  const double dx = b.x_mm - a.x_mm, dy = b.y_mm - a.y_mm, px = p.x_mm - a.x_mm, py = p.y_mm - a.y_mm;
  const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  return std::hypot(px - t * dx, py - t * dy) / 1000.0;
}

double distance_m(const PointMm& p, const Network& network, std::uint32_t link) {
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t k = network.shape_begin[link]; k + 1 < network.shape_begin[link + 1]; ++k)
    best = std::min(best, distance_m(p, network.shape[k], network.shape[k + 1]));
  return best;
}

TEST(Entrances, AreTheNearestWalkableLinksByBruteForce) {
  const Comm comm = Comm::world();
  const Network all = streets();
  std::vector<PointMm> buildings;
  for (std::int32_t y = 0; y < 500; y += 23)
    for (std::int32_t x = 3; x < 500; x += 17) buildings.push_back({x * 1000, y * 1000, 0});
  const Joined joined = join(comm, comm.first() ? all : Network{}, buildings);
  for (std::size_t b = 0; b < buildings.size(); ++b) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::uint32_t l = 0; l < all.links(); ++l)
      if ((all.modes[l] & mode_walk) != 0 && all.level[l] == Level::ground)
        nearest = std::min(nearest, distance_m(buildings[b], all, l));
    const std::uint32_t link = joined.link[b];
    ASSERT_LT(link, all.links());
    EXPECT_NEAR(distance_m(buildings[b], all, link), nearest, 1e-6);
    EXPECT_NE(all.modes[link] & mode_walk, 0);
    EXPECT_EQ(all.level[link], Level::ground);
    const bool nearer_first = 2 * joined.offset_m[b] <= all.length_m[link];
    EXPECT_EQ(joined.node[b], nearer_first ? all.from[link] : all.to[link]);
  }
}

TEST(Entrances, OffsetRunsAlongTheBentLinkFromItsFirstNode) {
  const Comm comm = Comm::world();
  const Network all = streets();
  const Joined joined = join(comm, comm.first() ? all : Network{}, {{120000, 70000, 0}});
  const std::uint32_t link = joined.link[0];
  const bool from_west = all.node[all.from[link]].x_mm == 10000;
  EXPECT_NEAR(joined.offset_m[0], from_west ? 160.0F : 140.0F, 0.01F);
}

TEST(Entrances, ABuildingFarFromAllLinksIsJoinedToo) {
  const Comm comm = Comm::world();
  const Network all = streets();
  const Joined joined = join(comm, comm.first() ? all : Network{}, {{2000000, 2000000, 0}, {-900000, 10000, 0}});
  EXPECT_EQ(all.node[joined.node[0]], (PointMm{470000, 440000, 0}));
  EXPECT_EQ(all.node[joined.node[1]], (PointMm{10000, 10000, 0}));
}

TEST(Entrances, WithoutLinksThereAreNone) {
  const Comm comm = Comm::world();
  const Joined joined = join(comm, Network{}, {{1000, 1000, 0}});
  EXPECT_EQ(joined.node[0], none);
  EXPECT_EQ(joined.link[0], none);
}

}  // namespace
}  // namespace machi
