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

/// What a point needs to know of a flood before any time is asked for.
struct WaterPoint {
  enum class Kind : std::uint8_t { sea_wave, wave_in_river, river_in_flood, plain_flood };
  Kind kind{Kind::sea_wave};
  bool never{true};  ///< the water never comes here
  double ground_m{0};
  double calm_m{0};   ///< usual level of the sea or the river
  double rise_m{0};   ///< what the highest crest adds
  double delay_s{0};  ///< how much later than at the shore or the river
};

/// Water levels above T.P.; `dry` where no water stands. Local and pure: any thread.
class Water {
 public:
  static constexpr double dry = -1e9;
  explicit Water(const Frame& frame) : frame_(&frame) {}

  /// The tsunami; times are seconds after the earthquake.
  WaterPoint tsunami_point(const PlanPoint& point, double ground_m) const;
  /// The river flood of the largest scale; times are seconds after the rain began.
  WaterPoint flood_point(const PlanPoint& point, double ground_m) const;
  double level_m(const WaterPoint& point, double t_s) const;

  /// Highest level of the tsunami on land (dry at sea, in rivers and where it never comes).
  double highest_tsunami_m(const PlanPoint& point, double ground_m) const;
  /// Highest level of the river flood outside the river's own bed.
  double highest_flood_m(const PlanPoint& point, double ground_m, FloodScale scale) const;

  static std::vector<double> tsunami_times_s();
  static std::vector<double> flood_times_s();
  /// No tsunami reaches land beyond this distance from the shore.
  static constexpr double tsunami_reach_m = 3200;
  /// No flood reaches land beyond this distance from a river's centre.
  static constexpr double flood_reach_m = 1300;

 private:
  double river_distance_m(const PlanPoint& point) const;
  const Frame* frame_;
};

}  // namespace machi::synth
