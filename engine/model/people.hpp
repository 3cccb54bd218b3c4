/// \file  People of a town with a day of activities: households, persons, where they go, and how.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

enum class Sex : std::uint8_t { male, female };

/// What a person does on a working day.
enum class PersonRole : std::uint8_t {
  infant,     ///< before school
  pupil,      ///< primary to high school
  student,    ///< university, vocational school
  full_time,  ///< employed
  part_time,  ///< employed
  at_home,    ///< neither, below 65
  retired,    ///< neither, from 65
};
inline constexpr std::array<std::string_view, 7> role_names{"infant",    "pupil",   "student", "full_time",
                                                            "part_time", "at_home", "retired"};
inline constexpr std::size_t role_count = role_names.size();

/// What for a person is somewhere.
enum class Purpose : std::uint8_t { home, work, school, shopping, leisure, business };
inline constexpr std::array<std::string_view, 6> purpose_names{"home",     "work",    "school",
                                                               "shopping", "leisure", "business"};
inline constexpr std::size_t purpose_count = purpose_names.size();

enum class TravelMode : std::uint8_t { walk, bicycle, car, transit };
inline constexpr std::array<std::string_view, 4> travel_mode_names{"walk", "bicycle", "car", "transit"};
inline constexpr std::size_t travel_mode_count = travel_mode_names.size();

/// Where a person is, from `start_s` to `end_s` as planned; seconds after midnight.
struct PlannedActivity {
  static constexpr std::int32_t to_the_end = -1;
  Purpose purpose{Purpose::home};
  std::uint32_t building{no_index};  ///< row in the building table of the city
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
  std::int32_t start_s{0};
  std::int32_t end_s{to_the_end};
};

/// Between two activities.
struct PlannedLeg {
  TravelMode mode{TravelMode::walk};
  float distance_m{0};       ///< along the network
  std::int32_t travel_s{0};  ///< on the empty network
};

/// A run of households with their persons, in order of (building, household, person). Rank after rank they are those of
/// the town.
struct People {
  // Households
  std::vector<std::uint32_t> household_building;  ///< row in the building table of the city
  std::vector<std::uint8_t> household_cars;
  std::vector<std::uint64_t> household_begin{0};  ///< [households + 1] into persons

  // Persons
  std::vector<std::uint64_t> id;  ///< drawn_person_id(): building × 2^24 + number in the building
  std::vector<std::uint8_t> age;  ///< years
  std::vector<Sex> sex;
  std::vector<PersonRole> role;
  std::vector<std::uint8_t> licence;             ///< 1: may drive
  std::vector<std::uint8_t> car;                 ///< 1: a car of the household stands ready for this person
  std::vector<std::uint32_t> home;               ///< building
  std::vector<std::uint32_t> place;              ///< building of work or school; no_index none
  std::vector<std::uint64_t> activity_begin{0};  ///< [persons + 1]

  std::vector<PlannedActivity> activities;  ///< the first and the last at home
  std::vector<PlannedLeg> legs;             ///< of person p from activity_begin[p] - p on

  std::uint64_t persons() const { return id.size(); }
  std::uint64_t households() const { return household_building.size(); }
  std::uint64_t leg_begin(std::uint64_t person) const { return activity_begin[person] - person; }
};

}  // namespace machi
