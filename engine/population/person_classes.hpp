/// \file  Classes of persons as published, and what is drawn from a class: free speed, speed on stairs, the class
/// itself. docs/models/people.md has the tables with their sources.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

/// A table of classes as somebody published it.
struct PersonClassTable {
  std::string name;    ///< "imo_passengers", …
  std::string source;  ///< who published the numbers, in one sentence
  std::string ours;    ///< which numbers are our reading; empty where none
  std::vector<PersonClass> classes;
};

/// Every table, in the order in which they are listed.
const std::vector<PersonClassTable>& person_class_tables();

/// Null where there is none of that name.
const PersonClassTable* find_person_classes(std::string_view name);

/// What is wrong with a class that a user gave, as the end of a sentence; empty where nothing is.
std::string problem_of(const PersonClass& person_class);

/// Free speed by day of one person: uniform in [low, high); normal(mean, sd) given that it lies in [low, high];
/// triangular on [low, high] with the given mean; or mean. Depends on nothing but the arguments. Any thread.
double draw_free_speed(const PersonClass& person_class, std::uint64_t seed, std::uint64_t person_id);

/// The same by night: × night_factor.
double draw_free_speed_by_night(const PersonClass& person_class, std::uint64_t seed, std::uint64_t person_id);

/// Speeds along the incline of a stair.
struct StairSpeeds {
  double up_m_s{0};
  double down_m_s{0};
};

/// Who walks fast on the flat walks fast on stairs: the speed stands in the class's range for stairs where the free
/// speed (by day) stands in its own. Where the class has no such range: factor × free speed.
StairSpeeds stair_speeds(const PersonClass& person_class, double free_speed_m_s);

/// The class of one person, by the classes' shares (any positive sum). Any thread.
std::uint16_t draw_person_class(std::span<const PersonClass> classes, std::uint64_t seed, std::uint64_t person_id);

/// Draws what a list of persons left open: classes that are no_class, then free speeds that are NaN.
void draw_classes_and_speeds(Population& people, std::uint64_t seed, bool night);

}  // namespace machi
