/// \file  A town of a grid of streets with buildings along them, dealt to the ranks in runs, for tests.
#pragma once

#include <cmath>

#include "engine/comm/comm.hpp"
#include "engine/core/rng.hpp"
#include "engine/demand/town.hpp"
#include "engine/model/population.hpp"
#include "engine/network/drive_network.hpp"

namespace machi {

inline constexpr int town_side = 13;  ///< nodes along each side, 100 m apart
inline constexpr int town_buildings = 2400;

/// Streets of 8 m between neighbouring nodes.
inline Network grid_of_streets() {
  Network streets;
  for (int y = 0; y < town_side; ++y)
    for (int x = 0; x < town_side; ++x) streets.node.push_back({100'000 * x, 100'000 * y, 0});
  streets.node_level.assign(streets.node.size(), Level::ground);
  const auto add = [&](int from, int to) {
    streets.from.push_back(static_cast<std::uint32_t>(from));
    streets.to.push_back(static_cast<std::uint32_t>(to));
    streets.length_m.push_back(100);
    streets.width_m.push_back(8);
    streets.lanes.push_back(2);
    streets.free_speed_m_s.push_back(10);
    streets.modes.push_back(mode_walk | mode_bicycle | mode_car);
    streets.oneway.push_back(0);
  };
  for (int k = 0; k < town_side * town_side; ++k) {
    if (k % town_side + 1 < town_side) add(k, k + 1);
    if (k / town_side + 1 < town_side) add(k, k + town_side);
  }
  return streets;
}

/// Three of four buildings are houses or flats, the others offices, shops, schools and works.
inline void add_building(TownBuildings& buildings, std::uint32_t row) {
  constexpr std::int16_t others[] = {401, 402, 404, 422, 441};
  RandomStream random(7, row, 1);
  const double lot = random.uniform();
  buildings.row.push_back(row);
  buildings.usage.push_back(lot < .55 ? std::int16_t{411} : (lot < .75 ? std::int16_t{412} : others[random.below(5)]));
  buildings.floor_area_m2.push_back(lot < .55 ? random.uniform(80, 160) : random.uniform(200, 1500));
  const auto at = [&] { return static_cast<std::int32_t>(random.below(1'200'000)); };
  const PointMm point{at(), at(), 0};
  buildings.point.push_back(point);
  buildings.entrance_link.push_back(no_index);
  buildings.entrance_node.push_back(no_index);
  buildings.cell.push_back(point.x_mm < 400'000 ? 0 : (point.x_mm < 800'000 ? 1 : no_index));
}

/// This rank's run of the buildings and all that every rank has.
inline Town small_town(const Comm& comm) {
  Town town;
  town.name = "town.h5";
  const int first = town_buildings * comm.rank() / comm.size();
  const int end = town_buildings * (comm.rank() + 1) / comm.size();
  for (int row = first; row < end; ++row) add_building(town.buildings, static_cast<std::uint32_t>(row));
  std::vector<double> young(21, 0), old(21, 0);
  for (std::size_t k = 0; k < 21; ++k) {
    young[k] = k < 12 ? 75 + static_cast<double>(k) : 12.25;
    old[k] = k < 4 ? 10 : (k < 20 ? 30.5 : 1);
  }
  town.people.persons_by_age = {young, old};
  town.streets = grid_of_streets();
  town.network = drive_network(town.streets, mode_walk | mode_bicycle | mode_car);
  return town;
}

}  // namespace machi
