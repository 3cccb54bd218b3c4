#include "engine/area/standing_room.hpp"

#include <algorithm>

namespace machi {
namespace {

std::int32_t floor_div(std::int32_t a, std::int32_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::int32_t wrapped(std::int32_t value, std::int32_t period) {
  const std::int32_t rest = value % period;
  return rest < 0 ? rest + period : rest;
}

}  // namespace

StandingRoom::StandingRoom(const AreaGrid& grid, std::int32_t largest_radius_mm)
    : grid_(&grid), bin_mm_(std::max(1, 2 * largest_radius_mm)) {
  for (std::uint32_t k = 0; k < grid.keys.size(); ++k) leaves_.insert(grid.frame.grid.leaf(grid.keys[k]), k);
}

bool StandingRoom::cell_open(std::int32_t column, std::int32_t row) const {
  const AreaFrame& frame = grid_->frame;
  if (frame.periodic == PeriodicAxis::x) column = wrapped(column, frame.period_cells);
  if (frame.periodic == PeriodicAxis::y) row = wrapped(row, frame.period_cells);
  if (column < 0 || row < 0) return false;
  const std::uint32_t leaf = leaves_.find({column / leaf_side, row / leaf_side});
  return leaf != LeafDirectory::none && grid_->is_open(leaf, row % leaf_side * leaf_side + column % leaf_side);
}

bool StandingRoom::is_open(std::int32_t x_mm, std::int32_t y_mm) const {
  const std::int32_t cell = grid_->frame.grid.cell_mm;
  return cell_open(floor_div(x_mm, cell), floor_div(y_mm, cell));
}

bool StandingRoom::clear_of_walls(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm) const {
  const std::int32_t cell = grid_->frame.grid.cell_mm;
  for (std::int32_t row = floor_div(y_mm - radius_mm, cell); row <= floor_div(y_mm + radius_mm, cell); ++row)
    for (std::int32_t column = floor_div(x_mm - radius_mm, cell); column <= floor_div(x_mm + radius_mm, cell);
         ++column) {
      const std::int64_t dx = x_mm - std::clamp(x_mm, column * cell, (column + 1) * cell);
      const std::int64_t dy = y_mm - std::clamp(y_mm, row * cell, (row + 1) * cell);
      if (dx * dx + dy * dy < std::int64_t{radius_mm} * radius_mm && !cell_open(column, row)) return false;
    }
  return true;
}

std::uint64_t StandingRoom::bin_of(std::int64_t column, std::int64_t row) const {
  return static_cast<std::uint64_t>(column) << 32 | static_cast<std::uint32_t>(row);
}

bool StandingRoom::clear_of_persons(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm) const {
  const std::int32_t column = floor_div(x_mm, bin_mm_);
  const std::int32_t row = floor_div(y_mm, bin_mm_);
  for (std::int32_t r = row - 1; r <= row + 1; ++r)
    for (std::int32_t c = column - 1; c <= column + 1; ++c) {
      const auto bin = bins_.find(bin_of(c, r));
      if (bin == bins_.end()) continue;
      for (const Body& body : bin->second) {
        const std::int64_t dx = x_mm - body.x_mm;
        const std::int64_t dy = y_mm - body.y_mm;
        const std::int64_t apart = radius_mm + body.radius_mm - 1;
        if (dx * dx + dy * dy < apart * apart) return false;
      }
    }
  return true;
}

void StandingRoom::put(Body body) {
  bins_[bin_of(floor_div(body.x_mm, bin_mm_), floor_div(body.y_mm, bin_mm_))].push_back(body);
}

void StandingRoom::place(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm) {
  put({x_mm, y_mm, radius_mm});
  const AreaFrame& frame = grid_->frame;
  const std::int32_t period = frame.period_cells * frame.grid.cell_mm;
  if (frame.periodic == PeriodicAxis::none) return;
  const bool along_x = frame.periodic == PeriodicAxis::x;
  const std::int32_t at = along_x ? x_mm : y_mm;
  for (const std::int32_t shift : {-period, period})
    if (at + shift > -bin_mm_ && at + shift < period + bin_mm_)
      put({x_mm + (along_x ? shift : 0), y_mm + (along_x ? 0 : shift), radius_mm});
}

}  // namespace machi
