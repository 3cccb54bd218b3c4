/// \file  A person's day: which activities, when, where, and how one gets there.
#pragma once

#include <array>
#include <cstdint>

#include "engine/demand/demand_settings.hpp"
#include "engine/demand/gravity.hpp"
#include "engine/demand/place_changes.hpp"
#include "engine/demand/places.hpp"
#include "engine/demand/transit_skims.hpp"
#include "engine/demand/zones.hpp"
#include "engine/model/people.hpp"

namespace machi {

/// What the days of all persons are drawn from. One thread at a time.
struct DayWorld {
  const DemandSettings* settings{nullptr};
  const Zones* zones{nullptr};
  const Skims* skims{nullptr};
  const TransitSkims* transit{nullptr};  ///< null: there is none
  const Places* places{nullptr};
  const PlaceChoice* changes{nullptr};  ///< null: no proposal changes any place
  std::array<ChainChoice, role_count> chains;
  DestinationChoice* school_choice{nullptr};               ///< of pupils and infants
  DestinationChoice* student_choice{nullptr};              ///< of students
  std::array<DestinationChoice*, purpose_count> choice{};  ///< of all others; null where nothing is offered
};

/// Gives person `p` (row of `people`) its place of work or school and appends its activities and legs. `home` is a
/// point of its building.
void plan_day(DayWorld& world, std::uint64_t p, const PointMm& home, People& people);

}  // namespace machi
