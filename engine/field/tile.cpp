#include "engine/field/tile.hpp"

#include <cstring>

namespace machi {
namespace {

constexpr std::size_t row_bytes = leaf_side * sizeof(std::uint32_t);

// A row or column of a leaf that exists, else of `outside`: eight values `stride` apart.
struct Edge {
  const std::uint32_t* first;
  std::size_t stride;
};

}  // namespace

void read_tile(const LeafDomain& leaves, std::span<const std::uint32_t> field, std::uint32_t leaf,
               std::uint32_t outside, Tile& tile) {
  const std::array<std::uint32_t, 8>& around = leaves.around(leaf);
  const auto edge = [&](std::uint32_t index, std::size_t cell, std::size_t stride) {
    return index == LeafDomain::none ? Edge{&outside, 0}
                                     : Edge{field.data() + std::size_t{index} * leaf_cells + cell, stride};
  };
  tile[tile_place(-1, -1)] = *edge(around[0], 63, 0).first;
  tile[tile_place(8, -1)] = *edge(around[2], 56, 0).first;
  tile[tile_place(-1, 8)] = *edge(around[5], 7, 0).first;
  tile[tile_place(8, 8)] = *edge(around[7], 0, 0).first;
  const Edge south = edge(around[1], 56, 1);
  const Edge north = edge(around[6], 0, 1);
  const Edge west = edge(around[3], 7, leaf_side);
  const Edge east = edge(around[4], 0, leaf_side);
  const std::uint32_t* const own = field.data() + std::size_t{leaf} * leaf_cells;
  for (std::size_t k = 0; k < leaf_side; ++k) {
    const int at = static_cast<int>(k);
    tile[tile_place(at, -1)] = south.first[k * south.stride];
    tile[tile_place(at, 8)] = north.first[k * north.stride];
    tile[tile_place(-1, at)] = west.first[k * west.stride];
    tile[tile_place(8, at)] = east.first[k * east.stride];
    std::memcpy(tile.data() + tile_place(0, at), own + k * leaf_side, row_bytes);
  }
}

void write_tile(const Tile& tile, std::span<std::uint32_t> field, std::uint32_t leaf) {
  std::uint32_t* const cells = field.data() + std::size_t{leaf} * leaf_cells;
  for (int y = 0; y < leaf_side; ++y) std::memcpy(cells + y * leaf_side, tile.data() + tile_place(0, y), row_bytes);
}

}  // namespace machi
