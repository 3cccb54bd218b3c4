/// \file  One step of thinning on leaves of 8 × 8 cells, one bit a cell.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// From which side a step of thinning peels.
enum class ThinSide : int { north, south, east, west };

/// Planes of the input: the leaf itself and the eight around it.
inline constexpr int thin_planes = 9;

/// The cells of each leaf that one step of thinning from `side` may remove: the cell has no neighbour on that side, has
/// at least two neighbours among eight, and its removal changes the number of 8-connected parts in its 3 × 3
/// neighbourhood neither way (crossing number 1, Hilditch 1969). All such cells of a picture may go at once, and so may
/// any of them: the number of parts and of holes stays (Rosenfeld 1975).
/// nine [9 * leaves] plane by plane: 0 SW, 1 S, 2 SE, 3 W, 4 the leaf, 5 E, 6 NW, 7 N, 8 NE; cell (x, y) is bit
/// y * 8 + x, y to the north.  removable [leaves] out, must not overlap.  Throws nothing. Local: any thread.
void thin_leaf(ThinSide side, std::span<const std::uint64_t> nine, std::span<std::uint64_t> removable);

/// The same in one named variant; for tests and benchmarks.
void thin_leaf(Variant variant, ThinSide side, std::span<const std::uint64_t> nine, std::span<std::uint64_t> removable);

}  // namespace machi::kernels
