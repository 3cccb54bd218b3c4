/// \file  Bends the drawing board into the town: coast, hills' foot and every street become curves.
#pragma once

#include <array>
#include <vector>

#include "engine/synth/plan.hpp"

namespace machi::synth {

/// A map of the plane that is nearly conformal (a sum of exp(±ik(u + iv)), so that streets keep meeting at right angles
/// and lengths change by less than a fifth), sampled on a 50 m lattice of the board and bilinear in between. An upright
/// line of the board is therefore straight within a lattice cell: points of a common edge stay on the common edge.
class Warp {
 public:
  static constexpr double step_m = 50;
  /// depth_m: from the shore to the hills, where the second family of waves is as high as the first is at the shore.
  Warp(std::uint64_t seed, double depth_m);
  /// The map at a lattice node. Any thread.
  TownPoint node(int column, int row) const;
  /// The largest distance between a point of the board and its image.
  static constexpr double largest_shift_m = 700;

 private:
  struct Wave {
    double wave_number;
    double amplitude_m;
    double phase;
  };
  std::array<Wave, 3> coast_;
  std::array<Wave, 2> hills_;
  std::array<Wave, 2> twist_;
  double depth_m_;
};

/// The map over one part of the board, with its lattice nodes at hand.
class WarpPatch {
 public:
  WarpPatch(const Warp& warp, const PlanRect& region);
  /// The image of a point of the region. Any thread.
  TownPoint to_town(const PlanPoint& point) const;
  /// How one metre along u and one along v are drawn near a point.
  void axes(const PlanPoint& point, TownPoint& along_u, TownPoint& along_v) const;
  /// The image of a rectangle, counterclockwise, not closed, with a vertex wherever an edge meets a lattice line or one
  /// of the mouths (the rectangle's own sides along v are taken where along_u, otherwise those along u).
  std::vector<TownPoint> outline(const PlanRect& rect, bool along_u = true,
                                 const std::vector<Mouth>& mouths = {}) const;
  /// The point of the board that is drawn at `point`, to better than 1e-6 m; `point` may lie outside by a lattice cell.
  PlanPoint to_plan(const TownPoint& point) const;

 private:
  const TownPoint& node(int column, int row) const;
  int first_column_;
  int first_row_;
  int columns_;
  int rows_;
  std::vector<TownPoint> nodes_;
};

}  // namespace machi::synth
