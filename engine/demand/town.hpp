/// \file  What a synthetic population is made from: buildings, streets, and people by cell of the national grid.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"
#include "engine/model/network.hpp"
#include "engine/model/traffic_network.hpp"

namespace machi {

/// The buildings that one rank has read, in rising order of rows.
struct TownBuildings {
  std::vector<std::uint32_t> row;  ///< in the building table of the whole city
  std::vector<std::int16_t> usage;
  std::vector<double> floor_area_m2;
  std::vector<PointMm> point;                ///< inside the footprint
  std::vector<std::uint32_t> entrance_link;  ///< street, no_index none
  std::vector<std::uint32_t> entrance_node;
  std::vector<std::uint32_t> cell;  ///< into TownPeople::cells; no_index outside all; empty where there are none
  std::size_t added{0};             ///< so many of the last ones are those of a proposal, and not there without it
  std::size_t size() const { return row.size(); }
};

/// Persons by cell and age class of five years; the same on all ranks. Empty where the city has no such table.
struct TownPeople {
  std::vector<std::vector<double>> persons_by_age;  ///< [cells][age_classes]
  std::size_t cells() const { return persons_by_age.size(); }
};

/// What a proposal makes of one building.
struct ProposedBuilding {
  std::uint32_t at{0};  ///< place in TownBuildings
  std::int16_t usage{0};
  double floor_area_m2{0};  ///< 0: it is gone
};

struct Town {
  std::string name;                        ///< of the file, for messages
  TownBuildings buildings;                 ///< without the proposal: those that it adds have no floor area yet
  std::vector<ProposedBuilding> proposed;  ///< those that it adds, changes or removes, by rising place
  TownPeople people;
  Network streets;         ///< the same on all ranks
  TrafficNetwork network;  ///< drive_network() of the streets for all modes
};

}  // namespace machi
