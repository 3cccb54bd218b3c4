/// \file  Lanes, speeds and modes of a street from its width (tables and sources: docs/models/network.md).
#pragma once

#include <cstdint>

namespace machi {

/// What the width of a street was measured on.
enum class WidthOf : std::uint8_t {
  whole_road,   ///< from road edge to road edge, sidewalks and shoulders included
  carriageway,  ///< the traffic areas of vehicles only
};

/// Lanes in both directions together.
std::uint8_t lanes_of_width(double width_m, WidthOf what);

/// Free speed of vehicles in m/s.
float free_speed_of_lanes(std::uint8_t lanes);

/// Modes (mode_* bits) of a street for vehicles; pedestrians where it has no sidewalk of its own.
std::uint8_t modes_of_street(double width_m, bool has_sidewalk);

}  // namespace machi
