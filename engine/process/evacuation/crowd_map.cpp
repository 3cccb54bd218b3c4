#include "engine/process/evacuation/crowd_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "engine/process/evacuation/local_motion.hpp"

namespace machi {
namespace {

/// How often each bin is mixed with its neighbours: the weights are binomial, of a deviation of one bin.
constexpr int passes = 2;
/// Places between the middles of bins are counted in 1/256 bin.
constexpr int part_bits = 8;

/// A value of a bin that another rank holds, too.
struct BinValue {
  LeafXY block;
  std::uint32_t bin;
  std::uint32_t value;
};

struct CellUnits {
  std::uint32_t x;
  std::uint32_t y;
};

// The bin whose middle is below a place within a block, counted from the block's corner (-1 …), and how far the place
// is on the way to the next one.
struct BetweenBins {
  std::int32_t bin;
  std::uint32_t part;
};
BetweenBins between_bins(std::uint32_t units, const BlockFrame& frame) {
  const std::int64_t from_middle =
      static_cast<std::int64_t>(units) * frame.bins - static_cast<std::int64_t>(frame.units() / 2);
  return {static_cast<std::int32_t>(from_middle >> frame.shift()),
          static_cast<std::uint32_t>((from_middle >> (frame.shift() - part_bits)) & ((1 << part_bits) - 1))};
}

// Calls visit(leaf, cell, x, y) for each cell of a slot's own leaves, x and y of its middle.
template <class Visit>
void for_each_cell(const BlockDomain& blocks, const Ground& ground, std::uint32_t slot, Visit visit) {
  const std::int32_t side = leaf_side << blocks.frame().nest;
  const LeafXY block = blocks.block(slot);
  const auto middle = [](std::int32_t cell) {
    return static_cast<std::uint32_t>(cell) << position_bits | cell_units / 2;
  };
  for (std::int32_t row = 0; row < side; ++row)
    for (std::int32_t column = 0; column < side; ++column) {
      const std::uint32_t x = middle(block.x * side + column);
      const std::uint32_t y = middle(block.y * side + row);
      const std::uint32_t leaf = ground.leaf_of(slot, x, y);
      if (leaf < ground.leaves().own()) visit(leaf, Ground::cell_of(x, y), x, y);
    }
}

}  // namespace

CrowdMap::CrowdMap(const Comm& comm, const BlockDomain& blocks, const Ground& ground)
    : blocks_(&blocks),
      ground_(&ground),
      bins_(static_cast<std::size_t>(blocks.frame().bins) * static_cast<std::size_t>(blocks.frame().bins)),
      open_cells_(none()),
      tenths_(std::size_t{ground.leaves().own()} * leaf_cells, 0) {
  for (std::uint32_t slot = 0; slot < blocks.own(); ++slot)
    for_each_cell(blocks, ground, slot, [&](std::uint32_t leaf, int cell, std::uint32_t x, std::uint32_t y) {
      const bool open = (ground.closed_mask(leaf) >> cell & 1) == 0;
      open_cells_[slot * bins_ + static_cast<std::size_t>(blocks.frame().bin_at(x, y))] += open;
    });
  for (int pass = 0; pass < passes; ++pass) spread(comm, open_cells_);
  tell_holders(comm, open_cells_);
}

// Sends the values of blocks that other ranks hold as ghosts to them.
void CrowdMap::tell_holders(const Comm& comm, Bins& values) const {
  const std::vector<int>& ranks = blocks_->neighbours();
  std::vector<std::vector<BinValue>> rows(static_cast<std::size_t>(comm.size()));
  for (std::uint32_t slot = blocks_->deep(); slot < blocks_->own(); ++slot)
    for (const int neighbour : blocks_->holders(slot))
      for (std::uint32_t bin = 0; bin < bins_; ++bin)
        if (const std::uint32_t value = values[slot * bins_ + bin]; value != 0)
          rows[static_cast<std::size_t>(ranks[static_cast<std::size_t>(neighbour)])].push_back(
              {blocks_->block(slot), bin, value});
  std::fill(values.begin() + static_cast<std::ptrdiff_t>(blocks_->own() * bins_), values.end(), 0);
  for (const std::vector<BinValue>& row : comm.all_to_all_of(rows))
    for (const BinValue& told : row) values[blocks_->find(told.block) * bins_ + told.bin] = told.value;
}

// Mixes each own bin with its eight neighbours, with weights 1, 2, 1 each way.
void CrowdMap::spread(const Comm& comm, Bins& values) const {
  tell_holders(comm, values);
  Bins mixed = none();
#pragma omp parallel for schedule(static)
  for (std::uint32_t slot = 0; slot < blocks_->own(); ++slot)
    for (std::size_t bin = 0; bin < bins_; ++bin) {
      std::uint32_t sum = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const BinBeside beside = bin_beside(*blocks_, slot, static_cast<int>(bin), dx, dy);
          if (beside.slot == BlockDomain::none) continue;
          const auto weight = static_cast<std::uint32_t>((2 - std::abs(dx)) * (2 - std::abs(dy)));
          sum += weight * values[beside.slot * bins_ + static_cast<std::size_t>(beside.bin)];
        }
      mixed[slot * bins_ + bin] = sum;
    }
  values.swap(mixed);
}

// Reads the density at the middles of a slot's cells; persons are spread as the open ground is.
void CrowdMap::read_block(std::uint32_t slot, const Bins& persons, std::vector<std::uint8_t>& tenths) const {
  const BlockFrame& frame = blocks_->frame();
  const double cell_m2 = ground_->cell_m() * ground_->cell_m();
  for_each_cell(*blocks_, *ground_, slot, [&](std::uint32_t leaf, int cell, std::uint32_t x, std::uint32_t y) {
    if ((ground_->closed_mask(leaf) >> cell & 1) != 0) return;
    const BetweenBins column = between_bins(x & (frame.units() - 1), frame);
    const BetweenBins row = between_bins(y & (frame.units() - 1), frame);
    std::uint64_t here = 0;
    std::uint64_t open = 0;
    for (int dy = 0; dy <= 1; ++dy)
      for (int dx = 0; dx <= 1; ++dx) {
        const BinBeside beside = bin_beside(*blocks_, slot, 0, column.bin + dx, row.bin + dy);
        if (beside.slot == BlockDomain::none) continue;
        const std::uint64_t weight = std::uint64_t{dx == 1 ? column.part : (1 << part_bits) - column.part} *
                                     (dy == 1 ? row.part : (1 << part_bits) - row.part);
        const std::size_t at = beside.slot * bins_ + static_cast<std::size_t>(beside.bin);
        here += weight * persons[at];
        open += weight * open_cells_[at];
      }
    const double density_1_m2 = static_cast<double>(here) / (cell_m2 * static_cast<double>(open));
    tenths[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell)] =
        static_cast<std::uint8_t>(std::min(255.0, std::floor(10 * density_1_m2)));
  });
}

void CrowdMap::count(const Comm& comm, std::span<const Walker> walkers, std::vector<std::uint32_t>& changed) {
  const BlockFrame& frame = blocks_->frame();
  Bins persons = none();
  std::vector<std::vector<CellUnits>> leaving(static_cast<std::size_t>(comm.size()));
  const auto count_in = [&](CellUnits at) {
    const std::uint32_t slot = blocks_->find(frame.block_at(at.x, at.y));
    if (slot < blocks_->own()) {
      ++persons[slot * bins_ + static_cast<std::size_t>(frame.bin_at(at.x, at.y))];
      return;
    }
    const int rank = blocks_->neighbours()[static_cast<std::size_t>(blocks_->owner(slot))];
    leaving[static_cast<std::size_t>(rank)].push_back(at);
  };
  for (const Walker& walker : walkers) count_in({walker.x, walker.y});
  for (const std::vector<CellUnits>& arriving : comm.all_to_all_of(leaving))
    for (const CellUnits at : arriving) count_in(at);
  for (int pass = 0; pass < passes; ++pass) spread(comm, persons);
  tell_holders(comm, persons);
  std::vector<std::uint8_t> tenths(tenths_.size(), 0);
#pragma omp parallel for schedule(dynamic, 16)
  for (std::uint32_t slot = 0; slot < blocks_->own(); ++slot) read_block(slot, persons, tenths);
  for (std::size_t leaf = 0; leaf < tenths.size() / leaf_cells; ++leaf) {
    const auto begin = static_cast<std::ptrdiff_t>(leaf * leaf_cells);
    if (!std::equal(tenths.begin() + begin, tenths.begin() + begin + leaf_cells, tenths_.begin() + begin))
      changed.push_back(static_cast<std::uint32_t>(leaf));
  }
  tenths_.swap(tenths);
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
}

}  // namespace machi
