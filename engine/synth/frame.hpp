/// \file  The frame of the town: lines of main roads that cut the drawing board into districts, the rivers and the
/// railway between them, and how far the town reaches.
#pragma once

#include <cstdint>

#include "engine/synth/plan.hpp"

namespace machi::synth {

/// A main road from one end of the board to the other.
struct Line {
  double centre_m;
  RoadClass road;
  double low_m() const { return centre_m - 0.5 * form_of(road).width_m; }
  double high_m() const { return centre_m + 0.5 * form_of(road).width_m; }
};

/// District (i, j) lies between column lines i, i + 1 and row lines j, j + 1. Columns repeat every nine: the second of
/// each nine is a river between two embankment roads, the first holds a railway station. Row 1 is the railway.
class Frame {
 public:
  /// Chooses depth and length of the town for a number of buildings.
  Frame(std::uint64_t seed, std::int64_t buildings);

  Line column_line(int i) const;
  Line row_line(int j) const;
  PlanRect district(int i, int j) const;
  static bool is_river(int i) { return i - 9 * floor_div(i, 9) == 1; }
  static bool is_rail(int j) { return j == 1; }
  static constexpr int columns_per_river = 9;

  /// From the shore to the foot of the hills, at u.
  double foot_m(double u_m) const;
  /// Whether row line j runs below the hills in column i.
  bool row_is_below_hills(int i, int j) const;
  double plain_depth_m() const { return plain_depth_m_; }
  double half_length_m() const { return half_length_m_; }
  /// Radius of the dense centre around the main station.
  double core_radius_m() const { return core_radius_m_; }
  PlanPoint station(int period) const;
  /// Centre of the river whose water is nearest to u, and its period.
  double nearest_river_m(double u_m, int& period) const;
  int column_at(double u_m) const;
  int row_at(double v_m) const;
  std::uint64_t seed() const { return seed_; }

 private:
  std::uint64_t seed_;
  double plain_depth_m_;
  double half_length_m_;
  double core_radius_m_;
};

}  // namespace machi::synth
