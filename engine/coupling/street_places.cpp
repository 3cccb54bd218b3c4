#include "engine/coupling/street_places.hpp"

#include <cmath>
#include <span>

#include "engine/population/entrance_point.hpp"

namespace machi {
namespace {

std::span<const PointMm> shape_of(const Network& streets, std::uint32_t street) {
  return std::span(streets.shape)
      .subspan(streets.shape_begin[street], streets.shape_begin[street + 1] - streets.shape_begin[street]);
}

std::vector<LinkSegment> walked_segments(const Network& streets) {
  std::vector<LinkSegment> segments;
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    if ((streets.modes[street] & mode_walk) == 0 || streets.level[street] != Level::ground) continue;
    const std::span<const PointMm> shape = shape_of(streets, street);
    double offset_mm = 0;
    for (std::size_t k = 0; k + 1 < shape.size(); ++k) {
      const PointMm &a = shape[k], &b = shape[k + 1];
      segments.push_back({a.x_mm, a.y_mm, b.x_mm, b.y_mm, street, static_cast<std::uint32_t>(k), offset_mm});
      const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
      offset_mm += std::sqrt(dx * dx + dy * dy);
    }
  }
  return segments;
}

std::int32_t mixed(std::int32_t a, std::int32_t b, double part) {
  return static_cast<std::int32_t>(std::floor(a + part * (static_cast<double>(b) - a) + 0.5));
}

}  // namespace

StreetPlaces::StreetPlaces(const Network& streets, const TrafficNetwork& network, const std::vector<PointMm>& door)
    : streets_(streets), network_(network), door_(door), walked_(walked_segments(streets)) {}

// drive_network() calls links "7" along street 7 and "7r" against it.
PointMm StreetPlaces::on_link(std::uint32_t link, double along) const {
  const std::string& id = network_.link_id[link];
  const auto street = static_cast<std::uint32_t>(std::stoul(id));
  const double part = id.back() == 'r' ? 1 - along : along;
  return point_along(shape_of(streets_, street), part * static_cast<double>(streets_.length_m[street]));
}

PointMm StreetPlaces::between(const PersonPlace& place) const {
  const PointMm &a = door_[place.building], &b = door_[place.to_building];
  const auto part = static_cast<double>(place.along);
  const PointMm point{mixed(a.x_mm, b.x_mm, part), mixed(a.y_mm, b.y_mm, part), 0};
  const Beside street = beside(point);
  return street.street == no_index ? point : point_along(shape_of(streets_, street.street), 1e-3 * street.offset_mm);
}

StreetPlaces::Beside StreetPlaces::beside(const PointMm& point) const {
  const SegmentIndex::Found found = walked_.nearest(point.x_mm, point.y_mm);
  if (found.segment == no_index) return {};
  return {walked_.segment(found.segment).link, found.offset_mm, std::sqrt(found.square_mm2)};
}

PointMm StreetPlaces::point(const PersonPlace& place) const {
  switch (place.where) {
    case WherePerson::indoors:
    case WherePerson::setting_off:
      return door_[place.building];
    case WherePerson::arriving:
      return door_[place.to_building];
    default:
      return place.link != no_index ? on_link(place.link, static_cast<double>(place.along)) : between(place);
  }
}

}  // namespace machi
