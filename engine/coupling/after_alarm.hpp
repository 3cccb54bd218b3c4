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
  enum class Kind : std::uint32_t { stays, under_way, safe, lost };
  std::uint64_t id{0};
  float left_s{0};                     ///< its building; endless: never
  float end_s{0};                      ///< of arrival or loss
  std::uint32_t shelter{0xffffffffU};  ///< safe: building of the city, none in the open
  Kind kind{Kind::stays};
};

/// How many persons are where when the evacuation is over; over all ranks.
struct AfterAlarm {
  std::int64_t stayed{0};       ///< where they were, as they did not have to leave, or did not
  std::int64_t sheltered{0};    ///< in a building
  std::int64_t in_the_open{0};  ///< safe, in no building
  std::int64_t lost{0};
  std::int64_t under_way{0};
  std::int64_t unknown{0};  ///< outdoors at the alarm, and no part of the evacuation
  std::int64_t total() const { return stayed + sheltered + in_the_open + lost + under_way + unknown; }
};

/// Joins the places at the alarm (of this rank's persons, whose ids are `id`) with what became of the evacuees (any, of
/// this rank) and adds to `day` where everyone is from step `alarm_step` on. Who was indoors and is no evacuee stays
/// there. Collective.
AfterAlarm add_after_alarm(const Comm& comm, const std::vector<PersonPlace>& places,
                           const std::vector<std::uint64_t>& id, const std::vector<EvacueeEnd>& ends,
                           std::uint32_t alarm_step, DayPresence& day);

}  // namespace machi
