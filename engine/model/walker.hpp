/// \file  One person on the street, and where positions are counted.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/model/leaf.hpp"
#include "engine/model/population.hpp"

namespace machi {

/// Positions are whole numbers of 1/65,536 cell from the south-west corner of cell (0, 0), so that a difference of two
/// positions is exact and the same wherever in the city it is taken. 32 bits reach 65,536 cells.
inline constexpr int position_bits = 16;
inline constexpr std::uint32_t cell_units = 1U << position_bits;
inline constexpr int leaf_position_bits = position_bits + 3;
/// Largest order of the curve whose cells positions can name.
inline constexpr int largest_walk_order = 13;

/// What a walker does that others do not. Bits of Walker::habits.
inline constexpr std::uint8_t habit_follows = 1;      ///< goes where the others go
inline constexpr std::uint8_t habit_no_goal = 2;      ///< no destination can be reached from where it is
inline constexpr std::uint8_t habit_incapable = 4;    ///< overcome by smoke
inline constexpr std::uint8_t habit_turned_back = 8;  ///< found a full shelter at least once
inline constexpr std::uint8_t habit_by_car = 16;      ///< came a part of its way by car

/// The pace of ground that leaves all of the free speed; paces are in 1/4096.
inline constexpr std::uint16_t full_pace = 4096;

/// Stands for "nothing here" where cells name features.
inline constexpr std::uint16_t no_feature = 0xffff;

/// A fractional effective dose of 1 in Walker::dose.
inline constexpr std::uint32_t full_dose = 0x80000000U;

/// Units of Walker::walked.
inline constexpr double walked_units_per_m = 32768;

/// One person on the street; 64 bytes, moved as they are between ranks and into checkpoints.
struct Walker {
  std::uint64_t id{0};
  std::uint32_t x{0};  ///< 1/65,536 cell
  std::uint32_t y{0};
  float vx_m_s{0};
  float vy_m_s{0};
  float free_speed_m_s{0};
  float departure_s{0};
  std::uint32_t walked{0};  ///< length of its way, in 2^-15 m: no sum of many small steps loses what they add
  std::uint32_t dose{0};    ///< fractional effective dose of smoke, in 2^-31; full_dose: incapable
  std::uint32_t goal{0};    ///< which of the goals of the run; 0: the nearest open destination
  std::uint32_t group{no_index};
  std::uint32_t building{no_index};  ///< where it started, row of the building table
  std::uint16_t person_class{0};
  std::uint16_t district{0xffff};
  std::uint8_t habits{0};
  std::uint8_t zone{0};                    ///< 1: its start lies in the zone that must leave
  std::array<std::uint16_t, 3> crowd_s{};  ///< seconds spent above each of the crowd thresholds
  double walked_m() const { return walked / walked_units_per_m; }
};
static_assert(sizeof(Walker) == 64);

/// Whether velocity and speed are finite and the departure is a time, never_s among them.
inline bool is_sound(const Walker& walker) {
  return std::isfinite(walker.vx_m_s) && std::isfinite(walker.vy_m_s) && std::isfinite(walker.free_speed_m_s) &&
         walker.departure_s > -std::numeric_limits<float>::infinity();
}

/// What other ranks need to know of a walker near their leaves; 32 bytes.
struct GhostWalker {
  std::uint64_t id{0};
  std::uint32_t x{0};
  std::uint32_t y{0};
  float vx_m_s{0};
  float vy_m_s{0};
  std::uint32_t group{no_index};
  std::uint16_t person_class{0};
  std::uint16_t unused{0};
};
static_assert(sizeof(GhostWalker) == 32);

/// Blocks: squares of 2^nest × 2^nest leaves, the unit in which walkers are kept, dealt to ranks and sent. A leaf of
/// small cells is too small to hold everyone who matters to a walker; a block's side is at least that far.
struct BlockFrame {
  GridFrame leaves;
  int nest{0};
  int bins{1};  ///< per side of a block; neighbours are looked for in the 3 × 3 bins around

  int shift() const { return leaf_position_bits + nest; }
  std::uint32_t units() const { return 1U << shift(); }  ///< of a block's side
  double unit_m() const { return 1e-3 * leaves.cell_mm / cell_units; }
  double side_m() const { return unit_m() * units(); }
  LeafXY block_at(std::uint32_t x, std::uint32_t y) const {
    return {static_cast<std::int32_t>(x >> shift()), static_cast<std::int32_t>(y >> shift())};
  }
  int bin_at(std::uint32_t x, std::uint32_t y) const {
    const auto column = static_cast<std::uint64_t>(x & (units() - 1)) * static_cast<std::uint64_t>(bins) >> shift();
    const auto row = static_cast<std::uint64_t>(y & (units() - 1)) * static_cast<std::uint64_t>(bins) >> shift();
    return static_cast<int>(row) * bins + static_cast<int>(column);
  }
  /// The curve of blocks: its keys are those of leaves shifted right by 2 · nest.
  GridFrame blocks() const { return {leaves.cell_mm << nest, leaves.order - nest}; }
};

/// Blocks for walkers that look `reach_m` far on cells of `frame`: the fewest leaves whose side is at least 8 m and the
/// reach, with as many bins as are no smaller than the reach.
BlockFrame block_frame(GridFrame frame, double reach_m);
/// The same where an axis is periodic after `period_cells`: the largest block of at most these leaves that divides the
/// period and is no smaller than the reach; nest -1 where there is none.
BlockFrame periodic_block_frame(GridFrame frame, double reach_m, std::int32_t period_cells);

}  // namespace machi
