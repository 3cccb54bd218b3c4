/// \file  What one thread of an evacuation works with. For the files evacuation*.cpp only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// What one thread works with.
struct Evacuation::Room {
  explicit Room(const Evacuation& evacuation)
      : cursor(evacuation.world_.leaves->cursor()),
        sums(evacuation.world_.observers.areas.size()),
        scale(evacuation.world_) {}
  MotionRoom motion;
  LeafDirectory::Cursor cursor;
  std::vector<float> heading_x, heading_y, desired_m_s, velocity_x_m_s, velocity_y_m_s;
  std::vector<std::int32_t> way, in_cell_x, in_cell_y;  ///< the last two in 1/65,536
  std::vector<std::uint8_t> goes;
  struct Closer {
    Place place;
    std::uint32_t k;
  };
  std::vector<Closer> closer;         ///< those who must be looked at one by one
  std::vector<std::uint32_t> within;  ///< 1 m of each walker
  std::vector<StreetEvent> events;
  std::vector<Crossing> crossings;
  std::vector<std::array<std::int32_t, 2>> turns;  ///< ends of the pieces of one walker's way, from its beginning
  std::vector<Moment> moments;
  std::vector<Astray> astray;
  std::vector<AreaSums> sums;
  Crowding crowding;
  // What does not change in a run.
  struct Scale {
    explicit Scale(const EvacuationWorld& world)
        : unit_m(world.blocks->frame().unit_m()),
          units_of_velocity(1.0 / (unit_m * static_cast<double>(world.rules.steps_per_s))),
          units_mask(world.blocks->frame().units() - 1),
          remembers_wish(world.motion->remembers_wish()) {}
    double unit_m;
    double units_of_velocity;
    std::uint32_t units_mask;
    bool remembers_wish;
  };
  Scale scale;
  void resize(std::size_t size) {
    for (std::vector<float>* column : {&heading_x, &heading_y, &desired_m_s, &velocity_x_m_s, &velocity_y_m_s})
      column->resize(std::max(column->size(), size + kernels::crowd_lanes));
    for (std::vector<std::int32_t>* column : {&way, &in_cell_x, &in_cell_y})
      column->resize(std::max(column->size(), size));
    goes.resize(std::max(goes.size(), size));
  }
  // How many may still leave the bin at hand by each side, where that is limited.
  std::array<std::uint32_t, 4> passes{};
  bool limited{false};
  void limit(const std::array<std::uint32_t, 4>& of_bin) {
    passes = of_bin;
    limited = std::any_of(passes.begin(), passes.end(), [](std::uint32_t n) { return n != MotionRoom::unlimited; });
  }
  // Takes one pass for each side crossed, or none and answers false where a side has none left.
  bool take_passes(const std::array<bool, 4>& crossed) {
    for (std::size_t side = 0; side < 4; ++side)
      if (crossed[side] && passes[side] == 0) return false;
    for (std::size_t side = 0; side < 4; ++side) passes[side] -= crossed[side];
    return true;
  }
};

}  // namespace machi
