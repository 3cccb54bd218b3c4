#include "engine/process/evacuation/density_motion.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace machi {
namespace {

constexpr int steps_per_density = 64;
constexpr double highest_density_1_m2 = 12;

// How many of `flow_1_s` persons a second pass in a step: whole persons, and no fraction lost over the steps.
std::size_t passing(double flow_1_s, const StepTime& now) {
  const double per_step = flow_1_s / static_cast<double>(now.steps_per_s);
  return static_cast<std::size_t>(std::floor(per_step * static_cast<double>(now.step + 1)) -
                                  std::floor(per_step * static_cast<double>(now.step)));
}

}  // namespace

double FundamentalDiagram::speed_m_s(double density_1_m2) const {
  if (density_1_m2 <= 0) return free_speed_m_s;
  return free_speed_m_s * std::max(0.0, 1 - std::exp(-gamma_1_m2 * (1 / density_1_m2 - 1 / jam_density_1_m2)));
}

// The flow has one maximum: it is 0 at both ends and concave between.
double FundamentalDiagram::critical_density_1_m2() const {
  double low = 0, high = jam_density_1_m2;
  for (int i = 0; i < 200; ++i) {
    const double third = (high - low) / 3;
    if (flow_1_m_s(low + third) < flow_1_m_s(high - third)) {
      low += third;
    } else {
      high -= third;
    }
  }
  return (low + high) / 2;
}

DensityMotion::DensityMotion(const DensityParameters& parameters) : parameters_(parameters) {
  const FundamentalDiagram& diagram = parameters.diagram;
  const double v0 = diagram.free_speed_m_s;
  const double capacity = diagram.capacity_1_m_s();
  for (int k = 0; k <= static_cast<int>(highest_density_1_m2 * steps_per_density) + 1; ++k) {
    const double density = static_cast<double>(k) / steps_per_density;
    const double crowding = std::max(1.0, density / diagram.jam_density_1_m2);
    const double squeezed = parameters.squeeze_m_s / std::pow(crowding, 8);
    speed_.push_back(static_cast<float>(std::max(diagram.speed_m_s(density), squeezed) / v0));
  }
  tables_ = {speed_.data(),
             speed_.size(),
             steps_per_density,
             static_cast<float>(capacity / v0),
             static_cast<float>(diagram.jam_density_1_m2 / 2),
             static_cast<float>(parameters.lean)};
}

// Persons of the block's bins and of a rim of one bin around them.
void DensityMotion::prepare(const WalkerStore& store, std::uint32_t slot, const BlockWalls&, const StepTime& now,
                            MotionRoom& room) const {
  const BlockDomain& blocks = store.blocks();
  const int bins = blocks.frame().bins;
  const int wide = bins + 2;
  room.now = now;
  room.persons.assign(static_cast<std::size_t>(wide * wide), 0);
  const auto copy_row = [&](std::uint32_t from, int row, int to_row) {
    float* const out = room.persons.data() + to_row * wide + 1;
    for (int column = 0; column < bins; ++column)
      out[column] = static_cast<float>(store.bin(from, row * bins + column).count);
  };
  const auto copy_column = [&](std::uint32_t from, int column, int to_column) {
    for (int row = 0; row < bins; ++row)
      room.persons[static_cast<std::size_t>((row + 1) * wide + to_column)] =
          static_cast<float>(store.bin(from, row * bins + column).count);
  };
  const auto copy_corner = [&](std::uint32_t from, int bin, int to) {
    room.persons[static_cast<std::size_t>(to)] = static_cast<float>(store.bin(from, bin).count);
  };
  const auto occupied = [&](std::uint32_t at) { return at != BlockDomain::none && store.occupied(at); };
  const auto& around = blocks.around(slot);
  const int last = bins - 1;
  for (int row = 0; row < bins; ++row) copy_row(slot, row, row + 1);
  if (occupied(around[0])) copy_corner(around[0], bins * bins - 1, 0);
  if (occupied(around[1])) copy_row(around[1], last, 0);
  if (occupied(around[2])) copy_corner(around[2], bins * last, wide - 1);
  if (occupied(around[3])) copy_column(around[3], last, 0);
  if (occupied(around[5])) copy_column(around[5], 0, wide - 1);
  if (occupied(around[6])) copy_corner(around[6], last, (wide - 1) * wide);
  if (occupied(around[7])) copy_row(around[7], 0, wide - 1);
  if (occupied(around[8])) copy_corner(around[8], 0, wide * wide - 1);
}

void DensityMotion::steer(const WalkerStore& store, std::uint32_t slot, int bin, const BlockWalls& walls,
                          kernels::Walkers walkers, MotionRoom& room) const {
  const BlockFrame& frame = store.blocks().frame();
  const int column = bin % frame.bins;
  const int row = bin / frame.bins;
  const auto bin_m = static_cast<float>(frame.side_m() / frame.bins);
  kernels::DensityStencil stencil;
  stencil.corner_x_m = static_cast<float>(column) * bin_m;
  stencil.corner_y_m = static_cast<float>(row) * bin_m;
  stencil.bins_per_m = 1 / bin_m;
  const BlockOpenings& openings = walls.openings();
  for (int j = 0; j < 3; ++j) {
    const std::size_t from = static_cast<std::size_t>((row + j) * (frame.bins + 2) + column);
    std::copy_n(room.persons.data() + from, 3, stencil.persons + 3 * j);
    std::copy_n(openings.open_m2().data() + from, 3, stencil.open_m2 + 3 * j);
  }
  const std::uint32_t first = store.bin(slot, bin).first;
  kernels::density_speed(stencil, tables_, store.scene().x_m.data() + first, store.scene().y_m.data() + first, walkers);
  if (openings.any_throat(bin)) bar_sides(store, slot, bin, openings, walkers, room);
}

// Of those who would leave by a narrow side, the nearest to it pass, as many as it lets through; it is barred to all
// others, also to those whom a turn of their way would lead there.
void DensityMotion::bar_sides(const WalkerStore& store, std::uint32_t slot, int bin, const BlockOpenings& openings,
                              const kernels::Walkers& walkers, MotionRoom& room) const {
  const BlockFrame& frame = store.blocks().frame();
  const auto bin_m = static_cast<float>(frame.side_m() / frame.bins);
  const float low_x = static_cast<float>(bin % frame.bins) * bin_m;
  const float low_y = static_cast<float>(bin / frame.bins) * bin_m;
  const std::uint32_t first = store.bin(slot, bin).first;
  const Scene& scene = store.scene();
  const float dt_s = 1 / static_cast<float>(room.now.steps_per_s);
  room.barred.assign(walkers.size, 0);
  for (int side = 0; side < 4; ++side) {
    const float throat_m = openings.throat_m(bin)[static_cast<std::size_t>(side)];
    if (throat_m <= 0) continue;
    const auto bit = static_cast<std::uint8_t>(1 << side);
    auto& wanting = room.wanting;
    wanting.clear();
    for (std::uint32_t k = 0; k < walkers.size; ++k) {
      const float x = scene.x_m[first + k] - low_x;
      const float y = scene.y_m[first + k] - low_y;
      const float left_m = std::array{x, bin_m - x, y, bin_m - y}[static_cast<std::size_t>(side)];
      const float vx = walkers.velocity_x_m_s[k];
      const float vy = walkers.velocity_y_m_s[k];
      const float towards = std::array{-vx, vx, -vy, vy}[static_cast<std::size_t>(side)];
      room.barred[k] |= bit;
      if (towards * dt_s >= left_m) wanting.push_back({left_m, k});
    }
    const std::size_t pass =
        std::min(wanting.size(), passing(parameters_.throat_flow_1_m_s * static_cast<double>(throat_m), room.now));
    std::partial_sort(wanting.begin(), wanting.begin() + static_cast<std::ptrdiff_t>(pass), wanting.end());
    for (std::size_t i = 0; i < pass; ++i) room.barred[wanting[i].walker] &= static_cast<std::uint8_t>(~bit);
  }
  room.bars = true;
}

}  // namespace machi
