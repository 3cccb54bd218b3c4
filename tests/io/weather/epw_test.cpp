// EPW files are read hour by hour, and what is wrong with one is said with its line.
#include "io/weather/epw.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <vector>

#include "tests/sentence_of.hpp"

namespace machi {
namespace {

std::string row(int month, int day, int hour, double dry_bulb_C) {
  return fmt::format(
      "1999,{},{},{},60,source,{},2.0,50,101300,0,0,300,400,500,100,0,0,0,0,180,3.5,0,0,0,0,0,0,0,0,0,0,0,0,0", month,
      day, hour, dry_bulb_C);
}

/// A made-up year whose dry bulb temperature is the hour of the year in hundredths, in lines.
std::vector<std::string> sample() {
  std::vector<std::string> lines{"LOCATION,Town,Prefecture,JPN,made,47000,35.5,139.5,9.0,12.0",
                                 "DESIGN CONDITIONS,0",
                                 "TYPICAL/EXTREME PERIODS,0",
                                 "GROUND TEMPERATURES,0",
                                 "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
                                 "COMMENTS 1,\"a quote that never closes",
                                 "COMMENTS 2,",
                                 "DATA PERIODS,1,1,Data,Friday, 1/ 1,12/31"};
  int count = 0;
  for (int month = 1; month <= 12; ++month)
    for (int day = 1; day <= month_days[month - 1]; ++day)
      for (int hour = 1; hour <= 24; ++hour) lines.push_back(row(month, day, hour, 0.005 * count++));
  return lines;
}

std::string text_of(const std::vector<std::string>& lines, const char* end = "\r\n") {
  std::string text;
  for (const std::string& line : lines) text += line + end;
  return text;
}

std::string problem_of(const std::vector<std::string>& lines) {
  return sentence_of([&] { parse_epw(text_of(lines), "w.epw"); });
}

TEST(Epw, ReadsPlaceAndHours) {
  for (const char* end : {"\r\n", "\n"}) {
    const WeatherYear year = parse_epw(text_of(sample(), end) + end, "w.epw");
    EXPECT_EQ(year.place.name, "Town");
    EXPECT_EQ(year.place.latitude_deg, 35.5);
    EXPECT_EQ(year.place.longitude_deg, 139.5);
    EXPECT_EQ(year.place.utc_offset_h, 9);
    EXPECT_EQ(year.place.elevation_m, 12);
    ASSERT_EQ(year.dry_bulb_C.size(), hours_per_year);
    // The rows' 0, 0.005, …, 43.795 hold at the ends of the hours.
    EXPECT_DOUBLE_EQ(year.dry_bulb_C[0], (43.795 + 0) / 2);
    EXPECT_DOUBLE_EQ(year.dry_bulb_C[1], 0.0025);
    EXPECT_DOUBLE_EQ(year.dry_bulb_C[8759], 43.7925);
    EXPECT_EQ(year.sky_infrared_W_m2[100], 300);
    EXPECT_EQ(year.global_level_W_m2[100], 400);
    EXPECT_EQ(year.direct_normal_W_m2[100], 500);
    EXPECT_EQ(year.diffuse_level_W_m2[100], 100);
    EXPECT_EQ(year.wind_m_s[100], 3.5);
  }
}

TEST(Epw, SaysWhichHourIsMissing) {
  auto lines = sample();
  lines.erase(lines.begin() + 8 + 3);
  EXPECT_EQ(problem_of(lines),
            "w.epw:12: has month 1, day 1, hour 5 where 1, 1, 4 follows. An hour is missing, twice or out of order; "
            "give all 8760");
  lines = sample();
  lines.insert(lines.begin() + 20, lines[19]);
  EXPECT_EQ(problem_of(lines).substr(0, 38), "w.epw:21: has month 1, day 1, hour 12 ");
  lines = sample();
  lines.resize(8 + 48);
  EXPECT_EQ(problem_of(lines), "w.epw:56: ends after 48 of 8760 hours. Give a whole year");
  lines = sample();
  lines.push_back(lines.back());
  EXPECT_EQ(problem_of(lines), "w.epw:8769: follows after 31 December. Give one year of 8760 hours");
}

TEST(Epw, RefusesALeapDay) {
  auto lines = sample();
  lines.insert(lines.begin() + 8 + 59 * 24, row(2, 29, 1, 3));
  EXPECT_EQ(problem_of(lines),
            "w.epw:1425: is 29 February, but a weather year has 365 days. Remove the 24 hours of the leap day");
}

TEST(Epw, SaysWhichValueIsMissingOrWrong) {
  auto lines = sample();
  lines[10] = row(1, 1, 3, 99.9);
  EXPECT_EQ(problem_of(lines), "w.epw:11: the dry bulb temperature is missing (99.9). Fill the gap");
  lines[10] = row(1, 1, 3, -300);
  EXPECT_EQ(problem_of(lines),
            "w.epw:11: the dry bulb temperature is -300, outside -70 … 70. Is the column the right one?");
  lines = sample();
  lines[10].replace(lines[10].find(",300,"), 5, ",9999,");
  EXPECT_EQ(problem_of(lines), "w.epw:11: the horizontal infrared radiation is missing (9999). Fill the gap");
}

TEST(Epw, SaysWhereColumnsAreWrong) {
  auto lines = sample();
  lines[10] = "1999,1,1,3,60,source,5,2,50";
  EXPECT_EQ(problem_of(lines), "w.epw:11: has 9 columns instead of 35. Is this an EPW file?");
  lines = sample();
  lines[10].replace(lines[10].find("source,"), 7, "");
  EXPECT_EQ(problem_of(lines),
            "w.epw:11: the atmospheric pressure is 0, outside 31000 … 120000. Is the column the right one?");
  lines = sample();
  lines[10].replace(lines[10].find(",500,"), 5, ",bright,");
  EXPECT_EQ(
      problem_of(lines),
      "w.epw:11: the direct normal radiation in column 15 is 'bright' instead of a number. Is this an EPW file of "
      "35 columns?");
}

TEST(Epw, RefusesWhatIsNoEpw) {
  EXPECT_EQ(sentence_of([] { parse_epw("", "w.epw"); }),
            "w.epw:0: does not begin with LOCATION and its ten fields. Give an EPW file");
  auto lines = sample();
  lines.resize(5);
  EXPECT_EQ(problem_of(lines), "w.epw:5: ends within the header. Give a whole EPW file");
  lines = sample();
  lines[7] = "DATA PERIODS,1,4,Data,Friday, 1/ 1,12/31";
  EXPECT_EQ(problem_of(lines),
            "w.epw:8: has several data periods or records an hour. Give one period of hourly records");
}

TEST(Epw, ReadsThePublishedYearOfDenver) {
  const std::string path =
      std::string(MACHI_SHARED_DATA) + "/energy/weather/725650TYCST_DenverIntl_TMY3_ASHRAE140-2020.epw";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the weather file is absent";
  const WeatherYear year = read_epw(path);
  EXPECT_EQ(year.place.name, "DENVER INTL AP");
  EXPECT_EQ(year.place.elevation_m, 1650);
  EXPECT_DOUBLE_EQ(year.dry_bulb_C[1], (-18.0 - 16.6) / 2);
  const double sun = std::accumulate(year.global_level_W_m2.begin(), year.global_level_W_m2.end(), 0.0);
  EXPECT_NEAR(1e-3 * sun, 1667, 5);  // kWh/m2, the range of six programs is 1663 to 1670
}

}  // namespace
}  // namespace machi
