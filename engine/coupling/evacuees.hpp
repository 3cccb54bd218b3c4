/// \file  The people of an evacuation that are those of mobility: each where it is at the alarm, with its own age and
/// household.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/coupling/walk_ways.hpp"
#include "engine/coupling/whereabouts.hpp"
#include "engine/model/geometry.hpp"
#include "engine/model/population.hpp"
#include "engine/population/departure.hpp"

namespace machi {

/// What people keep for life, in the order of the demand; empty where mobility's people are no city's.
struct PersonTraits {
  std::vector<std::uint64_t> id;         ///< unique over all ranks
  std::vector<std::uint8_t> age;         ///< years
  std::vector<std::uint64_t> household;  ///< id of its first member
  std::vector<std::uint32_t> home;       ///< building
  std::vector<std::uint8_t> cars;        ///< of the household
  std::vector<std::uint8_t> drives;      ///< 1: a car of the household stands ready for this person
};

/// How evacuees are drawn where they have nothing of their own.
struct EvacueeRules {
  std::vector<PersonClass> classes;
  DeparturePlan departure;  ///< seconds after the alarm
  std::uint64_t seed{1};
  bool night{false};
  double group_share{0};   ///< of households whose members are in one building and keep together
  double gather_share{0};  ///< of households that meet at home before they leave
};

/// Length of a way over the straight line, of people who go home to meet their family where no street leads there.
inline constexpr double gathering_detour = 1.3;

/// Whether a share, drawn by household or person, holds for one. Any thread.
bool holds_for(std::uint64_t seed, std::uint64_t id, std::uint32_t purpose, double share);

/// A row for each person whose place is known; `door`: [buildings] where each opens onto the street. Households that
/// gather (2 persons and more) begin at home, together, when the last one is there: as long after its departure as the
/// way home along the streets takes at its own free speed. That way is not walked on the ground. `points`: where each
/// of `places` lies. `building` is where they come out of at their departure, none for those who are outdoors already.
/// `ways`: null if nobody gathers. Local.
Population evacuees_of(const std::vector<PersonPlace>& places, const std::vector<PointMm>& points,
                       const std::vector<PointMm>& door, const PersonTraits& traits, const EvacueeRules& rules,
                       WalkWays* ways);

}  // namespace machi
