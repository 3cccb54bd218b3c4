/// \file  What the zones of a city come to, summed over ranks: by use, vintage and district, and hour by hour.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/energy/city_energy.hpp"

namespace machi {

/// Sums over zones in whole numbers, the same on all ranks: energies in Wh, areas in m².
struct CityGroup {
  std::string name;
  std::int64_t zones{0};
  std::int64_t floor_area_m2{0};
  std::int64_t persons{0};
  std::int64_t dwellings{0};  ///< with a household
  std::array<std::int64_t, summed_kinds> Wh{};
  std::array<std::int64_t, city_carrier_count> carrier_Wh{};
  // Without power: zones that were, and hours of all of them.
  std::int64_t dark_zones{0};
  std::int64_t dark_hours{0};
  std::int64_t dark_hours_over_30{0};
  std::int64_t dark_hours_over_35{0};
  std::int64_t dark_hours_below_10{0};
  // Of the air then, in whole millikelvins from 0 °C, the lowest with its sign turned; least_mK: never.
  std::int64_t dark_coldest_mK{least_mK};
  std::int64_t dark_warmest_mK{least_mK};
  static constexpr std::int64_t least_mK = -1'000'000'000;
};

struct CityEnergyFigures {
  CityGroup all;
  std::vector<CityGroup> uses;       ///< those that occur, in the order of the archetypes
  std::vector<CityGroup> vintages;   ///< periods of the archetypes' stock
  std::vector<CityGroup> districts;  ///< all
  bool carriers{false};              ///< whether they are counted
  bool meters{false};                ///< whether any zone has panels, a battery or vehicles
  std::size_t first_hour{0};         ///< of the year
  std::size_t hours{0};
  std::size_t hour_kinds{0};
  std::vector<std::int64_t> district_mW;  ///< of all ranks, [districts][hour_kinds][hours]
  std::vector<std::int64_t> hours_mW;     ///< over all districts, [hour_kinds][hours]
};
/// Collective.
CityEnergyFigures city_figures(const Comm& comm, const CityEnergy& energy);

/// Names of the kinds of hours, [city_hour_kinds]: loads, then carriers.
struct CityHourName {
  const char* name;
  const char* description;
};
const std::array<CityHourName, city_hour_kinds>& city_hour_names();

}  // namespace machi
