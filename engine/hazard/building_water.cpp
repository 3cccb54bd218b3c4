/// \file  Spreads water that is known at buildings over the cells around them.
#include "engine/hazard/building_water.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::size_t most_nearest = 16;

// All buildings, in an order that does not depend on who had them, and an index by squares of the radius' side.
class BuildingIndex {
 public:
  BuildingIndex(std::vector<BuildingWater> buildings, std::int64_t radius_mm)
      : buildings_(std::move(buildings)), side_mm_(std::max<std::int64_t>(radius_mm, 1000)) {
    std::sort(buildings_.begin(), buildings_.end(),
              [this](const BuildingWater& a, const BuildingWater& b) { return key(a) < key(b); });
  }

  // Appends those whose square meets the box of squares around a box in mm.
  void gather(std::int64_t x_low, std::int64_t x_high, std::int64_t y_low, std::int64_t y_high,
              std::vector<BuildingWater>& into) const {
    into.clear();
    for (std::int64_t row = square(y_low); row <= square(y_high); ++row) {
      const auto before = [this](const BuildingWater& b, const std::pair<std::int64_t, std::int64_t>& place) {
        return std::pair(square(b.y_mm), square(b.x_mm)) < place;
      };
      const auto first = std::lower_bound(buildings_.begin(), buildings_.end(), std::pair(row, square(x_low)), before);
      const auto last = std::lower_bound(first, buildings_.end(), std::pair(row, square(x_high) + 1), before);
      into.insert(into.end(), first, last);
    }
  }

 private:
  std::int64_t square(std::int64_t mm) const { return mm / side_mm_ - (mm % side_mm_ < 0 ? 1 : 0); }
  std::tuple<std::int64_t, std::int64_t, std::int32_t, std::int32_t, std::int32_t, std::uint16_t> key(
      const BuildingWater& b) const {
    return {square(b.y_mm), square(b.x_mm), b.x_mm, b.y_mm, b.level_cm, b.depth_cm};
  }

  std::vector<BuildingWater> buildings_;
  std::int64_t side_mm_;
};

struct Near {
  std::int64_t distance2_mm2{0};
  BuildingWater water;
  auto key() const { return std::tuple(distance2_mm2, water.x_mm, water.y_mm, water.level_cm, water.depth_cm); }
};

// The nearest buildings of a point, in rising distance; `count` of them at most.
struct Nearest {
  std::array<Near, most_nearest> found;
  std::size_t size{0};
  void offer(const Near& one, std::size_t count) {
    if (size == count && one.distance2_mm2 > found[size - 1].distance2_mm2) return;
    if (size == count && !(one.key() < found[size - 1].key())) return;
    std::size_t at = size < count ? size++ : size - 1;
    for (; at > 0 && one.key() < found[at - 1].key(); --at) found[at] = found[at - 1];
    found[at] = one;
  }
};

// Depth of a cell over its ground, from the nearest buildings.
std::uint16_t depth_cm_of(const Nearest& nearest, double ground_m) {
  if (nearest.size == 0 || nearest.found[0].water.depth_cm == 0) return 0;
  double weights = 0, levels = 0;
  std::uint16_t deepest = 0;
  for (std::size_t k = 0; k < nearest.size; ++k) {
    const Near& one = nearest.found[k];
    if (one.water.depth_cm == 0) continue;
    const double weight = 1e6 / static_cast<double>(std::max<std::int64_t>(one.distance2_mm2, 1'000'000));
    weights += weight;
    levels += weight * one.water.level_cm;
    deepest = std::max(deepest, one.water.depth_cm);
  }
  const double depth = std::floor(levels / weights - 100 * ground_m + 0.5);
  if (!(depth > 0)) return 0;
  return static_cast<std::uint16_t>(std::min<double>(depth, deepest));
}

void fill_leaf(const GridFrame& frame, LeafXY leaf, const std::vector<BuildingWater>& around, std::int64_t radius_mm,
               std::size_t count, const float* terrain_m, std::uint16_t* depth_cm) {
  for (int c = 0; c < leaf_cells; ++c) {
    const std::int64_t x = (std::int64_t{leaf.x} * leaf_side + c % leaf_side) * frame.cell_mm + frame.cell_mm / 2;
    const std::int64_t y = (std::int64_t{leaf.y} * leaf_side + c / leaf_side) * frame.cell_mm + frame.cell_mm / 2;
    Nearest nearest;
    for (const BuildingWater& building : around) {
      const std::int64_t dx = building.x_mm - x, dy = building.y_mm - y;
      const std::int64_t distance2 = dx * dx + dy * dy;
      if (distance2 <= radius_mm * radius_mm) nearest.offer({distance2, building}, count);
    }
    depth_cm[c] = depth_cm_of(nearest, static_cast<double>(terrain_m[c]));
  }
}

}  // namespace

std::vector<std::uint16_t> spread_building_water(const Comm& comm, const LeafDomain& leaves,
                                                 std::span<const float> terrain_m, std::span<const BuildingWater> mine,
                                                 const SpreadRules& rules) {
  if (!(rules.radius_m > 0 && rules.radius_m <= 10000) || rules.nearest < 1 ||
      rules.nearest > static_cast<int>(most_nearest))
    throw RunError("water at buildings is spread over more than 0 and at most 10,000 m, from 1 to 16 buildings");
  const auto radius_mm = static_cast<std::int64_t>(rules.radius_m * 1000);
  const BuildingIndex index(comm.all_gather_of(mine), radius_mm);
  std::vector<std::uint16_t> depth_cm(std::size_t{leaves.own()} * leaf_cells, 0);
  const std::int64_t leaf_mm = leaves.frame().leaf_mm();
#pragma omp parallel
  {
    std::vector<BuildingWater> around;
#pragma omp for schedule(dynamic, 64)
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
      const LeafXY at = leaves.leaf(leaf);
      index.gather(at.x * leaf_mm - radius_mm, (at.x + 1) * leaf_mm + radius_mm, at.y * leaf_mm - radius_mm,
                   (at.y + 1) * leaf_mm + radius_mm, around);
      if (std::none_of(around.begin(), around.end(), [](const BuildingWater& b) { return b.depth_cm > 0; })) continue;
      const std::size_t first = std::size_t{leaf} * leaf_cells;
      fill_leaf(leaves.frame(), at, around, radius_mm, static_cast<std::size_t>(rules.nearest),
                terrain_m.data() + first, depth_cm.data() + first);
    }
  }
  return depth_cm;
}

}  // namespace machi
