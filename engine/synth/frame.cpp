#include "engine/synth/frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

constexpr std::array<double, 9> column_offset_m{0, 720, 830, 1530, 2220, 2900, 3610, 4290, 5010};
constexpr double period_m = 5730;
constexpr std::array<RoadClass, 9> column_road{RoadClass::arterial, RoadClass::embankment, RoadClass::embankment,
                                               RoadClass::major,    RoadClass::arterial,   RoadClass::major,
                                               RoadClass::major,    RoadClass::arterial,   RoadClass::major};
constexpr double buildings_per_m2 = 2700e-6;

/// -36, -24, … 36 m.
double jitter_m(std::uint64_t seed, int index, std::uint32_t axis) {
  const auto words = random_block(seed, static_cast<std::uint64_t>(index + (1 << 20)), axis, purpose_line);
  return 12.0 * (static_cast<int>((static_cast<std::uint64_t>(words[0]) * 7) >> 32) - 3);
}

}  // namespace

const RoadForm& form_of(RoadClass road) {
  static constexpr std::array<RoadForm, 7> forms{
      {{22, 3.5, 4, 3}, {16, 3.0, 2, 4}, {11, 2.0, 2, 4}, {6, 0, 1, 4}, {4, 0, 1, 14}, {7, 0, 2, 4}, {5, 0, 1, 4}}};
  return forms[static_cast<std::size_t>(road)];
}

Frame::Frame(std::uint64_t seed, std::int64_t buildings) : seed_(seed) {
  const double area_m2 = static_cast<double>(buildings) / buildings_per_m2;
  plain_depth_m_ = std::clamp(0.78 * std::sqrt(area_m2), 640.0, 7000.0);
  half_length_m_ = std::max(0.5 * area_m2 / plain_depth_m_, 250.0);
  core_radius_m_ = std::clamp(0.16 * std::sqrt(area_m2), 110.0, 900.0);
}

Line Frame::column_line(int i) const {
  const int period = floor_div(i, columns_per_river);
  const int r = i - columns_per_river * period;
  const int moves_with = r == 2 ? i - 1 : i;  // both banks of a river move together
  return {period * period_m + column_offset_m[static_cast<std::size_t>(r)] + jitter_m(seed_, moves_with, 0),
          column_road[static_cast<std::size_t>(r)]};
}

Line Frame::row_line(int j) const {
  if (j <= 0) return {90, RoadClass::major};
  if (j == 1) return {520, RoadClass::collector};
  if (j == 2) return {556, RoadClass::collector};
  return {556 + 600.0 * (j - 2) + jitter_m(seed_, j, 1), j % 2 == 1 ? RoadClass::arterial : RoadClass::major};
}

PlanRect Frame::district(int i, int j) const {
  return {column_line(i).high_m(), row_line(j).high_m(), column_line(i + 1).low_m(), row_line(j + 1).low_m()};
}

double Frame::foot_m(double u_m) const {
  const double swing = 0.09 * std::sin(u_m / 610 + 1.0) + 0.07 * std::sin(u_m / 1430 + static_cast<double>(seed_ % 7));
  return plain_depth_m_ * (1 + swing);
}

bool Frame::row_is_below_hills(int i, int j) const {
  const double v = row_line(j).centre_m;
  return v < foot_m(column_line(i).high_m()) + 40 && v < foot_m(column_line(i + 1).low_m()) + 40;
}

PlanPoint Frame::station(int period) const {
  const int i = columns_per_river * period;
  return {0.5 * (column_line(i).centre_m + column_line(i + 1).centre_m),
          0.5 * (row_line(1).centre_m + row_line(2).centre_m)};
}

double Frame::nearest_river_m(double u_m, int& period) const {
  const int guess = static_cast<int>(std::floor(u_m / period_m));
  double best = 0;
  double distance = 1e300;
  for (int k = guess - 1; k <= guess + 1; ++k) {
    const int i = columns_per_river * k + 1;
    const double centre = 0.5 * (column_line(i).centre_m + column_line(i + 1).centre_m);
    if (std::abs(u_m - centre) >= distance) continue;
    distance = std::abs(u_m - centre);
    best = centre;
    period = k;
  }
  return best;
}

int Frame::column_at(double u_m) const {
  int i = columns_per_river * static_cast<int>(std::floor(u_m / period_m)) - 1;
  while (column_line(i + 1).centre_m <= u_m) ++i;
  return i;
}

int Frame::row_at(double v_m) const {
  int j = 0;
  while (row_line(j + 1).centre_m <= v_m) ++j;
  return j;
}

}  // namespace machi::synth
