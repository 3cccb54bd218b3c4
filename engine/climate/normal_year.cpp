#include "engine/climate/normal_year.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "engine/climate/sky_year.hpp"
#include "engine/core/constants.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

using std::numbers::pi;
constexpr std::uint32_t purpose_weather = 0x7001;

// Departures of days: correlation from day to day and spread, of the temperature and of the sunshine.
constexpr double warmth_memory = 0.7;
constexpr double warmth_spread_C = 2.2;
constexpr double sunshine_memory = 0.35;
constexpr double angstrom_dull = 0.25;
constexpr double angstrom_sunny = 0.50;
constexpr double hargreaves = 0.18;  // FAO 56: 0.16 inland, 0.19 at the coast
constexpr double dew_below_least_C = 2;
constexpr double warmest_h = 14;
constexpr double wind_m_s = 3;

/// The sun of one day on the level, without air.
struct DayOfSun {
  double sunset_rad;  ///< hour angle
  double extraterrestrial_Wh_m2;
  double distance_factor;  ///< (mean distance / distance)²
};

DayOfSun day_of_sun(int day, double latitude_deg) {
  const double of_year = 2 * pi * (day + 1) / days_per_year;
  const double declination = 0.409 * std::sin(of_year - 1.39);  // FAO 56, eq. 24
  const double latitude = latitude_deg * degree;
  const double set = std::acos(std::clamp(-std::tan(latitude) * std::tan(declination), -1.0, 1.0));
  const double near = 1 + 0.033 * std::cos(of_year);
  const double sum =
      set * std::sin(latitude) * std::sin(declination) + std::cos(latitude) * std::cos(declination) * std::sin(set);
  return {set, std::max(1.0, 24 / pi * solar_constant_W_m2 * near * sum), near};
}

double normal_of(std::uint64_t seed, std::uint64_t station, int day, int which) {
  const auto words = random_block(seed, station, static_cast<std::uint32_t>(day), purpose_weather);
  const double u = (words[static_cast<std::size_t>(2 * which)] + 0.5) * 0x1p-32;
  const double v = uniform01(words[static_cast<std::size_t>(2 * which + 1)]);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * pi * v);
}

/// A first-order autoregression of unit spread over a year whose end joins its beginning closely enough.
std::array<double, days_per_year> course_of(std::uint64_t seed, std::uint64_t station, int which, double memory) {
  std::array<double, days_per_year> course{};
  double value = normal_of(seed, station, days_per_year, which);
  for (int day = 0; day < days_per_year; ++day) {
    value = memory * value + std::sqrt(1 - memory * memory) * normal_of(seed, station, day, which);
    course[static_cast<std::size_t>(day)] = value;
  }
  return course;
}

template <class Visit>
void each_month(const Visit& visit) {
  std::size_t first = 0;
  for (std::size_t month = 0; month < 12; ++month) {
    const auto days = static_cast<std::size_t>(month_days[month]);
    visit(month, first, first + days);
    first += days;
  }
}

/// Share of the day's possible sunshine: a power of the ranks of a normal course, whose exponent gives each month its
/// own mean.
std::array<double, days_per_year> sunshine_of(const MonthlyNormals& normals, std::uint64_t seed) {
  const auto course = course_of(seed, normals.station, 0, sunshine_memory);
  std::array<double, days_per_year> share{};
  each_month([&](std::size_t month, std::size_t first, std::size_t last) {
    double possible_h = 0;
    for (std::size_t d = first; d < last; ++d)
      possible_h += 24 / pi * day_of_sun(static_cast<int>(d), normals.place.latitude_deg).sunset_rad;
    const double wanted = std::clamp(normals.sunshine_h[month] / possible_h, 0.02, 0.95);
    const auto mean_of = [&](double power) {
      double sum = 0;
      for (std::size_t d = first; d < last; ++d) {
        share[d] = std::pow(0.5 * std::erfc(-course[d] / std::sqrt(2.0)), power);
        sum += share[d];
      }
      return sum / static_cast<double>(last - first);
    };
    double low = 0.01;
    double high = 50;
    for (int k = 0; k < 60; ++k) {
      const double middle = std::sqrt(low * high);
      (mean_of(middle) > wanted ? low : high) = middle;
    }
    mean_of(high);
  });
  return share;
}

/// Means of days: straight lines between the middles of the months, with departures, each month with its own mean.
std::array<double, days_per_year> warmth_of(const MonthlyNormals& normals, std::uint64_t seed) {
  const auto course = course_of(seed, normals.station, 1, warmth_memory);
  std::array<double, days_per_year> mean_C{};
  each_month([&](std::size_t month, std::size_t first, std::size_t last) {
    const double before = normals.mean_C[(month + 11) % 12];
    const double here = normals.mean_C[month];
    const double after = normals.mean_C[(month + 1) % 12];
    const auto days = static_cast<double>(last - first);
    double sum = 0;
    for (std::size_t d = first; d < last; ++d) {
      const double at = (static_cast<double>(d - first) + 0.5) / days - 0.5;  // -0.5 … 0.5
      mean_C[d] = here + (at < 0 ? (here - before) : (after - here)) * at + warmth_spread_C * course[d];
      sum += mean_C[d];
    }
    for (std::size_t d = first; d < last; ++d) mean_C[d] += here - sum / days;
  });
  return mean_C;
}

/// Collares-Pereira & Rabl (1979): of a day's radiation, what falls in an hour about this hour angle.
double part_of_day(double hour_angle, double sunset) {
  if (std::abs(hour_angle) >= sunset) return 0;
  const double a = 0.409 + 0.5016 * std::sin(sunset - 60 * degree);
  const double b = 0.6609 - 0.4767 * std::sin(sunset - 60 * degree);
  return std::max(0.0, pi / 24 * (a + b * std::cos(hour_angle)) * (std::cos(hour_angle) - std::cos(sunset)) /
                           (std::sin(sunset) - sunset * std::cos(sunset)));
}

/// Erbs, Klein & Duffie (1982): diffuse part by the hour's clearness.
double diffuse_part(double clearness) {
  if (clearness <= 0.22) return 1 - 0.09 * clearness;
  if (clearness > 0.8) return 0.165;
  const double k = clearness;
  return 0.9511 - 0.1604 * k + 4.388 * k * k - 16.638 * k * k * k + 12.336 * k * k * k * k;
}

/// Between the least temperature at sunrise and the highest at 14 h by half cosines.
double hour_C(double hour, double sunrise_h, double mean_C, double range_C, double next_range_C) {
  const double up = warmest_h - sunrise_h;
  if (hour >= sunrise_h && hour < warmest_h) return mean_C - 0.5 * range_C * std::cos(pi * (hour - sunrise_h) / up);
  const double since = hour >= warmest_h ? hour - warmest_h : hour + 24 - warmest_h;
  const double range = hour >= warmest_h ? 0.5 * (range_C + next_range_C) : range_C;
  return mean_C + 0.5 * range * std::cos(pi * since / (24 - up));
}

double sky_infrared_W_m2(double air_C, double dew_C, double clear) {
  const double tenths = 10 * (1 - clear);
  const double cloud = 1 + 0.0224 * tenths - 0.0035 * tenths * tenths + 0.00028 * tenths * tenths * tenths;
  const double emissivity = std::min(1.0, (0.787 + 0.764 * std::log((dew_C + 273.15) / 273)) * cloud);
  return emissivity * stefan_boltzmann_W_m2K4 * std::pow(air_C + 273.15, 4);
}

class YearMaker {
 public:
  YearMaker(const MonthlyNormals& normals, std::uint64_t seed)
      : normals_(normals), sunshine_(sunshine_of(normals, seed)), warmth_C_(warmth_of(normals, seed)) {
    year_.place = normals.place;
  }

  WeatherYear make() {
    for (int day = 0; day < days_per_year; ++day) add_air(day);
    const std::vector<SkyState> suns = no_radiation_yet();
    for (int day = 0; day < days_per_year; ++day) add_sun(day, suns);
    return std::move(year_);
  }

 private:
  double clearness(int day) const {
    return angstrom_dull + angstrom_sunny * sunshine_[static_cast<std::size_t>((day + days_per_year) % days_per_year)];
  }
  double range_C(int day) const { return std::pow(clearness(day) / hargreaves, 2); }

  // Solar noon on the clock of the place, without the equation of time.
  double noon_h() const { return 12 + normals_.place.utc_offset_h - normals_.place.longitude_deg / 15; }

  void add_air(int day) {
    const auto d = static_cast<std::size_t>(day);
    const DayOfSun sun = day_of_sun(day, normals_.place.latitude_deg);
    const double sunrise_h = std::min(warmest_h - 1, noon_h() - 12 / pi * sun.sunset_rad);
    const double pressure_Pa = 101'325 * std::pow(1 - 2.25577e-5 * normals_.place.elevation_m, 5.25588);
    const double least_C = warmth_C_[d] - 0.5 * range_C(day);
    for (int hour = 0; hour < 24; ++hour) {
      const double air_C = hour_C(hour + 0.5, sunrise_h, warmth_C_[d], range_C(day), range_C(day + 1));
      const double dew_C = std::min(air_C, least_C - dew_below_least_C);
      year_.dry_bulb_C.push_back(air_C);
      year_.dew_point_C.push_back(dew_C);
      year_.pressure_Pa.push_back(pressure_Pa);
      year_.sky_infrared_W_m2.push_back(sky_infrared_W_m2(air_C, dew_C, sunshine_[d]));
      year_.wind_m_s.push_back(wind_m_s);
    }
  }

  std::vector<SkyState> no_radiation_yet() {
    for (auto* column : {&year_.global_level_W_m2, &year_.direct_normal_W_m2, &year_.diffuse_level_W_m2})
      column->assign(hours_per_year, 0);
    return sky_year(year_, moments_per_h);
  }

  // Mean sine of the sun's height while it is up, over the whole hour.
  static double mean_height(std::span<const SkyState> moments) {
    double sum = 0;
    for (const SkyState& sky : moments) sum += std::max(0.0, std::cos(sky.sun.zenith_deg * degree));
    return sum / static_cast<double>(moments.size());
  }

  void add_sun(int day, const std::vector<SkyState>& suns) {
    const DayOfSun sun = day_of_sun(day, normals_.place.latitude_deg);
    const double day_Wh_m2 = clearness(day) * sun.extraterrestrial_Wh_m2;
    std::array<double, 24> part{};
    std::array<double, 24> height{};
    double all = 0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::size_t first = (24 * static_cast<std::size_t>(day) + hour) * moments_per_h;
      height[hour] = mean_height(std::span(suns).subspan(first, moments_per_h));
      const double hour_angle = (static_cast<double>(hour) + 0.5 - noon_h()) * 15 * degree;
      part[hour] = height[hour] > 0.01 ? part_of_day(hour_angle, sun.sunset_rad) : 0;
      all += part[hour];
    }
    for (std::size_t hour = 0; hour < 24 && all > 0; ++hour) {
      const double global = day_Wh_m2 * part[hour] / all;
      if (global <= 0) continue;
      const double level = solar_constant_W_m2 * sun.distance_factor * height[hour];
      const double direct = global * (1 - diffuse_part(std::min(1.0, global / level)));
      // Never more than through clear air (Meinel & Meinel 1976).
      const double most =
          solar_constant_W_m2 * sun.distance_factor * std::pow(0.7, std::pow(1 / std::max(0.05, height[hour]), 0.678));
      const std::size_t at = 24 * static_cast<std::size_t>(day) + hour;
      year_.global_level_W_m2[at] = global;
      year_.direct_normal_W_m2[at] = std::min(direct / height[hour], most);
      year_.diffuse_level_W_m2[at] = global - year_.direct_normal_W_m2[at] * height[hour];
    }
  }

  static constexpr int moments_per_h = 4;
  const MonthlyNormals& normals_;
  std::array<double, days_per_year> sunshine_;
  std::array<double, days_per_year> warmth_C_;
  WeatherYear year_;
};

}  // namespace

WeatherYear normal_year(const MonthlyNormals& normals, std::uint64_t seed) {
  return YearMaker(normals, seed).make();
}

}  // namespace machi
