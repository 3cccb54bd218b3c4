/// \file  The streets of a city as traffic drives on them: each direction a link of its own, with lanes and capacity.
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/network.hpp"
#include "engine/model/traffic_network.hpp"

namespace machi {

/// The streets that any of the modes `mode_bits` (mode_*) may use. Nodes keep their rows, and their places in metres
/// from the city's origin; bit k of the links' modes is mode_* bit k ("walk", "bicycle", "car"). A street becomes a
/// link in each direction that is open to one of the modes: "7" from its first to its second node, "7r" back (walking
/// is open against a one-way street). Lanes are shared evenly between directions; a street of one lane for both counts
/// as half a lane each. Capacity is that of street_capacity_1_s() where cars may pass, else that of one lane. Lengths
/// are at least 0.1 m. Local.
TrafficNetwork drive_network(const Network& streets, std::uint8_t mode_bits);

/// Passenger cars per second at the end of one direction (docs/models/population.md): a lane's saturation flow, less in
/// narrow lanes, times the share of green; less where both directions share one lane. `lanes` counts both directions
/// of a two-way street.
double street_capacity_1_s(std::uint8_t lanes, double width_m, bool oneway);

}  // namespace machi
