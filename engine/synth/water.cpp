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

constexpr double breach_s = 18000;  // the embankment gives way five hours after the rain began
constexpr double filling_s = 3600;  // and the plain fills behind it
constexpr double front_m_s = 0.35;  // speed of the flood over the plain
constexpr double fall_m = 1.2;      // far from the river the water would stand this far below the plain
constexpr double sea_wall_m = 60;   // from the shore
constexpr double run_up_m_s = 4.0;  // speed of the tsunami over land
constexpr double run_up_m = 950;    // the crest falls by a factor e over this length of land

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

WaterPoint Water::tsunami_point(const PlanPoint& point, double ground_m) const {
  WaterPoint result;
  result.ground_m = ground_m;
  result.calm_m = Terrain::sea_level_m;
  result.rise_m = 7.2 * (1 + 0.13 * std::sin(point.u_m / 930 + 0.5));
  if (point.v_m > 0) {
    const double distance = river_distance_m(point);
    const double t = distance / 95;
    const double inland = point.v_m * (1 - 0.45 * std::exp(-t * t));  // a river leads the wave inland
    result.rise_m *= std::exp(-inland / run_up_m);
    result.delay_s = inland / run_up_m_s;
    if (distance < Terrain::water_half_width_m) {
      result.kind = WaterPoint::Kind::wave_in_river;
      result.calm_m = Terrain::river_level_m(point.v_m);
    }
  }
  result.never = result.kind == WaterPoint::Kind::sea_wave && Terrain::sea_level_m + result.rise_m <= ground_m;
  return result;
}

double Water::highest_tsunami_m(const PlanPoint& point, double ground_m) const {
  const WaterPoint at = tsunami_point(point, ground_m);
  if (point.v_m <= 0 || at.kind == WaterPoint::Kind::wave_in_river || at.never) return dry;
  return at.calm_m + at.rise_m;
}

WaterPoint Water::flood_point(const PlanPoint& point, double ground_m) const {
  WaterPoint result;
  result.ground_m = ground_m;
  if (point.v_m <= 0) {  // the sea does not rise
    result.calm_m = Terrain::sea_level_m;
    result.kind = WaterPoint::Kind::river_in_flood;
  } else if (const double distance = river_distance_m(point); distance < Terrain::river_half_width_m) {
    result.kind = WaterPoint::Kind::river_in_flood;
    result.calm_m = Terrain::river_level_m(point.v_m);
    result.rise_m = Terrain::plain_m(point.v_m) + form_of(FloodScale::largest).crest_m - result.calm_m;
  } else {
    result.kind = WaterPoint::Kind::plain_flood;
    result.calm_m = ground_m;
    result.rise_m = highest_flood_m(point, ground_m, FloodScale::largest) - ground_m;
    result.delay_s = breach_s + (distance - Terrain::river_half_width_m) / front_m_s;
  }
  result.never = result.calm_m + result.rise_m <= ground_m;
  return result;
}

double Water::level_m(const WaterPoint& point, double t_s) const {
  double level = point.calm_m;
  switch (point.kind) {
    case WaterPoint::Kind::sea_wave:
      level += point.rise_m * tsunami_shape(t_s - point.delay_s);
      break;
    case WaterPoint::Kind::wave_in_river:  // a wave of the sea that lifts the river where it is the higher
      level = std::max(level, Terrain::sea_level_m + point.rise_m * tsunami_shape(t_s - point.delay_s));
      break;
    case WaterPoint::Kind::river_in_flood:
      level += point.rise_m * river_shape(t_s);
      break;
    case WaterPoint::Kind::plain_flood: {
      const double since = t_s - point.delay_s;
      if (since <= 0) return dry;
      level += point.rise_m * (1 - std::exp(-since / filling_s)) * std::min(1.0, 0.35 + 0.65 * river_shape(t_s));
      break;
    }
  }
  return level > point.ground_m ? level : dry;
}

double Water::highest_flood_m(const PlanPoint& point, double ground_m, FloodScale scale) const {
  const double distance = river_distance_m(point);
  // Beyond the sea wall the water runs off into the sea.
  if (point.v_m <= sea_wall_m || distance < Terrain::river_half_width_m || distance > flood_reach_m) return dry;
  const FloodForm form = form_of(scale);
  const double t = distance / form.reach_m;
  const double level = Terrain::plain_m(point.v_m) + (form.crest_m + fall_m) * std::exp(-t * t) - fall_m;
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
