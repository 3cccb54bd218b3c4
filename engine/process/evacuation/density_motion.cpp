#include "engine/process/evacuation/density_motion.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace machi {
namespace {

constexpr int steps_per_density = 64;
constexpr double highest_density_1_m2 = 12;

// How many of `flow_1_s` persons a second pass in a step: whole persons, and no fraction lost over the steps.
std::uint32_t passing(double flow_1_s, const StepTime& now) {
  const double per_step = flow_1_s / static_cast<double>(now.steps_per_s);
  return static_cast<std::uint32_t>(std::floor(per_step * static_cast<double>(now.step + 1)) -
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
  const double critical = diagram.critical_density_1_m2();
  const double capacity = diagram.capacity_1_m_s();
  for (int k = 0; k <= static_cast<int>(highest_density_1_m2 * steps_per_density) + 1; ++k) {
    const double density = static_cast<double>(k) / steps_per_density;
    const double speed = density <= critical ? diagram.speed_m_s(density) : capacity / density;
    const double supply = density <= critical ? capacity : diagram.flow_1_m_s(density);
    speed_.push_back(static_cast<float>(speed / v0));
    supply_.push_back(static_cast<float>(std::max(supply, parameters.squeeze_1_m_s) / v0));
  }
  tables_ = {speed_.data(),
             supply_.data(),
             speed_.size(),
             steps_per_density,
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
  limit_sides(stencil, openings.throat_m(bin), bin_m, room);
}

// How many may leave a bin by each side in this step.
void DensityMotion::limit_sides(const kernels::DensityStencil& around, const std::array<float, 4>& throat_m,
                                float bin_m, MotionRoom& room) const {
  constexpr std::array<std::size_t, 4> beyond{3, 5, 1, 7};
  for (std::size_t side = 0; side < 4; ++side) {
    std::uint32_t passes = MotionRoom::unlimited;
    if (throat_m[side] > 0)
      passes = passing(parameters_.throat_flow_1_m_s * static_cast<double>(throat_m[side]), room.now);
    const double persons = static_cast<double>(around.persons[beyond[side]]);
    const double open_m2 = static_cast<double>(around.open_m2[beyond[side]]);
    if (persons > parameters_.diagram.jam_density_1_m2 * open_m2) {
      const double room_left = std::max(0.0, parameters_.packing_1_m2 * open_m2 - persons);
      const std::uint32_t fit = std::max(static_cast<std::uint32_t>(room_left / 2),
                                         passing(parameters_.squeeze_1_m_s * static_cast<double>(bin_m), room.now));
      passes = std::min(passes, fit);
    }
    if (passes == MotionRoom::unlimited) continue;
    room.passes[side] = passes;
    room.limited = true;
  }
}

}  // namespace machi
