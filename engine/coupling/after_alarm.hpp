/// \file  Where people are from the alarm to the end of the day, as the evacuation left it: the field that it leaves
/// for energy.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/day_presence.hpp"
#include "engine/coupling/whereabouts.hpp"

namespace machi {

/// What became of one evacuee; seconds after the alarm.
struct EvacueeEnd {
  enum class Kind : std::uint32_t { stays, under_way, safe, left_area, lost };
  std::uint64_t id{0};
  float left_s{0};                     ///< its building; endless: never
  float end_s{0};                      ///< of arrival or loss
  std::uint32_t shelter{0xffffffffU};  ///< safe: building of the city, none in the open
  Kind kind{Kind::stays};
};

/// Where someone is at the end whom the evacuation has left to mobility.
enum class DayGoesOn : std::uint32_t { nowhere, at_activity, under_way };

/// How many persons are where when the run is over; over all ranks.
struct AfterAlarm {
  std::int64_t stayed{0};       ///< evacuees who did not leave
  std::int64_t sheltered{0};    ///< in a building
  std::int64_t in_the_open{0};  ///< safe, in no building
  std::int64_t left_area{0};    ///< safe, by car
  std::int64_t lost{0};
  std::int64_t under_way{0};
  // No evacuees: their day went on.
  std::int64_t at_activity{0};
  std::int64_t travelling{0};
  std::int64_t nowhere{0};  ///< whose trip has failed
  std::int64_t total() const {
    return stayed + sheltered + in_the_open + left_area + lost + under_way + at_activity + travelling + nowhere;
  }
};

/// Joins the places at the alarm (of this rank's persons, whose ids are `id`) with what became of the evacuees (any, of
/// this rank) and adds to `day` where evacuees are from step `alarm_step` on. `others`: [persons] where those are who
/// are none. Collective.
AfterAlarm add_after_alarm(const Comm& comm, const std::vector<PersonPlace>& places,
                           const std::vector<std::uint64_t>& id, const std::vector<DayGoesOn>& others,
                           const std::vector<EvacueeEnd>& ends, std::uint32_t alarm_step, DayPresence& day);

}  // namespace machi
