/// \file  Chains of cells along the middle of streets, packed into about two bytes a cell.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/network/road_areas.hpp"

namespace machi {

/// What a chain tells of each of its cells.
struct ChainCell {
  std::int32_t x{0};
  std::int32_t y{0};
  AreaId area{0};
  std::uint16_t width_16ths{0};  ///< of the street across the line, in sixteenths of a cell; below max_chain_width
  Level level{Level::ground};
  friend bool operator==(const ChainCell&, const ChainCell&) = default;
};

inline constexpr int max_chain_width = 1 << 12;

/// The eight steps from a cell: east, north, west, south, then the diagonals NE, NW, SW, SE.
inline constexpr std::array<std::array<int, 2>, 8> chain_steps{
    {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}}};

/// Which of the steps leads by (dx, dy), or 8 where none does.
unsigned chain_step(std::int32_t dx, std::int32_t dy);

/// Words of 16 bits, the code in the upper four: 0–7 the next cell by that step, 8 a cell elsewhere (its x and y
/// follow in two words each), 9 the area and level of the cells that follow (the area in two words). The lower twelve
/// bits are the width of the cell, or the level.
using StreetChain = std::vector<std::uint16_t>;

/// Adds cells to the end of a chain; the first one begins a new chain there.
class ChainWriter {
 public:
  explicit ChainWriter(StreetChain& words) : words_(words) {}
  void add(const ChainCell& cell);

 private:
  void add_long(std::uint32_t value);
  StreetChain& words_;
  ChainCell last_;
  bool begun_{false};
};

StreetChain chain_of(std::span<const ChainCell> cells);

/// Runs over the cells of a chain: visit(const ChainCell&).
template <class Visit>
void for_cells(std::span<const std::uint16_t> chain, Visit visit) {
  ChainCell cell;
  const auto long_at = [&](std::size_t k) {
    return static_cast<std::uint32_t>(chain[k]) | static_cast<std::uint32_t>(chain[k + 1]) << 16;
  };
  for (std::size_t k = 0; k < chain.size(); ++k) {
    const unsigned code = chain[k] >> 12;
    const auto value = static_cast<std::uint16_t>(chain[k] & (max_chain_width - 1));
    if (code == 9) {
      cell.level = static_cast<Level>(value);
      cell.area = long_at(k + 1);
      k += 2;
      continue;
    }
    if (code == 8) {
      cell.x = static_cast<std::int32_t>(long_at(k + 1));
      cell.y = static_cast<std::int32_t>(long_at(k + 3));
      k += 4;
    } else {
      cell.x += chain_steps[code][0];
      cell.y += chain_steps[code][1];
    }
    cell.width_16ths = value;
    visit(std::as_const(cell));
  }
}

std::vector<ChainCell> cells_of(std::span<const std::uint16_t> chain);

/// Length of a chain in cells: 0.948 a straight step, 1.340 a diagonal one, which is right on average over all
/// directions (Dorst and Smeulders 1987); gaps count as they are.
double chain_length(std::span<const std::uint16_t> chain);

}  // namespace machi
