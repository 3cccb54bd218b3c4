/// \file  A small town drawn at random, and times in it by a method of its own.
#pragma once

#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/fleet/drive_times.hpp"

namespace machi {

/// A grid of streets of both directions with lengths and speeds drawn at random, some of them one-way.
inline TrafficNetwork crooked_town(std::uint32_t side, std::uint64_t seed) {
  RandomStream random(seed, 1, 1);
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t n = 0; n < side * side; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(100 * (n % side));
    network.y_m.push_back(100 * (n / side));
  }
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(a);
    network.to.push_back(b);
    network.length_m.push_back(50 + 200 * random.uniform());
    network.free_speed_m_s.push_back(5 + 10 * random.uniform());
    network.flow_capacity_1_s.push_back(1);
    network.lanes.push_back(1);
    network.link_modes.push_back(1);
  };
  for (std::uint32_t n = 0; n < side * side; ++n) {
    const bool rim = n / side == 0 || n % side == 0 || n / side == side - 1 || n % side == side - 1;
    const auto join = [&](std::uint32_t m) {
      const std::uint32_t kind = rim ? 1 : random.below(6);
      if (kind != 0) add(n, m);
      if (kind != 5) add(m, n);
    };
    if (n % side + 1 < side) join(n + 1);
    if (n / side + 1 < side) join(n + side);
  }
  return network;
}

/// [links × links] steps from a stop on one to a stop on another, by Floyd's algorithm over links.
inline std::vector<std::vector<std::uint32_t>> drives_between(const TrafficNetwork& network, const DriveTimes& times) {
  const std::uint32_t links = network.links();
  std::vector<std::vector<std::uint32_t>> drive(links, std::vector<std::uint32_t>(links, no_drive / 4));
  for (std::uint32_t a = 0; a < links; ++a)
    for (std::uint32_t b = 0; b < links; ++b)
      if (network.to[a] == network.from[b]) drive[a][b] = times.link_ms(b) / 1000;
  for (std::uint32_t a = 0; a < links; ++a) drive[a][a] = 0;
  for (std::uint32_t k = 0; k < links; ++k)
    for (std::uint32_t a = 0; a < links; ++a)
      for (std::uint32_t b = 0; b < links; ++b) drive[a][b] = std::min(drive[a][b], drive[a][k] + drive[k][b]);
  for (std::vector<std::uint32_t>& row : drive)
    for (std::uint32_t& steps : row) ++steps;  // to leave the traffic
  return drive;
}

}  // namespace machi
