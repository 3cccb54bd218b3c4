/// \file  Everyone in exactly one place: what mobility tells an evacuation at the alarm.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/activity_changes.hpp"
#include "engine/process/mobility/under_way.hpp"

namespace machi {

enum class WherePerson : std::uint8_t {
  indoors,      ///< at an activity
  in_car,       ///< on a link
  setting_off,  ///< in a vehicle that still stands where it was parked
  on_foot,
  on_bicycle,
  by_other,  ///< teleported by another mode, as transit
  arriving,  ///< at the door of where it goes
  unknown,   ///< at no activity, and mobility does not say where
};
inline constexpr std::array<std::string_view, 8> where_names{"indoors",    "in_car",   "setting_off", "on_foot",
                                                             "on_bicycle", "by_other", "arriving",    "unknown"};

/// One person at one step.
struct PersonPlace {
  WherePerson where{WherePerson::unknown};
  std::uint32_t building{0xffffffffU};     ///< indoors: where; else where it comes from
  std::uint32_t to_building{0xffffffffU};  ///< under way: where it goes
  std::uint32_t link{0xffffffffU};         ///< in traffic: row of the network
  float along{0};                          ///< part of the link, or of the way between the buildings, behind it
};

/// Where a demand's modes are told apart.
struct ModeRows {
  std::uint8_t walk{0};
  std::uint8_t bicycle{1};
  std::uint8_t car{2};
};

/// The places of this rank's persons, in the order of the demand, before step `step`: of those whose activity the trail
/// knows there, of all others as `under_way` (any persons, of this rank's links) has them. `leg_steps`: [legs of
/// the demand] how long a teleported one takes. Collective.
std::vector<PersonPlace> places_at(const Comm& comm, const PresencePlan& plan, ActivityTrail& trail,
                                   const std::vector<UnderWay>& under_way, std::uint32_t step, const ModeRows& modes,
                                   const std::vector<std::uint32_t>& leg_steps);

/// How many are where, over all ranks, [where_names]. Collective.
std::array<std::int64_t, where_names.size()> count_places(const Comm& comm, const std::vector<PersonPlace>& places);

}  // namespace machi
