#include "engine/population/occupancy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"
#include "engine/model/city.hpp"
#include "engine/population/purposes.hpp"

namespace machi {
namespace {

// Profiles of WEBPRO (人体発熱密度比率), patterns 1 and 2.
constexpr HourProfile empty_day{};
constexpr HourProfile office_day{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, .6, 1, 1, 1, 1, 1, .5, .3, .2, 0, 0, 0};
constexpr HourProfile store_day{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .2, .2, .3, .3, .3, .3, .3, .3, .1, .1, .1, 0, 0, 0};
constexpr HourProfile store_holiday{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .1, .5, .5, .5, 1, 1, 1, 1, .5, .3, .1, 0, 0, 0};
constexpr HourProfile guests_day{.8, .8, .8, .8, .8, .8, .8, .8, .8, .8, 0, 0, 0, 0, 0, 0, 0, 0, 0, .8, .8, .8, .8, .8};
constexpr HourProfile guests_holiday{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
constexpr HourProfile class_day{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr HourProfile always{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

// Ours: shape of a day at home, 1 in the small hours, so that people by night are those of the census.
constexpr HourProfile home_day{1,   1,   1,   1,   1,   .98, .92, .75, .55, .48, .45, .45,
                               .47, .44, .44, .47, .52, .60, .70, .80, .87, .92, .96, .99};
constexpr HourProfile home_holiday{1,   1,   1,   1,   1,   .99, .97, .94, .88, .80, .72, .66,
                                   .64, .62, .60, .60, .62, .68, .75, .82, .88, .93, .97, .99};

// WEBPRO's densities are those of a full room. The shares are ours: offices after 13 m² of leased area a person in
// Tokyo, the others by judgement; docs/models/people.md.
constexpr std::array<OccupantRow, 17> occupants{{{401, "O-1", .1, .35, &office_day, &empty_day},
                                                 {402, "S-1", .2, .25, &store_day, &store_holiday},
                                                 {403, "H-1", .07, .5, &guests_day, &guests_holiday},
                                                 {404, "S-1", .2, .15, &store_day, &store_holiday},
                                                 {404, "O-1", .1, .15, &office_day, &empty_day},
                                                 {413, "S-2", .2, .15, &store_day, &store_holiday},
                                                 {414, "S-2", .2, .05, &store_day, &store_holiday},
                                                 {415, "", .01, .5, &office_day, &empty_day},
                                                 {421, "O-1", .1, .25, &office_day, &empty_day},
                                                 {422, "E-1", .5, .02, &class_day, &empty_day},
                                                 {422, "D-1", .08, .05, &always, &always},
                                                 {431, "", .003, 1, &office_day, &empty_day},
                                                 {441, "", .005, 1, &office_day, &empty_day},
                                                 {451, "", .002, 1, &office_day, &empty_day},
                                                 {452, "", .003, 1, &office_day, &empty_day},
                                                 {453, "", .01, 1, &office_day, &empty_day},
                                                 {454, "", .005, 1, &office_day, &empty_day}}};

// Area of dwellings: Housing and Land Survey 2018, detached 127 m², flats 51 m²; 13.6 % of dwellings vacant.
constexpr double detached_m2 = 127;
constexpr double flat_m2 = 51;
constexpr double inhabited = 1 - 0.136;
constexpr std::int16_t unknown_use = 461;
constexpr double smallest_dwelling_m2 = 20;
constexpr std::array<DwellingRow, 6> dwellings{{{411, 1, detached_m2, inhabited, false},
                                                {412, .86, flat_m2, inhabited, true},
                                                {413, .5, detached_m2, inhabited, false},
                                                {414, .6, flat_m2, inhabited, true},
                                                {415, .5, detached_m2, inhabited, false},
                                                {unknown_use, 1, detached_m2, inhabited / 2, false}}};

// Census 2010, private households by size, × 1.0928^(size - 1) and × 0.6527^(size - 1): means 2.6 and 1.8.
constexpr std::array<double, 7> in_houses{.283, .260, .190, .164, .062, .026, .015};
constexpr std::array<double, 7> in_flats{.514, .281, .123, .063, .014, .004, .001};

constexpr double storey_m = 3.2;
constexpr double largest_floor_area_m2 = 2e6;

std::size_t hour_of(const DayTime& when) {
  return static_cast<std::size_t>(std::clamp(when.hour, 0.0, 23.0));
}

}  // namespace

std::span<const OccupantRow> occupant_rows() {
  return occupants;
}

std::span<const DwellingRow> dwelling_rows() {
  return dwellings;
}

const DwellingRow* dwelling_row(std::int16_t usage) {
  const std::int16_t known = usage == missing_int ? unknown_use : usage;
  const auto* found =
      std::find_if(dwellings.begin(), dwellings.end(), [&](const auto& row) { return row.usage == known; });
  return found == dwellings.end() ? nullptr : found;
}

std::int64_t dwellings_in(const DwellingRow& row, double floor_area_m2) {
  if (!(floor_area_m2 >= smallest_dwelling_m2)) return 0;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(floor_area_m2 * row.share_of_floor / row.dwelling_m2));
}

double occupants_in(std::int16_t usage, double floor_area_m2, const DayTime& when) {
  double sum = 0;
  for (const OccupantRow& row : occupants) {
    if (row.usage != usage) continue;
    const HourProfile& profile = when.holiday ? *row.holiday : *row.weekday;
    sum += floor_area_m2 * row.share_of_floor * row.persons_1_m2 * profile[hour_of(when)];
  }
  return sum;
}

double share_at_home(const DayTime& when) {
  return (when.holiday ? home_holiday : home_day)[hour_of(when)];
}

double floor_area_of(float floor_area_m2, float footprint_area_m2, std::int16_t storeys, float height_m) {
  double area_m2 = floor_area_m2;
  if (!(area_m2 > 0)) {
    const double by_height = height_m > 0 ? std::max(1.0, std::round(height_m / storey_m)) : 1.0;
    area_m2 = static_cast<double>(footprint_area_m2) * (storeys > 0 ? storeys : by_height);
  }
  return area_m2 > 0 ? std::min(area_m2, largest_floor_area_m2) : 0;
}

std::span<const double> household_sizes(bool flats) {
  return flats ? in_flats : in_houses;
}

int HouseholdStream::next() {
  const auto words = random_block(seed_, building_, drawn_++, purpose_household);
  if (uniform01(words[0]) >= row_.inhabited) return 0;
  const std::span<const double> sizes = household_sizes(row_.flats);
  double left = uniform01(words[1]);
  std::size_t k = 0;
  while (k + 1 < sizes.size() && left >= sizes[k]) left -= sizes[k++];
  return static_cast<int>(k) + 1;
}

}  // namespace machi
