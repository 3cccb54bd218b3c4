/// \file  Networks of MATSim (network_v1 and network_v2).
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/traffic_network.hpp"
#include "io/archive/source.hpp"

namespace machi {

struct NetworkReading {
  TrafficNetwork network;
  std::uint64_t loops{0};  ///< links from a node to itself: kept, since stops of transit lie on such links
};

/// Reads a network, plain or compressed. Links without `modes` are for cars; capacities are divided by capperiod.
/// Throws InputError with file and line: an id twice, a node that is not there, a length, speed, capacity or number of
/// lanes that is not above 0, more than 32 modes. Local.
NetworkReading read_network_xml(const std::string& path);

/// The same for bytes; `name` is what errors show.
NetworkReading read_network_xml(ByteSource& bytes, const std::string& name);

}  // namespace machi
