#include "io/import/capacity.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace machi {
namespace {

constexpr double usable_share = 0.5;
constexpr double open_m2_per_person = 1.0;
constexpr double storey_m = 3.2;
constexpr std::int32_t reach_mm = 30'000;

double distance_to_segment_mm(const PointMm& p, const PointMm& a, const PointMm& b) {
  const double dx = static_cast<double>(b.x_mm) - a.x_mm;
  const double dy = static_cast<double>(b.y_mm) - a.y_mm;
  const double px = static_cast<double>(p.x_mm) - a.x_mm;
  const double py = static_cast<double>(p.y_mm) - a.y_mm;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::fmin(1, std::fmax(0, (px * dx + py * dy) / length2)) : 0;
  return std::hypot(px - t * dx, py - t * dy);
}

// Distance from a point to the nearest polygon of a feature, 0 inside; beyond reach_mm anything larger.
std::int64_t distance_mm(const Layer& layer, std::uint64_t row, const PointMm& point) {
  double nearest = 2.0 * reach_mm;
  for (std::uint64_t q = layer.polygon_begin[row]; q < layer.polygon_begin[row + 1]; ++q) {
    const auto polygon = static_cast<std::uint32_t>(q);
    const SurfaceKind kind = layer.polygons.kind[polygon];
    if (kind != SurfaceKind::footprint && kind != SurfaceKind::roof_edge && kind != SurfaceKind::surface) continue;
    const auto shell = layer.polygons.shell(polygon);
    if (contains(layer.polygons, polygon, point.x_mm, point.y_mm)) return 0;
    for (std::size_t i = 0, j = shell.size() - 1; i < shell.size(); j = i++)
      nearest = std::fmin(nearest, distance_to_segment_mm(point, shell[j], shell[i]));
  }
  return std::llround(nearest);
}

constexpr std::int64_t nobody = std::numeric_limits<std::int64_t>::max();

// The box of a feature, wide enough to hold every point within reach_mm.
BoxMm reach_box(const Layer& layer, std::uint64_t row) {
  BoxMm box;
  for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p)
    box.add(box_of(layer.polygons.shell(static_cast<std::uint32_t>(p))));
  if (box.empty()) return box;
  return {box.x_min - reach_mm, box.y_min - reach_mm, box.x_max + reach_mm, box.y_max + reach_mm};
}

bool holds(const BoxMm& box, const PointMm& point) {
  return point.x_mm >= box.x_min && point.x_mm <= box.x_max && point.y_mm >= box.y_min && point.y_mm <= box.y_max;
}

// The owner's value of the chosen row, on all ranks, in 1/100 m².
template <class AreaOf>
std::vector<std::int64_t> areas_of(const Comm& comm, const std::vector<std::int64_t>& nearest, std::uint32_t first_row,
                                   std::uint64_t rows, AreaOf area_of) {
  std::vector<std::int64_t> areas(nearest.size(), 0);
  for (std::size_t k = 0; k < areas.size(); ++k) {
    const std::int64_t local = nearest[k] - first_row;
    if (local >= 0 && local < static_cast<std::int64_t>(rows))
      areas[k] = std::llround(100 * area_of(static_cast<std::size_t>(local)));
  }
  comm.sum(areas);
  return areas;
}

}  // namespace

double floor_area_m2(const BuildingColumns& buildings, std::size_t row) {
  if (buildings.floor_area_m2[row] > 0) return buildings.floor_area_m2[row];
  const double footprint = buildings.footprint_area_m2[row];
  if (buildings.storeys_above_ground[row] > 0) return footprint * buildings.storeys_above_ground[row];
  if (buildings.height_m[row] > storey_m) return footprint * std::floor(buildings.height_m[row] / storey_m);
  return footprint;
}

CapacityFinder::CapacityFinder(std::vector<PointMm> places) : points_(std::move(places)) {
  building_ =
      ground_ = {std::vector<std::int64_t>(points_.size(), nobody), std::vector<std::int64_t>(points_.size(), nobody)};
}

void CapacityFinder::add(Theme theme, const Layer& piece, std::uint32_t first_row) {
  if (theme != Theme::bldg && theme != Theme::luse) return;
  Nearest& nearest = theme == Theme::bldg ? building_ : ground_;
  BoxMm all;
  std::vector<BoxMm> boxes(piece.size());
  for (std::uint64_t row = 0; row < piece.size(); ++row) all.add(boxes[row] = reach_box(piece, row));
  for (std::size_t k = 0; k < points_.size(); ++k) {
    if (!holds(all, points_[k])) continue;
    for (std::uint64_t row = 0; row < piece.size(); ++row) {
      if (!holds(boxes[row], points_[k])) continue;
      const std::int64_t distance = distance_mm(piece, row, points_[k]);
      if (distance > reach_mm || distance >= nearest.distance_mm[k]) continue;
      nearest.distance_mm[k] = distance;
      nearest.row[k] = static_cast<std::int64_t>(first_row + row);
    }
  }
}

CapacityFinder::Nearest CapacityFinder::of_all_ranks(const Comm& comm, const Nearest& mine) {
  Nearest all = mine;
  comm.min(all.distance_mm);
  for (std::size_t k = 0; k < all.row.size(); ++k)
    all.row[k] = mine.distance_mm[k] == all.distance_mm[k] ? mine.row[k] : nobody;
  comm.min(all.row);
  return all;
}

void CapacityFinder::fill_capacities(const Comm& comm, City& city, const FirstRows& first, double m2_per_person) const {
  const auto first_of = [&](Theme theme) { return first[static_cast<std::size_t>(theme)]; };
  const auto floors =
      areas_of(comm, of_all_ranks(comm, building_).row, first_of(Theme::bldg), city.buildings.usage.size(),
               [&](std::size_t row) { return floor_area_m2(city.buildings, row); });
  const auto grounds = areas_of(comm, of_all_ranks(comm, ground_).row, first_of(Theme::luse), city.land_use.code.size(),
                                [&](std::size_t row) { return city.land_use.area_m2[row]; });
  for (std::size_t k = 0; k < city.places.size(); ++k) {
    Place& place = city.places[k];
    if (!place.kind.starts_with("shelter")) continue;
    if (place.capacity >= 0) {
      place.capacity_source = "given";
    } else if (floors[k] > 0) {
      place.capacity = std::floor(static_cast<double>(floors[k]) * 0.01 * usable_share / m2_per_person);
      place.capacity_source = fmt::format("default: half the building's floor area, {} m2 a person", m2_per_person);
    } else if (grounds[k] > 0) {
      place.capacity = std::floor(static_cast<double>(grounds[k]) * 0.01 * usable_share / open_m2_per_person);
      place.capacity_source = "default: half the open area around it, 1 m2 a person";
    } else {
      place.capacity_source = "unknown";
    }
  }
}

}  // namespace machi
