// Heights of a network from the terrain of all ranks.
#include <algorithm>
#include <cmath>
#include <span>

#include "engine/network/finish_network.hpp"

namespace machi {
namespace {

constexpr int relaxation_sweeps = 200;

struct Query {
  LeafKey key{0};
  std::uint32_t bit{0};
  std::uint32_t unused{0};
};

std::int32_t terrain_mm(const Grid& grid, const Query& query) {
  const auto it = std::lower_bound(grid.keys.begin(), grid.keys.end(), query.key);
  if (it == grid.keys.end() || *it != query.key || grid.terrain_m.empty()) return 0;
  const auto cell = static_cast<std::size_t>(it - grid.keys.begin()) * leaf_cells + query.bit;
  const float height_m = grid.terrain_m[cell];
  return std::isfinite(height_m) ? static_cast<std::int32_t>(std::lround(static_cast<double>(height_m) * 1000.0)) : 0;
}

// The terrain under the first rank's points, there.
std::vector<std::int32_t> ask_terrain(const Comm& comm, const LeafCuts& cuts, const Grid& grid,
                                      std::span<const PointMm> points) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<Query>> queries(ranks);
  std::vector<std::vector<std::uint32_t>> asked_for(ranks);
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    const LeafXY leaf = grid.frame.leaf_at(points[i].x_mm, points[i].y_mm);
    if (!grid.frame.inside(leaf)) continue;
    const std::int32_t x = (points[i].x_mm - leaf.x * grid.frame.leaf_mm()) / grid.frame.cell_mm;
    const std::int32_t y = (points[i].y_mm - leaf.y * grid.frame.leaf_mm()) / grid.frame.cell_mm;
    const LeafKey key = grid.frame.key(leaf);
    const auto owner = static_cast<std::size_t>(cuts.owner(key));
    queries[owner].push_back({key, static_cast<std::uint32_t>(y * leaf_side + x), 0});
    asked_for[owner].push_back(i);
  }
  const auto received = comm.all_to_all_of(queries);
  std::vector<std::vector<std::int32_t>> answers(ranks);
  for (std::size_t r = 0; r < ranks; ++r)
    for (const Query& query : received[r]) answers[r].push_back(terrain_mm(grid, query));
  const auto heights = comm.all_to_all_of(answers);
  std::vector<std::int32_t> result(points.size(), 0);
  for (std::size_t r = 0; r < ranks; ++r)
    for (std::size_t k = 0; k < heights[r].size(); ++k) result[asked_for[r][k]] = heights[r][k];
  return result;
}

// Nodes off the ground take the mean of their neighbours, weighted by 1 / length, until it settles.
void span_decks(Network& network) {
  std::vector<double> z(network.nodes());
  for (std::uint32_t n = 0; n < network.nodes(); ++n) z[n] = network.node[n].z_mm;
  std::vector<std::uint32_t> spans;  // links that touch a node off the ground
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (network.node_level[network.from[l]] != Level::ground || network.node_level[network.to[l]] != Level::ground)
      spans.push_back(l);
  if (spans.empty()) return;
  std::vector<double> sum(network.nodes());
  std::vector<double> weight(network.nodes());
  for (int sweep = 0; sweep < relaxation_sweeps; ++sweep) {
    for (const std::uint32_t l : spans)
      for (const std::uint32_t n : {network.from[l], network.to[l]}) sum[n] = weight[n] = 0;
    for (const std::uint32_t l : spans) {
      const double w = 1.0 / std::max(0.1, static_cast<double>(network.length_m[l]));
      sum[network.from[l]] += w * z[network.to[l]];
      sum[network.to[l]] += w * z[network.from[l]];
      weight[network.from[l]] += w;
      weight[network.to[l]] += w;
    }
    for (const std::uint32_t l : spans)
      for (const std::uint32_t n : {network.from[l], network.to[l]})
        if (network.node_level[n] != Level::ground) z[n] = sum[n] / weight[n];
  }
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    if (network.node_level[n] != Level::ground) network.node[n].z_mm = static_cast<std::int32_t>(std::lround(z[n]));
}

// The shape of a link on a deck or in a tube climbs evenly.
void slope_evenly(std::span<PointMm> shape, std::int32_t z_from, std::int32_t z_to) {
  std::vector<double> along{0};
  for (std::size_t k = 1; k < shape.size(); ++k) {
    const double dx = static_cast<double>(shape[k].x_mm) - shape[k - 1].x_mm;
    const double dy = static_cast<double>(shape[k].y_mm) - shape[k - 1].y_mm;
    along.push_back(along.back() + std::sqrt(dx * dx + dy * dy));
  }
  const double rise = static_cast<double>(z_to) - z_from;
  for (std::size_t k = 0; k < shape.size(); ++k)
    shape[k].z_mm =
        z_from + static_cast<std::int32_t>(std::lround(along.back() > 0 ? rise * along[k] / along.back() : 0.0));
}

}  // namespace

void drape_network(const Comm& comm, const LeafCuts& cuts, const Grid& grid, Network& network) {
  std::vector<PointMm> points = network.node;
  points.insert(points.end(), network.shape.begin(), network.shape.end());
  const std::vector<std::int32_t> z = ask_terrain(comm, cuts, grid, points);
  for (std::size_t n = 0; n < network.node.size(); ++n) network.node[n].z_mm = z[n];
  for (std::size_t k = 0; k < network.shape.size(); ++k) network.shape[k].z_mm = z[network.node.size() + k];
  span_decks(network);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto shape =
        std::span(network.shape).subspan(network.shape_begin[l], network.shape_begin[l + 1] - network.shape_begin[l]);
    const std::int32_t z_from = network.node[network.from[l]].z_mm;
    const std::int32_t z_to = network.node[network.to[l]].z_mm;
    if (network.level[l] != Level::ground) slope_evenly(shape, z_from, z_to);
    shape.front().z_mm = z_from;
    shape.back().z_mm = z_to;
    const double length_mm = std::max(1.0, static_cast<double>(network.length_m[l]) * 1000.0);
    network.grade[l] = static_cast<float>((static_cast<double>(z_to) - z_from) / length_mm);
  }
}

}  // namespace machi
