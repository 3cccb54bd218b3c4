/// \file  A weather year at one place: plain data, hour by hour.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace machi {

/// Hours of a common year; a weather year has no 29 February.
inline constexpr std::size_t hours_per_year = 8760;
inline constexpr int days_per_year = 365;

/// Days of the twelve months of a weather year.
inline constexpr int month_days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/// Where a weather year holds.
struct WeatherPlace {
  std::string name;
  double latitude_deg{0};   ///< north
  double longitude_deg{0};  ///< east
  double utc_offset_h{0};   ///< of the clock that the hours follow; no daylight saving
  double elevation_m{0};
};

/// Columns [hours_per_year] of means: hour h lies between h and h + 1 on the clock of the place, counted from the
/// year's beginning.
struct WeatherYear {
  WeatherPlace place;
  std::vector<double> dry_bulb_C;
  std::vector<double> dew_point_C;
  std::vector<double> pressure_Pa;
  std::vector<double> sky_infrared_W_m2;   ///< long-wave radiation from the sky on the level
  std::vector<double> global_level_W_m2;   ///< short-wave: all that reaches the level
  std::vector<double> direct_normal_W_m2;  ///< of the sun's disc, on a plane that faces it
  std::vector<double> diffuse_level_W_m2;  ///< of the sky, on the level
  std::vector<double> wind_m_s;
};

}  // namespace machi
