#include "engine/network/segment_index.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace machi {
namespace {

constexpr std::int64_t most_tiles = std::int64_t{1} << 22;

SegmentIndex::Found distance_to(const LinkSegment& segment, std::uint32_t index, std::int32_t x_mm, std::int32_t y_mm) {
  const double dx = static_cast<double>(segment.bx_mm) - segment.ax_mm;
  const double dy = static_cast<double>(segment.by_mm) - segment.ay_mm;
  const double px = static_cast<double>(x_mm) - segment.ax_mm;
  const double py = static_cast<double>(y_mm) - segment.ay_mm;
  const double square = dx * dx + dy * dy;
  const double t = square > 0 ? std::clamp((px * dx + py * dy) / square, 0.0, 1.0) : 0.0;
  const double ex = px - t * dx;
  const double ey = py - t * dy;
  return {index, ex * ex + ey * ey, segment.offset_mm + t * std::sqrt(square)};
}

}  // namespace

SegmentIndex::SegmentIndex(std::vector<LinkSegment> segments) : segments_(std::move(segments)) {
  if (segments_.empty()) return;
  x_mm_ = y_mm_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t x_last = std::numeric_limits<std::int64_t>::min();
  std::int64_t y_last = x_last;
  for (const LinkSegment& s : segments_) {
    x_mm_ = std::min<std::int64_t>(x_mm_, std::min(s.ax_mm, s.bx_mm));
    y_mm_ = std::min<std::int64_t>(y_mm_, std::min(s.ay_mm, s.by_mm));
    x_last = std::max<std::int64_t>(x_last, std::max(s.ax_mm, s.bx_mm));
    y_last = std::max<std::int64_t>(y_last, std::max(s.ay_mm, s.by_mm));
  }
  while (((x_last - x_mm_) / tile_mm_ + 1) * ((y_last - y_mm_) / tile_mm_ + 1) > most_tiles) tile_mm_ *= 2;
  columns_ = (x_last - x_mm_) / tile_mm_ + 1;
  rows_ = (y_last - y_mm_) / tile_mm_ + 1;
  const auto for_tiles = [&](const LinkSegment& s, auto&& visit) {
    const auto [x0, x1] = std::minmax(s.ax_mm, s.bx_mm);
    const auto [y0, y1] = std::minmax(s.ay_mm, s.by_mm);
    for (std::int64_t row = tile_of(y0, y_mm_); row <= tile_of(y1, y_mm_); ++row)
      for (std::int64_t column = tile_of(x0, x_mm_); column <= tile_of(x1, x_mm_); ++column)
        visit(static_cast<std::size_t>(row * columns_ + column));
  };
  begin_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  for (const LinkSegment& s : segments_) for_tiles(s, [&](std::size_t tile) { ++begin_[tile + 1]; });
  for (std::size_t tile = 1; tile < begin_.size(); ++tile) begin_[tile] += begin_[tile - 1];
  entries_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t k = 0; k < segments_.size(); ++k)
    for_tiles(segments_[k], [&](std::size_t tile) { entries_[next[tile]++] = k; });
}

std::int64_t SegmentIndex::tile_of(std::int64_t coordinate, std::int64_t origin) const {
  const std::int64_t from_origin = coordinate - origin;
  return from_origin >= 0 ? from_origin / tile_mm_ : -((-from_origin + tile_mm_ - 1) / tile_mm_);
}

void SegmentIndex::look_at(std::int64_t column, std::int64_t row, std::int32_t x_mm, std::int32_t y_mm,
                           Found& best) const {
  if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return;
  const auto tile = static_cast<std::size_t>(row * columns_ + column);
  for (std::uint32_t k = begin_[tile]; k < begin_[tile + 1]; ++k) {
    const Found found = distance_to(segments_[entries_[k]], entries_[k], x_mm, y_mm);
    const auto rank = [&](const Found& f) {
      return std::tuple(f.square_mm2, segments_[f.segment].link, segments_[f.segment].piece);
    };
    if (found.square_mm2 < best.square_mm2 || (found.square_mm2 == best.square_mm2 && rank(found) < rank(best)))
      best = found;
  }
}

SegmentIndex::Found SegmentIndex::nearest(std::int32_t x_mm, std::int32_t y_mm) const {
  Found best;
  if (segments_.empty()) return best;
  const std::int64_t column = tile_of(x_mm, x_mm_);
  const std::int64_t row = tile_of(y_mm, y_mm_);
  // Rings of tiles around the point's tile: a ring further out holds nothing nearer than the rings before it are wide.
  const std::int64_t first = std::max({std::int64_t{0}, -column, -row, column - columns_ + 1, row - rows_ + 1});
  const std::int64_t last = std::max({column, row, columns_ - 1 - column, rows_ - 1 - row, first});
  for (std::int64_t ring = first; ring <= last; ++ring) {
    const double nearest_mm = static_cast<double>((ring - 1) * tile_mm_);
    if (ring > 1 && best.square_mm2 < nearest_mm * nearest_mm) break;
    for (std::int64_t r = std::max<std::int64_t>(row - ring, 0); r <= std::min(row + ring, rows_ - 1); ++r) {
      const bool whole = r == row - ring || r == row + ring;
      if (!whole) {
        look_at(column - ring, r, x_mm, y_mm, best);
        if (ring > 0) look_at(column + ring, r, x_mm, y_mm, best);
        continue;
      }
      const std::int64_t end = std::min(column + ring, columns_ - 1);
      for (std::int64_t c = std::max<std::int64_t>(column - ring, 0); c <= end; ++c) look_at(c, r, x_mm, y_mm, best);
    }
  }
  return best;
}

}  // namespace machi
