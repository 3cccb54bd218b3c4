/// \file  Where the buildings of a city open onto its streets; for parts of a run that know people by building.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/network.hpp"
#include "engine/model/population.hpp"
#include "engine/model/scenario.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// Point on the street where the entrance of row `row` of the columns lies; of a building without a street, its middle.
PointMm entrance_of(const Network& network, const BuildingColumns& buildings, std::size_t row);

/// The same for all rows of the columns, which may be others on each rank, from the streets of a city file, of which no
/// rank reads more than its share. Throws InputError on all ranks. Collective.
std::vector<PointMm> read_entrances(const Comm& comm, const H5Input& city, const BuildingColumns& buildings);

/// All buildings of a city.
struct CityDoors {
  CityFrame frame;
  Network streets;
  std::vector<PointMm> door;          ///< [buildings]
  std::vector<PointMm> middle;        ///< [buildings]
  std::vector<std::int16_t> storeys;  ///< [buildings] at least 1
  std::vector<double> floor_m2;       ///< [buildings] floor_area_of()

  /// The building that a shelter's entrance belongs to: that whose middle is nearest, less than 150 m away (ours), of
  /// those whose floor has a square metre for each of the `admitted`, of equals the first; no_index where there is
  /// none: open ground. One person a m2 is what cities count of tsunami evacuation buildings: City of Sakai,
  /// 津波避難ビル の指定基準 (2024), 2 (2), of the floors from the third on. The guideline that such rules followed
  /// (Cabinet Office 2005, 津波避難ビル等に係るガイドライン, withdrawn in 2017) was not at hand.
  std::uint32_t shelter_building(const PointMm& entrance, std::int64_t admitted) const;
};

/// Of the scenario's city, streets as its edits change them. Throws InputError. Local.
CityDoors read_city_doors(const Scenario& scenario);

/// The people of an evacuation who come from elsewhere in the run, on any rank.
struct GivenPeople {
  Population people;
  std::vector<std::int16_t> storeys;  ///< [people] of the building where they are; at least 1
};

}  // namespace machi
