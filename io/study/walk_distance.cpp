#include "io/study/walk_distance.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace machi {
namespace {

constexpr double nowhere_m = std::numeric_limits<double>::infinity();

/// Links on foot at each node.
struct WalkLinks {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> link;
};

WalkLinks walk_links(const Network& network) {
  WalkLinks links;
  links.begin.assign(network.nodes() + 1, 0);
  const auto each = [&](const auto& visit) {
    for (std::uint32_t link = 0; link < network.links(); ++link)
      if ((network.modes[link] & mode_walk) != 0) {
        visit(network.from[link], link);
        visit(network.to[link], link);
      }
  };
  each([&](std::uint32_t node, std::uint32_t) { ++links.begin[node + 1]; });
  for (std::size_t node = 0; node < network.nodes(); ++node) links.begin[node + 1] += links.begin[node];
  links.link.resize(links.begin.back());
  std::vector<std::uint32_t> next(links.begin.begin(), links.begin.end() - 1);
  each([&](std::uint32_t node, std::uint32_t link) { links.link[next[node]++] = link; });
  return links;
}

}  // namespace

std::vector<StreetEnd> nearest_street_ends(const Network& network, std::span<const PointMm> places) {
  std::vector<bool> walked(network.nodes(), false);
  for (std::uint32_t link = 0; link < network.links(); ++link)
    if ((network.modes[link] & mode_walk) != 0) walked[network.from[link]] = walked[network.to[link]] = true;
  std::vector<StreetEnd> ends;
  for (const PointMm& place : places) {
    StreetEnd best{0, nowhere_m};
    for (std::uint32_t node = 0; node < network.nodes(); ++node) {
      if (!walked[node]) continue;
      const double m = 1e-3 * std::hypot(static_cast<double>(network.node[node].x_mm) - place.x_mm,
                                         static_cast<double>(network.node[node].y_mm) - place.y_mm);
      if (m < best.m) best = {node, m};
    }
    if (best.m < nowhere_m) ends.push_back(best);
  }
  return ends;
}

std::vector<StreetEnd> street_ends_of_door(const Network& network, const BuildingColumns& buildings, std::size_t row) {
  const std::uint32_t link = buildings.entrance_link[row];
  if (link >= network.links()) return {};
  const double along_m = static_cast<double>(buildings.entrance_offset_m[row]);
  return {{network.from[link], along_m}, {network.to[link], static_cast<double>(network.length_m[link]) - along_m}};
}

std::vector<double> distance_to_nearest_m(const Network& network, std::span<const StreetEnd> ends) {
  const WalkLinks links = walk_links(network);
  std::vector<double> distance_m(network.nodes(), nowhere_m);
  using Reached = std::pair<double, std::uint32_t>;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
  const auto reach = [&](std::uint32_t node, double m) {
    if (m >= distance_m[node]) return;
    distance_m[node] = m;
    front.emplace(m, node);
  };
  for (const StreetEnd& end : ends) reach(end.node, end.m);
  while (!front.empty()) {
    const auto [m, node] = front.top();
    front.pop();
    if (m > distance_m[node]) continue;
    for (std::uint32_t k = links.begin[node]; k < links.begin[node + 1]; ++k) {
      const std::uint32_t link = links.link[k];
      const std::uint32_t other = network.from[link] == node ? network.to[link] : network.from[link];
      reach(other, m + static_cast<double>(network.length_m[link]));
    }
  }
  return distance_m;
}

double distance_from_door_m(const Network& network, std::span<const double> node_distance_m,
                            const BuildingColumns& buildings, std::size_t row) {
  const std::uint32_t link = buildings.entrance_link[row];
  if (link >= network.links()) {
    double least_m = nowhere_m;
    for (std::uint32_t node = 0; node < network.nodes(); ++node)
      least_m =
          std::min(least_m, node_distance_m[node] +
                                1e-3 * std::hypot(static_cast<double>(network.node[node].x_mm) - buildings.x_mm[row],
                                                  static_cast<double>(network.node[node].y_mm) - buildings.y_mm[row]));
    return least_m;
  }
  const double along_m = static_cast<double>(buildings.entrance_offset_m[row]);
  const double back_m = static_cast<double>(network.length_m[link]) - along_m;
  return std::min(node_distance_m[network.from[link]] + along_m, node_distance_m[network.to[link]] + back_m);
}

}  // namespace machi
