#include "engine/field/slowness.hpp"

#include <algorithm>
#include <cmath>

#include "engine/field/travel_time.hpp"

namespace machi {
namespace {

constexpr int most_reach = 3;

// exp by a Taylor series of x / 1024 and ten squarings: plain arithmetic, the same bits on every machine; the relative
// error stays below 1e-12 for |x| < 10.
double plain_exp(double x) {
  const double small = x / 1024;
  double sum = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))));
  for (int i = 0; i < 10; ++i) sum *= sum;
  return sum;
}

// The cover that is walked on: a deck over water is a road.
std::size_t walked_cover(Cover cover, std::uint8_t level) {
  const bool on_deck = cover == Cover::water && (level & level_deck) != 0;
  return static_cast<std::size_t>(on_deck ? Cover::road : cover);
}

// Rows of 24 bits: a leaf's mask (columns and rows 8 to 15) with the masks around it.
using Window = std::array<std::uint32_t, 3 * leaf_side>;

Window window_of(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf) {
  const std::array<std::uint32_t, 8>& around = leaves.around(leaf);
  const std::array<std::uint32_t, 9> nine{around[0], around[1], around[2], around[3], leaf,
                                          around[4], around[5], around[6], around[7]};
  Window window{};
  for (std::size_t k = 0; k < nine.size(); ++k) {
    if (nine[k] == LeafDomain::none) continue;
    for (std::size_t y = 0; y < leaf_side; ++y)
      window[k / 3 * leaf_side + y] |= static_cast<std::uint32_t>(mask[nine[k]] >> (y * leaf_side) & 0xff)
                                       << (k % 3 * leaf_side);
  }
  return window;
}

// For each cell of the leaf in the window's middle the squared distance to the nearest set cell, if within `reach`.
std::array<std::uint8_t, leaf_cells> nearest_in(const Window& window, int reach) {
  std::array<std::uint8_t, leaf_cells> nearest{};
  std::uint64_t found = 0;
  for (int cells2 = 1; cells2 <= reach * reach; ++cells2) {
    std::uint64_t here = 0;
    for (int dy = -reach; dy <= reach; ++dy)
      for (int dx = -reach; dx <= reach; ++dx)
        if (dx * dx + dy * dy == cells2)
          for (int y = 0; y < leaf_side; ++y)
            here |= std::uint64_t{window[static_cast<std::size_t>(leaf_side + y + dy)] >> (leaf_side + dx) & 0xff}
                    << (y * leaf_side);
    for (int c = 0; c < leaf_cells; ++c)
      if ((here & ~found) >> c & 1) nearest[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(cells2);
    found |= here;
  }
  return nearest;
}

}  // namespace

double tobler_factor(double slope) {
  return plain_exp(-3.5 * (std::abs(slope + 0.05) - 0.05));
}

double slope_factor(double slope) {
  return 2 / (1 / tobler_factor(slope) + 1 / tobler_factor(-slope));
}

double water_factor(const WalkingRules& rules, double depth_m) {
  if (depth_m <= 0) return 1;
  if (depth_m >= rules.stop_depth_m) return 0;
  const double share = std::min(depth_m / rules.wading_depth_m, 1.0);
  return 1 - (1 - rules.wading_factor) * share;
}

SlownessTable::SlownessTable(const WalkingRules& rules, std::int32_t cell_mm)
    : level_slowness_(cell_mm / 1000.0 / rules.free_speed_m_s * time_units_per_s) {
  for (std::size_t c = 0; c < by_cover_.size(); ++c)
    by_cover_[c] = rules.cover_factor[c] > 0 ? 1 / rules.cover_factor[c] : 0;
  for (std::size_t s = 0; s < by_slope_.size(); ++s)
    by_slope_[s] = 1 / slope_factor(std::min(static_cast<double>(s) / 100, rules.steepest_slope));
  for (int depth_cm = 0; depth_cm < 65536; ++depth_cm) {
    const double factor = water_factor(rules, depth_cm / 100.0);
    if (factor <= 0) break;
    by_depth_cm_.push_back(1 / factor);
  }
  by_wall_.fill(1);
  const double cell_m = cell_mm / 1000.0;
  for (int cells2 = 1; cells2 <= most_reach * most_reach; ++cells2) {
    const double distance_m = (std::sqrt(static_cast<double>(cells2)) - 0.5) * cell_m;  // to the wall's face
    if (rules.wall_cost <= 0 || distance_m >= rules.wall_range_m) continue;
    by_wall_[static_cast<std::size_t>(cells2)] = 1 + rules.wall_cost * (1 - distance_m / rules.wall_range_m);
    while (reach_ * reach_ < cells2) ++reach_;
  }
}

bool SlownessTable::closed(Cover cover, std::uint8_t level) const {
  return by_cover_[walked_cover(cover, level)] <= 0;
}

std::uint16_t SlownessTable::operator()(Cover cover, std::uint8_t level, std::uint8_t slope_percent,
                                        std::uint16_t depth_cm, int wall_cells2) const {
  if (closed(cover, level) || depth_cm >= by_depth_cm_.size()) return slowness_blocked;
  const double slowness = level_slowness_ * by_cover_[walked_cover(cover, level)] * by_slope_[slope_percent] *
                          by_depth_cm_[depth_cm] * by_wall_[static_cast<std::size_t>(wall_cells2)];
  return static_cast<std::uint16_t>(std::clamp(slowness + 0.5, 1.0, 65534.0));
}

std::vector<std::uint16_t> slowness_of(const Comm& comm, const LeafDomain& leaves, const Grid& grid,
                                       const WalkingRules& rules, std::span<const std::uint16_t> depth_cm) {
  const SlownessTable table(rules, leaves.frame().cell_mm);
  std::vector<std::uint64_t> closed(leaves.size(), 0);
#pragma omp parallel for schedule(static)
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      const std::size_t cell = std::size_t{leaf} * leaf_cells + c;
      closed[leaf] |= std::uint64_t{table.closed(grid.cover[cell], grid.level[cell])} << c;
    }
  leaves.exchange(comm, std::span(closed));
  std::vector<std::uint16_t> slowness(std::size_t{leaves.own()} * leaf_cells);
#pragma omp parallel for schedule(static)
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    const auto wall_cells2 = nearest_in(window_of(leaves, closed, leaf), table.reach());
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      const std::size_t cell = std::size_t{leaf} * leaf_cells + c;
      slowness[cell] = table(grid.cover[cell], grid.level[cell], grid.slope_percent[cell],
                             depth_cm.empty() ? std::uint16_t{0} : depth_cm[cell], wall_cells2[c]);
    }
  }
  return slowness;
}

}  // namespace machi
