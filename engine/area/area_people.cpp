#include "engine/area/area_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/area/lattice.hpp"
#include "engine/area/standing_room.hpp"
#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_area_place = 0x6101;
constexpr int most_throws = 2000;  ///< for one person, at random

[[noreturn]] void refuse(const AreaSource& source, const std::string& problem) {
  throw UsageError(fmt::format("{}: area.features.source{}: {}", source.where,
                               source.id.empty() ? "" : fmt::format(" '{}'", source.id), problem));
}

std::int32_t radius_in_mm(double radius_m) {
  return static_cast<std::int32_t>(std::lround(radius_m * 1000));
}

/// Open cells of a source by number.
class NumberedCells {
 public:
  explicit NumberedCells(const CellSet& cells) : cells_(&cells) {
    for (const LeafMask& leaf : cells.leaves) {
      begin_.push_back(count_);
      count_ += static_cast<std::uint32_t>(std::popcount(leaf.mask));
    }
  }
  std::uint32_t count() const { return count_; }
  /// Leaf and cell number `number`.
  std::pair<std::uint32_t, int> at(std::uint32_t number) const {
    const auto leaf =
        static_cast<std::size_t>(std::upper_bound(begin_.begin(), begin_.end(), number) - begin_.begin() - 1);
    std::uint64_t mask = cells_->leaves[leaf].mask;
    for (std::uint32_t skip = number - begin_[leaf]; skip > 0; --skip) mask &= mask - 1;
    return {cells_->leaves[leaf].leaf, std::countr_zero(mask)};
  }

 private:
  const CellSet* cells_;
  std::vector<std::uint32_t> begin_;
  std::uint32_t count_{0};
};

class Placing {
 public:
  Placing(const AreaScenario& area, const AreaGrid& grid, std::span<const PersonClass> classes, std::int64_t seed,
          std::optional<double> radius_m)
      : area_(area),
        grid_(grid),
        classes_(classes),
        seed_(seed),
        radius_m_(radius_m),
        room_(grid, largest_radius_mm()) {
    made_.people.classes.assign(classes.begin(), classes.end());
  }

  AreaPeople everyone() {
    for (std::uint32_t s = 0; s < area_.sources.size(); ++s) place_source(s);
    return std::move(made_);
  }

 private:
  std::int32_t largest_radius_mm() const {
    if (radius_m_) return radius_in_mm(*radius_m_);
    double largest = classes_.empty() ? PersonClass{}.radius_m : 0;
    for (const PersonClass& person : classes_) largest = std::max(largest, person.radius_m);
    return radius_in_mm(largest);
  }

  std::uint16_t class_of(const AreaSource& source) const {
    if (source.person_class.empty()) return no_class;
    const auto at = std::find_if(classes_.begin(), classes_.end(),
                                 [&](const PersonClass& person) { return person.name == source.person_class; });
    if (at == classes_.end()) refuse(source, fmt::format("no class of persons is called '{}'", source.person_class));
    return static_cast<std::uint16_t>(at - classes_.begin());
  }

  void place_source(std::uint32_t s) {
    const AreaSource& source = area_.sources[s];
    const std::uint16_t person_class = class_of(source);
    const std::int32_t radius_mm =
        radius_m_ || person_class == no_class ? largest_radius_mm() : radius_in_mm(classes_[person_class].radius_m);
    std::uint64_t number = 0;
    for (const PointMm& point : points_of_source(s, radius_mm)) {
      room_.place(point.x_mm, point.y_mm, radius_mm);
      add(s, person_class, number++, point);
    }
  }

  std::vector<PointMm> points_of_source(std::uint32_t s, std::int32_t radius_mm) {
    const AreaSource& source = area_.sources[s];
    if (!source.points.empty()) return given_points(source, radius_mm);
    const std::uint64_t persons = persons_of(s);
    if (source.spacing == Spacing::random) return random_points(s, radius_mm, persons);
    constexpr std::int32_t loose_mm = 50;  // bodies that overlap at first part when they walk
    const std::int32_t kept_mm = source.spacing == Spacing::loose ? loose_mm : radius_mm;
    std::vector<PointMm> points = lattice_points(grid_, grid_.sources[s], room_, kept_mm, persons);
    if (points.size() < persons)
      refuse(source, fmt::format("{} persons of radius {} m do not fit; {} do. Take fewer, or a larger polygon",
                                 persons, radius_mm / 1000.0, points.size()));
    if (source.spacing == Spacing::loose) loosen(s, points);
    return points;
  }

  // Moves lattice points at random, by (seed, person), where that keeps them clear of walls.
  void loosen(std::uint32_t s, std::vector<PointMm>& points) const {
    constexpr double part = 0.3;
    constexpr std::int32_t wall_mm = 50;
    const double area_m2 = grid_.cell_m2() * static_cast<double>(grid_.sources[s].cells());
    const double most_mm = part * 1000 * std::sqrt(area_m2 / static_cast<double>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
      RandomStream random(static_cast<std::uint64_t>(seed_), made_.people.size() + i, purpose_area_place);
      const auto by = [&] { return static_cast<std::int32_t>(std::lround(random.uniform(-most_mm, most_mm))); };
      const std::int32_t x = points[i].x_mm + by();
      const std::int32_t y = points[i].y_mm + by();
      if (x >= 0 && y >= 0 && room_.clear_of_walls(x, y, wall_mm)) points[i] = {x, y, 0};
    }
  }

  std::uint64_t persons_of(std::uint32_t s) const {
    const AreaSource& source = area_.sources[s];
    if (source.persons) return static_cast<std::uint64_t>(*source.persons);
    const double area_m2 = grid_.cell_m2() * static_cast<double>(grid_.sources[s].cells());
    return static_cast<std::uint64_t>(std::llround(source.density_1_m2.value_or(0) * area_m2));
  }

  std::vector<PointMm> given_points(const AreaSource& source, std::int32_t radius_mm) {
    std::vector<PointMm> points;
    StandingRoom room = room_;
    for (PointMm point : source.points) {
      const std::string place = fmt::format("({}, {})", point.x_mm / 1000.0, point.y_mm / 1000.0);
      point.x_mm -= grid_.frame.origin_x_mm;
      point.y_mm -= grid_.frame.origin_y_mm;
      if (!room.is_open(point.x_mm, point.y_mm))
        refuse(source, fmt::format("the point {} is not walkable. Move it onto the ground", place));
      if (!room.clear_of_persons(point.x_mm, point.y_mm, radius_mm))
        refuse(source, fmt::format("the point {} is too near to another person. Move it away", place));
      room.place(point.x_mm, point.y_mm, radius_mm);
      points.push_back(point);
    }
    return points;
  }

  std::vector<PointMm> random_points(std::uint32_t s, std::int32_t radius_mm, std::uint64_t persons) {
    const NumberedCells cells(grid_.sources[s]);
    StandingRoom room = room_;
    std::vector<PointMm> points;
    while (points.size() < persons) {
      const auto point = random_point(cells, room, radius_mm, made_.people.size() + points.size());
      if (!point) refuse_crowd(s, radius_mm, persons, points.size());
      room.place(point->x_mm, point->y_mm, radius_mm);
      points.push_back(*point);
    }
    return points;
  }

  std::optional<PointMm> random_point(const NumberedCells& cells, const StandingRoom& room, std::int32_t radius_mm,
                                      std::uint64_t id) const {
    RandomStream random(static_cast<std::uint64_t>(seed_), id, purpose_area_place);
    const auto cell_mm = grid_.frame.grid.cell_mm;
    for (int k = 0; k < most_throws; ++k) {
      const auto [leaf, cell] = cells.at(random.below(cells.count()));
      const LeafXY at = grid_.frame.grid.leaf(grid_.keys[leaf]);
      const std::int32_t x = (at.x * leaf_side + cell % leaf_side) * cell_mm +
                             static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(cell_mm)));
      const std::int32_t y = (at.y * leaf_side + cell / leaf_side) * cell_mm +
                             static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(cell_mm)));
      if (room.clear_of_walls(x, y, radius_mm) && room.clear_of_persons(x, y, radius_mm)) return PointMm{x, y, 0};
    }
    return std::nullopt;
  }

  [[noreturn]] void refuse_crowd(std::uint32_t s, std::int32_t radius_mm, std::uint64_t persons,
                                 std::uint64_t placed) const {
    const std::size_t lattice = lattice_points(grid_, grid_.sources[s], room_, radius_mm, persons).size();
    refuse(area_.sources[s],
           fmt::format("{} persons of radius {} m do not fit at random; {} do, on a lattice {}{}. Take fewer, or {}",
                       persons, radius_mm / 1000.0, placed, lattice, lattice == persons ? " or more" : "",
                       lattice == persons ? "spacing: lattice" : "a larger polygon"));
  }

  void add(std::uint32_t s, std::uint16_t person_class, std::uint64_t number, const PointMm& point) {
    const AreaSource& source = area_.sources[s];
    Population& people = made_.people;
    people.id.push_back(people.id.size());
    people.start.push_back(point);
    people.person_class.push_back(person_class);
    people.building.push_back(no_index);
    people.group.push_back(no_group);
    people.destination.push_back(destination_of(source, number));
    people.free_speed_m_s.push_back(std::numeric_limits<float>::quiet_NaN());
    people.departure_s.push_back(departure_of(source.departure, number));
    made_.source.push_back(s);
  }

  std::uint32_t destination_of(const AreaSource& source, std::uint64_t number) const {
    if (source.destinations.empty()) return no_index;
    const std::string& id = source.destinations[number % source.destinations.size()];
    const auto at =
        std::find_if(area_.exits.begin(), area_.exits.end(), [&](const auto& exit) { return exit.id == id; });
    return at == area_.exits.end() ? no_index : static_cast<std::uint32_t>(at - area_.exits.begin());
  }

  static float departure_of(const DepartureSettings& departure, std::uint64_t number) {
    switch (departure.law) {
      case DepartureKind::immediate:
        return 0;
      case DepartureKind::fixed:
        return static_cast<float>(departure.from_s);
      case DepartureKind::spaced:
        return static_cast<float>(departure.from_s + static_cast<double>(number) * departure.spacing_s);
      case DepartureKind::never:
        return never_s;
      case DepartureKind::inherit:
      case DepartureKind::uniform:
      case DepartureKind::rayleigh:
      case DepartureKind::sigmoid:
        break;
    }
    return std::numeric_limits<float>::quiet_NaN();
  }

  const AreaScenario& area_;
  const AreaGrid& grid_;
  std::span<const PersonClass> classes_;
  std::int64_t seed_;
  std::optional<double> radius_m_;
  StandingRoom room_;
  AreaPeople made_;
};

}  // namespace

AreaPeople area_people(const AreaScenario& area, const AreaGrid& grid, std::span<const PersonClass> classes,
                       std::int64_t seed, std::optional<double> radius_m) {
  return Placing(area, grid, classes, seed, radius_m).everyone();
}

}  // namespace machi
