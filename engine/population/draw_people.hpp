/// \file  People drawn from buildings by use, floor area and hour: who is where when the alarm sounds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/population.hpp"
#include "engine/population/occupancy.hpp"

namespace machi {

/// The buildings that one rank has read, in any order. All spans have the same length.
struct BuildingView {
  std::span<const std::uint32_t> row;  ///< in the building table of the whole city
  std::span<const std::int16_t> usage;
  std::span<const float> floor_area_m2;
  std::span<const float> footprint_area_m2;
  std::span<const std::int16_t> storeys_above_ground;
  std::span<const float> height_m;
  std::span<const PointMm> entrance;
  std::span<const std::uint32_t> cell;  ///< into the totals by cell, no_index outside; empty where there are none
};

struct DrawSettings {
  std::uint64_t seed{1};
  DayTime when;
  bool night{false};                  ///< speeds are × the class's night factor
  std::vector<double> cell_persons;   ///< residents of each cell of the national grid; the same on all ranks
  std::optional<std::int64_t> total;  ///< as many persons in all
  std::vector<PersonClass> classes;   ///< with shares
};

/// What was drawn, over all ranks.
struct DrawReport {
  std::int64_t residents{0};  ///< persons who are at home
  std::int64_t occupants{0};  ///< persons at work, at school, in shops, guests, patients
  std::int64_t unplaced{0};   ///< residents of cells without a dwelling, who are left out; 0 where `total` is given
  std::int64_t buildings{0};  ///< with somebody in them
};

struct DrawnPeople {
  Population people;  ///< of this rank's buildings, in their order. departure_s is NaN: still to be drawn
  DrawReport report;
};

/// More are refused.
inline constexpr std::int64_t most_people = 4'000'000'000;
inline constexpr std::int64_t most_in_a_building = (std::int64_t{1} << 23) - 1;

/// The id of a person: building row × 2^24, + 2^23 for one who does not live there, + number in the building. A whole
/// number below 2^53 for rows below 2^29, so that JSON and JavaScript keep it.
std::uint64_t drawn_person_id(std::uint32_t building_row, bool resident, std::uint32_t number);

/// Draws the people of all buildings. Residents: a household for each dwelling that is not vacant, scaled to the
/// residents of the cells where these are given, × the share at home. Occupants: by the rooms of the use. Both scaled
/// to `total` where it is given. Without it, residents sum to each cell's total (or to the sum of the households) ×
/// share at home, occupants to their expectation, each rounded to a whole number. Where nine of ten residents are at
/// home, those of one dwelling are a group. The same persons for any dealing of the buildings to ranks. Collective.
/// Throws UsageError for a total that is negative, above most_people, or of people without a building to be in, for
/// no classes, and for cells with less than 0 persons.
DrawnPeople draw_people(const BuildingView& buildings, const DrawSettings& settings, const Comm& comm);

}  // namespace machi
