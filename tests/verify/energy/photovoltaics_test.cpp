// Panels on a south roof of 30 degrees against numbers from pvlib's irradiance.
#include "engine/systems/photovoltaics.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/climate/plane_year.hpp"
#include "engine/climate/sky_year.hpp"
#include "io/weather/epw.hpp"

namespace machi {
namespace {

struct Yield {
  double sun_kWh_m2{0};
  double direct_kWh{0};
  double alternating_kWh{0};
};

/// Of 1 kWp in some days of a year.
Yield yield_of(const WeatherYear& weather, const std::vector<int>& days) {
  const std::vector<float> sun = plane_year(SkyModel::perez, sky_year(weather), {30, 180}, 0.2);
  const PanelAir air = panel_air(weather);
  EnergyPhotovoltaic given;
  given.peak_W = 1000;
  const PhotovoltaicArray array(given, sun.data(), air);
  Yield yield;
  for (const int day : days)
    for (int h = 0; h < 24; ++h) {
      const auto hour = static_cast<std::size_t>(24 * day + h);
      yield.sun_kWh_m2 += 1e-3 * static_cast<double>(sun[hour]);
      yield.direct_kWh += 1e-3 * array.direct_W(hour);
      yield.alternating_kWh += 1e-3 * array.alternating_W(hour);
    }
  return yield;
}

WeatherYear weather_of(const std::string& file) {
  const std::string path = std::string(MACHI_SHARED_DATA) + "/energy/weather/" + file;
  return std::filesystem::exists(path) ? read_epw(path) : WeatherYear{};
}

// The sun of pvlib_hourly_Denver_725650TYCST.csv (Perez, tilt 30, mid-hour) through Faiman's cells and PVWatts, summed
// by a few lines of Python from the same weather file.
TEST(Photovoltaics, OfSixDaysInDenverGiveWhatPvlibsSunGives) {
  const WeatherYear weather = weather_of("725650TYCST_DenverIntl_TMY3_ASHRAE140-2020.epw");
  if (weather.dry_bulb_C.empty()) GTEST_SKIP() << "the weather file is absent";
  const Yield yield = yield_of(weather, {78, 123, 171, 194, 265, 354});
  EXPECT_NEAR(yield.sun_kWh_m2 / 34.6117, 1, 0.005);
  EXPECT_NEAR(yield.direct_kWh / 33.3023, 1, 0.005);
  EXPECT_NEAR(yield.alternating_kWh / 27.3841, 1, 0.005);
}

// A year in New York, whose sun on this plane is 1656.8 kWh/m² (pvlib_annual_poa.csv); in Tokyo's climate the same
// panels gave 0.982 of the sun's 1473 kWh/m² (reference: 1447 kWh), which is a warmer place with less sun.
TEST(Photovoltaics, OfAYearInNewYorkGiveAsMuchOfTheirSunAsInTokyo) {
  const WeatherYear weather = weather_of("USA_NY_New.York-JFK.744860_TMY3.epw");
  if (weather.dry_bulb_C.empty()) GTEST_SKIP() << "the weather file is absent";
  std::vector<int> days(365);
  for (int day = 0; day < 365; ++day) days[static_cast<std::size_t>(day)] = day;
  const Yield yield = yield_of(weather, days);
  EXPECT_NEAR(yield.sun_kWh_m2 / 1656.8, 1, 0.005);
  EXPECT_NEAR(yield.direct_kWh / yield.sun_kWh_m2, 0.982, 0.02);
}

}  // namespace
}  // namespace machi
