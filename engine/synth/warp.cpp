#include "engine/synth/warp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

constexpr double two_pi = 2 * std::numbers::pi;

int lattice_floor(double value_m) {
  return static_cast<int>(std::floor(value_m / Warp::step_m));
}

/// Lattice lines strictly between two coordinates.
void add_breaks(double low, double high, std::vector<double>& breaks) {
  for (int line = lattice_floor(low) + 1; line * Warp::step_m < high; ++line)
    if (line * Warp::step_m > low) breaks.push_back(line * Warp::step_m);
}

}  // namespace

Warp::Warp(std::uint64_t seed, double depth_m) : depth_m_(depth_m) {
  RandomStream random(seed, 0, purpose_warp);
  const auto wave = [&](double length_m, double steepness) {
    const double length = length_m * random.uniform(0.85, 1.15);
    return Wave{two_pi / length, steepness * length / two_pi, random.uniform(0, two_pi)};
  };
  coast_ = {wave(11000, 0.085), wave(4200, 0.085), wave(1700, 0.05)};
  hills_ = {wave(8000, 0.045), wave(2700, 0.06)};
  twist_ = {wave(2300, 0.06), wave(2600, 0.045)};
}

TownPoint Warp::node(int column, int row) const {
  const double u = column * step_m;
  const double v = row * step_m;
  TownPoint point{u, v};
  for (const Wave& wave : coast_) {
    const double decay = wave.amplitude_m * std::exp(-wave.wave_number * std::max(v, -400.0));
    point.x_m += decay * std::sin(wave.wave_number * u + wave.phase);
    point.y_m -= decay * std::cos(wave.wave_number * u + wave.phase);
  }
  for (const Wave& wave : hills_) {
    const double decay =
        wave.amplitude_m * std::exp(-wave.wave_number * (depth_m_ + 300 - std::min(v, depth_m_ + 700)));
    point.x_m += decay * std::sin(wave.wave_number * u + wave.phase);
    point.y_m += decay * std::cos(wave.wave_number * u + wave.phase);
  }
  point.x_m += twist_[0].amplitude_m * std::sin(twist_[0].wave_number * v + twist_[0].phase);
  point.y_m += twist_[1].amplitude_m * std::sin(twist_[1].wave_number * u + twist_[1].phase);
  return point;
}

WarpPatch::WarpPatch(const Warp& warp, const PlanRect& region)
    : first_column_(lattice_floor(region.u0_m) - 1),
      first_row_(lattice_floor(region.v0_m) - 1),
      columns_(lattice_floor(region.u1_m) + 3 - first_column_),
      rows_(lattice_floor(region.v1_m) + 3 - first_row_) {
  nodes_.reserve(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
  for (int row = 0; row < rows_; ++row)
    for (int column = 0; column < columns_; ++column)
      nodes_.push_back(warp.node(first_column_ + column, first_row_ + row));
}

const TownPoint& WarpPatch::node(int column, int row) const {
  return nodes_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column)];
}

TownPoint WarpPatch::to_town(const PlanPoint& point) const {
  const int column = std::clamp(lattice_floor(point.u_m) - first_column_, 0, columns_ - 2);
  const int row = std::clamp(lattice_floor(point.v_m) - first_row_, 0, rows_ - 2);
  const double s = point.u_m / Warp::step_m - (first_column_ + column);
  const double t = point.v_m / Warp::step_m - (first_row_ + row);
  const TownPoint& a = node(column, row);
  const TownPoint& b = node(column + 1, row);
  const TownPoint& c = node(column, row + 1);
  const TownPoint& d = node(column + 1, row + 1);
  const double wa = (1 - s) * (1 - t), wb = s * (1 - t), wc = (1 - s) * t, wd = s * t;
  return {wa * a.x_m + wb * b.x_m + wc * c.x_m + wd * d.x_m, wa * a.y_m + wb * b.y_m + wc * c.y_m + wd * d.y_m};
}

void WarpPatch::axes(const PlanPoint& point, TownPoint& along_u, TownPoint& along_v) const {
  const int column = std::clamp(lattice_floor(point.u_m) - first_column_, 0, columns_ - 2);
  const int row = std::clamp(lattice_floor(point.v_m) - first_row_, 0, rows_ - 2);
  const double s = point.u_m / Warp::step_m - (first_column_ + column);
  const double t = point.v_m / Warp::step_m - (first_row_ + row);
  const TownPoint& a = node(column, row);
  const TownPoint& b = node(column + 1, row);
  const TownPoint& c = node(column, row + 1);
  const TownPoint& d = node(column + 1, row + 1);
  along_u = {((b.x_m - a.x_m) * (1 - t) + (d.x_m - c.x_m) * t) / Warp::step_m,
             ((b.y_m - a.y_m) * (1 - t) + (d.y_m - c.y_m) * t) / Warp::step_m};
  along_v = {((c.x_m - a.x_m) * (1 - s) + (d.x_m - b.x_m) * s) / Warp::step_m,
             ((c.y_m - a.y_m) * (1 - s) + (d.y_m - b.y_m) * s) / Warp::step_m};
}

std::vector<TownPoint> WarpPatch::outline(const PlanRect& rect, bool along_u, const std::vector<Mouth>& mouths) const {
  std::array<std::vector<double>, 4> breaks;  // south, east, north, west
  for (int side = 0; side < 4; ++side) {
    const bool runs_u = side % 2 == 0;
    const double low = runs_u ? rect.u0_m : rect.v0_m;
    const double high = runs_u ? rect.u1_m : rect.v1_m;
    std::vector<double>& of_side = breaks[static_cast<std::size_t>(side)];
    add_breaks(low, high, of_side);
    const bool high_side = side == 1 || side == 2;
    for (const Mouth& mouth : mouths)
      if (runs_u == along_u && mouth.high == high_side)
        for (const double at : {mouth.begin_m, mouth.end_m})
          if (at > low && at < high) of_side.push_back(at);
    std::sort(of_side.begin(), of_side.end());
    of_side.erase(std::unique(of_side.begin(), of_side.end()), of_side.end());
    if (side >= 2) std::reverse(of_side.begin(), of_side.end());
  }
  const std::array<PlanPoint, 4> corners{
      {{rect.u0_m, rect.v0_m}, {rect.u1_m, rect.v0_m}, {rect.u1_m, rect.v1_m}, {rect.u0_m, rect.v1_m}}};
  std::vector<TownPoint> ring;
  for (std::size_t side = 0; side < 4; ++side) {
    ring.push_back(to_town(corners[side]));
    for (const double at : breaks[side])
      ring.push_back(to_town(side % 2 == 0 ? PlanPoint{at, corners[side].v_m} : PlanPoint{corners[side].u_m, at}));
  }
  return ring;
}

PlanPoint WarpPatch::to_plan(const TownPoint& point) const {
  PlanPoint guess{point.x_m, point.y_m};
  for (int round = 0; round < 40; ++round) {
    const TownPoint image = to_town(guess);
    const double dx = point.x_m - image.x_m, dy = point.y_m - image.y_m;
    guess.u_m += dx;
    guess.v_m += dy;
    if (std::abs(dx) + std::abs(dy) < 1e-7) break;
  }
  return guess;
}

}  // namespace machi::synth
