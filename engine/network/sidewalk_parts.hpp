/// \file  The connected parts of the sidewalks, over all ranks.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/network/street_index.hpp"

namespace machi {

/// A street cell by number and place.
struct CellSite {
  CellNumber number{no_cell};
  std::int32_t x{0};
  std::int32_t y{0};
  int layer{0};
};

/// The 8-connected pieces of some cells on their layers; `cells` and the answer's pieces ascend by number.
std::vector<std::vector<CellSite>> connected_pieces(const StreetIndex& streets, std::span<const CellSite> cells);

/// This rank's share of a part.
struct SidewalkPart {
  CellNumber lowest{no_cell};   ///< of the whole part
  std::vector<CellSite> cells;  ///< of this rank, ascending
};

/// The parts for none of whose cells `meets` holds on any rank; `meets` is asked of own cells. sidewalks: all of this
/// rank, ascending. The ranks tell each other of the cells along their borders only. Collective.
std::vector<SidewalkPart> parts_without(const Comm& comm, const StreetIndex& streets,
                                        std::span<const CellSite> sidewalks,
                                        const std::function<bool(CellNumber)>& meets);

}  // namespace machi
