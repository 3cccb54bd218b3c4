/// \file  What edits do to the cells of the ground: buildings that come and go, streets that close or widen.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/network.hpp"
#include "engine/model/scenario.hpp"
#include "io/setup/building_edits.hpp"

namespace machi {

/// Changes cover, building and level of the own cells of `leaves` (rows of `grid`), edit after edit: ground of a
/// removed building becomes open, that of an added one building, that of a widened street road (also where a building
/// stood); an added bridge lies above its cells, level, a removed one does not any more. `network` is that of the
/// edits, `file` the city's. The cells that closed streets close, and the road of a removed bridge that no street on
/// the ground shares. [own leaves], bit y * 8 + x. Throws InputError on all ranks. Collective.
std::vector<std::uint64_t> edit_ground(const Comm& comm, const Scenario& scenario, const H5Input& file,
                                       const BuildingEdits& edits, const LeafDomain& leaves, const Network& network,
                                       const CityFrame& frame, Grid& grid);

}  // namespace machi
