#include "engine/network/node_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/model/leaf.hpp"

namespace machi {
namespace {

constexpr int curve_order = 20;
constexpr double curve_side = 1 << curve_order;

std::vector<std::uint32_t> along_curve(const TrafficNetwork& network) {
  std::vector<std::uint32_t> order(network.nodes());
  std::iota(order.begin(), order.end(), 0U);
  if (order.empty()) return order;
  const auto [x_low, x_high] = std::minmax_element(network.x_m.begin(), network.x_m.end());
  const auto [y_low, y_high] = std::minmax_element(network.y_m.begin(), network.y_m.end());
  const double side_m = std::max({*x_high - *x_low, *y_high - *y_low, 1e-3});
  const double scale = (curve_side - 1) / side_m;
  std::vector<LeafKey> key(network.nodes());
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    key[n] = hilbert_key(curve_order, {static_cast<std::int32_t>((network.x_m[n] - *x_low) * scale),
                                       static_cast<std::int32_t>((network.y_m[n] - *y_low) * scale)});
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
  return order;
}

/// Neighbours in either direction, a compressed table.
struct Adjacency {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> node;
  std::uint32_t degree(std::uint32_t n) const { return begin[n + 1] - begin[n]; }
};

Adjacency adjacency_of(const TrafficNetwork& network) {
  Adjacency table{std::vector<std::uint32_t>(network.nodes() + 1, 0), {}};
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    ++table.begin[network.from[l] + 1];
    ++table.begin[network.to[l] + 1];
  }
  std::partial_sum(table.begin.begin(), table.begin.end(), table.begin.begin());
  table.node.resize(table.begin.back());
  std::vector<std::uint32_t> next(table.begin.begin(), table.begin.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    table.node[next[network.from[l]]++] = network.to[l];
    table.node[next[network.to[l]]++] = network.from[l];
  }
  return table;
}

std::vector<std::uint32_t> reverse_cuthill_mckee(const TrafficNetwork& network) {
  const Adjacency table = adjacency_of(network);
  const auto poorer = [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(table.degree(a), a) < std::pair(table.degree(b), b);
  };
  std::vector<std::uint32_t> starts(network.nodes());
  std::iota(starts.begin(), starts.end(), 0U);
  std::sort(starts.begin(), starts.end(), poorer);
  std::vector<std::uint32_t> order;
  std::vector<bool> seen(network.nodes(), false);
  for (const std::uint32_t start : starts) {
    if (seen[start]) continue;
    seen[start] = true;
    order.push_back(start);
    for (std::size_t at = order.size() - 1; at < order.size(); ++at) {
      const std::size_t first_new = order.size();
      for (std::uint32_t k = table.begin[order[at]]; k < table.begin[order[at] + 1]; ++k) {
        if (seen[table.node[k]]) continue;
        seen[table.node[k]] = true;
        order.push_back(table.node[k]);
      }
      std::sort(order.begin() + static_cast<std::ptrdiff_t>(first_new), order.end(), poorer);
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace

std::vector<std::uint32_t> node_order(const TrafficNetwork& network) {
  return network.placed ? along_curve(network) : reverse_cuthill_mckee(network);
}

}  // namespace machi
