/// \file  A small city without people: 40 × 24 leaves of 1 m cells on a slope that rises eastward.
#pragma once

#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi::hazard_town {

inline constexpr int columns = 40, rows = 24;  // leaves

inline LeafDomain domain_of(const Comm& comm) {
  const GridFrame frame{1000, 6};
  std::vector<LeafKey> keys;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      if ((y * columns + x) % comm.size() == comm.rank()) keys.push_back(frame.key({x, y}));
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, frame, std::move(cuts), std::move(keys), 1};
}

/// Calls visit(index of the own cell, x, y) in cells from the south-west corner.
template <class Visit>
void for_cells(const LeafDomain& leaves, const Visit& visit) {
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c)
      visit(std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(c),
            leaves.leaf(leaf).x * leaf_side + c % leaf_side, leaves.leaf(leaf).y * leaf_side + c / leaf_side);
}

/// 2 cm up per metre eastward; unknown in the northernmost row of leaves.
inline std::vector<float> terrain_of(const LeafDomain& leaves) {
  std::vector<float> terrain_m(std::size_t{leaves.own()} * leaf_cells);
  for_cells(leaves, [&](std::size_t cell, int x, int y) {
    terrain_m[cell] = y < (rows - 1) * leaf_side ? 0.02F * static_cast<float>(x) : __builtin_nanf("");
  });
  return terrain_m;
}

}  // namespace machi::hazard_town
