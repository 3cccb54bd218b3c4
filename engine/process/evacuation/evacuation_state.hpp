/// \file  What an evacuation is between two seconds: all that later steps depend on and nothing that can be made anew.
#pragma once

#include <vector>

#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Of one rank. Each person stands in one of the lists; destinations are the same on all ranks.
struct EvacuationState {
  std::vector<Walker> walkers;            ///< on the street, any order
  std::vector<WaitingPerson> waiting;     ///< any order
  std::vector<Walker> at_doors;           ///< of one block: in the order in which they came to their doors
  std::vector<Walker> in_cars;            ///< any order
  std::vector<StreetEvent> at_entrances;  ///< any order
  std::vector<Outcome> outcomes;          ///< any order
  std::vector<DestinationState> destinations;
  Evacuation::Crowding crowding;    ///< local sums
  std::int64_t lost_before_car{0};  ///< local sum
};

}  // namespace machi
