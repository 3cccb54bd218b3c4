/// \file  From a scenario, its city and its weather to the zones of one rank.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/energy/city_world.hpp"

namespace machi {

struct CityEnergySetup {
  CityWorld world;
  // As it is without measures, where the scenario wants both; else empty.
  std::vector<CityZone> base_zones;
  std::vector<CitySupply> base_supplies;
  std::shared_ptr<ZoneHorizons> base_horizons;  ///< of both
  std::vector<std::string> notes;               ///< sentences for the log; the same on all ranks
  std::string attribution;
  StringTable ids;                 ///< gml:id of the zones
  double horizons_s{0};            ///< spent on horizons, the slowest rank
  std::uint64_t horizon_faces{0};  ///< on all ranks
};

/// The weather year of a scenario: its file, or made up from normals. Throws UsageError or InputError. Local.
WeatherYear weather_of(const EnergySettings& energy, std::uint64_t seed);

/// Reads this rank's run of the buildings and those around, and makes their zones. Throws UsageError or InputError on
/// all ranks. Collective.
/// `city_sha256` is that of the city file on the first rank; horizons are kept beside the city by it
/// (horizon_cache.hpp).
CityEnergySetup set_up_city_energy(const Comm& comm, const Scenario& scenario, const std::string& city_sha256);

}  // namespace machi
