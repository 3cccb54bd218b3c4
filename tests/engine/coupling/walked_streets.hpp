/// \file  Straight streets between points, for tests of ways on foot.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/model/network.hpp"

namespace machi {

struct StreetSketch {
  std::uint32_t from;
  std::uint32_t to;
  std::uint8_t modes{mode_walk};
  Level level{Level::ground};
};

inline Network walked_streets(const std::vector<PointMm>& nodes, const std::vector<StreetSketch>& sketches) {
  Network streets;
  streets.node = nodes;
  for (const StreetSketch& sketch : sketches) {
    const PointMm &a = nodes[sketch.from], &b = nodes[sketch.to];
    streets.from.push_back(sketch.from);
    streets.to.push_back(sketch.to);
    streets.length_m.push_back(static_cast<float>(1e-3 * std::hypot(b.x_mm - a.x_mm, b.y_mm - a.y_mm)));
    streets.width_m.push_back(4);
    streets.lanes.push_back(1);
    streets.free_speed_m_s.push_back(8);
    streets.modes.push_back(sketch.modes);
    streets.oneway.push_back(0);
    streets.level.push_back(sketch.level);
    streets.shape.insert(streets.shape.end(), {a, b});
    streets.shape_begin.push_back(streets.shape.size());
  }
  return streets;
}

}  // namespace machi
