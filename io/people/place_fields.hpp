/// \file  What the named values of a place mean, whatever file they come from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/people/places.hpp"

namespace machi {

/// The named values of one place in the order of the file.
using PlaceValues = std::vector<std::pair<std::string, std::string>>;

/// Name, id, kind, hazards and capacity of a place, the last that `report` has read: its number (from 1) is its id
/// where it has none. A capacity that cannot be is counted there as mended. Throws nothing.
Place place_of(const PlaceValues& values, ReadReport& report);

/// Why latitude and longitude cannot be those of a place; nothing where they can.
std::optional<std::string_view> position_problem(double latitude_deg, double longitude_deg);

/// A decimal number that is the whole text; nothing otherwise, also for "nan" and "inf".
std::optional<double> decimal(std::string_view text);

}  // namespace machi
