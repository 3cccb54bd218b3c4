/// \file  Edits of streets, found on the city's network.
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

/// Polygons that an edit draws, by its wkt or its file. Throws InputError where the file holds none. Local.
PolygonTable ground_of_edit(const ScenarioEdit& edit, const CityFrame& frame);

/// Rows of the links that an edit is about: those it names, and those whose middle lies in its polygons; ascending.
/// Throws InputError where it names a link that is none. Local; the same on all ranks.
std::vector<std::uint32_t> links_of_edit(const ScenarioEdit& edit, const Network& network, const CityFrame& frame);

/// Changes the network of a city file: closed links and those over removed bridges are open to no mode, pedestrianised
/// ones to no cars, widened ones have width and lanes as given; links of added bridges stand behind the city's, in the
/// order of the edits. One note for each edit. Throws InputError. Local; the same on all ranks.
void edit_streets(std::span<const ScenarioEdit> edits, const H5Input& file, const CityFrame& frame, Network& network,
                  std::vector<std::string>& notes);

}  // namespace machi
