/// \file  What random numbers of the people of a run are for (engine/core/rng.hpp).
#pragma once

#include <cstdint>

namespace machi {

enum PopulationPurpose : std::uint32_t {
  purpose_free_speed = 0x5001,  ///< by person
  purpose_person_class,         ///< by person
  purpose_departure,            ///< by person, or by group where one leaves together
  purpose_household,            ///< by building: sizes of the households
  purpose_resident_rounding,    ///< by building: who gets the persons left over by rounding
  purpose_occupant_rounding,
  purpose_takes_fleet,  ///< by person and fleet: whether trips are made with it
};

}  // namespace machi
