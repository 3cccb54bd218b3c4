/// \file  How many people are in a building: the published tables, and what files leave out.
#include "engine/population/occupancy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "engine/model/city.hpp"

namespace machi {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

/// Rows of a WEBPRO table, without its header.
std::vector<std::vector<std::string>> webpro(const std::string& name) {
  std::ifstream file(std::string(MACHI_SHARED_DATA) + "/energy/japan/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) rows.push_back(fields_of(line));
  return rows;
}

TEST(Occupancy, RoomsHaveTheDensitiesAndHoursOfWebpro) {
  if (!std::filesystem::exists(std::string(MACHI_SHARED_DATA) + "/energy/japan")) {
    GTEST_SKIP() << "SKIPPED: shared data is absent";
  }
  std::map<std::string, std::vector<std::string>> room;  // by id
  for (auto& row : webpro("webpro_room_conditions.csv")) room[row[2]] = row;
  std::map<std::string, HourProfile> hours;  // by building, room and pattern
  for (const auto& row : webpro("webpro_room_schedules.csv")) {
    if (row[2] != "人体発熱密度比率" || row.size() < 28) continue;
    HourProfile& profile = hours[row[0] + row[1] + row[3]];
    for (std::size_t h = 0; h < 24; ++h) profile[h] = row[4 + h].empty() ? -1 : std::stod(row[4 + h]);
  }
  int compared = 0;
  for (const OccupantRow& row : occupant_rows()) {
    if (row.room.empty()) continue;
    const auto& published = room.at(std::string(row.room));
    EXPECT_DOUBLE_EQ(row.persons_1_m2, std::stod(published[6])) << row.room;
    EXPECT_EQ(*row.weekday, hours.at(published[0] + published[1] + "パターン1")) << row.room;
    EXPECT_EQ(*row.holiday, hours.at(published[0] + published[1] + "パターン2")) << row.room;
    ++compared;
  }
  EXPECT_EQ(compared, 10);
}

TEST(Occupancy, EveryUseOfTheCodeListHasARow) {
  for (const int usage : {401, 402, 403, 404, 411, 412, 413, 414, 415, 421, 422, 431, 441, 451, 452, 453, 454, 461}) {
    const auto code = static_cast<std::int16_t>(usage);
    const auto rows = occupant_rows();
    const bool works = std::any_of(rows.begin(), rows.end(), [&](const OccupantRow& row) { return row.usage == code; });
    EXPECT_TRUE(works || dwelling_row(code) != nullptr) << usage;
  }
  EXPECT_EQ(dwelling_row(missing_int), dwelling_row(461));
  EXPECT_EQ(dwelling_row(401), nullptr);
}

TEST(Occupancy, FloorAreasAndSharesFitIntoTheBuilding) {
  std::map<std::int16_t, double> share;
  for (const OccupantRow& row : occupant_rows()) share[row.usage] += row.share_of_floor;
  for (const DwellingRow& row : dwelling_rows()) share[row.usage] += row.share_of_floor;
  for (const auto& [usage, sum] : share) EXPECT_LE(sum, 1 + 1e-12) << usage;
}

TEST(Occupancy, AnOfficeIsFullAtTenAndEmptyAtThree) {
  EXPECT_DOUBLE_EQ(occupants_in(401, 1000, {10, false}), 35);
  EXPECT_DOUBLE_EQ(occupants_in(401, 1000, {14.77, false}), 35);
  EXPECT_DOUBLE_EQ(occupants_in(401, 1000, {12.5, false}), 21);
  EXPECT_DOUBLE_EQ(occupants_in(401, 1000, {3, false}), 0);
  EXPECT_DOUBLE_EQ(occupants_in(401, 1000, {10, true}), 0);
  EXPECT_DOUBLE_EQ(occupants_in(402, 1000, {14, true}), 50);
  EXPECT_DOUBLE_EQ(occupants_in(404, 1000, {14, false}), 9 + 15) << "shops and offices";
  EXPECT_DOUBLE_EQ(occupants_in(411, 100, {10, false}), 0) << "nobody works in a house";
  EXPECT_DOUBLE_EQ(occupants_in(422, 1000, {3, false}), 4) << "patients";
}

TEST(Occupancy, ByNightEveryoneIsAtHome) {
  EXPECT_EQ(share_at_home({3, false}), 1);
  EXPECT_EQ(share_at_home({3, true}), 1);
  EXPECT_LT(share_at_home({14, false}), share_at_home({14, true}));
  EXPECT_EQ(share_at_home({-7, false}), share_at_home({0, false}));
  EXPECT_EQ(share_at_home({99, false}), share_at_home({23, false}));
}

TEST(Occupancy, MissingFloorAreaComesFromFootprintAndStoreysOrHeight) {
  EXPECT_EQ(floor_area_of(120, 60, 3, 9), 120);
  EXPECT_EQ(floor_area_of(missing, 60, 3, 9), 180);
  EXPECT_EQ(floor_area_of(0, 60, 3, 9), 180);
  EXPECT_EQ(floor_area_of(-9999, 60, missing_int, 6.4F), 120);
  EXPECT_EQ(floor_area_of(missing, 60, missing_int, 2.5F), 60);
  EXPECT_EQ(floor_area_of(missing, 60, missing_int, missing), 60);
  EXPECT_EQ(floor_area_of(missing, missing, 3, 9), 0);
  EXPECT_EQ(floor_area_of(std::numeric_limits<float>::infinity(), 60, 3, 9), 2e6);
}

TEST(Occupancy, DwellingsAreCountedByArea) {
  const DwellingRow& house = *dwelling_row(411);
  const DwellingRow& flats = *dwelling_row(412);
  EXPECT_EQ(dwellings_in(house, 19), 0) << "a shed";
  EXPECT_EQ(dwellings_in(house, 90), 1);
  EXPECT_EQ(dwellings_in(house, 240), 1);
  EXPECT_EQ(dwellings_in(house, 260), 2);
  EXPECT_EQ(dwellings_in(flats, 3000), 50);
  EXPECT_EQ(dwellings_in(flats, 0), 0);
}

TEST(Households, SizesAreThoseOfTheCensusTiltedToTheMeansOfHousesAndFlats) {
  constexpr std::array<double, 7> census_2010{.324, .272, .182, .144, .050, .019, .010};
  const struct {
    bool flats;
    double tilt, mean;
  } kinds[] = {{false, 1.0928, 2.6}, {true, 0.6527, 1.8}};
  for (const auto& kind : kinds) {
    const auto sizes = household_sizes(kind.flats);
    double sum = 0, mean = 0, all = 0;
    for (std::size_t k = 0; k < 7; ++k) {
      sum += census_2010[k] * std::pow(kind.tilt, static_cast<double>(k));
      mean += static_cast<double>(k + 1) * sizes[k];
      all += sizes[k];
    }
    EXPECT_NEAR(all, 1, 1e-12);
    EXPECT_NEAR(mean, kind.mean, 0.01);
    for (std::size_t k = 0; k < 7; ++k) {
      EXPECT_NEAR(sizes[k], census_2010[k] * std::pow(kind.tilt, static_cast<double>(k)) / sum, 0.0015);
    }
  }
}

TEST(Households, AreDrawnWithTheirSharesAndVacancies) {
  const DwellingRow& house = *dwelling_row(411);
  std::map<int, int> count;
  for (std::uint32_t building = 0; building < 2000; ++building) {
    HouseholdStream households(house, 1, building);
    for (int k = 0; k < 10; ++k) ++count[households.next()];
  }
  const double n = 20'000;
  EXPECT_NEAR(count[0], 0.136 * n, 4 * std::sqrt(n * 0.136 * 0.864));
  for (int size = 1; size <= 7; ++size) {
    const double p = 0.864 * household_sizes(false)[static_cast<std::size_t>(size - 1)];
    EXPECT_NEAR(count[size], p * n, 4 * std::sqrt(n * p * (1 - p))) << size;
  }
}

}  // namespace
}  // namespace machi
