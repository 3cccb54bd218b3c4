/// \file  Walks between stops where people change.
#pragma once

#include "engine/transit/stop_index.hpp"

namespace machi {

/// Seconds of a transfer that a timetable says is not possible.
inline constexpr std::uint32_t no_transfer = 0xffffffffU;

/// Adds to the transfers of a timetable those between stops within `radius_m`: the walk and `change_s`. What the
/// timetable says itself stays, but for transfers of `no_transfer`, which are taken out. Stops are joined by one walk
/// at most between two rides, so that walks need not be closed under transitivity.
void add_walking_transfers(Timetable& timetable, double radius_m, std::uint32_t change_s, const WalkRules& rules);

}  // namespace machi
