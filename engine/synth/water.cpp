#include "engine/synth/water.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace machi::synth {
namespace {

/// A curve through (seconds, share of the highest crest), by half cosines.
double through(std::span<const std::array<double, 2>> knots, double t_s) {
  if (t_s <= knots.front()[0]) return knots.front()[1];
  for (std::size_t k = 1; k < knots.size(); ++k) {
    if (t_s > knots[k][0]) continue;
    const double share = (t_s - knots[k - 1][0]) / (knots[k][0] - knots[k - 1][0]);
    const double blend = 0.5 - 0.5 * std::cos(std::numbers::pi * share);
    return knots[k - 1][1] + blend * (knots[k][1] - knots[k - 1][1]);
  }
  return knots.back()[1];
}

/// At the shore: the sea draws back after 20 minutes, the first crest comes after 31, a second and third follow.
double tsunami_shape(double t_s) {
  static constexpr std::array<std::array<double, 2>, 9> knots{{{1080, 0},
                                                               {1380, -0.30},
                                                               {1860, 1.0},
                                                               {2160, 0.94},
                                                               {2940, -0.25},
                                                               {3900, 0.62},
                                                               {4920, -0.12},
                                                               {5880, 0.30},
                                                               {7200, 0}}};
  return through(knots, t_s);
}

/// Stage of the river: rises for seven hours, stays high, falls over a day.
double river_shape(double t_s) {
  static constexpr std::array<std::array<double, 2>, 4> knots{{{3600, 0}, {25200, 1}, {36000, 0.97}, {86400, 0.1}}};
  return through(knots, t_s);
}

constexpr double breach_s = 18000;    // the embankment gives way five hours after the rain began
constexpr double filling_s = 5400;    // and the plain fills behind it
constexpr double front_m_s = 0.12;    // speed of the flood over the plain
constexpr double run_up_m_s = 4.0;    // speed of the tsunami over land
constexpr double run_up_m = 950;      // the crest falls by a factor e over this length of land

struct FloodForm {
  double crest_m;
  double reach_m;
};
constexpr FloodForm form_of(FloodScale scale) {
  return scale == FloodScale::planned ? FloodForm{1.5, 330} : FloodForm{3.6, 620};
}

}  // namespace

int rank_of_depth(double depth_m) {
  if (depth_m <= 0) return 0;
  constexpr std::array<double, 5> steps_m{0.5, 3, 5, 10, 20};
  return 1 + static_cast<int>(std::upper_bound(steps_m.begin(), steps_m.end(), depth_m) - steps_m.begin());
}

double Water::river_distance_m(const PlanPoint& point) const {
  int period = 0;
  return std::abs(point.u_m - frame_->nearest_river_m(point.u_m, period));
}

Water::Surge Water::surge_at(const PlanPoint& point) const {
  const double crest = 7.2 * (1 + 0.13 * std::sin(point.u_m / 930 + 0.5));
  if (point.v_m <= 0) return {crest, 0};
  const double t = river_distance_m(point) / 95;
  const double inland = point.v_m * (1 - 0.45 * std::exp(-t * t));  // a river leads the wave inland
  return {crest * std::exp(-inland / run_up_m), inland / run_up_m_s};
}

double Water::tsunami_m(const PlanPoint& point, double ground_m, double t_s) const {
  const bool river = point.v_m > 0 && river_distance_m(point) < Terrain::water_half_width_m;
  const double calm = river ? Terrain::river_level_m(point.v_m) : Terrain::sea_level_m;
  const Surge surge = surge_at(point);
  const double moved = Terrain::sea_level_m + surge.crest_m * tsunami_shape(t_s - surge.delay_s);
  const double level = river ? std::max(calm, moved) : moved;
  return level > ground_m ? level : dry;
}

double Water::highest_tsunami_m(const PlanPoint& point, double ground_m) const {
  if (point.v_m <= 0 || river_distance_m(point) < Terrain::water_half_width_m) return dry;
  const double level = Terrain::sea_level_m + surge_at(point).crest_m;
  return level > ground_m ? level : dry;
}

double Water::flood_m(const PlanPoint& point, double ground_m, double t_s) const {
  if (point.v_m <= 0) return Terrain::sea_level_m > ground_m ? Terrain::sea_level_m : dry;
  const double distance = river_distance_m(point);
  if (distance < Terrain::river_half_width_m) {
    const double calm = Terrain::river_level_m(point.v_m);
    const double full = Terrain::plain_m(point.v_m) + form_of(FloodScale::largest).crest_m;
    const double level = calm + river_shape(t_s) * (full - calm);
    return level > ground_m ? level : dry;
  }
  const double since = t_s - breach_s - (distance - Terrain::river_half_width_m) / front_m_s;
  if (since <= 0) return dry;
  const double highest = highest_flood_m(point, ground_m, FloodScale::largest);
  if (highest <= ground_m) return dry;
  const double filled = 1 - std::exp(-since / filling_s);
  const double level = ground_m + (highest - ground_m) * filled * std::min(1.0, 0.35 + 0.65 * river_shape(t_s));
  return level > ground_m ? level : dry;
}

double Water::highest_flood_m(const PlanPoint& point, double ground_m, FloodScale scale) const {
  const double distance = river_distance_m(point);
  if (point.v_m <= 0 || distance < Terrain::river_half_width_m) return dry;
  const FloodForm form = form_of(scale);
  const double t = distance / form.reach_m;
  const double level = Terrain::plain_m(point.v_m) + form.crest_m * std::exp(-t * t) - 0.05;
  return level > ground_m ? level : dry;
}

std::vector<double> Water::tsunami_times_s() {
  std::vector<double> times;
  for (int k = 0; k <= 120; ++k) times.push_back(60.0 * k);
  return times;
}

std::vector<double> Water::flood_times_s() {
  std::vector<double> times;
  for (int k = 0; k <= 48; ++k) times.push_back(1800.0 * k);
  return times;
}

}  // namespace machi::synth
