/// \file  What random numbers of a synthetic population are for (engine/core/rng.hpp).
#pragma once

#include <cstdint>

namespace machi {

enum DemandPurpose : std::uint32_t {
  purpose_resident_count = 0x6001,  ///< by building: who gets the persons left over by rounding
  purpose_household_kind,           ///< by household
  purpose_household_cars,           ///< by household
  purpose_household_share,          ///< by household: whether it is in the sample
  purpose_tentative_age,            ///< by person
  purpose_person,                   ///< by person: age within its class, sex, role, licence
  purpose_place,                    ///< by person: work, school
  purpose_day,                      ///< by person: chain, times, other destinations
  purpose_mode,                     ///< by person: modes
  purpose_changed_place,            ///< by person: whether one goes to a place that a proposal has changed
};

}  // namespace machi
