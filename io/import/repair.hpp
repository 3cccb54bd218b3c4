/// \file  Honest repair of published polygons: what is mended is counted by kind, nothing is mended silently.
#pragma once

#include <functional>
#include <string_view>

#include "engine/model/geometry.hpp"

namespace machi {

/// Called once for each thing that was mended, with its kind.
using RepairNote = std::function<void(std::string_view kind)>;

/// Mends the polygons of one feature that lie flat (footprints, roads, areas: everything that is seen from above):
///   repeated points are dropped; rings with fewer than three points, polygons below `min_area_m2` and second copies of
///   the same shell in one kind and level of detail are left out; a ring that crosses itself is cut into simple rings;
///   holes outside their shell are left out; shells turn counterclockwise and holes clockwise.
/// Polygons that stand upright (walls) keep their rings apart from the first two rules. `polygons` is replaced.
void repair_polygons(PolygonTable& polygons, double min_area_m2, const RepairNote& note);

/// Cuts a closed ring where it crosses itself or meets a corner of its own into simple rings (those with fewer than
/// three points are left out). `crossings` counts the cuts at crossings. Rings of more than 4,000 points are returned
/// as they are.
std::vector<std::vector<PointMm>> split_self_crossings(std::vector<PointMm> ring, int& crossings);

}  // namespace machi
