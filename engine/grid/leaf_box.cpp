#include "engine/grid/leaf_box.hpp"

#include <algorithm>

namespace machi {

void LeafBox::add(LeafXY leaf) {
  first = {std::min(first.x, leaf.x), std::min(first.y, leaf.y)};
  last = {std::max(last.x, leaf.x), std::max(last.y, leaf.y)};
}

LeafBox intersection(const LeafBox& a, const LeafBox& b) {
  return {{std::max(a.first.x, b.first.x), std::max(a.first.y, b.first.y)},
          {std::min(a.last.x, b.last.x), std::min(a.last.y, b.last.y)}};
}

LeafBox leaves_of_frame(const GridFrame& frame) {
  const std::int32_t last = (std::int32_t{1} << frame.order) - 1;
  return {{0, 0}, {last, last}};
}

LeafBox leaves_around(const GridFrame& frame, std::span<const PointMm> points, int margin) {
  const BoxMm box = box_of(points);
  if (box.empty()) return {};
  const LeafXY low = frame.leaf_at(box.x_min, box.y_min);
  const LeafXY high = frame.leaf_at(box.x_max, box.y_max);
  return intersection({{low.x - margin, low.y - margin}, {high.x + margin, high.y + margin}}, leaves_of_frame(frame));
}

std::span<const PointMm> points_of(const PolygonTable& polygons, std::uint32_t polygon) {
  const std::uint32_t begin = polygons.point_begin[polygons.ring_begin[polygon]];
  const std::uint32_t end = polygons.point_begin[polygons.ring_begin[polygon + 1]];
  return std::span(polygons.points).subspan(begin, end - begin);
}

}  // namespace machi
