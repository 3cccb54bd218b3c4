/// \file  Which cells a polygon covers, by exact integer arithmetic.
///
/// A cell belongs to a polygon when its centre does. The centre of cell (x, y) is the point (x * cell_mm + cell_mm / 2,
/// y * cell_mm + cell_mm / 2) in whole millimetres, and the rule is that of contains() in engine/model/geometry.hpp:
/// even-odd over all rings, a centre on an edge counts for one side only. Polygons that tile the plane thus cover every
/// cell exactly once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/grid/leaf_box.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/model/geometry.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// Rasterises polygons one after the other; keeps its working memory (at most 256 kB). One per thread.
///
/// Every edge marks, in each row of cells that it crosses, the first cell that does not lie west of it; a cell is
/// inside when an odd number of marks lie at or west of it. So a row of eight cells is filled by three shifts, and the
/// edges need no sorting.
class Rasteriser {
 public:
  explicit Rasteriser(const GridFrame& frame) : frame_(frame) {}

  /// Calls emit(LeafXY leaf, std::uint64_t mask) once for every leaf of `window` in which the polygon covers a cell, in
  /// row-major order from the south-west. Bit y * 8 + x of the mask is cell (x, y). Nothing lies outside the frame.
  template <class Emit>
  void polygon(const PolygonTable& polygons, std::uint32_t polygon, const LeafBox& window, Emit&& emit);
  /// The same for a polygon of one ring.
  template <class Emit>
  void ring(std::span<const PointMm> ring, const LeafBox& window, Emit&& emit);

 private:
  void start(LeafBox box);
  bool next_stripe();
  void mark_ring(std::span<const PointMm> ring);
  void mark_edge(const PointMm& low, const PointMm& high, std::int32_t row, std::int32_t row_end);
  std::int32_t first_centre_at_or_beyond(std::int32_t coordinate_mm) const;
  template <class Emit>
  void fill(Emit& emit) const;

  GridFrame frame_;
  LeafBox box_;
  std::int32_t first_row_{0};         ///< of leaves, of the stripe that is being worked on
  std::int32_t rows_{0};              ///< of leaves
  std::size_t columns_{0};            ///< of leaves
  std::vector<std::uint64_t> marks_;  ///< [rows * columns]
};

/// Calls emit(leaf, mask) for one polygon as Rasteriser::polygon() does, over the whole frame. Local: any thread.
template <class Emit>
void rasterise(const GridFrame& frame, const PolygonTable& polygons, std::uint32_t polygon, Emit&& emit) {
  Rasteriser(frame).polygon(polygons, polygon, leaves_of_frame(frame), emit);
}

template <class Emit>
void Rasteriser::polygon(const PolygonTable& polygons, std::uint32_t polygon, const LeafBox& window, Emit&& emit) {
  start(intersection(leaves_around(frame_, points_of(polygons, polygon)), window));
  while (next_stripe()) {
    for (std::uint32_t r = polygons.ring_begin[polygon]; r < polygons.ring_begin[polygon + 1]; ++r)
      mark_ring(polygons.ring(r));
    fill(emit);
  }
}

template <class Emit>
void Rasteriser::ring(std::span<const PointMm> ring, const LeafBox& window, Emit&& emit) {
  start(intersection(leaves_around(frame_, ring), window));
  while (next_stripe()) {
    mark_ring(ring);
    fill(emit);
  }
}

template <class Emit>
void Rasteriser::fill(Emit& emit) const {
  const std::uint64_t* marks = marks_.data();
  for (std::int32_t row = first_row_; row < first_row_ + rows_; ++row) {
    std::uint64_t inside = 0;  // 0xff in the byte of each row of cells in which the leaf to the west ends inside
    for (std::int32_t column = box_.first.x; column <= box_.last.x; ++column) {
      std::uint64_t mask = *marks++;
      if ((mask | inside) == 0) continue;
      mask ^= (mask & 0x7f7f7f7f7f7f7f7fULL) << 1;
      mask ^= (mask & 0x3f3f3f3f3f3f3f3fULL) << 2;
      mask ^= (mask & 0x0f0f0f0f0f0f0f0fULL) << 4;
      mask ^= inside;
      inside = ((mask >> 7) & 0x0101010101010101ULL) * 0xff;
      if (mask != 0) emit(LeafXY{column, row}, mask);
    }
  }
}

}  // namespace machi
