/// \file  How walkers get along with each other: the one interface of the models of local motion.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
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
  // What prepare() keeps for the bins of its slot.
  StepTime now;
  std::vector<float> persons;  ///< [(bins + 2)²] by bin, with a rim of one bin
  static constexpr std::uint32_t unlimited = 0xffffffffU;
  /// How many may leave the bin by its west, east, south and north side in this step, in the order of the store; a
  /// model that sets a limit sets `limited`, too. All are unlimited when steer() begins.
  std::array<std::uint32_t, 4> passes{unlimited, unlimited, unlimited, unlimited};
  bool limited{false};
  void resize(std::size_t size);
};

class LocalMotion {
 public:
  virtual ~LocalMotion() = default;
  virtual std::string name() const = 0;
  /// How far a walker looks: bins are at least as wide.
  virtual double reach_m() const = 0;
  /// Whether a walker's velocity is what the model wanted, also where a wall held it back; else what it did.
  virtual bool remembers_wish() const { return false; }
  /// Whether walkers keep off walls by themselves; else way-finding keeps them off by a cost of its own.
  virtual bool keeps_off_walls() const { return false; }
  /// The largest time step for which the model is stable; a scenario with a larger one is refused.
  virtual double largest_dt_s() const = 0;
  /// Called for each slot with walkers before its bins are steered, by the same thread and with the same room.
  virtual void prepare(const WalkerStore& /*store*/, std::uint32_t /*slot*/, const BlockWalls& /*walls*/,
                       const StepTime& /*now*/, MotionRoom& /*room*/) const {}
  /// Velocities of the next step for the walkers of one bin, in the order of the store. `walkers` holds heading and
  /// desired speed; `self` is for the model to fill. Any thread, each with a room of its own. All arrays of
  /// walkers and scene may be read, and the velocities written, up to the next multiple of kernels::crowd_lanes
  /// walkers.
  virtual void steer(const WalkerStore& store, std::uint32_t slot, int bin, const BlockWalls& walls,
                     kernels::Walkers walkers, MotionRoom& room) const = 0;
};

/// Copies those of the 3 × 3 bins around a bin, rows from the south-west, relative to the corner of its block; `self`
/// becomes the places of the bin's own walkers.
kernels::Crowd gather_crowd(const WalkerStore& store, std::uint32_t slot, int bin, MotionRoom& room);

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
