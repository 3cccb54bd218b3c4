/// \file  Polygons sent to the ranks whose leaves they touch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_box.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// Polygons, each with four numbers that its sender chose.
struct TaggedPolygons {
  PolygonTable polygons;
  std::vector<std::array<std::uint32_t, 4>> tags;  ///< [polygons]
};

/// Sends each polygon, with its tags, to every rank that owns a leaf its bounding box touches (dilated by `margin`
/// leaves; whether the leaf exists does not matter). Polygons outside the frame go nowhere. The answer is ordered by
/// (first tag, sending rank, place there): where features are dealt out in order, the order is that of the whole city.
/// Collective.
TaggedPolygons spread_polygons(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts,
                               const TaggedPolygons& mine, int margin);
/// The same, and frees `mine` before the answer takes memory.
TaggedPolygons spread_polygons(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, TaggedPolygons&& mine,
                               int margin);

/// A polygon with its tags as bytes, for the way to another rank or to disk, and all polygons of such bytes back.
/// Local.
void pack_polygon(const TaggedPolygons& from, std::uint32_t polygon, std::vector<std::byte>& bytes);
void unpack_polygons(std::span<const std::byte> bytes, TaggedPolygons& into);

/// Appends to `ranks`, ascending, the ranks that own a leaf of the box. Local: any thread.
void owners_of(const GridFrame& frame, const LeafCuts& cuts, const LeafBox& box, std::vector<int>& ranks);

}  // namespace machi
