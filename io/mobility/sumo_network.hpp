/// \file  A network of SUMO as queues see it: edges become links, lanes exits, traffic lights signals.
#pragma once

#include <cstdint>

#include "engine/model/traffic_network.hpp"
#include "io/mobility/sumo_net.hpp"

namespace machi {

struct SumoRules {
  /// Passenger cars per hour of green that leave a lane: base saturation flow rate of the Highway Capacity Manual
  /// (2010, exhibit 18-28).
  double saturation_flow_1_h{1900};
  /// Whether vehicles go on at yellow. If not, yellow stands for the time lost at the beginning of green: the Manual's
  /// defaults are 2 s of start-up lost time and 2 s of extension of green, which cancel out.
  bool drives_at_yellow{false};
};

/// Every edge becomes a link of the same name: the length of its lanes; the speed, number and room of those that cars
/// may use (else motor vehicles, else anyone). A link's exits are its lanes with connections; lanes that lead to the
/// same edges for the same vehicles under the same signals are one. A signal is green in the states G, g, o, O and s.
/// Throws InputError with file and line: an edge whose junction is not there, a connection whose light is not there or
/// has fewer states than its index. Local.
TrafficNetwork sumo_network(const SumoNet& net, const SumoRules& rules = {});

/// Adds for each of `links` one that leads to its beginning and nowhere else, from a node of its own: "<id>.start".
/// Vehicles that set off from its end enter the link as if they had driven there, and so drive all of it, as in SUMO;
/// QSim's begin at the end of their first link. Row k of the answer is that of links[k].
std::vector<std::uint32_t> add_starts(TrafficNetwork& network, const std::vector<std::uint32_t>& links);

}  // namespace machi
