/// \file  One leaf of a field with the rim of one cell around it, and which leaves around a change in it concerns.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "engine/grid/leaf_domain.hpp"
#include "kernels/eikonal_leaf/eikonal_leaf.hpp"

namespace machi {

inline constexpr int tile_side = kernels::eikonal_side;
using Tile = std::array<std::uint32_t, kernels::eikonal_cells>;

/// Place of cell (x, y), each from -1 to 8, in a tile.
constexpr std::size_t tile_place(int x, int y) {
  return static_cast<std::size_t>((y + 1) * tile_side + x + 1);
}

/// Copies own or ghost leaf `leaf` of `field` [leaves.size() * 64] and its rim; `outside` where no leaf is.
void read_tile(const LeafDomain& leaves, std::span<const std::uint32_t> field, std::uint32_t leaf,
               std::uint32_t outside, Tile& tile);

/// Copies the inner cells of the tile back.
void write_tile(const Tile& tile, std::span<std::uint32_t> field, std::uint32_t leaf);

/// For each of the leaves around (LeafDomain::around), the key of a visit; LeafQueue::none for no visit.
using Wakes = std::array<std::uint32_t, 8>;
inline constexpr Wakes no_wakes{0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU,
                                0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU};

/// Wakes those leaves around that have a cell touching a changed cell for which concerns(changed cell's place, other
/// cell's place) holds; the key is the least key_of(changed cell's place). changed: cell (x, y) in bit y * 8 + x.
template <class KeyOf, class Concerns>
Wakes wakes_of(std::uint64_t changed, KeyOf key_of, Concerns concerns) {
  Wakes wakes = no_wakes;
  const auto look = [&](int x, int y, int dx, int dy, std::size_t side) {
    if ((changed >> (y * leaf_side + x) & 1) == 0) return;
    const std::size_t here = tile_place(x, y);
    if (concerns(here, tile_place(x + dx, y + dy))) wakes[side] = std::min(wakes[side], key_of(here));
  };
  constexpr int last = leaf_side - 1;
  constexpr std::uint64_t edge = 0xff818181818181ffULL;
  if ((changed & edge) == 0) return wakes;
  look(0, 0, -1, -1, 0);
  look(last, 0, 1, -1, 2);
  look(0, last, -1, 1, 5);
  look(last, last, 1, 1, 7);
  for (int k = 0; k < leaf_side; ++k) {
    for (int beside = std::max(-1, -k); beside <= std::min(1, last - k); ++beside) {
      look(k, 0, beside, -1, 1);
      look(0, k, -1, beside, 3);
      look(last, k, 1, beside, 4);
      look(k, last, beside, 1, 6);
    }
  }
  return wakes;
}

}  // namespace machi
