/// \file  Travel times inside one leaf of 8 × 8 cells: the fixed point of an integer, monotone, upwind eikonal update.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Cells per side of a leaf with the rim of one cell around it, and cells of both.
inline constexpr int eikonal_side = 10;
inline constexpr int eikonal_cells = 100;

/// A travel time that no path gives (yet), and the mark of a cell that nobody may enter.
inline constexpr std::uint32_t time_never = 0xfffffffeU;
inline constexpr std::uint32_t time_blocked = 0xffffffffU;
/// The slowness of a cell that nobody may enter.
inline constexpr std::uint16_t slowness_blocked = 0xffffU;

/// The sides of a cell, in the order of eikonal_upwind().
enum class EikonalSide : int { south, north, west, east };

/// Lowers the times of a leaf until none can be lowered. A cell of slowness s may take, from each of its four sides,
///   max(a' + round(sqrt(s^2 - d^2)), a + 1)   with  a' = min(a, b + q),  d = max(a' - b, 0),  q = floor(181 s / 256),
/// where a is the time of the neighbour on that side and b the smaller one of the two neighbours beside a: the wave
/// from the segment between their centres (semi-Lagrangian on eight neighbours; docs/models/travel_time.md). The square
/// root is rounded to the nearest integer. Times of time_never and above count as infinite, and so do results.
/// time [100] in any unit, row by row from the south-west corner of the rim; the rim is read only. Cells of
/// time_blocked must be those of slowness_blocked.  slowness [64], time per cell width, at least 1; cell (x, y) at
/// y * 8 + x.  Returns the cells that changed, cell (x, y) in bit y * 8 + x.  Throws nothing.  Local: any thread.
std::uint64_t eikonal_leaf(std::span<std::uint32_t, eikonal_cells> time, std::span<const std::uint16_t, 64> slowness);

/// Takes back the times of a leaf that nothing supports: while a cell's time is below every value that its neighbours
/// give it and below `start`, it becomes time_never. Returns the cells that changed.
/// start [64] time of a source in the cell, time_never where there is none; the rest as above.
std::uint64_t eikonal_withdraw(std::span<std::uint32_t, eikonal_cells> time,
                               std::span<const std::uint16_t, 64> slowness, std::span<const std::uint32_t, 64> start);

/// For each side the cells whose time equals what that side gives them (none of those without a time), cell (x, y) in
/// bit y * 8 + x.  upwind [4] out, by EikonalSide.
void eikonal_upwind(std::span<const std::uint32_t, eikonal_cells> time, std::span<const std::uint16_t, 64> slowness,
                    std::span<std::uint64_t, 4> upwind);

/// The same in one named variant; for tests and benchmarks.
std::uint64_t eikonal_leaf(Variant variant, std::span<std::uint32_t, eikonal_cells> time,
                           std::span<const std::uint16_t, 64> slowness);
std::uint64_t eikonal_withdraw(Variant variant, std::span<std::uint32_t, eikonal_cells> time,
                               std::span<const std::uint16_t, 64> slowness, std::span<const std::uint32_t, 64> start);
void eikonal_upwind(Variant variant, std::span<const std::uint32_t, eikonal_cells> time,
                    std::span<const std::uint16_t, 64> slowness, std::span<std::uint64_t, 4> upwind);

}  // namespace machi::kernels
