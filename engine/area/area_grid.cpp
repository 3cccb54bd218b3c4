#include "engine/area/area_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/grid/rasterise.hpp"

namespace machi {
namespace {

constexpr std::size_t most_features = no_feature;

/// The shape of a feature in the grid's own points.
PolygonTable moved(const AreaFrame& frame, PolygonTable shape) {
  for (PointMm& point : shape.points) {
    point.x_mm -= frame.origin_x_mm;
    point.y_mm -= frame.origin_y_mm;
  }
  return shape;
}

/// Calls apply(LeafXY, mask) for the cells of a feature.
template <class Apply>
void rasterise_feature(const AreaFrame& frame, const AreaFeature& feature, Apply apply) {
  const PolygonTable shape = moved(frame, feature.shape);
  Rasteriser rasteriser(frame.grid);
  for (std::uint32_t polygon = 0; polygon < shape.size(); ++polygon)
    rasteriser.polygon(shape, polygon, leaves_of_frame(frame.grid), apply);
}

/// Open cells by leaf in the order in which leaves were met.
class OpenCells {
 public:
  void open(LeafXY leaf, std::uint64_t mask) {
    std::uint32_t index = directory_.find(leaf);
    if (index == LeafDirectory::none) {
      index = static_cast<std::uint32_t>(leaves_.size());
      directory_.insert(leaf, index);
      leaves_.push_back(leaf);
      masks_.push_back(0);
    }
    masks_[index] |= mask;
  }
  void close(LeafXY leaf, std::uint64_t mask) {
    const std::uint32_t index = directory_.find(leaf);
    if (index != LeafDirectory::none) masks_[index] &= ~mask;
  }
  void put_into(AreaGrid& grid) const {
    std::vector<std::pair<LeafKey, std::uint64_t>> leaves;
    for (std::size_t k = 0; k < leaves_.size(); ++k)
      if (masks_[k] != 0) leaves.emplace_back(grid.frame.grid.key(leaves_[k]), masks_[k]);
    std::sort(leaves.begin(), leaves.end());
    for (const auto& [key, mask] : leaves) {
      grid.keys.push_back(key);
      grid.open.push_back(mask);
      grid.open_cells += static_cast<std::uint64_t>(std::popcount(mask));
    }
  }

 private:
  LeafDirectory directory_;
  std::vector<LeafXY> leaves_;
  std::vector<std::uint64_t> masks_;
};

/// Axis-parallel edges that a wall on the borders of cells can only stand in for. The ends of a periodic axis are
/// exact.
std::uint32_t edges_off_border(const AreaFrame& frame, const AreaFeature& feature) {
  const PolygonTable shape = moved(frame, feature.shape);
  const std::int32_t cell = frame.grid.cell_mm;
  std::uint32_t count = 0;
  for (std::uint32_t r = 0; r + 1 < shape.point_begin.size(); ++r) {
    const auto ring = shape.ring(r);
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const bool upright = ring[i].x_mm == ring[j].x_mm;
      const bool level = ring[i].y_mm == ring[j].y_mm;
      if (upright != level) count += (upright ? ring[i].x_mm : ring[i].y_mm) % cell != 0 ? 1 : 0;
    }
  }
  return count;
}

/// Finds the leaves of a grid that is sorted, and paints features onto its columns.
class Painter {
 public:
  explicit Painter(const AreaGrid& grid) : grid_(&grid) {
    for (std::uint32_t k = 0; k < grid.keys.size(); ++k) directory_.insert(grid.frame.grid.leaf(grid.keys[k]), k);
  }
  std::uint32_t find(LeafXY leaf) const { return directory_.find(leaf); }

  /// The open cells of a feature.
  CellSet cells_of(const AreaFeature& feature) const {
    CellSet set;
    rasterise_feature(grid_->frame, feature, [&](LeafXY leaf, std::uint64_t mask) {
      const std::uint32_t index = directory_.find(leaf);
      if (index == LeafDirectory::none) return;
      if (const std::uint64_t cells = mask & grid_->open[index]; cells != 0) set.leaves.push_back({index, cells});
    });
    return merged(std::move(set));
  }

  /// A column of indices of features; empty where there are none.
  template <class Feature>
  std::vector<std::uint16_t> column_of(const std::vector<Feature>& features) const {
    if (features.empty()) return {};
    std::vector<std::uint16_t> column(grid_->keys.size() * leaf_cells, no_feature);
    for (std::size_t f = 0; f < features.size(); ++f)
      for_each_cell(cells_of(features[f]), [&](std::size_t cell) { column[cell] = static_cast<std::uint16_t>(f); });
    return column;
  }

  /// Calls visit(index of the cell in a column).
  template <class Visit>
  static void for_each_cell(const CellSet& set, Visit visit) {
    for (const LeafMask& leaf : set.leaves)
      for (std::uint64_t mask = leaf.mask; mask != 0; mask &= mask - 1)
        visit(std::size_t{leaf.leaf} * leaf_cells + static_cast<std::size_t>(std::countr_zero(mask)));
  }

 private:
  // Polygons of one feature may meet in a leaf.
  static CellSet merged(CellSet set) {
    std::stable_sort(set.leaves.begin(), set.leaves.end(),
                     [](const auto& a, const auto& b) { return a.leaf < b.leaf; });
    CellSet one;
    for (const LeafMask& leaf : set.leaves) {
      if (one.leaves.empty() || one.leaves.back().leaf != leaf.leaf) one.leaves.push_back({leaf.leaf, 0});
      one.leaves.back().mask |= leaf.mask;
    }
    return one;
  }

  const AreaGrid* grid_;
  LeafDirectory directory_;
};

[[noreturn]] void refuse(const AreaFeature& feature, const std::string& role, const std::string& problem) {
  throw UsageError(fmt::format("{}: area.features.{}{}: {}", feature.where, role,
                               feature.id.empty() ? "" : fmt::format(" '{}'", feature.id), problem));
}

CellSet needed_cells(const Painter& painter, const AreaFeature& feature, const std::string& role) {
  CellSet cells = painter.cells_of(feature);
  if (cells.leaves.empty())
    refuse(feature, role, "holds no walkable cell. Move it onto the ground, or take smaller cells");
  return cells;
}

void open_ground(const AreaScenario& area, AreaGrid& grid) {
  OpenCells cells;
  for (const WalkableArea& walkable : area.walkable) {
    rasterise_feature(grid.frame, walkable, [&](LeafXY leaf, std::uint64_t mask) { cells.open(leaf, mask); });
    grid.edges_off_border += edges_off_border(grid.frame, walkable);
  }
  for (const Obstacle& obstacle : area.obstacles) {
    rasterise_feature(grid.frame, obstacle, [&](LeafXY leaf, std::uint64_t mask) { cells.close(leaf, mask); });
    grid.edges_off_border += edges_off_border(grid.frame, obstacle);
  }
  cells.put_into(grid);
  if (grid.open_cells == 0)
    throw UsageError("area: no cell is walkable. Take smaller cells, or draw the ground larger");
}

void paint_pace(const AreaScenario& area, const Painter& painter, AreaGrid& grid) {
  grid.pace.assign(grid.keys.size() * leaf_cells, full_pace);
  for (const PaceArea& pace : area.paces) {
    const double factor = pace.factor;
    Painter::for_each_cell(painter.cells_of(pace), [&](std::size_t cell) {
      grid.pace[cell] = static_cast<std::uint16_t>(std::clamp(grid.pace[cell] * factor + 0.5, 1.0, 65535.0));
    });
  }
}

/// Length of the stair seen from above, along its direction of ascent.
double plan_length_m(const Stair& stair, double up_x, double up_y) {
  double low = 1e300;
  double high = -1e300;
  for (const PointMm& point : stair.shape.points) {
    const double along = up_x * point.x_mm + up_y * point.y_mm;
    low = std::min(low, along);
    high = std::max(high, along);
  }
  return 1e-3 * (high - low);
}

AreaStair stair_of(const Stair& stair) {
  const double length = std::sqrt(stair.up[0] * stair.up[0] + stair.up[1] * stair.up[1]);
  AreaStair made{stair.up[0] / length, stair.up[1] / length,  1,
                 stair.class_speeds,   stair.speed_up_factor, stair.speed_down_factor};
  if (!stair.incline_m) return made;
  made.plan_over_incline = plan_length_m(stair, made.up_x, made.up_y) / *stair.incline_m;
  if (made.plan_over_incline > 1 + 1e-9)
    refuse(stair, "stair", "incline_m is shorter than the stair seen from above. Give the length along the incline");
  return made;
}

/// Length of the sides between cells of the exit and open cells that are not.
double border_m(const AreaGrid& grid, const Painter& painter, const CellSet& cells) {
  std::vector<bool> inside(grid.keys.size() * leaf_cells, false);
  Painter::for_each_cell(cells, [&](std::size_t cell) { inside[cell] = true; });
  std::uint64_t sides = 0;
  Painter::for_each_cell(cells, [&](std::size_t cell) {
    const LeafXY leaf = grid.frame.grid.leaf(grid.keys[cell / leaf_cells]);
    const int x = leaf.x * leaf_side + static_cast<int>(cell % leaf_side);
    const int y = leaf.y * leaf_side + static_cast<int>(cell % leaf_cells / leaf_side);
    for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      const int column = x + dx;
      const int row = y + dy;
      if (column < 0 || row < 0) continue;
      const std::uint32_t at = painter.find({column / leaf_side, row / leaf_side});
      const int other = row % leaf_side * leaf_side + column % leaf_side;
      if (at == LeafDirectory::none || !grid.is_open(at, other)) continue;
      sides += inside[std::size_t{at} * leaf_cells + static_cast<std::size_t>(other)] ? 0 : 1;
    }
  });
  return 1e-3 * grid.frame.grid.cell_mm * static_cast<double>(sides);
}

void paint_exits(const AreaScenario& area, const Painter& painter, AreaGrid& grid) {
  std::vector<bool> taken(grid.keys.size() * leaf_cells, false);
  for (std::size_t e = 0; e < area.exits.size(); ++e) {
    const CellSet cells = needed_cells(painter, area.exits[e], "exit");
    grid.exit_width_m.push_back(area.exits[e].width_m ? *area.exits[e].width_m : border_m(grid, painter, cells));
    Painter::for_each_cell(cells, [&](std::size_t cell) {
      if (taken[cell]) return;
      taken[cell] = true;
      grid.goals.push_back({grid.frame.grid.leaf(grid.keys[cell / leaf_cells]),
                            static_cast<std::uint8_t>(cell % leaf_cells), 0, static_cast<std::uint32_t>(e)});
    });
  }
}

void add_measures(const AreaScenario& area, const Painter& painter, AreaGrid& grid) {
  for (const MeasureArea& measure : area.measures) {
    grid.measures.push_back(needed_cells(painter, measure, "measure"));
    grid.measure_m2.push_back(grid.cell_m2() * static_cast<double>(grid.measures.back().cells()));
  }
  for (const CountLine& line : area.lines) {
    AreaLine made{line.id, line.points};
    for (PointMm& point : made.points) {
      point.x_mm -= grid.frame.origin_x_mm;
      point.y_mm -= grid.frame.origin_y_mm;
    }
    grid.lines.push_back(std::move(made));
  }
}

}  // namespace

std::uint64_t CellSet::cells() const {
  std::uint64_t count = 0;
  for (const LeafMask& leaf : leaves) count += static_cast<std::uint64_t>(std::popcount(leaf.mask));
  return count;
}

AreaGrid build_area(const AreaScenario& area) {
  AreaGrid grid;
  grid.frame = area_frame(area);
  if (std::max({area.stairs.size(), area.smoke.size(), area.directions.size()}) >= most_features)
    throw UsageError("area.features: more than 65,534 of one role. Unite them");
  open_ground(area, grid);
  const Painter painter(grid);
  paint_pace(area, painter, grid);
  grid.stair = painter.column_of(area.stairs);
  grid.smoke = painter.column_of(area.smoke);
  grid.direction = painter.column_of(area.directions);
  for (const Stair& stair : area.stairs) grid.stairs.push_back(stair_of(stair));
  paint_exits(area, painter, grid);
  for (const AreaSource& source : area.sources)
    grid.sources.push_back(source.points.empty() ? needed_cells(painter, source, "source") : CellSet{});
  add_measures(area, painter, grid);
  return grid;
}

}  // namespace machi
