/// \file  How walkers get along with each other: the one interface of the models of local motion.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/process/evacuation/block_walls.hpp"
#include "engine/process/evacuation/walker_store.hpp"
#include "kernels/crowd/crowd.hpp"

namespace machi {

/// Which step is done.
struct StepTime {
  std::uint64_t step{0};
  std::int64_t steps_per_s{1};
};

/// Room that a model works in; one per thread.
struct MotionRoom {
  std::vector<float> x_m, y_m, vx_m_s, vy_m_s, radius_m;
  std::vector<std::uint32_t> self;
  // What the density model keeps for the bins of its slot.
  std::vector<WalkerStore::Bin> bins;  ///< with a rim of one bin
  std::vector<float> persons;          ///< in these bins
  std::vector<float> no_throats;       ///< 0 for each of them
  static constexpr std::uint32_t unlimited = 0xffffffffU;
  /// How many may leave a bin by its west, east, south and north side in this step, in the order of the store; by bin,
  /// or empty where nothing is limited. Empty when steer() begins.
  std::vector<std::array<std::uint32_t, 4>> passes;
  void resize(std::size_t size);
};

/// A way's extra cost beside a wall, as a part of its own; falls linearly to nothing over range_m.
struct WayClearance {
  double cost{0};
  double range_m{0};
};

class LocalMotion {
 public:
  virtual ~LocalMotion() = default;
  virtual std::string name() const = 0;
  /// How far a walker looks: bins are at least as wide.
  virtual double reach_m() const = 0;
  /// Whether a walker's velocity is what the model wanted, also where a wall held it back; else what it did.
  virtual bool remembers_wish() const { return false; }
  /// What ways of this model keep from walls where cells are fine enough to tell; none: as way-finding does by itself.
  virtual std::optional<WayClearance> way_clearance() const { return std::nullopt; }
  /// The largest time step for which the model is stable; a scenario with a larger one is refused.
  virtual double largest_dt_s() const = 0;
  /// How `walls` of steer() are made.
  virtual WallsAs walls_as() const { return WallsAs::segments; }
  /// The least part of the free speed that way-finding counts with in a crowd. Where a model moves many at once, they
  /// would all swing from one exit to the other and back if crowds cost more.
  virtual double least_pace_in_crowds() const { return 0.2; }
  /// Velocities of the next step for the walkers of one slot, in the order of the store. `walkers` holds heading and
  /// desired speed; `self` is for the model to fill. Any thread, each with a room of its own. All arrays of walkers and
  /// scene may be read, and the velocities written, up to kernels::crowd_lanes beyond their end.
  virtual void steer(const WalkerStore& store, std::uint32_t slot, const BlockWalls& walls, const StepTime& now,
                     const kernels::Walkers& walkers, MotionRoom& room) const = 0;
};

/// Copies those of the 3 × 3 bins around a bin, rows from the south-west, relative to the corner of its block; `self`
/// becomes the places of the bin's own walkers.
kernels::Crowd gather_crowd(const WalkerStore& store, std::uint32_t slot, int bin, MotionRoom& room);

/// The walkers of a slot's bins and of a rim of one bin around them, rows from the south-west: [(bins + 2)²].
void bins_with_rim(const WalkerStore& store, std::uint32_t slot, std::vector<WalkerStore::Bin>& into);

/// A bin beside another: slot and bin, and where its block lies relative to the other's, in blocks.
struct BinBeside {
  std::uint32_t slot;
  int bin;
  int block_x;
  int block_y;
};
/// The bin at (column + dx, row + dy) of a slot's bin; slot none where no block is.
BinBeside bin_beside(const BlockDomain& blocks, std::uint32_t slot, int bin, int dx, int dy);

}  // namespace machi
