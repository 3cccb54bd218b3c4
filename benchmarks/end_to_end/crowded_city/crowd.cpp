#include "benchmarks/end_to_end/crowded_city/crowd.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"

namespace machi::crowded_city {
namespace {

enum Purpose : std::uint32_t { purpose_centre = 1, purpose_person };

constexpr std::int32_t km = 1000;
/// Persons elsewhere, in parts of the largest centre's peak.
constexpr double everywhere = 0.002;
/// A centre counts as far as so many times its width.
constexpr double reach_in_widths = 3.5;

bool is_open(std::int32_t x, std::int32_t y) {
  const auto along = [](std::int32_t at) { return at % 100 < 16 || (at % 100 >= 56 && at % 100 < 62); };
  const auto in_square = [](std::int32_t at) { return at % km >= 400 && at % km < 530; };
  return along(x) || along(y) || (in_square(x) && in_square(y));
}

}  // namespace

std::int32_t CityPlan::side_m() const {
  return std::max(1, static_cast<int>(std::lround(std::sqrt(area_km2)))) * km;
}

GridFrame CityPlan::frame() const {
  GridFrame frame{1000, 1};
  while ((leaf_side << frame.order) < side_m()) ++frame.order;
  return frame;
}

Crowd::Crowd(const Comm& comm, const CityPlan& plan) : plan_(plan) {
  const std::int32_t side_m = plan.side_m();
  const std::int32_t side_km = side_m / km;
  const auto count = static_cast<std::uint32_t>(std::max(4, side_km * side_km / 2));
  near_.resize(static_cast<std::size_t>(side_km) * static_cast<std::size_t>(side_km));
  for (std::uint32_t rank = 1; rank <= count; ++rank) {
    RandomStream dice(plan.seed, rank, purpose_centre);
    const double weight = std::pow(rank, -0.5);  // of the peak; the width makes up for the rest of Zipf's law
    centres_.push_back({dice.uniform(0, side_m), dice.uniform(0, side_m), weight, 350 * std::pow(rank, -0.25)});
    const Centre& centre = centres_.back();
    const double reach_m = reach_in_widths * centre.wide_m;
    for (std::int32_t row = 0; row < side_km; ++row)
      for (std::int32_t column = 0; column < side_km; ++column)
        if (centre.x_m + reach_m >= column * km && centre.x_m - reach_m < (column + 1) * km &&
            centre.y_m + reach_m >= row * km && centre.y_m - reach_m < (row + 1) * km)
          near_[static_cast<std::size_t>(row * side_km + column)].push_back(rank - 1);
  }
  // Shapes of this rank's share of the curve, with the open ground there; then the scale by bisection.
  struct Part {
    double shape;
    double open_m2;
  };
  std::vector<Part> parts;
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  for (LeafKey key = end_key() * rank / ranks; key < end_key() * (rank + 1) / ranks; ++key) {
    const LeafXY leaf = plan.frame().leaf(key);
    const std::uint64_t open = open_cells(leaf);
    if (open != 0) parts.push_back({shape(leaf), static_cast<double>(__builtin_popcountll(open))});
  }
  double low = 0, high = 1e6;
  for (int round = 0; round < 50; ++round) {
    const double scale = std::sqrt(std::max(low, 1e-6) * high);
    double persons = 0;
    for (const Part& part : parts) persons += part.open_m2 * std::min(most_1_m2, scale * part.shape);
    const auto all = static_cast<double>(comm.sum(static_cast<std::int64_t>(persons)));
    (all < plan.persons ? low : high) = scale;
  }
  scale_ = high;
}

LeafKey Crowd::end_key() const {
  return LeafKey{1} << (2 * plan_.frame().order);
}

std::uint64_t Crowd::open_cells(LeafXY leaf) const {
  const std::int32_t side_m = plan_.side_m();
  std::uint64_t open = 0;
  for (int cell = 0; cell < leaf_cells; ++cell) {
    const std::int32_t x = leaf.x * leaf_side + cell % leaf_side;
    const std::int32_t y = leaf.y * leaf_side + cell / leaf_side;
    if (x < side_m && y < side_m && is_open(x, y)) open |= std::uint64_t{1} << cell;
  }
  return open;
}

double Crowd::shape(LeafXY leaf) const {
  const double x_m = leaf_side * (leaf.x + 0.5);
  const double y_m = leaf_side * (leaf.y + 0.5);
  const std::int32_t side_km = plan_.side_m() / km;
  const auto square = static_cast<std::size_t>(std::min(static_cast<std::int32_t>(y_m) / km, side_km - 1) * side_km +
                                               std::min(static_cast<std::int32_t>(x_m) / km, side_km - 1));
  double shape = everywhere;
  for (const std::uint32_t c : near_[square]) {
    const Centre& centre = centres_[c];
    const double dx = x_m - centre.x_m;
    const double dy = y_m - centre.y_m;
    shape += centre.weight * std::exp(-(dx * dx + dy * dy) / (2 * centre.wide_m * centre.wide_m));
  }
  return shape;
}

void Crowd::people_of(LeafXY leaf, std::vector<WaitingPerson>& into) const {
  constexpr std::uint64_t ids_of_a_leaf = 1024;
  const LeafKey key = plan_.frame().key(leaf);
  RandomStream dice(plan_.seed, key, purpose_person);
  const double density = density_1_m2(leaf);
  const std::uint64_t open = open_cells(leaf);
  std::uint64_t id = key * ids_of_a_leaf;
  for (int cell = 0; cell < leaf_cells; ++cell) {
    if ((open >> cell & 1) == 0) continue;
    const int count = static_cast<int>(density + dice.uniform());
    const int side = static_cast<int>(std::ceil(std::sqrt(count)));
    for (int k = 0; k < count; ++k) {
      const auto part = [&](int at) {
        return static_cast<std::uint32_t>((at + 0.3 + 0.4 * dice.uniform()) / side * cell_units);
      };
      WaitingPerson& person = into.emplace_back();
      person.walker.id = id++;
      person.walker.x =
          static_cast<std::uint32_t>(leaf.x * leaf_side + cell % leaf_side) << position_bits | part(k % side);
      person.walker.y =
          static_cast<std::uint32_t>(leaf.y * leaf_side + cell / leaf_side) << position_bits | part(k / side);
      person.walker.free_speed_m_s = static_cast<float>(dice.uniform(0.9, 1.6));
    }
  }
}

std::vector<Destination> Crowd::shelters() const {
  std::vector<Destination> shelters;
  const std::int32_t side_km = plan_.side_m() / km;
  for (std::int32_t row = 0; row < side_km; ++row)
    for (std::int32_t column = 0; column < side_km; ++column) {
      Destination& shelter = shelters.emplace_back();
      shelter.kind = DestinationKind::shelter;
      for (int cell = 0; cell < leaf_cells; ++cell)
        shelter.cells.push_back(
            {{(column * km + 464) / leaf_side, (row * km + 464) / leaf_side}, static_cast<std::uint8_t>(cell)});
    }
  return shelters;
}

}  // namespace machi::crowded_city
