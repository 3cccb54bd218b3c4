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
      : cursor(evacuation.world_.leaves->cursor()), sums(evacuation.world_.observers.areas.size()) {}
  MotionRoom motion;
  LeafDirectory::Cursor cursor;
  std::vector<float> heading_x, heading_y, desired_m_s, velocity_x_m_s, velocity_y_m_s;
  std::vector<std::uint8_t> goes;
  std::vector<StreetEvent> events;
  std::vector<Crossing> crossings;
  std::vector<Moment> moments;
  std::vector<AreaSums> sums;
  Crowding crowding;
  void resize(std::size_t size) {
    for (std::vector<float>* column : {&heading_x, &heading_y, &desired_m_s, &velocity_x_m_s, &velocity_y_m_s})
      column->resize(std::max(column->size(), size + kernels::crowd_lanes));
    goes.resize(std::max(goes.size(), size));
  }
  // Takes one pass for each side crossed, or none and answers false where a side has none left.
  bool take_passes(const std::array<bool, 4>& crossed) {
    for (std::size_t side = 0; side < 4; ++side)
      if (crossed[side] && motion.passes[side] == 0) return false;
    for (std::size_t side = 0; side < 4; ++side) motion.passes[side] -= crossed[side];
    return true;
  }
};

}  // namespace machi
