/// \file  How many people are in a building: by use, floor area and hour. docs/models/people.md has the tables with
/// their sources.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace machi {

/// A share at each full hour of a day.
using HourProfile = std::array<double, 24>;

/// When people are counted.
struct DayTime {
  double hour{3};       ///< 0 ≤ hour < 24; the profile of the full hour before holds
  bool holiday{false};  ///< Saturday, Sunday, public holiday
};

/// Rooms of one kind in the buildings of one use. Persons = floor area × share_of_floor × persons_1_m2 × profile.
struct OccupantRow {
  std::int16_t usage;     ///< code of Building_usage
  std::string_view room;  ///< id of the room in WEBPRO's tables ("O-1"); empty: the row is ours
  double persons_1_m2;    ///< of a full room's area
  double share_of_floor;  ///< of the building's floor area that is as full as that in the busiest hour; ours
  const HourProfile* weekday;
  const HourProfile* holiday;
};

/// Dwellings in the buildings of one use.
struct DwellingRow {
  std::int16_t usage;
  double share_of_floor;  ///< of the building's floor area that is dwellings
  double dwelling_m2;     ///< floor area of one dwelling
  double inhabited;       ///< probability that a dwelling has a household
  bool flats;             ///< sizes of households are those of flats
};

std::span<const OccupantRow> occupant_rows();
std::span<const DwellingRow> dwelling_rows();

/// The row of a use; null where it has no dwellings. A missing use is that of code 461 (unknown).
const DwellingRow* dwelling_row(std::int16_t usage);

/// Dwellings in a building; 0 below 20 m² of floor area.
std::int64_t dwellings_in(const DwellingRow& row, double floor_area_m2);

/// Persons who are in a building but do not live there.
double occupants_in(std::int16_t usage, double floor_area_m2, const DayTime& when);

/// Share of the residents who are at home.
double share_at_home(const DayTime& when);

/// Floor area of a building: as given, else footprint × storeys, where missing storeys are height / 3.2 m, at least
/// one. 0 where nothing is known; at most 2 km². Missing values are NaN, missing_int or not above 0.
double floor_area_of(float floor_area_m2, float footprint_area_m2, std::int16_t storeys, float height_m);

/// Probabilities of 1, 2, … 7 persons in a household.
std::span<const double> household_sizes(bool flats);

/// The persons in the dwellings of one building, one dwelling after the other; 0 where it is vacant.
class HouseholdStream {
 public:
  HouseholdStream(const DwellingRow& row, std::uint64_t seed, std::uint32_t building)
      : row_(row), seed_(seed), building_(building) {}
  int next();

 private:
  const DwellingRow& row_;
  std::uint64_t seed_;
  std::uint32_t building_;
  std::uint32_t drawn_{0};
};

}  // namespace machi
