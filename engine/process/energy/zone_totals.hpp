/// \file  What a zone's year comes to.
#pragma once

#include <array>
#include <cstdint>

namespace machi {

/// To the nearest.
std::int64_t whole_mW(double watt);

/// Means of one hour.
struct ZoneHourMeans {
  double heating_W{0};
  double cooling_W{0};
  double air_C{0};
};

/// The hours that a peak or an extreme belongs to are counted from the year's beginning; below 0: none.
struct ZoneTotals {
  std::array<double, 12> heating_Wh{};
  std::array<double, 12> cooling_Wh{};
  double peak_heating_W{0};  ///< of hourly means
  double peak_cooling_W{0};
  std::int32_t peak_heating_hour{-1};
  std::int32_t peak_cooling_hour{-1};
  double lowest_C{1e9};  ///< of hourly means of the air
  double highest_C{-1e9};
  std::int32_t lowest_hour{-1};
  std::int32_t highest_hour{-1};
  double sum_C{0};  ///< over hours
  std::int32_t hours_over_30{0};
  std::int32_t hours_over_35{0};
  std::int32_t hours_below_10{0};

  void add(std::int32_t hour, const ZoneHourMeans& means);
};

/// Means of the hours of a zone's day, for its plants.
struct ZoneDayMeans {
  std::array<float, 24> heating_W{};
  std::array<float, 24> cooling_W{};
  std::array<float, 24> air_C{};
  void put(int hour, const ZoneHourMeans& means);
};

/// Heating and cooling of all zones in each hour of a day, in whole mW so that their order cannot matter.
struct DayLoad {
  std::array<std::int64_t, 24> heating_mW{};
  std::array<std::int64_t, 24> cooling_mW{};
  void add(int hour, const ZoneHourMeans& means);
};

}  // namespace machi
