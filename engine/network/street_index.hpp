/// \file  The street cells of this rank by number, and where those of the ranks around lie.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/comm/row_owners.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/network/street_cells.hpp"

namespace machi {

/// Number of a street cell among those of all ranks, in order of (leaf key, layer, bit): so each rank's are
/// consecutive, and no choice between cells by number depends on the ranks.
using CellNumber = std::uint32_t;
inline constexpr CellNumber no_cell = 0xffffffffU;

/// Finds street cells by number and by place. Immutable.
class StreetIndex {
 public:
  /// cells: of this rank, as find_street_cells leaves them. Cells of other ranks are found up to `reach` cells away
  /// from own ones. Throws RunError for 2^32 cells or more. Collective.
  StreetIndex(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, std::vector<StreetCell> cells, int reach);

  struct Found {
    CellNumber number{no_cell};
    Level level{Level::ground};
  };
  Found find(int layer, std::int32_t x, std::int32_t y) const;

  std::span<const StreetCell> own() const { return cells_; }
  CellNumber first() const { return static_cast<CellNumber>(owners_.first(rank_)); }  ///< number of own()[0]
  CellNumber total() const { return static_cast<CellNumber>(owners_.total()); }       ///< cells on all ranks
  bool owns(CellNumber number) const { return number - first() < cells_.size(); }
  const StreetCell& cell(CellNumber own) const { return cells_[own - first()]; }
  int owner(CellNumber number) const { return owners_.owner(number); }
  const RowOwners& owners() const { return owners_; }

 private:
  struct Leaf {
    std::uint64_t cells{0};
    std::uint64_t elevated{0};  ///< of the cells
    std::uint64_t tunnel{0};
    CellNumber first{0};
    std::uint32_t layer{0};
  };
  void index_own(std::size_t leaves);
  void index_ghosts(const Comm& comm);

  int rank_;
  std::vector<StreetCell> cells_;
  RowOwners owners_;
  LeafDomain domain_;                 ///< of the leaves with cells on any layer
  std::vector<std::uint32_t> begin_;  ///< [leaves of the domain + 1] into leaves_
  std::vector<Leaf> leaves_;          ///< ascending by layer within a leaf
};

}  // namespace machi
