/// \file  The order in which the nodes of a traffic network are stored and cut for ranks: neighbours close together.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// Node rows along the Hilbert curve through their coordinates; without coordinates in reverse Cuthill–McKee order
/// (Cuthill and McKee 1969, George 1971), component by component. Ties go to the lower row. Local.
std::vector<std::uint32_t> node_order(const TrafficNetwork& network);

}  // namespace machi
