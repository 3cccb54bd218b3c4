/// \file  Where those are who are at no activity: the field that mobility leaves for others at an exchange.
#pragma once

#include <cstdint>

#include "engine/model/population.hpp"

namespace machi {

enum class WayState : std::uint8_t {
  departing,   ///< in its vehicle, which has not got into the traffic yet
  driving,     ///< on a link
  travelling,  ///< teleported
  arriving,    ///< its next activity starts in the next step
};

/// One person under way.
struct UnderWay {
  std::uint32_t person{0};   ///< row of the demand
  std::uint32_t link{0};     ///< driving, departing: row of the network
  float along{0};            ///< driving: part of the link that lies behind it
  std::uint32_t left{0};     ///< travelling: steps until it arrives
  std::uint16_t element{0};  ///< of its plan: 2 k + 1, the leg after activity k
  std::uint8_t mode{0};      ///< row of the demand's modes, those beyond last_counted_mode being one
  WayState state{WayState::driving};
};

}  // namespace machi
