#include "engine/network/finish_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

#include "engine/core/error.hpp"

namespace machi {
namespace {

void check_draft(const Network& draft) {
  const std::size_t links = draft.from.size();
  const bool fits = draft.node_level.size() == draft.node.size() && draft.node_road.size() == draft.node.size() &&
                    draft.to.size() == links && draft.width_m.size() == links && draft.lanes.size() == links &&
                    draft.free_speed_m_s.size() == links && draft.modes.size() == links &&
                    draft.oneway.size() == links && draft.level.size() == links && draft.road.size() == links &&
                    draft.shape_begin.size() == links + 1 && draft.shape_begin.back() == draft.shape.size();
  if (!fits) throw RunError("The columns of a network draft differ in length. Fill every column of every link");
  for (std::size_t l = 0; l < links; ++l) {
    if (draft.from[l] >= draft.nodes() || draft.to[l] >= draft.nodes() ||
        draft.shape_begin[l + 1] < draft.shape_begin[l] + 2)
      throw RunError("A link of a network draft has no node or no shape. Give both nodes and two points or more");
  }
}

LeafKey leaf_key(const GridFrame& frame, const PointMm& point) {
  const std::int32_t last = (std::int32_t{1} << frame.order) - 1;
  LeafXY leaf = frame.leaf_at(point.x_mm, point.y_mm);
  leaf.x = std::clamp(leaf.x, 0, last);
  leaf.y = std::clamp(leaf.y, 0, last);
  return frame.key(leaf);
}

template <class T>
std::vector<T> permuted(const std::vector<T>& column, const std::vector<std::uint32_t>& order) {
  std::vector<T> result;
  result.reserve(order.size());
  for (const std::uint32_t index : order) result.push_back(column[index]);
  return result;
}

void sort_nodes(const GridFrame& frame, Network& network) {
  std::vector<LeafKey> keys;
  for (const PointMm& point : network.node) keys.push_back(leaf_key(frame, point));
  std::vector<std::uint32_t> order(network.nodes());
  std::iota(order.begin(), order.end(), 0U);
  const auto rank = [&](std::uint32_t n) {
    const PointMm& at = network.node[n];
    return std::tuple(keys[n], at.y_mm, at.x_mm, network.node_level[n], network.node_road[n]);
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  network.node = permuted(network.node, order);
  network.node_level = permuted(network.node_level, order);
  network.node_road = permuted(network.node_road, order);
  for (std::uint32_t& node : network.from) node = place[node];
  for (std::uint32_t& node : network.to) node = place[node];
}

std::span<PointMm> shape_of(Network& network, std::size_t link) {
  return std::span(network.shape)
      .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
}

void orient_links(Network& network) {
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto shape = shape_of(network, l);
    const bool backwards = std::lexicographical_compare(shape.rbegin(), shape.rend(), shape.begin(), shape.end());
    const bool turn = network.from[l] > network.to[l] || (network.from[l] == network.to[l] && backwards);
    if (network.oneway[l] != 0 || !turn) continue;
    std::swap(network.from[l], network.to[l]);
    std::reverse(shape.begin(), shape.end());
  }
}

void sort_links(Network& network) {
  std::vector<std::uint32_t> order(network.links());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto ends = [&](std::uint32_t l) { return std::tuple(network.to[l], network.from[l]); };
    if (ends(a) != ends(b)) return ends(a) < ends(b);
    const auto shape_a = shape_of(network, a);
    const auto shape_b = shape_of(network, b);
    return std::lexicographical_compare(shape_a.begin(), shape_a.end(), shape_b.begin(), shape_b.end());
  });
  std::vector<std::uint64_t> begin{0};
  std::vector<PointMm> shape;
  shape.reserve(network.shape.size());
  for (const std::uint32_t l : order) {
    const auto piece = shape_of(network, l);
    shape.insert(shape.end(), piece.begin(), piece.end());
    begin.push_back(shape.size());
  }
  network.from = permuted(network.from, order);
  network.to = permuted(network.to, order);
  network.width_m = permuted(network.width_m, order);
  network.lanes = permuted(network.lanes, order);
  network.free_speed_m_s = permuted(network.free_speed_m_s, order);
  network.modes = permuted(network.modes, order);
  network.oneway = permuted(network.oneway, order);
  network.level = permuted(network.level, order);
  network.road = permuted(network.road, order);
  network.shape_begin = std::move(begin);
  network.shape = std::move(shape);
}

void measure_links(Network& network) {
  network.length_m.clear();
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto shape = shape_of(network, l);
    double length_mm = 0;
    for (std::size_t k = 1; k < shape.size(); ++k) {
      const double dx = static_cast<double>(shape[k].x_mm) - shape[k - 1].x_mm;
      const double dy = static_cast<double>(shape[k].y_mm) - shape[k - 1].y_mm;
      length_mm += std::sqrt(dx * dx + dy * dy);
    }
    network.length_m.push_back(static_cast<float>(length_mm / 1000.0));
  }
  network.grade.assign(network.links(), 0.0F);
}

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

// Parts by length in whole millimetres, the longest first; of equals the one with the lowest node.
void find_components(Network& network) {
  std::vector<std::uint32_t> parent(network.nodes());
  std::iota(parent.begin(), parent.end(), 0U);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const std::uint32_t a = root_of(parent, network.from[l]);
    const std::uint32_t b = root_of(parent, network.to[l]);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::int64_t> length_mm(network.nodes(), 0);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    length_mm[root_of(parent, network.from[l])] += std::llround(static_cast<double>(network.length_m[l]) * 1000.0);
  std::vector<std::uint32_t> roots;
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    if (parent[n] == n) roots.push_back(n);
  std::stable_sort(roots.begin(), roots.end(), [&](auto a, auto b) { return length_mm[a] > length_mm[b]; });
  std::vector<std::uint32_t> number(network.nodes());
  for (std::uint32_t k = 0; k < roots.size(); ++k) number[roots[k]] = k;
  network.component.clear();
  for (std::uint32_t l = 0; l < network.links(); ++l)
    network.component.push_back(number[root_of(parent, network.from[l])]);
}

}  // namespace

Network finish_network(const GridFrame& frame, Network draft) {
  check_draft(draft);
  sort_nodes(frame, draft);
  orient_links(draft);
  sort_links(draft);
  measure_links(draft);
  find_components(draft);
  return draft;
}

std::vector<double> component_lengths_m(const Network& network) {
  std::vector<double> lengths;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (network.component[l] >= lengths.size()) lengths.resize(network.component[l] + std::size_t{1}, 0.0);
    lengths[network.component[l]] += static_cast<double>(network.length_m[l]);
  }
  return lengths;
}

}  // namespace machi
