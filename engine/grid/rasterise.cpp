#include "engine/grid/rasterise.hpp"

#include <algorithm>

namespace machi {
namespace {

// Leaves of one stripe of a large polygon: small enough to stay in the second-level cache.
constexpr std::size_t stripe_leaves = std::size_t{1} << 15;

// Floor of a / b for b > 0.
std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - static_cast<std::int64_t>(a % b < 0);
}

// The same with the remainder, where a may need more than 64 bits but the quotient does not.
std::int64_t floor_div(Int128 a, std::int64_t b, std::int64_t& remainder) {
  const auto narrow = static_cast<std::int64_t>(a);
  const bool fits = narrow == a;
  const auto quotient = fits ? narrow / b : static_cast<std::int64_t>(a / b);
  remainder = fits ? narrow % b : static_cast<std::int64_t>(a % b);
  if (remainder >= 0) return quotient;
  remainder += b;
  return quotient - 1;
}

}  // namespace

void Rasteriser::start(LeafBox box) {
  box_ = box;
  columns_ = box.empty() ? 0 : static_cast<std::size_t>(box.last.x - box.first.x + 1);
  first_row_ = box.first.y;
  rows_ = 0;
}

bool Rasteriser::next_stripe() {
  if (box_.empty()) return false;
  first_row_ += rows_;
  if (first_row_ > box_.last.y) return false;
  const auto most = static_cast<std::int32_t>(std::max<std::size_t>(1, stripe_leaves / columns_));
  rows_ = std::min(most, box_.last.y - first_row_ + 1);
  marks_.assign(static_cast<std::size_t>(rows_) * columns_, 0);
  return true;
}

// The first row (or column) of cells whose centre is not below the coordinate.
std::int32_t Rasteriser::first_centre_at_or_beyond(std::int32_t coordinate_mm) const {
  return static_cast<std::int32_t>(
      floor_div(std::int64_t{coordinate_mm} - frame_.cell_mm / 2 + frame_.cell_mm - 1, frame_.cell_mm));
}

void Rasteriser::mark_ring(std::span<const PointMm> ring) {
  if (ring.empty()) return;
  const std::int32_t begin = first_row_ * leaf_side;
  const std::int32_t end = (first_row_ + rows_) * leaf_side;
  const PointMm* before = &ring.back();
  std::int32_t row_before = first_centre_at_or_beyond(before->y_mm);
  for (const PointMm& point : ring) {
    // The rows of centres y with low.y <= y < high.y, as in contains().
    const std::int32_t row = first_centre_at_or_beyond(point.y_mm);
    if (row_before < row) {
      mark_edge(*before, point, std::max(row_before, begin), std::min(row, end));
    } else if (row < row_before) {
      mark_edge(point, *before, std::max(row, begin), std::min(row_before, end));
    }
    before = &point;
    row_before = row;
  }
}

// Marks, in each row of cells in [row, row_end), the first cell whose centre is not west of the edge:
// column = ceil((low.x + dx (y - low.y) / dy - cell / 2) / cell), kept as quotient and remainder of a division by
// dy * cell, so that the next row needs additions only.
void Rasteriser::mark_edge(const PointMm& low, const PointMm& high, std::int32_t row, std::int32_t row_end) {
  if (row >= row_end) return;
  const std::int64_t cell = frame_.cell_mm;
  const std::int64_t half = cell / 2;
  const std::int64_t dx = std::int64_t{high.x_mm} - low.x_mm;
  const std::int64_t dy = std::int64_t{high.y_mm} - low.y_mm;
  const std::int64_t divisor = dy * cell;
  const std::int64_t rise = row * cell + half - low.y_mm;
  const Int128 dividend = static_cast<Int128>(low.x_mm - half) * dy + static_cast<Int128>(dx) * rise + (divisor - 1);
  std::int64_t remainder = 0;
  std::int64_t column = floor_div(dividend, divisor, remainder) - std::int64_t{box_.first.x} * leaf_side;
  const std::int64_t step = floor_div(dx, dy);
  const std::int64_t step_remainder = (dx - step * dy) * cell;
  const std::int64_t columns = static_cast<std::int64_t>(columns_) * leaf_side;
  for (row -= first_row_ * leaf_side, row_end -= first_row_ * leaf_side; row < row_end; ++row) {
    if (column < columns) {
      const auto at = static_cast<std::size_t>(std::max<std::int64_t>(column, 0));
      const auto line = static_cast<std::size_t>(row);
      marks_[line / leaf_side * columns_ + at / leaf_side] ^= std::uint64_t{1}
                                                              << (line % leaf_side * leaf_side + at % leaf_side);
    }
    column += step;
    remainder += step_remainder;
    if (remainder >= divisor) {
      remainder -= divisor;
      ++column;
    }
  }
}

}  // namespace machi
