/// \file  Networks for tests of assignment: one with a known answer, and lattices of any size.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/assignment/assignment_network.hpp"

namespace machi::networks {

inline void add_link(AssignmentNetwork& network, std::uint32_t from, std::uint32_t to, const LinkCost& cost) {
  network.from.push_back(from);
  network.to.push_back(to);
  network.cost.push_back(cost);
}

/// fixed + slope x.
inline LinkCost linear(double fixed, double slope) {
  return slope > 0 ? LinkCost{fixed, slope, 1, 1, 1} : LinkCost{.fixed = fixed};
}

/// Trips from each zone to each other one.
inline TripTable all_to_all(std::uint32_t zones, const std::vector<double>& trips) {
  TripTable table;
  for (std::uint32_t origin = 0; origin < zones; ++origin) {
    for (std::uint32_t zone = 0; zone < zones; ++zone) {
      table.destination.push_back(zone);
      table.trips.push_back(trips[origin * zones + zone]);
    }
    table.begin.push_back(table.trips.size());
  }
  return table;
}

/// Braess (1968) with the numbers of Sheffi (1985): zones 0 and 1, six trips. Links 0 → 2 (10 x), 0 → 3 (50 + x),
/// 2 → 1 (50 + x), 3 → 1 (10 x), and with the new road 2 → 3 (10 + x).
inline AssignmentNetwork braess(bool with_new_road) {
  AssignmentNetwork network;
  network.zones = 2;
  network.nodes = 4;
  add_link(network, 0, 2, linear(0, 10));
  add_link(network, 0, 3, linear(50, 1));
  add_link(network, 2, 1, linear(50, 1));
  add_link(network, 3, 1, linear(0, 10));
  if (with_new_road) add_link(network, 2, 3, linear(10, 1));
  index_links(network);
  return network;
}
inline TripTable braess_trips() {
  return all_to_all(2, {0, 6, 0, 0});
}

/// Numbers in [0, 1) that look like chance.
class Chance {
 public:
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_{2024};
};

/// A lattice of side × side crossings, neighbours joined both ways by links of unequal times, capacities and powers;
/// `zones` zones hang on crossings by connectors without cost and cannot be passed through.
inline AssignmentNetwork lattice(std::uint32_t side, std::uint32_t zones) {
  AssignmentNetwork network;
  network.zones = network.first_through = zones;
  network.nodes = zones + side * side;
  Chance chance;
  const auto crossing = [&](std::uint32_t x, std::uint32_t y) { return zones + y * side + x; };
  const auto road = [&](std::uint32_t a, std::uint32_t b) {
    const double power = chance.next() < 0.5 ? 4.0 : 2.0 + 3 * chance.next();
    const double time = 1 + chance.next();
    const double capacity = 50 + 100 * chance.next();
    add_link(network, a, b, bpr_cost(time, 0.15, capacity, power, 0));
    add_link(network, b, a, bpr_cost(time, 0.15, capacity, power, 0));
  };
  for (std::uint32_t zone = 0; zone < zones; ++zone) {
    const std::uint32_t at = zones + zone * (side * side / zones);
    add_link(network, zone, at, {});
    add_link(network, at, zone, {});
  }
  for (std::uint32_t y = 0; y < side; ++y) {
    for (std::uint32_t x = 0; x < side; ++x) {
      if (x + 1 < side) road(crossing(x, y), crossing(x + 1, y));
      if (y + 1 < side) road(crossing(x, y), crossing(x, y + 1));
    }
  }
  index_links(network);
  return network;
}

/// Trips of unequal number between all zones of a lattice.
inline TripTable lattice_trips(std::uint32_t zones, double mean) {
  Chance chance;
  std::vector<double> trips(std::size_t{zones} * zones);
  for (double& one : trips) one = 2 * mean * chance.next();
  return all_to_all(zones, trips);
}

}  // namespace machi::networks
