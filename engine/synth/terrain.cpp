#include "engine/synth/terrain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

double smooth_step(double low, double high, double value) {
  const double t = std::clamp((value - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

double bump(double value, double centre, double width) {
  const double t = (value - centre) / width;
  return std::exp(-t * t);
}

/// Cross-section of a river against the plain, by distance from its centre: bed, foreshore, embankment.
double river_profile_m(double distance_m) {
  static constexpr std::array<std::array<double, 2>, 8> profile{
      {{0, -3.2}, {24, -3.2}, {34, -0.9}, {43, -0.6}, {50, 1.8}, {61, 1.8}, {74, 0.4}, {1e9, 0.4}}};
  std::size_t k = 1;
  while (profile[k][0] < distance_m) ++k;
  const double t = (distance_m - profile[k - 1][0]) / (profile[k][0] - profile[k - 1][0]);
  return profile[k - 1][1] + t * (profile[k][1] - profile[k - 1][1]);
}

}  // namespace

Terrain::Terrain(const Frame& frame) : frame_(&frame) {
  RandomStream random(frame.seed(), 0, purpose_terrain);
  const auto wave = [&](double length_m) {
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const double k = 2 * std::numbers::pi / (length_m * random.uniform(0.8, 1.25));
    return Wave{k * std::cos(angle), k * std::sin(angle), random.uniform(0, 2 * std::numbers::pi)};
  };
  for (Wave& each : broad_) each = wave(900);
  for (Wave& each : fine_) each = wave(330);
}

double Terrain::waves(const std::array<Wave, 4>& set, const PlanPoint& point) const {
  double sum = 0;
  for (const Wave& wave : set) sum += std::sin(wave.ku * point.u_m + wave.kv * point.v_m + wave.phase);
  return 0.25 * sum;
}

double Terrain::plain_m(double v_m) {
  const double v = std::max(v_m, 0.0);
  return 2.3 + 0.0042 * std::min(v, 1500.0) + 0.003 * std::max(v - 1500, 0.0);
}

double Terrain::river_level_m(double v_m) {
  return std::max(sea_level_m, plain_m(v_m) - 2.1);
}

double Terrain::hill_m(const PlanPoint& point, double river_distance_m) const {
  const double beyond = point.v_m - frame_->foot_m(point.u_m);
  if (beyond <= 0) return 0;
  const double valley = smooth_step(70, 420, river_distance_m);
  const double rise = 85 * (1 - std::exp(-beyond / 470)) * (1 + 0.35 * waves(broad_, point));
  return valley * std::max(0.0, rise + 9 * smooth_step(60, 300, beyond) * waves(fine_, point));
}

double Terrain::height_m(const PlanPoint& point) const {
  if (point.v_m < 0) return std::max(-9.0, 0.04 * point.v_m);
  int period = 0;
  const double distance = std::abs(point.u_m - frame_->nearest_river_m(point.u_m, period));
  const double landward = smooth_step(0, 45, point.v_m);
  const double plain = landward * plain_m(point.v_m);
  if (distance < 74) return plain + river_profile_m(distance) * (distance < 43 ? 1 : landward);
  const double dune = 1.7 * bump(point.v_m, 56, 18);
  const double levee = 0.4 * bump(distance, 74, 130) - 0.7 * bump(distance, 420, 210);
  const double uneven = 0.7 * waves(broad_, point) + 0.3 * waves(fine_, point);
  return plain + landward * (dune * smooth_step(74, 110, distance) + levee + uneven * smooth_step(74, 240, distance)) +
         hill_m(point, distance);
}

}  // namespace machi::synth
