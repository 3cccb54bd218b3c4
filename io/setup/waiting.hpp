/// \file  Persons as they wait for their departure, made from a population.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/leaf.hpp"
#include "engine/model/population.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Person `i` at a point of the grid (x, y >= 0). Its class, speed and departure must have been drawn.
WaitingPerson waiting_person(const Population& people, std::uint64_t i, const PointMm& at, const GridFrame& frame,
                             std::int64_t steps_per_s);

/// The first step at or after a departure; never_due where it never comes.
std::uint64_t due_step(float departure_s, std::int64_t steps_per_s);

/// Makes a share of the persons followers of those around, drawn by person.
void let_some_follow(double share, std::uint64_t seed, std::vector<WaitingPerson>& people);

/// Walkers are taken to be at least this fast where it is a question of how far a step goes.
inline constexpr double least_fastest_m_s = 4;
/// What no walker is faster than, at least `least_m_s`: of the classes and of the persons' own speeds.
double fastest_m_s(std::span<const PersonClass> classes, std::span<const float> free_speed_m_s, double least_m_s);

}  // namespace machi
