/// \file  A demand with some persons left out and others there several times.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/travel_demand.hpp"

namespace machi {

struct ScaledDemand {
  TravelDemand demand;
  std::vector<std::uint64_t> activity_of;  ///< [activities] row of the given demand that each one is a copy of
};

/// Each person `copies[p]` times, one after the other; the second of them is called "<id>_2", and so are its vehicles.
/// Routes are shared. Local.
ScaledDemand scale_demand(const TravelDemand& given, std::span<const std::uint32_t> copies);

}  // namespace machi
