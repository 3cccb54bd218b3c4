#include "engine/network/street_index.hpp"

#include <algorithm>
#include <bit>

#include "engine/core/error.hpp"

namespace machi {
namespace {

LeafXY leaf_of(const StreetCell& cell) {
  return {cell.x >> 3, cell.y >> 3};
}

std::uint64_t bit_of(std::int32_t x, std::int32_t y) {
  return std::uint64_t{1} << ((y & 7) * leaf_side + (x & 7));
}

std::vector<LeafKey> keys_of(const GridFrame& frame, std::span<const StreetCell> cells) {
  std::vector<LeafKey> keys;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (i == 0 || !(leaf_of(cells[i]) == leaf_of(cells[i - 1]))) keys.push_back(frame.key(leaf_of(cells[i])));
  return keys;
}

RowOwners owners_of(const Comm& comm, std::size_t mine) {
  RowOwners owners(comm, mine);
  if (owners.total() >= no_cell) throw RunError("More than 2^32 cells on the middle of streets. Use larger cells");
  return owners;
}

}  // namespace

StreetIndex::StreetIndex(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, std::vector<StreetCell> cells,
                         int reach)
    : rank_(comm.rank()),
      cells_(std::move(cells)),
      owners_(owners_of(comm, cells_.size())),
      domain_(comm, frame, cuts, keys_of(frame, cells_), (reach + leaf_side - 1) / leaf_side) {
  index_own(domain_.own());
  if (comm.size() > 1) index_ghosts(comm);
}

void StreetIndex::index_own(std::size_t leaves) {
  const auto differs = [&](std::size_t i) {
    return i == 0 || cells_[i].layer != cells_[i - 1].layer || !(leaf_of(cells_[i]) == leaf_of(cells_[i - 1]));
  };
  std::size_t count = 0;
  for (std::size_t i = 0; i < cells_.size(); ++i) count += differs(i) ? 1 : 0;
  leaves_.reserve(count);
  begin_.reserve(leaves + 1);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const StreetCell& cell = cells_[i];
    if (i == 0 || !(leaf_of(cell) == leaf_of(cells_[i - 1])))
      begin_.push_back(static_cast<std::uint32_t>(leaves_.size()));
    if (differs(i)) leaves_.push_back({0, 0, 0, first() + static_cast<CellNumber>(i), cell.layer});
    const std::uint64_t bit = bit_of(cell.x, cell.y);
    leaves_.back().cells |= bit;
    if (cell.level == Level::elevated) leaves_.back().elevated |= bit;
    if (cell.level == Level::tunnel) leaves_.back().tunnel |= bit;
  }
  begin_.push_back(static_cast<std::uint32_t>(leaves_.size()));
}

// Layer by layer of those that a leaf has: first how many, then one of each leaf at a time.
void StreetIndex::index_ghosts(const Comm& comm) {
  std::vector<std::uint8_t> counts;
  std::uint8_t most = 0;
  for (std::uint32_t leaf = 0; leaf < domain_.own(); ++leaf) {
    counts.push_back(static_cast<std::uint8_t>(begin_[leaf + 1] - begin_[leaf]));
    most = std::max(most, counts.back());
  }
  counts = domain_.ghost_values(comm, std::span<const std::uint8_t>(counts));
  for (const std::uint8_t count : counts) begin_.push_back(begin_.back() + count);
  leaves_.resize(begin_.back());
  const auto rounds = static_cast<std::uint32_t>(comm.max(std::int64_t{most}));
  for (std::uint32_t k = 0; k < rounds; ++k) {
    std::vector<Leaf> mine(domain_.own());
    for (std::uint32_t leaf = 0; leaf < domain_.own(); ++leaf)
      if (begin_[leaf] + k < begin_[leaf + 1]) mine[leaf] = leaves_[begin_[leaf] + k];
    const std::vector<Leaf> ghosts = domain_.ghost_values(comm, std::span<const Leaf>(mine));
    for (std::uint32_t g = 0; g < domain_.ghosts(); ++g)
      if (const std::uint32_t leaf = domain_.own() + g; begin_[leaf] + k < begin_[leaf + 1])
        leaves_[begin_[leaf] + k] = ghosts[g];
  }
}

StreetIndex::Found StreetIndex::find(int layer, std::int32_t x, std::int32_t y) const {
  const std::uint32_t at = domain_.find({x >> 3, y >> 3});
  if (at == LeafDomain::none) return {};
  for (std::uint32_t k = begin_[at]; k < begin_[at + 1]; ++k) {
    const Leaf& leaf = leaves_[k];
    if (leaf.layer != static_cast<std::uint32_t>(layer)) continue;
    const std::uint64_t bit = bit_of(x, y);
    if ((leaf.cells & bit) == 0) return {};
    const auto before = static_cast<CellNumber>(std::popcount(leaf.cells & (bit - 1)));
    const bool elevated = (leaf.elevated & bit) != 0;
    const bool tunnel = (leaf.tunnel & bit) != 0;
    return {leaf.first + before, elevated ? Level::elevated : tunnel ? Level::tunnel : Level::ground};
  }
  return {};
}

}  // namespace machi
