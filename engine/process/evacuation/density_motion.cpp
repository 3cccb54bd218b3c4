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
    supply_.push_back(static_cast<float>(supply / v0));
  }
  tables_.speed = speed_.data();
  tables_.supply = supply_.data();
  tables_.size = speed_.size();
  tables_.steps_per_density_m2 = steps_per_density;
  tables_.least_area_m2 = static_cast<float>(parameters.least_area_m2);
  tables_.critical_density_1_m2 = static_cast<float>(critical);
  tables_.regular_density_1_m2 = static_cast<float>(diagram.jam_density_1_m2 / 2);
  tables_.creep = static_cast<float>(parameters.creep);
  tables_.press = static_cast<float>(parameters.press);
  tables_.lean = static_cast<float>(parameters.lean);
  tables_.most_lean = static_cast<float>(parameters.most_lean);
  tables_.free_density_1_m2 = static_cast<float>(parameters.free_density_1_m2);
}

void DensityMotion::steer(const WalkerStore& store, std::uint32_t slot, const BlockWalls& walls, const StepTime& now,
                          const kernels::Walkers& walkers, MotionRoom& room) const {
  bins_with_rim(store, slot, room.bins);
  room.persons.resize(room.bins.size());
  for (std::size_t i = 0; i < room.bins.size(); ++i) room.persons[i] = static_cast<float>(room.bins[i].count);
  const BlockFrame& frame = store.blocks().frame();
  const BlockOpenings& openings = walls.openings();
  room.no_throats.resize(room.bins.size(), 0);
  const kernels::DensityGround ground{room.persons.data(), openings.all_open() ? nullptr : openings.open_m2().data(),
                                      (openings.any_throat() ? openings.at_throat() : room.no_throats).data(),
                                      frame.bins, static_cast<float>(frame.bins / frame.side_m())};
  const std::uint32_t first = store.begin(slot);
  kernels::density_speed(ground, tables_, store.scene().x_m.data() + first, store.scene().y_m.data() + first, walkers);
  limit_sides(store, openings, now, room);
}

// How many may leave each bin by each side in this step.
void DensityMotion::limit_sides(const WalkerStore& store, const BlockOpenings& openings, const StepTime& now,
                                MotionRoom& room) const {
  const auto jam_density = static_cast<float>(parameters_.diagram.jam_density_1_m2);
  const std::vector<float>& open_m2 = openings.open_m2();
  room.passes.clear();
  bool full = false;
  for (std::size_t i = 0; i < open_m2.size(); ++i) full |= room.persons[i] > jam_density * open_m2[i];
  if (!full && !openings.any_throat()) return;
  const BlockFrame& frame = store.blocks().frame();
  const int wide = frame.bins + 2;
  const double bin_m = frame.side_m() / frame.bins;
  const std::array<int, 4> beyond{-1, 1, -wide, wide};
  constexpr std::array<std::uint32_t, 4> no_limits{MotionRoom::unlimited, MotionRoom::unlimited, MotionRoom::unlimited,
                                                   MotionRoom::unlimited};
  room.passes.assign(static_cast<std::size_t>(store.bins()), no_limits);
  for (int bin = 0; bin < store.bins(); ++bin) {
    const int here = (bin / frame.bins + 1) * wide + bin % frame.bins + 1;
    const std::array<float, 4> throat_m = openings.throat_m(bin);
    std::array<std::uint32_t, 4>& limits = room.passes[static_cast<std::size_t>(bin)];
    for (std::size_t side = 0; side < 4; ++side) {
      if (throat_m[side] > 0)
        limits[side] = passing(parameters_.throat_flow_1_m_s * static_cast<double>(throat_m[side]), now);
      const auto there = static_cast<std::size_t>(here + beyond[side]);
      if (!(room.persons[there] > jam_density * open_m2[there])) continue;
      const double room_left = std::max(0.0, parameters_.packing_1_m2 * static_cast<double>(open_m2[there]) -
                                                 static_cast<double>(room.persons[there]));
      const std::uint32_t fit =
          std::max(static_cast<std::uint32_t>(room_left / 2), passing(parameters_.squeeze_1_m_s * bin_m, now));
      limits[side] = std::min(limits[side], fit);
    }
  }
}

}  // namespace machi
