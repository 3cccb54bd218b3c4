/// \file  Masks of cells over all ranks for the tests of thinning.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi::masks {

inline const GridFrame frame{1000, 4};  // 128 × 128 cells
inline constexpr int side = 128;

using Shape = std::function<bool(int, int)>;

/// Leaves that hold a cell of the shape, with ghosts.
inline LeafDomain leaves_of(const Comm& comm, const Shape& shape, int radius) {
  std::vector<LeafKey> keys;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      if (shape(x, y)) keys.push_back(frame.key({x >> 3, y >> 3}));
  const LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, frame, cuts, keys, radius};
}

/// The shape on own leaves; ghosts empty.
inline std::vector<std::uint64_t> mask_of(const LeafDomain& leaves, const Shape& shape) {
  std::vector<std::uint64_t> mask(leaves.size(), 0);
  for (std::uint32_t i = 0; i < leaves.own(); ++i)
    for (int bit = 0; bit < leaf_cells; ++bit)
      if (shape(leaves.leaf(i).x * 8 + (bit & 7), leaves.leaf(i).y * 8 + (bit >> 3)))
        mask[i] |= std::uint64_t{1} << bit;
  return mask;
}

/// The cells of all ranks, on all ranks.
class Picture {
 public:
  Picture(const Comm& comm, const LeafDomain& leaves, const std::vector<std::uint64_t>& mask)
      : cells_(static_cast<std::size_t>(side) * side, 0) {
    std::vector<std::int32_t> mine;
    for (std::uint32_t i = 0; i < leaves.own(); ++i)
      for (int bit = 0; bit < leaf_cells; ++bit)
        if ((mask[i] >> bit & 1) != 0)
          mine.push_back((leaves.leaf(i).y * 8 + (bit >> 3)) * side + leaves.leaf(i).x * 8 + (bit & 7));
    for (const std::int32_t cell : comm.all_gather_of(std::span<const std::int32_t>(mine)))
      cells_[static_cast<std::size_t>(cell)] = 1;
  }
  bool at(int x, int y) const {
    return x >= 0 && y >= 0 && x < side && y < side && cells_[static_cast<std::size_t>(y * side + x)] != 0;
  }
  int count() const {
    int sum = 0;
    for (const char cell : cells_) sum += cell;
    return sum;
  }
  /// Connected parts of the cells (8 neighbours), or of the outside (4 neighbours, the rim of the picture united).
  int parts(bool inside) const {
    std::vector<char> seen(static_cast<std::size_t>(side + 2) * (side + 2), 0);
    int count = 0;
    for (int y = -1; y <= side; ++y) {
      for (int x = -1; x <= side; ++x) {
        if (at(x, y) != inside || seen[place(x, y)] != 0) continue;
        ++count;
        std::vector<std::pair<int, int>> open{{x, y}};
        seen[place(x, y)] = 1;
        while (!open.empty()) {
          const auto [px, py] = open.back();
          open.pop_back();
          for (int n = 0; n < 9; ++n) {
            const int dx = n % 3 - 1;
            const int dy = n / 3 - 1;
            if (!inside && dx != 0 && dy != 0) continue;
            const int qx = px + dx;
            const int qy = py + dy;
            if (qx < -1 || qy < -1 || qx > side || qy > side || at(qx, qy) != inside || seen[place(qx, qy)] != 0)
              continue;
            seen[place(qx, qy)] = 1;
            open.emplace_back(qx, qy);
          }
        }
      }
    }
    return count;
  }
  friend bool operator==(const Picture&, const Picture&) = default;

 private:
  static std::size_t place(int x, int y) { return static_cast<std::size_t>((y + 1) * (side + 2) + x + 1); }
  std::vector<char> cells_;
};

/// Blots of discs with holes; different for every seed.
inline Shape blots(std::uint32_t seed) {
  std::uint32_t state = seed * 2654435761U + 1;
  const auto next = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<int>((state >> 8) % below);
  };
  std::vector<char> cells(static_cast<std::size_t>(side) * side, 0);
  for (int k = 0; k < 40; ++k) {
    const int x = next(side);
    const int y = next(side);
    const int radius = next(14);
    for (int py = 0; py < side; ++py)
      for (int px = 0; px < side; ++px)
        if ((px - x) * (px - x) + (py - y) * (py - y) <= radius * radius)
          cells[static_cast<std::size_t>(py * side + px)] = k % 4 != 3 ? 1 : 0;
  }
  return [cells](int x, int y) { return cells[static_cast<std::size_t>(y * side + x)] != 0; };
}

}  // namespace machi::masks
