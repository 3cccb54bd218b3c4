/// \file  Mends a mask of street cells before it is thinned: gaps between surfaces that are drawn side by side,
/// islands.
#pragma once

#include <cstdint>
#include <span>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// Sets cells between two street cells to the west and east or to the south and north: a gap one cell wide cannot be
/// told from edges that do not match. Own leaves; `mask` [leaves.size()] with ghosts, which are brought up to date
/// before and after. Collective.
void close_gaps(const Comm& comm, const LeafDomain& leaves, std::span<std::uint64_t> mask);

/// Fills holes (4-connected parts of the outside) of at most `most_cells` cells, which must be fewer than the cells
/// across the ghosts. Own leaves; ghosts as above. Collective.
void fill_holes(const Comm& comm, const LeafDomain& leaves, int most_cells, std::span<std::uint64_t> mask);

}  // namespace machi
