// Annual irradiance of eight planes at two places, within half a per cent of pvlib, and its sun within 0.01 degrees.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/climate/sky_year.hpp"
#include "io/weather/epw.hpp"

namespace machi {
namespace {

struct Row {
  std::string model;
  PlaneFacing facing;
  double kWh_m2;
};

std::vector<Row> rows_of(const std::string& site) {
  std::ifstream file(std::string(MACHI_SHARED_DATA) + "/energy/solar/pvlib_annual_poa.csv");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    std::stringstream fields(line);
    std::vector<std::string> words;
    for (std::string word; std::getline(fields, word, ',');) words.push_back(word);
    if (words.size() > 4 && words[0] == site)
      rows.push_back({words[3], {std::stod(words[1]), std::stod(words[2])}, std::stod(words[4])});
  }
  return rows;
}

void compare(const std::string& site, const std::string& weather) {
  const std::string path = std::string(MACHI_SHARED_DATA) + "/energy/weather/" + weather;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the weather file is absent";
  const std::vector<SkyState> sky = sky_year(read_epw(path));
  int compared = 0;
  for (const Row& row : rows_of(site)) {
    const SkyModel model = row.model == "perez"       ? SkyModel::perez
                           : row.model == "isotropic" ? SkyModel::isotropic
                                                      : SkyModel::hay_davies;
    double sum = 0;
    for (const SkyState& hour : sky) sum += 1e-3 * plane_irradiance(model, hour, row.facing, 0.2).total();
    EXPECT_NEAR(sum / row.kWh_m2, 1, 0.005)
        << site << " " << row.model << " tilt " << row.facing.tilt_deg << " azimuth " << row.facing.azimuth_deg;
    ++compared;
  }
  EXPECT_EQ(compared, 24);
}

TEST(Sun, OfSixDaysInDenverIsThatOfPvlib) {
  std::ifstream file(std::string(MACHI_SHARED_DATA) + "/energy/solar/pvlib_hourly_Denver_725650TYCST.csv");
  if (!file) GTEST_SKIP() << "the table is absent";
  std::string line;
  std::getline(file, line);
  int compared = 0;
  while (std::getline(file, line)) {
    int year = 0, month = 0, day = 0, hour = 0;
    double apparent_deg = 0, zenith_deg = 0, azimuth_deg = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%d-%d-%d %d:30:00-07:00,%lf,%lf,%lf", &year, &month, &day, &hour,
                          &apparent_deg, &zenith_deg, &azimuth_deg),
              7);
    const SunPosition sun = sun_position(julian_day(year, month, day, hour + 7.5), 39.83, -104.65);
    EXPECT_NEAR(sun.zenith_deg, zenith_deg, 0.01) << line.substr(0, 25);
    EXPECT_NEAR((sun.azimuth_deg - azimuth_deg) * std::sin(zenith_deg * 0.0174533), 0, 0.01) << line.substr(0, 25);
    ++compared;
  }
  EXPECT_EQ(compared, 144);
}

TEST(AnnualIrradiance, OfDenverIsThatOfPvlib) {
  compare("Denver_725650TYCST", "725650TYCST_DenverIntl_TMY3_ASHRAE140-2020.epw");
}

TEST(AnnualIrradiance, OfNewYorkIsThatOfPvlib) {
  compare("NewYork_JFK_TMY3", "USA_NY_New.York-JFK.744860_TMY3.epw");
}

}  // namespace
}  // namespace machi
