/// \file  A network for traffic from whatever file it is in.
#pragma once

#include <string>
#include <vector>

#include "engine/model/mobility_settings.hpp"
#include "engine/model/traffic_network.hpp"

namespace machi {

struct NetworkFile {
  TrafficNetwork network;
  std::vector<std::string> notes;  ///< sentences for the log
};

/// Reads the network of a scenario, told by content, plain or compressed: MATSim's XML, SUMO's .net.xml, of which
/// the additional files may hold programs of traffic lights, or OpenStreetMap (.osm, .osm.pbf). Throws InputError.
/// Local.
NetworkFile read_network_file(const MobilitySettings& settings);

}  // namespace machi
