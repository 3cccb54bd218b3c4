/// \file  Edits of bridges: on the network, and which ground they lie on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/edits.hpp"
#include "engine/model/network.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// Width of a bridge whose edit gives none, m.
inline constexpr double usual_bridge_m = 4;

/// Appends the link of an added bridge, elevated, from the nearest node of a street that is open to all of its modes to
/// that at its other end; returns its row. Throws InputError where an end lies farther than 30 m from any, or both ends
/// meet one node. Local; the same on all ranks.
std::uint32_t add_bridge(const ScenarioEdit& edit, const CityFrame& frame, Network& network);

/// Surfaces of the bridges that an edit removes: of the bridges and roads that it names by gml:id, and what it draws.
/// Throws InputError for an id that is neither of these nor a link. Local.
PolygonTable decks_of_edit(const ScenarioEdit& edit, const H5Input& file, const CityFrame& frame);

/// Links that lead over the bridges of an edit, ascending: those it names, and of those that lie in its surfaces the
/// elevated ones; where none is elevated, the bridge passes no street, and all that lie in it are. Local.
std::vector<std::uint32_t> links_on_decks(const ScenarioEdit& edit, const PolygonTable& decks, const Network& network);

}  // namespace machi
