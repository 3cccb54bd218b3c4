/// \file  Crossing streets of both directions, for benchmarks of traffic.
#pragma once

#include <cstdint>

#include "engine/model/traffic_network.hpp"

namespace machi {

struct GridStreet {
  double length_m{150};
  double free_speed_m_s{13.89};
};

/// `side` × `side` nodes 150 m apart, one lane each way at 0.5 vehicles/s; `street(a, b)` says what leads from node a
/// to node b.
template <class Street>
TrafficNetwork grid_streets(std::uint32_t side, const Street& street) {
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t n = 0; n < side * side; ++n) {
    network.node_id.emplace_back();
    network.x_m.push_back(150 * (n % side));
    network.y_m.push_back(150 * (n / side));
  }
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    const GridStreet way = street(a, b);
    network.link_id.emplace_back();
    network.from.push_back(a);
    network.to.push_back(b);
    network.length_m.push_back(way.length_m);
    network.free_speed_m_s.push_back(way.free_speed_m_s);
    network.flow_capacity_1_s.push_back(0.5);
    network.lanes.push_back(1);
    network.link_modes.push_back(1);
  };
  for (std::uint32_t y = 0; y < side; ++y) {
    for (std::uint32_t x = 0; x < side; ++x) {
      const std::uint32_t n = y * side + x;
      if (x + 1 < side) add(n, n + 1), add(n + 1, n);
      if (y + 1 < side) add(n, n + side), add(n + side, n);
    }
  }
  return network;
}

}  // namespace machi
