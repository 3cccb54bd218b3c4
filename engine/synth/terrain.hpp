/// \file  The ground of the synthetic town: beach and sea wall, a gentle plain, river beds between embankments, hills.
#pragma once

#include <array>

#include "engine/synth/frame.hpp"

namespace machi::synth {

class Terrain {
 public:
  /// Beyond this distance from a river's centre its embankment has run out.
  static constexpr double river_half_width_m = 62;
  /// The water of a river reaches this far from its centre.
  static constexpr double water_half_width_m = 32;

  explicit Terrain(const Frame& frame);
  /// Height above T.P. of the ground (of the bed in sea and rivers), a smooth function. Any thread.
  double height_m(const PlanPoint& point) const;
  /// The plain without dunes, rivers, hills and unevenness: what flood levels follow.
  static double plain_m(double v_m);
  /// Usual water level of a river.
  static double river_level_m(double v_m);
  /// Top of a road bridge over a river.
  static double deck_m(double v_m) { return plain_m(v_m) + 1.9; }
  /// Water level of the calm sea.
  static constexpr double sea_level_m = 0.4;
  /// Height of the hills above the plain; 0 on the plain.
  double hill_m(const PlanPoint& point, double river_distance_m) const;

 private:
  struct Wave {
    double ku, kv, phase;
  };
  double waves(const std::array<Wave, 4>& set, const PlanPoint& point) const;
  const Frame* frame_;
  std::array<Wave, 4> broad_;
  std::array<Wave, 4> fine_;
};

}  // namespace machi::synth
