#include "engine/field/tile.hpp"

namespace machi {

void read_tile(const LeafDomain& leaves, std::span<const std::uint32_t> field, std::uint32_t leaf,
               std::uint32_t outside, Tile& tile) {
  const std::array<std::uint32_t, 8>& around = leaves.around(leaf);
  const auto cells_of = [&](std::uint32_t index) { return field.data() + std::size_t{index} * leaf_cells; };
  const auto corner = [&](std::size_t side, std::size_t cell) {
    return around[side] == LeafDomain::none ? outside : cells_of(around[side])[cell];
  };
  tile[tile_place(-1, -1)] = corner(0, 63);
  tile[tile_place(8, -1)] = corner(2, 56);
  tile[tile_place(-1, 8)] = corner(5, 7);
  tile[tile_place(8, 8)] = corner(7, 0);
  const auto row = [&](std::uint32_t index, std::size_t from, int y) {
    std::uint32_t* const into = tile.data() + tile_place(0, y);
    if (index == LeafDomain::none)
      std::fill_n(into, leaf_side, outside);
    else
      std::copy_n(cells_of(index) + from, leaf_side, into);
  };
  row(around[1], 56, -1);
  row(around[6], 0, 8);
  for (int y = 0; y < leaf_side; ++y) row(leaf, static_cast<std::size_t>(y * leaf_side), y);
  const auto column = [&](std::uint32_t index, std::size_t from, int x) {
    for (int y = 0; y < leaf_side; ++y)
      tile[tile_place(x, y)] =
          index == LeafDomain::none ? outside : cells_of(index)[from + static_cast<std::size_t>(y * leaf_side)];
  };
  column(around[3], 7, -1);
  column(around[4], 0, 8);
}

void write_tile(const Tile& tile, std::span<std::uint32_t> field, std::uint32_t leaf) {
  std::uint32_t* const cells = field.data() + std::size_t{leaf} * leaf_cells;
  for (int y = 0; y < leaf_side; ++y)
    std::copy_n(tile.data() + tile_place(0, y), leaf_side, cells + y * leaf_side);
}

}  // namespace machi
