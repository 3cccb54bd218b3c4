/// \file  What a zone of a city comes to in the days of a run, and the hours that districts sum up.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/energy/zone_loads.hpp"
#include "engine/process/energy/city_supply.hpp"

namespace machi {

/// Kinds of loads that are summed up.
inline constexpr std::size_t summed_kinds = 6;  ///< heating … lights

/// Carriers whose hours districts sum up, after the kinds of loads.
enum class CityHours : std::uint8_t {
  electricity = summed_kinds,  ///< of zones and vehicles
  from_grid,
  to_grid,
  photovoltaic,
  vehicles,
  gas,
  kerosene,
  count
};
inline constexpr std::size_t city_hour_kinds = static_cast<std::size_t>(CityHours::count);

struct CityZoneTotals {
  // What a month sums up lies side by side: a day touches a few lines of the cache.
  std::array<std::array<float, summed_kinds>, 12> kWh{};                ///< [months][kinds]
  std::array<std::array<float, city_carrier_count>, 12> carrier_kWh{};  ///< [months][carriers]
  float peak_heating_W{0};                                              ///< of hourly means
  float peak_cooling_W{0};
  std::int16_t peak_heating_hour{-1};  ///< from the year's beginning; below 0: none
  std::int16_t peak_cooling_hour{-1};
  float lowest_C{1e9F};
  float highest_C{-1e9F};
  // In hours without power.
  std::int32_t dark_hours{0};
  std::int32_t dark_hours_over_30{0};
  std::int32_t dark_hours_over_35{0};
  std::int32_t dark_hours_below_10{0};
  float dark_lowest_C{1e9F};
  float dark_highest_C{-1e9F};

  double year_Wh(LoadKind kind) const;
  double year_Wh(Use use) const;
  double year_Wh(MeterFlow flow) const;
};

/// Zones of a block by their districts.
struct DistrictGroups {
  std::vector<std::uint32_t> district;
  std::vector<std::uint16_t> lanes;  ///< a bit for each of the district's zones

  /// `of` [zones of the block].
  explicit DistrictGroups(std::span<const std::uint32_t> of);
};

/// Adds a day of zones to their totals, [zones of the rank], and to the hours of their districts, [districts]
/// [city_hour_kinds or, without carriers, summed_kinds][24], in whole mW so that their order cannot matter.
void add_day(const DayOfZones& day, const DistrictGroups& groups, std::span<CityZoneTotals> totals,
             std::int64_t* district_mW);

}  // namespace machi
