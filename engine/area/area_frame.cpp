#include "engine/area/area_frame.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/grid/leaf_box.hpp"

namespace machi {
namespace {

constexpr std::int64_t longest_cells = std::int64_t{1} << 16;
constexpr std::int64_t most_cells = std::int64_t{1} << 28;
constexpr std::int64_t shortest_block_mm = 2000;
constexpr std::int64_t fewest_blocks = 3;
constexpr std::int32_t smallest_cell_mm = 20;
constexpr std::int32_t largest_fitting_cell_mm = 1000;
constexpr std::size_t most_suggestions = 6;

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  return (value / step - (value % step < 0 ? 1 : 0)) * step;
}

BoxMm walkable_box(const AreaScenario& area) {
  BoxMm box;
  for (const WalkableArea& walkable : area.walkable) box.add(box_of(walkable.shape.points));
  if (box.empty()) throw UsageError("area: has nothing walkable. Add a feature with role walkable");
  return box;
}

bool fits(std::int64_t length_mm, std::int64_t cell_mm) {
  if (length_mm % cell_mm != 0) return false;
  for (std::int64_t block = cell_mm * leaf_side; block * fewest_blocks <= length_mm; block *= 2)
    if (block >= shortest_block_mm && length_mm % block == 0) return true;
  return false;
}

void check_period(const AreaScenario& area, const BoxMm& box, std::int32_t cell_mm) {
  const std::int64_t length_mm =
      area.periodic == PeriodicAxis::x ? std::int64_t{box.x_max} - box.x_min : std::int64_t{box.y_max} - box.y_min;
  if (fits(length_mm, cell_mm)) return;
  std::vector<std::string> cells;
  for (const std::int32_t cell : cells_that_fit(static_cast<std::int32_t>(std::min<std::int64_t>(length_mm, 1 << 30))))
    if (cells.size() < most_suggestions) cells.push_back(fmt::format("{}", cell / 1000.0));
  const std::string advice =
      cells.empty() ? "No cell fits: change the length" : fmt::format("Cells that fit: {} m", fmt::join(cells, ", "));
  throw UsageError(
      fmt::format("area.periodic: {} m are not 3 or more blocks of 8 · 2^k cells of {} m, each at least 2 m. {}",
                  static_cast<double>(length_mm) / 1000, area.cell_m, advice));
}

}  // namespace

std::vector<std::int32_t> cells_that_fit(std::int32_t length_mm) {
  std::vector<std::int32_t> cells;
  for (std::int32_t cell = largest_fitting_cell_mm; cell >= smallest_cell_mm; --cell)
    if (fits(length_mm, cell)) cells.push_back(cell);
  return cells;
}

AreaFrame area_frame(const AreaScenario& area) {
  const auto cell_mm = static_cast<std::int32_t>(std::lround(area.cell_m * 1000));
  if (cell_mm < smallest_cell_mm || std::abs(area.cell_m * 1000 - cell_mm) > 1e-6)
    throw UsageError(
        fmt::format("area.cell_m: {} m is not a whole number of millimetres, 0.02 m or more", area.cell_m));
  const BoxMm box = walkable_box(area);
  AreaFrame frame;
  frame.origin_x_mm = static_cast<std::int32_t>(floor_to(box.x_min, cell_mm));
  frame.origin_y_mm = static_cast<std::int32_t>(floor_to(box.y_min, cell_mm));
  if (area.periodic == PeriodicAxis::x) frame.origin_x_mm = box.x_min;
  if (area.periodic == PeriodicAxis::y) frame.origin_y_mm = box.y_min;
  const std::int64_t columns = (std::int64_t{box.x_max} - frame.origin_x_mm + cell_mm - 1) / cell_mm;
  const std::int64_t rows = (std::int64_t{box.y_max} - frame.origin_y_mm + cell_mm - 1) / cell_mm;
  if (std::max(columns, rows) > longest_cells || columns * rows > most_cells)
    throw UsageError(fmt::format("area.cell_m: {} × {} cells of {} m are more than the grid holds. Take larger cells",
                                 columns, rows, area.cell_m));
  if (area.periodic != PeriodicAxis::none) check_period(area, box, cell_mm);
  frame.columns = static_cast<std::int32_t>(columns);
  frame.rows = static_cast<std::int32_t>(rows);
  frame.periodic = area.periodic;
  if (area.periodic == PeriodicAxis::x) frame.period_cells = frame.columns;
  if (area.periodic == PeriodicAxis::y) frame.period_cells = frame.rows;
  const auto leaves = static_cast<std::uint32_t>((std::max(columns, rows) + leaf_side - 1) / leaf_side);
  frame.grid.cell_mm = cell_mm;
  frame.grid.order = std::max(1, static_cast<int>(std::bit_width(leaves - 1)));
  return frame;
}

}  // namespace machi
