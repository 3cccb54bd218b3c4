#include "engine/demand/households.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/demand/age_ranks.hpp"
#include "engine/demand/purposes.hpp"
#include "engine/population/draw_people.hpp"
#include "engine/population/occupancy.hpp"
#include "engine/population/round_to_totals.hpp"

namespace machi {
namespace {

// Kinds of households by size, after the census of 2020 (couples only 20 %, couples with children 25 %, one parent 9 %,
// others 8 % of all households, 38 % of which are single); tentative ages are ours.
constexpr double couples_of_two = 0.71;
constexpr double one_parent_of_three = 0.16;
constexpr double elder_of_three = 0.14;
constexpr double elder_of_more = 0.22;

/// The cell of the national grid that a building is in; the last, past all: none.
std::uint32_t cell_of(const Town& town, std::size_t building) {
  const auto outside = static_cast<std::uint32_t>(town.people.cells());
  return town.buildings.cell.empty() ? outside : std::min(town.buildings.cell[building], outside);
}

/// Residents of this rank's buildings.
struct Residents {
  std::vector<std::int64_t> count;
  std::vector<std::uint32_t> cell;  ///< the last: outside all cells
  std::int64_t unplaced{0};
};

std::int64_t persons_in_dwellings(const DwellingRow& row, double floor_area_m2, std::uint64_t seed,
                                  std::uint32_t building) {
  HouseholdStream households(row, seed, building);
  std::int64_t persons = 0;
  for (std::int64_t left = dwellings_in(row, floor_area_m2); left > 0; --left) persons += households.next();
  return persons;
}

Residents residents_of(const Town& town, const DemandSettings& settings, const Comm& comm) {
  const TownBuildings& buildings = town.buildings;
  const std::size_t cells = town.people.cells();
  Residents residents;
  std::vector<std::int64_t> weight(buildings.size(), 0);
  for (std::size_t k = 0; k < buildings.size(); ++k) {
    const DwellingRow* row = dwelling_row(buildings.usage[k]);
    if (row != nullptr)
      weight[k] = persons_in_dwellings(*row, buildings.floor_area_m2[k], settings.seed, buildings.row[k]) * one_person;
    residents.cell.push_back(cell_of(town, k));
  }
  const std::vector<std::int64_t> drawn = sums_by_group(weight, residents.cell, cells + 1, comm);
  std::vector<std::int64_t> total;
  for (std::size_t c = 0; c < cells; ++c) {
    const std::vector<double>& ages = town.people.persons_by_age[c];
    total.push_back(std::llround(std::accumulate(ages.begin(), ages.end(), 0.0)));
    if (drawn[c] == 0) residents.unplaced += total.back();
  }
  total.push_back(drawn[cells] >> weight_bits);
  residents.count =
      round_to_totals({weight, residents.cell, buildings.row, total, settings.seed, purpose_resident_count}, comm);
  const std::int64_t all = comm.sum(std::accumulate(residents.count.begin(), residents.count.end(), std::int64_t{0}));
  if (all == 0)
    throw InputError(town.name,
                     "has no dwellings that anybody lives in. Import buildings with uses and floor areas or "
                     "heights, or give people in a file of their own");
  if (comm.max(residents.count.empty() ? 0 : *std::max_element(residents.count.begin(), residents.count.end())) >
      most_in_a_building)
    throw InputError(town.name, "has more persons in one building than this program takes. Correct its floor area");
  return residents;
}

/// How many of the `left` residents the next household has.
std::int64_t next_size(HouseholdStream& households, bool one_dwelling, std::int64_t left) {
  if (one_dwelling && left <= static_cast<std::int64_t>(household_sizes(false).size())) return left;
  for (int tries = 0; tries < 1000; ++tries)
    if (const int size = households.next(); size > 0) return std::min<std::int64_t>(size, left);
  return 1;
}

/// Ages of the members of one household, and how they are related.
class HouseholdAges {
 public:
  HouseholdAges(std::uint64_t seed, std::uint64_t leader) : draw_(seed, leader, purpose_household_kind) {}

  void compose(std::int64_t size) {
    const double lot = draw_.uniform();
    if (size == 1) return add(Kin::alone, single_age());
    if (size == 2 && lot < couples_of_two) return couple(couple_age());
    const std::int64_t elders = size == 3 ? (lot < elder_of_three ? 1 : 0) : (size > 3 && lot < elder_of_more ? 1 : 0);
    const bool one_parent = size == 2 || (size == 3 && lot > 1 - one_parent_of_three);
    const std::int64_t children = size - elders - (one_parent ? 1 : 2);
    const double eldest = draw_.uniform() < .72 ? draw_.uniform(0, 20) : draw_.uniform(20, one_parent ? 58 : 40);
    const double parent = eldest + draw_.uniform(24, 37);
    if (one_parent) {
      add(Kin::alone, parent);
    } else {
      couple(parent);
    }
    for (std::int64_t child = 0; child < children; ++child)
      add(Kin::child, std::max(0.0, eldest - 2.6 * static_cast<double>(child)));
    if (elders > 0) add(Kin::grandparent, parent + draw_.uniform(24, 34));
  }
  std::size_t size() const { return age_.size(); }
  double age(std::size_t k) const { return age_[k]; }
  Kin kin(std::size_t k) const { return kin_[k]; }

 private:
  void add(Kin kin, double age) {
    kin_.push_back(kin);
    age_.push_back(std::min(age, 104.0));
  }
  void couple(double age) {
    add(Kin::partner, age + draw_.uniform(0, 4));
    add(Kin::partner, age);
  }
  double single_age() {
    const double lot = draw_.uniform();
    if (lot < .24) return draw_.uniform(18, 30);
    if (lot < .64) return draw_.uniform(30, 65);
    return draw_.uniform(65, 95);
  }
  double couple_age() {
    const double lot = draw_.uniform();
    if (lot < .2) return draw_.uniform(24, 40);
    if (lot < .42) return draw_.uniform(40, 60);
    return draw_.uniform(60, 88);
  }

  RandomStream draw_;
  std::vector<double> age_;
  std::vector<Kin> kin_;
};

void add_household(const Town& town, std::size_t building, std::int64_t first, std::int64_t size, std::uint64_t seed,
                   Members& members) {
  const std::uint32_t row = town.buildings.row[building];
  const auto number = static_cast<std::uint32_t>(first);
  HouseholdAges ages(seed, drawn_person_id(row, true, number));
  ages.compose(size);
  const auto household = static_cast<std::uint32_t>(members.household_building.size());
  members.household_building.push_back(static_cast<std::uint32_t>(building));
  for (std::uint32_t k = 0; k < ages.size(); ++k) {
    members.building.push_back(static_cast<std::uint32_t>(building));
    members.number.push_back(number + k);
    members.household.push_back(household);
    members.kin.push_back(ages.kin(k));
    members.key.push_back(
        age_key(ages.age(k), random_block(seed, drawn_person_id(row, true, number + k), 0, purpose_tentative_age)));
  }
}

void add_households(const Town& town, const ProposedBuilding& building, std::int64_t residents, std::uint64_t seed,
                    Members& members) {
  if (residents == 0) return;
  const DwellingRow& row = *dwelling_row(building.usage);
  const bool one_dwelling = dwellings_in(row, building.floor_area_m2) == 1;
  HouseholdStream households(row, seed, town.buildings.row[building.at]);
  std::int64_t size = 1;
  for (std::int64_t first = 0; first < residents; first += size) {
    size = next_size(households, one_dwelling, residents - first);
    add_household(town, building.at, first, size, seed, members);
  }
}

std::vector<std::uint32_t> cells_of(const Town& town, const Members& members) {
  std::vector<std::uint32_t> cells;
  for (const std::uint32_t building : members.building) cells.push_back(cell_of(town, building));
  return cells;
}

/// Persons by age class of each cell, and of what lies outside all.
std::vector<std::vector<double>> age_weights(const Town& town, const DemandSettings& settings) {
  std::vector<std::vector<double>> ages = town.people.persons_by_age;
  ages.push_back(settings.age_thousands);
  return ages;
}

/// The class that somebody of this tentative age has in the town without the proposal: in the cell, else outside all
/// cells, else that of the age itself.
std::uint8_t class_among(const CellAges& ages, std::int64_t key, std::uint32_t cell) {
  const auto outside = static_cast<std::uint32_t>(ages.cells() - 1);
  if (ages.has_persons(cell)) return ages.of(key, cell);
  if (ages.has_persons(outside)) return ages.of(key, outside);
  return static_cast<std::uint8_t>(std::min(age_of_key(key) / age_class_years, age_classes - 1.0));
}

/// Residents of a building under a proposal. Where there were some, as many more as its dwellings would hold more: a
/// cell's buildings share its total, which is not what they would hold.
std::int64_t proposed_residents(const Town& town, const ProposedBuilding& building, std::int64_t standing,
                                std::uint64_t seed) {
  const TownBuildings& buildings = town.buildings;
  const auto held = [&](std::int16_t usage, double floor_area_m2) {
    const DwellingRow* row = dwelling_row(usage);
    return row == nullptr ? 0 : persons_in_dwellings(*row, floor_area_m2, seed, buildings.row[building.at]);
  };
  const std::int64_t now = held(building.usage, building.floor_area_m2);
  const std::int64_t before = held(buildings.usage[building.at], buildings.floor_area_m2[building.at]);
  return before == 0 ? now : (2 * now * standing + before) / (2 * before);
}

void append(const Members& from, std::size_t begin, std::size_t end, Members& to) {
  std::uint32_t last = no_index;
  for (std::size_t k = begin; k < end; ++k) {
    if (from.household[k] != last) to.household_building.push_back(from.building[k]);
    last = from.household[k];
    to.building.push_back(from.building[k]);
    to.number.push_back(from.number[k]);
    to.household.push_back(static_cast<std::uint32_t>(to.household_building.size() - 1));
    to.kin.push_back(from.kin[k]);
    to.key.push_back(from.key[k]);
    to.age_class.push_back(from.age_class[k]);
  }
}

}  // namespace

std::vector<std::int64_t> apportioned(std::int64_t persons, const std::vector<double>& weights) {
  std::vector<std::int64_t> whole(weights.size(), 0);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) return whole;
  std::vector<std::pair<double, std::size_t>> remainder;
  std::int64_t left = persons;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double exact = static_cast<double>(persons) * weights[k] / sum;
    whole[k] = static_cast<std::int64_t>(exact);
    left -= whole[k];
    if (weights[k] > 0) remainder.emplace_back(static_cast<double>(whole[k]) - exact, k);
  }
  std::sort(remainder.begin(), remainder.end());
  for (std::size_t k = 0; left > 0; k = (k + 1) % remainder.size(), --left) ++whole[remainder[k].second];
  return whole;
}

Members draw_members(const Town& town, const DemandSettings& settings, const Comm& comm) {
  const Residents residents = residents_of(town, settings, comm);
  const TownBuildings& buildings = town.buildings;
  Members members;
  members.unplaced = residents.unplaced;
  for (std::uint32_t k = 0; k < buildings.size(); ++k)
    add_households(town, {k, buildings.usage[k], buildings.floor_area_m2[k]}, residents.count[k], settings.seed,
                   members);
  members.age_class = classes_by_rank(members.key, cells_of(town, members), age_weights(town, settings), comm);
  return members;
}

Members propose_members(const Town& town, const DemandSettings& settings, const Members& standing, const Comm& comm) {
  const CellAges ages(standing.key, cells_of(town, standing), age_weights(town, settings), comm);
  Members members;
  members.unplaced = standing.unplaced;
  std::size_t from = 0;
  const auto keep_until = [&](std::uint32_t building) {
    std::size_t to = from;
    while (to < standing.size() && standing.building[to] < building) ++to;
    append(standing, from, to, members);
    from = to;
  };
  std::int64_t most = 0;
  for (const ProposedBuilding& building : town.proposed) {
    keep_until(building.at);
    std::size_t to = from;
    while (to < standing.size() && standing.building[to] == building.at) ++to;
    const std::int64_t residents =
        proposed_residents(town, building, static_cast<std::int64_t>(to - from), settings.seed);
    from = to;
    most = std::max(most, residents);
    if (residents > most_in_a_building) continue;
    add_households(town, building, residents, settings.seed, members);
    while (members.age_class.size() < members.size())
      members.age_class.push_back(class_among(ages, members.key[members.age_class.size()], cell_of(town, building.at)));
  }
  keep_until(no_index);
  if (comm.max(most) > most_in_a_building)
    throw InputError("edits", "put more persons in one building than this program takes. Correct its floor area");
  return members;
}

}  // namespace machi
