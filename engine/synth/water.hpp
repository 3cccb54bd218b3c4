/// \file  The two floods of the synthetic town: a tsunami and a river that breaks its banks, as water levels in time.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/synth/terrain.hpp"

namespace machi::synth {

/// What published flood maps tell apart: L1 is the planned scale, L2 the largest assumed.
enum class FloodScale : std::uint8_t { planned = 1, largest = 2 };

/// Rank of a depth in the six steps of the published lists (below 0.5, 3, 5, 10, 20 m, above); 0 where dry.
int rank_of_depth(double depth_m);

/// Water levels above T.P.; `dry` where no water stands. Local and pure: any thread.
class Water {
 public:
  static constexpr double dry = -1e9;
  explicit Water(const Terrain& terrain, const Frame& frame) : terrain_(&terrain), frame_(&frame) {}

  /// The tsunami t seconds after the earthquake.
  double tsunami_m(const PlanPoint& point, double ground_m, double t_s) const;
  /// Its highest level; on land only (dry at sea, in rivers and where it never comes).
  double highest_tsunami_m(const PlanPoint& point, double ground_m) const;
  /// The river flood of the largest scale t seconds after the rain began.
  double flood_m(const PlanPoint& point, double ground_m, double t_s) const;
  /// Its highest level outside the river's own bed.
  double highest_flood_m(const PlanPoint& point, double ground_m, FloodScale scale) const;

  static std::vector<double> tsunami_times_s();
  static std::vector<double> flood_times_s();
  /// No tsunami reaches land beyond this distance from the shore.
  static constexpr double tsunami_reach_m = 3200;
  /// No flood reaches land beyond this distance from a river's centre.
  static constexpr double flood_reach_m = 1300;

 private:
  struct Surge {
    double crest_m;  ///< rise above the calm sea at the highest crest
    double delay_s;  ///< how much later than at the shore
  };
  Surge surge_at(const PlanPoint& point) const;
  double river_distance_m(const PlanPoint& point) const;
  const Terrain* terrain_;
  const Frame* frame_;
};

}  // namespace machi::synth
