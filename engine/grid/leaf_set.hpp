/// \file  A set of leaves in one bit each, and the leaves that polygons touch.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/model/geometry.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// A set of leaves: a hash table of pages of 64 × 64 bits. Local: one thread.
class LeafSet {
 public:
  void insert(LeafXY leaf);
  /// The leaves that a polygon touches: those with a cell that it covers, and those that its boundary passes, so that
  /// a polygon too small to hold a cell's centre has leaves too. Nothing outside the frame.
  void insert(const GridFrame& frame, const PolygonTable& polygons, std::uint32_t polygon);
  /// The same for a polygon of one ring, e.g. a triangle of a terrain model.
  void insert(const GridFrame& frame, std::span<const PointMm> ring);
  std::uint64_t size() const;
  /// Keys of all leaves of the set, ascending; each must lie in the frame.
  std::vector<LeafKey> keys(const GridFrame& frame) const;

 private:
  static constexpr int page_bits = 6;
  using Page = std::array<std::uint64_t, 64>;  ///< one word a row
  void insert_boundary(const GridFrame& frame, std::span<const PointMm> ring);

  std::unordered_map<std::uint64_t, std::uint32_t> index_;
  std::vector<Page> pages_;
  std::vector<LeafXY> corners_;  ///< [pages] south-west leaf
  std::uint64_t last_page_{~std::uint64_t{0}};
  std::uint32_t last_index_{0};
};

/// Keys of the leaves that any of the polygons touches, ascending (LeafSet::insert). Local.
std::vector<LeafKey> leaves_of(const GridFrame& frame, const PolygonTable& polygons);

}  // namespace machi
