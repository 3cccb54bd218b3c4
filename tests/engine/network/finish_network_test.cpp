// Order, parts and heights of networks from any source.
#include "engine/network/finish_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/engine/network/town.hpp"

namespace machi {
namespace {

using town::frame;

struct Line {
  std::uint32_t from;
  std::uint32_t to;
  std::uint8_t oneway;
};

// A draft with straight links.
Network draft_of(const std::vector<PointMm>& nodes, const std::vector<Line>& lines) {
  Network draft;
  draft.node = nodes;
  draft.node_level.assign(nodes.size(), Level::ground);
  draft.node_road.assign(nodes.size(), town::no_row);
  for (const Line& line : lines) {
    draft.from.push_back(line.from);
    draft.to.push_back(line.to);
    draft.oneway.push_back(line.oneway);
    draft.shape.insert(draft.shape.end(), {nodes[line.from], nodes[line.to]});
    draft.shape_begin.push_back(draft.shape.size());
  }
  draft.width_m.assign(lines.size(), 5.0F);
  draft.lanes.assign(lines.size(), 1);
  draft.free_speed_m_s.assign(lines.size(), 8.0F);
  draft.modes.assign(lines.size(), mode_walk);
  draft.level.assign(lines.size(), Level::ground);
  draft.road.assign(lines.size(), town::no_row);
  return draft;
}

const std::vector<PointMm> places{{10000, 10000, 0},  {400000, 10000, 0}, {400000, 300000, 0},
                                  {10000, 300000, 0}, {50000, 400000, 0}, {90000, 400000, 0}};

TEST(FinishNetwork, DoesNotDependOnTheOrderOfTheDraft) {
  const Network a = finish_network(frame, draft_of(places, {{0, 1, 0}, {1, 2, 0}, {3, 2, 0}, {5, 4, 0}}));
  const std::vector<PointMm> turned(places.rbegin(), places.rend());
  const Network b = finish_network(frame, draft_of(turned, {{0, 1, 0}, {3, 2, 0}, {3, 4, 0}, {5, 4, 0}}));
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.from, b.from);
  EXPECT_EQ(a.to, b.to);
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.component, b.component);
}

TEST(FinishNetwork, TurnsTwoWayLinksButNeverOneWayStreets) {
  const Network network = finish_network(frame, draft_of(places, {{0, 1, 1}, {1, 0, 1}, {3, 2, 0}, {2, 3, 0}}));
  int forwards = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (network.oneway[l] == 0) {
      EXPECT_LT(network.from[l], network.to[l]);
    } else {
      forwards += network.node[network.from[l]].x_mm < network.node[network.to[l]].x_mm ? 1 : 0;
    }
    EXPECT_EQ(network.shape[network.shape_begin[l]], network.node[network.from[l]]);
  }
  EXPECT_EQ(forwards, 1);
}

TEST(FinishNetwork, MeasuresLinksAndNumbersPartsByLength) {
  const Network network = finish_network(frame, draft_of(places, {{4, 5, 0}, {0, 1, 0}, {1, 2, 0}}));
  ASSERT_EQ(network.links(), 3U);
  const std::vector<double> lengths_m = component_lengths_m(Comm::null(), network);
  ASSERT_EQ(lengths_m.size(), 2U);
  EXPECT_NEAR(lengths_m[0], 680.0, 0.01);
  EXPECT_NEAR(lengths_m[1], 40.0, 0.01);
}

// Every rank drafts streets of its own that lie all over the frame.
TEST(FinishNetwork, DraftsOfAllRanksAreOneNetwork) {
  const Comm comm = Comm::world();
  std::vector<PointMm> all_nodes;
  std::vector<Line> all_lines;
  Network draft;
  for (int r = 0; r < comm.size(); ++r) {
    std::vector<PointMm> nodes;
    std::vector<Line> lines;
    for (std::uint32_t k = 0; k < 40; ++k) {
      nodes.push_back({static_cast<std::int32_t>((37 * k + 11U * static_cast<unsigned>(r)) % 500 * 1000),
                       static_cast<std::int32_t>((91 * k * k + 7U * static_cast<unsigned>(r)) % 500 * 1000), 0});
      if (k > 0 && k % 9 != 0) lines.push_back({k - 1, k, static_cast<std::uint8_t>(k % 2)});
    }
    if (r == comm.rank()) draft = draft_of(nodes, lines);
    const auto base = static_cast<std::uint32_t>(all_nodes.size());
    for (const Line& line : lines) all_lines.push_back({line.from + base, line.to + base, line.oneway});
    all_nodes.insert(all_nodes.end(), nodes.begin(), nodes.end());
  }
  std::vector<LeafKey> keys;
  for (LeafKey key = 0; key < 4096; ++key) keys.push_back(key);
  const LeafCuts cuts = partition_leaves(comm, keys);
  const Network network = gather_network(comm, finish_network(comm, frame, cuts, draft));
  if (!comm.first()) return;
  const Network whole = finish_network(frame, draft_of(all_nodes, all_lines));
  EXPECT_EQ(network.node, whole.node);
  EXPECT_EQ(network.from, whole.from);
  EXPECT_EQ(network.to, whole.to);
  EXPECT_EQ(network.shape_begin, whole.shape_begin);
  EXPECT_EQ(network.shape, whole.shape);
  EXPECT_EQ(network.length_m, whole.length_m);
  EXPECT_EQ(network.component, whole.component);
}

TEST(FinishNetwork, RefusesADraftWhoseColumnsDoNotFit) {
  Network draft = draft_of(places, {{0, 1, 0}});
  draft.width_m.clear();
  EXPECT_THROW(finish_network(frame, draft), RunError);
  draft = draft_of(places, {{0, 1, 0}});
  draft.to[0] = 99;
  EXPECT_THROW(finish_network(frame, draft), RunError);
}

// A grid on every leaf of the frame whose terrain rises by 5 % to the east, spread over the ranks, less a trench of 6 m
// between 200 m and 300 m.
Grid ramp(const Comm& comm, LeafCuts& cuts) {
  std::vector<LeafKey> keys;
  for (LeafKey key = 0; key < 4096; ++key) keys.push_back(key);
  cuts = partition_leaves(comm, keys);
  Grid grid;
  grid.frame = frame;
  grid.keys = keys;
  for (const LeafKey key : keys) {
    for (int bit = 0; bit < leaf_cells; ++bit) {
      const double x_m = frame.leaf(key).x * 8 + (bit & 7) + 0.5;
      grid.terrain_m.push_back(static_cast<float>(0.05 * x_m - (x_m > 200 && x_m < 300 ? 6.0 : 0.0)));
    }
  }
  return grid;
}

TEST(DrapeNetwork, GradesFollowTheTerrainAndDecksSpanIt) {
  const Comm comm = Comm::world();
  LeafCuts cuts;
  const Grid grid = ramp(comm, cuts);
  Network network;
  if (comm.first()) {
    const std::vector<PointMm> nodes{
        {20500, 50500, 0}, {180500, 50500, 0}, {250500, 50500, 0}, {320500, 50500, 0}, {250500, 150500, 0}};
    Network draft = draft_of(nodes, {{0, 1, 0}, {1, 2, 0}, {2, 3, 0}, {0, 4, 0}});
    draft.level[1] = draft.level[2] = Level::elevated;
    draft.node_level[2] = Level::elevated;
    network = finish_network(frame, std::move(draft));
  }
  drape_network(comm, cuts, grid, network);
  if (!comm.first()) return;
  for (std::uint32_t n = 0; n < network.nodes(); ++n) {
    const double x_m = network.node[n].x_mm / 1000.0;
    const bool in_trench = network.node[n].y_mm == 150500;
    EXPECT_NEAR(network.node[n].z_mm, 50 * x_m - (in_trench ? 6000 : 0), 2.0) << x_m;
  }
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const PointMm& a = network.node[network.from[l]];
    const PointMm& b = network.node[network.to[l]];
    const double expected = (b.z_mm - a.z_mm) / (static_cast<double>(network.length_m[l]) * 1000.0);
    EXPECT_NEAR(network.grade[l], expected, 1e-6);
    if (network.level[l] == Level::elevated) {
      EXPECT_NEAR(std::abs(network.grade[l]), 0.05, 1e-4);
    }
    EXPECT_EQ(network.shape[network.shape_begin[l]].z_mm, a.z_mm);
  }
}

TEST(DrapeNetwork, TakesTheGridInPieces) {
  const Comm comm = Comm::world();
  LeafCuts cuts;
  const Grid grid = ramp(comm, cuts);
  const Network flat = comm.first() ? finish_network(frame, draft_of(places, {{0, 1, 0}, {1, 2, 0}})) : Network{};
  Network at_once = flat;
  drape_network(comm, cuts, grid, at_once);
  Network network = flat;
  NetworkDraping draping(comm, frame, cuts, network);
  for (std::size_t begin = 0; begin < grid.keys.size(); begin += 77) {
    const std::size_t end = std::min(begin + 77, grid.keys.size());
    const auto at = [](const auto& column, std::size_t k) { return column.begin() + static_cast<std::ptrdiff_t>(k); };
    Grid piece;
    piece.frame = frame;
    piece.keys.assign(at(grid.keys, begin), at(grid.keys, end));
    piece.terrain_m.assign(at(grid.terrain_m, begin * leaf_cells), at(grid.terrain_m, end * leaf_cells));
    draping.answer(piece);
  }
  draping.finish(comm, network);
  EXPECT_EQ(network.shape, at_once.shape);
  EXPECT_EQ(network.grade, at_once.grade);
  if (comm.first()) {
    EXPECT_NE(network.node, flat.node);
  }
}

TEST(DrapeNetwork, UnknownTerrainIsFlat) {
  const Comm comm = Comm::world();
  LeafCuts cuts;
  Grid grid = ramp(comm, cuts);
  std::fill(grid.terrain_m.begin(), grid.terrain_m.end(), std::nanf(""));
  Network network = comm.first() ? finish_network(frame, draft_of(places, {{0, 1, 0}})) : Network{};
  drape_network(comm, cuts, grid, network);
  for (std::uint32_t l = 0; l < network.links(); ++l) EXPECT_EQ(network.grade[l], 0.0F);
}

}  // namespace
}  // namespace machi
