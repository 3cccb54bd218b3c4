/// \file  How slowly a person walks through each cell: by cover, slope, water and clearance from walls.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// Tobler's hiking function (1993) against level ground, exp(-3.5 (|S + 0.05| - 0.05)) for rise over run S, uphill > 0.
double tobler_factor(double slope);

/// The same where the direction of travel is unknown: the speed of a way up and back, 2 / (1 / f(S) + 1 / f(-S)).
double slope_factor(double slope);

/// How covers, slope, water and walls slow a walker down. The defaults with a source name it; the others are ours.
struct WalkingRules {
  double free_speed_m_s{1.34};  ///< on level, dry road; Weidmann (1993)
  /// Part of the free speed by Cover; 0 closes the cell. Ours: green and unsurveyed ground slow down, buildings and
  /// water close. A deck over water is walked like a road.
  std::array<double, cover_count> cover_factor{0.8, 1.0, 0.7, 1.0, 1.0, 0.0, 0.0};
  /// Steeper counts as this: cells at retaining walls and gaps of the terrain show slopes that nobody climbs.
  double steepest_slope{0.6};
  /// In water the speed falls linearly to `wading_factor` at `wading_depth_m` (a quarter at 0.5 m: MLIT's manual for
  /// underground malls) and stays there down to `stop_depth_m`, where the cell closes (0.7 m: survey after the Ise Bay
  /// typhoon, men; 0.5 m women).
  double wading_depth_m{0.5};
  double wading_factor{0.25};
  double stop_depth_m{0.5};
  /// Cost of walking along a wall: slowness times 1 + wall_cost (1 - d / wall_range_m) for distance d < wall_range_m of
  /// the cell's centre from the wall. Ours. With 0 the field holds pure walking times.
  double wall_cost{0.6};
  double wall_range_m{1.5};
};

/// Part of the free speed that is left in still water; 0 where the rules stop a walker.
double water_factor(const WalkingRules& rules, double depth_m);

/// Stands for a distance from walls beyond SlownessTable::reach().
inline constexpr int far_from_walls = 0;

/// Slowness of one cell in 1/256 s per cell width, rounded to the nearest, 1 … 65534; slowness_blocked where closed.
/// No library function whose last bit depends on the machine takes part, so all machines agree.
class SlownessTable {
 public:
  SlownessTable(const WalkingRules& rules, std::int32_t cell_mm);
  /// wall_cells2: squared distance in cells to the nearest closed cell's centre; far_from_walls where more than
  /// reach().
  std::uint16_t operator()(Cover cover, std::uint8_t level, std::uint8_t slope_percent, std::uint16_t depth_cm,
                           int wall_cells2) const;
  /// Whether the ground itself, without water, is closed.
  bool closed(Cover cover, std::uint8_t level) const;
  /// Cells to look around for walls, 0 … 3.
  int reach() const { return reach_; }

 private:
  static constexpr int most_cells2 = 9;
  double level_slowness_;                       ///< 1/256 s per cell at the free speed
  std::array<double, cover_count> by_cover_{};  ///< 1 / factor, 0 closed
  std::array<double, 256> by_slope_{};
  std::vector<double> by_depth_cm_;                ///< up to the depth that closes
  std::array<double, most_cells2 + 1> by_wall_{};  ///< by squared distance in cells
  int reach_{0};
};
/// Slowness of the own cells of `leaves` from the columns of `grid` (those of the same leaves); depth_cm [own * 64] of
/// water now, or empty where dry. Collective, uses all threads.
std::vector<std::uint16_t> slowness_of(const Comm& comm, const LeafDomain& leaves, const Grid& grid,
                                       const WalkingRules& rules, std::span<const std::uint16_t> depth_cm);

}  // namespace machi
