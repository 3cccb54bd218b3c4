#include "engine/area/lattice.hpp"

#include <algorithm>
#include <bit>

namespace machi {
namespace {

constexpr int most_trials = 400;

/// A source seen as a box with holes.
class Site {
 public:
  Site(const AreaGrid& grid, const CellSet& cells, const StandingRoom& room, std::int32_t radius_mm)
      : grid_(&grid), room_(&room), radius_mm_(radius_mm), inside_(grid.keys.size(), 0) {
    const std::int32_t cell = grid.frame.grid.cell_mm;
    for (std::uint32_t k = 0; k < grid.keys.size(); ++k) leaves_.insert(grid.frame.grid.leaf(grid.keys[k]), k);
    for (const LeafMask& leaf : cells.leaves) {
      inside_[leaf.leaf] = leaf.mask;
      const LeafXY at = grid.frame.grid.leaf(grid.keys[leaf.leaf]);
      for (std::uint64_t mask = leaf.mask; mask != 0; mask &= mask - 1) {
        const int c = std::countr_zero(mask);
        const std::int32_t x = (at.x * leaf_side + c % leaf_side) * cell;
        const std::int32_t y = (at.y * leaf_side + c / leaf_side) * cell;
        box_.add(PointMm{x, y, 0});
        box_.add(PointMm{x + cell, y + cell, 0});
      }
    }
  }
  std::int64_t width() const { return std::int64_t{box_.x_max} - box_.x_min; }
  std::int64_t height() const { return std::int64_t{box_.y_max} - box_.y_min; }

  std::vector<PointMm> points(std::int64_t columns, std::int64_t rows) const {
    std::vector<PointMm> points;
    for (std::int64_t row = 0; row < rows; ++row)
      for (std::int64_t column = 0; column < columns; ++column) {
        const auto x = static_cast<std::int32_t>(box_.x_min + (2 * column + 1) * width() / (2 * columns));
        const auto y = static_cast<std::int32_t>(box_.y_min + (2 * row + 1) * height() / (2 * rows));
        if (is_inside(x, y) && room_->clear_of_walls(x, y, radius_mm_) && room_->clear_of_persons(x, y, radius_mm_))
          points.push_back({x, y, 0});
      }
    return points;
  }

 private:
  bool is_inside(std::int32_t x, std::int32_t y) const {
    const std::int32_t column = x / grid_->frame.grid.cell_mm;
    const std::int32_t row = y / grid_->frame.grid.cell_mm;
    const std::uint32_t leaf = leaves_.find({column / leaf_side, row / leaf_side});
    return leaf != LeafDirectory::none &&
           (inside_[leaf] >> (row % leaf_side * leaf_side + column % leaf_side) & 1) != 0;
  }

  const AreaGrid* grid_;
  const StandingRoom* room_;
  std::int32_t radius_mm_;
  LeafDirectory leaves_;
  std::vector<std::uint64_t> inside_;
  BoxMm box_;
};

/// Rows of a lattice and the widest spacing that they can give.
struct Trial {
  std::int64_t rows;
  double spacing;
};

double spacing_of(const Site& site, std::int64_t columns, std::int64_t rows) {
  return std::min(static_cast<double>(site.width()) / static_cast<double>(columns),
                  static_cast<double>(site.height()) / static_cast<double>(rows));
}

std::vector<Trial> trials(const Site& site, std::int64_t most_rows, std::int64_t persons) {
  std::vector<Trial> list;
  for (std::int64_t rows = 1; rows <= most_rows; ++rows)
    list.push_back({rows, spacing_of(site, (persons + rows - 1) / rows, rows)});
  std::stable_sort(list.begin(), list.end(), [](const Trial& a, const Trial& b) { return a.spacing > b.spacing; });
  return list;
}

std::vector<PointMm> evenly(const std::vector<PointMm>& points, std::uint64_t persons) {
  std::vector<PointMm> chosen;
  for (std::uint64_t k = 0; k < persons; ++k) chosen.push_back(points[k * points.size() / persons]);
  return chosen;
}

}  // namespace

std::vector<PointMm> lattice_points(const AreaGrid& grid, const CellSet& cells, const StandingRoom& room,
                                    std::int32_t radius_mm, std::uint64_t persons) {
  if (persons == 0) return {};
  const Site site(grid, cells, room, radius_mm);
  const std::int64_t most_columns = std::max<std::int64_t>(1, site.width() / (2 * radius_mm));
  const std::int64_t most_rows = std::max<std::int64_t>(1, site.height() / (2 * radius_mm));
  const auto wanted = static_cast<std::int64_t>(persons);
  std::vector<PointMm> best;
  double best_spacing = 0;
  int left = most_trials;
  for (const Trial& trial : trials(site, most_rows, wanted)) {
    if (trial.spacing <= best_spacing || left <= 0) break;
    for (std::int64_t columns = (wanted + trial.rows - 1) / trial.rows; columns <= most_columns && left > 0; --left) {
      if (spacing_of(site, columns, trial.rows) <= best_spacing) break;
      std::vector<PointMm> points = site.points(columns, trial.rows);
      if (points.size() >= persons) {
        best_spacing = spacing_of(site, columns, trial.rows);
        best = std::move(points);
        break;
      }
      const auto found = static_cast<std::int64_t>(std::max<std::size_t>(1, points.size()));
      columns = std::max(columns + 1, std::min(columns * wanted / found, columns + columns / 4));
    }
  }
  if (best.empty()) best = site.points(most_columns, most_rows);
  return best.size() >= persons ? evenly(best, persons) : best;
}

}  // namespace machi
