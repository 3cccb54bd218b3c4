// Heights of a network from the terrain of all ranks.
#include <algorithm>
#include <cmath>
#include <span>

#include "engine/network/finish_network.hpp"

namespace machi {
namespace {

constexpr int relaxation_sweeps = 200;

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

void lay_on(const std::vector<std::int32_t>& z_mm, Network& network) {
  for (std::size_t n = 0; n < network.node.size(); ++n) network.node[n].z_mm = z_mm[n];
  for (std::size_t k = 0; k < network.shape.size(); ++k) network.shape[k].z_mm = z_mm[network.node.size() + k];
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

}  // namespace

NetworkDraping::NetworkDraping(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, const Network& network) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<Query>> queries(ranks);
  asked_for_.resize(ranks);
  const auto ask = [&](const PointMm& point) {
    const auto index = static_cast<std::uint32_t>(points_++);
    const LeafXY leaf = frame.leaf_at(point.x_mm, point.y_mm);
    if (!frame.inside(leaf)) return;
    const std::int32_t x = (point.x_mm - leaf.x * frame.leaf_mm()) / frame.cell_mm;
    const std::int32_t y = (point.y_mm - leaf.y * frame.leaf_mm()) / frame.cell_mm;
    const LeafKey key = frame.key(leaf);
    const auto owner = static_cast<std::size_t>(cuts.owner(key));
    queries[owner].push_back(
        {key, static_cast<std::uint32_t>(y * leaf_side + x), static_cast<std::uint32_t>(asked_for_[owner].size())});
    asked_for_[owner].push_back(index);
  };
  for (const PointMm& point : network.node) ask(point);
  for (const PointMm& point : network.shape) ask(point);
  const auto received = comm.all_to_all_of(queries);
  answers_mm_.resize(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    answers_mm_[r].assign(received[r].size(), 0);
    for (const Query& query : received[r]) asked_.push_back({query.key, query.bit, query.place, r});
  }
  std::sort(asked_.begin(), asked_.end(), [](const Asked& a, const Asked& b) { return a.key < b.key; });
}

void NetworkDraping::answer(const Grid& piece) {
  if (piece.keys.empty() || piece.terrain_m.empty()) return;
  auto query = std::lower_bound(asked_.begin(), asked_.end(), piece.keys.front(),
                                [](const Asked& a, LeafKey key) { return a.key < key; });
  for (std::size_t leaf = 0; query != asked_.end() && query->key <= piece.keys.back(); ++query) {
    while (piece.keys[leaf] < query->key) ++leaf;
    if (piece.keys[leaf] != query->key) continue;
    const float height_m = piece.terrain_m[leaf * leaf_cells + query->bit];
    if (std::isfinite(height_m))
      answers_mm_[query->rank][query->place] =
          static_cast<std::int32_t>(std::lround(static_cast<double>(height_m) * 1000.0));
  }
}

void NetworkDraping::finish(const Comm& comm, Network& network) const {
  const auto heights_mm = comm.all_to_all_of(answers_mm_);
  std::vector<std::int32_t> z_mm(points_, 0);
  for (std::size_t r = 0; r < heights_mm.size(); ++r)
    for (std::size_t k = 0; k < heights_mm[r].size(); ++k) z_mm[asked_for_[r][k]] = heights_mm[r][k];
  lay_on(z_mm, network);
}

void drape_network(const Comm& comm, const LeafCuts& cuts, const Grid& grid, Network& network) {
  NetworkDraping draping(comm, grid.frame, cuts, network);
  draping.answer(grid);
  draping.finish(comm, network);
}

}  // namespace machi
