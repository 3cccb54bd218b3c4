#include "engine/population/draw_people.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/core/error.hpp"
#include "engine/population/person_classes.hpp"
#include "engine/population/purposes.hpp"
#include "engine/population/round_to_totals.hpp"

namespace machi {
namespace {

constexpr double groups_from_share_at_home = 0.9;

std::int64_t weight_of(double persons) {
  return std::llround(persons * one_person);
}

/// Columns of this rank's buildings while they are drawn.
struct Drawing {
  std::vector<std::int64_t> residents;    ///< weight
  std::vector<std::int64_t> occupants;    ///< weight
  std::vector<std::uint32_t> cell;        ///< last: outside all cells
  std::vector<std::int64_t> cell_weight;  ///< [cells + 1] residents at home, the same on all ranks
  std::int64_t unplaced{0};
};

/// Persons who live in the building's dwellings.
std::int64_t residents_of(const DwellingRow& row, double floor_area_m2, std::uint64_t seed, std::uint32_t building) {
  HouseholdStream households(row, seed, building);
  std::int64_t persons = 0;
  for (std::int64_t left = dwellings_in(row, floor_area_m2); left > 0; --left) persons += households.next();
  return persons;
}

void weigh_buildings(const BuildingView& buildings, const DrawSettings& settings, Drawing& drawing) {
  const std::size_t count = buildings.row.size();
  const auto outside = static_cast<std::uint32_t>(settings.cell_persons.size());
  drawing.residents.assign(count, 0);
  drawing.occupants.assign(count, 0);
  drawing.cell.assign(count, outside);
  for (std::size_t k = 0; k < count; ++k) {
    const double area_m2 = floor_area_of(buildings.floor_area_m2[k], buildings.footprint_area_m2[k],
                                         buildings.storeys_above_ground[k], buildings.height_m[k]);
    const DwellingRow* row = dwelling_row(buildings.usage[k]);
    if (row != nullptr) {
      drawing.residents[k] = residents_of(*row, area_m2, settings.seed, buildings.row[k]) * one_person;
    }
    drawing.occupants[k] = weight_of(occupants_in(buildings.usage[k], area_m2, settings.when));
    if (!buildings.cell.empty()) drawing.cell[k] = std::min(buildings.cell[k], outside);
  }
}

/// Gives each cell its residents at home, and its dwellings their share of them.
void scale_to_cells(const DrawSettings& settings, Drawing& drawing, const Comm& comm) {
  const std::size_t cells = settings.cell_persons.size();
  const double at_home = share_at_home(settings.when);
  const std::vector<std::int64_t> drawn = sums_by_group(drawing.residents, drawing.cell, cells + 1, comm);
  drawing.cell_weight.assign(cells + 1, 0);
  for (std::size_t c = 0; c < cells; ++c) {
    const std::int64_t wanted = weight_of(settings.cell_persons[c] * at_home);
    drawing.cell_weight[c] = drawn[c] > 0 ? wanted : 0;
    drawing.unplaced += drawn[c] > 0 ? 0 : std::llround(settings.cell_persons[c] * at_home);
  }
  drawing.cell_weight[cells] = static_cast<std::int64_t>(static_cast<double>(drawn[cells]) * at_home);
  for (std::size_t k = 0; k < drawing.residents.size(); ++k) {
    const std::uint32_t c = drawing.cell[k];
    drawing.residents[k] = scaled(drawing.residents[k], drawing.cell_weight[c], drawn[c]);
  }
}

/// Whole persons by building.
struct Counts {
  std::vector<std::int64_t> residents;
  std::vector<std::int64_t> occupants;
};

std::int64_t nearest_whole(std::int64_t weight) {
  return (weight + one_person / 2) >> weight_bits;
}

void check_total(std::int64_t persons) {
  if (persons < 0) throw UsageError("people: a total of " + std::to_string(persons) + " persons. Give 0 or more");
  if (persons <= most_people) return;
  throw UsageError("people: " + std::to_string(persons) + " persons are more than this program takes (" +
                   std::to_string(most_people) + "). Give fewer");
}

void check_settings(const DrawSettings& settings) {
  if (settings.classes.empty()) throw UsageError("people: no class of persons is given. Name a preset or a table");
  if (settings.total) check_total(*settings.total);
  double sum = 0;
  for (const double persons : settings.cell_persons) {
    if (!(persons >= 0)) throw UsageError("people: a cell of the national grid has less than 0 persons. Correct it");
    sum += persons;
  }
  if (sum <= static_cast<double>(most_people)) return;
  throw UsageError("people: the cells of the national grid have more persons than this program takes (" +
                   std::to_string(most_people) + "). Correct them");
}

Counts round_persons(const BuildingView& buildings, const DrawSettings& settings, const Drawing& drawing,
                     const Comm& comm) {
  const std::vector<std::uint32_t> all(buildings.row.size(), 0);
  const std::int64_t residents = sums_by_group(drawing.residents, all, 1, comm)[0];
  const std::int64_t occupants = sums_by_group(drawing.occupants, all, 1, comm)[0];
  check_total(settings.total.value_or(nearest_whole(residents + occupants)));
  std::vector<std::int64_t> resident_total, occupant_total{nearest_whole(occupants)};
  if (settings.total) {
    if (residents + occupants == 0 && *settings.total > 0) {
      throw UsageError("people: " + std::to_string(*settings.total) +
                       " persons are asked for, and no building that anybody is in at this hour (by use and floor "
                       "area). Choose another hour, or give the people in a file");
    }
    resident_total = {nearest_whole(scaled(*settings.total * one_person, residents, residents + occupants))};
    occupant_total = {*settings.total - resident_total[0]};
  } else {
    for (const std::int64_t weight : drawing.cell_weight) resident_total.push_back(nearest_whole(weight));
  }
  const std::span<const std::uint32_t> group = settings.total ? all : drawing.cell;
  return {
      round_to_totals(
          {drawing.residents, group, buildings.row, resident_total, settings.seed, purpose_resident_rounding}, comm),
      round_to_totals({drawing.occupants, all, buildings.row, occupant_total, settings.seed, purpose_occupant_rounding},
                      comm)};
}

void add_person(Population& people, std::uint64_t id, const PointMm& start, std::uint32_t building,
                std::uint64_t group) {
  people.id.push_back(id);
  people.start.push_back(start);
  people.person_class.push_back(no_class);
  people.building.push_back(building);
  people.group.push_back(group);
  people.destination.push_back(no_index);
  people.free_speed_m_s.push_back(std::numeric_limits<float>::quiet_NaN());
  people.departure_s.push_back(std::numeric_limits<float>::quiet_NaN());
}

/// How many of the `left` residents the next household has: those of a house are one, as long as a household may be so
/// large.
std::int64_t next_household(HouseholdStream& households, bool one_dwelling, std::int64_t left) {
  if (one_dwelling && left <= static_cast<std::int64_t>(household_sizes(false).size())) return left;
  for (int tries = 0; tries < 1000; ++tries) {
    const int size = households.next();
    if (size > 0) return std::min<std::int64_t>(size, left);
  }
  return 1;
}

/// Residents of building `k`, by household where `together`.
void add_residents(const BuildingView& buildings, std::size_t k, std::int64_t count, const DrawSettings& settings,
                   bool together, Population& people) {
  const std::uint32_t row = buildings.row[k];
  const DwellingRow& dwelling = *dwelling_row(buildings.usage[k]);
  const double area_m2 = floor_area_of(buildings.floor_area_m2[k], buildings.footprint_area_m2[k],
                                       buildings.storeys_above_ground[k], buildings.height_m[k]);
  const bool one_dwelling = dwellings_in(dwelling, area_m2) == 1;
  HouseholdStream households(dwelling, settings.seed, row);
  std::int64_t size = 1;
  for (std::int64_t first = 0; first < count; first += size) {
    if (together) size = next_household(households, one_dwelling, count - first);
    const std::uint64_t leader = drawn_person_id(row, true, static_cast<std::uint32_t>(first));
    for (std::int64_t j = 0; j < size; ++j) {
      add_person(people, leader + static_cast<std::uint64_t>(j), buildings.entrance[k], row,
                 size > 1 ? leader : no_group);
    }
  }
}

/// The classes with the shares that they have among occupants.
std::vector<PersonClass> classes_of_occupants(std::vector<PersonClass> classes) {
  for (PersonClass& each : classes) each.share = each.occupant_share < 0 ? each.share : each.occupant_share;
  return classes;
}

void add_occupants(const BuildingView& buildings, std::size_t k, std::int64_t count,
                   std::span<const PersonClass> classes, std::uint64_t seed, Population& people) {
  for (std::int64_t j = 0; j < count; ++j) {
    const std::uint64_t id = drawn_person_id(buildings.row[k], false, static_cast<std::uint32_t>(j));
    add_person(people, id, buildings.entrance[k], buildings.row[k], no_group);
    people.person_class.back() = draw_person_class(classes, seed, id);
  }
}

DrawReport report_of(const Counts& counts, std::int64_t unplaced, const Comm& comm) {
  std::array<std::int64_t, 3> sums{};
  for (std::size_t k = 0; k < counts.residents.size(); ++k) {
    sums[0] += counts.residents[k];
    sums[1] += counts.occupants[k];
    sums[2] += counts.residents[k] + counts.occupants[k] > 0 ? 1 : 0;
  }
  comm.sum(sums);
  return {sums[0], sums[1], unplaced, sums[2]};
}

void check_largest(const Counts& counts, const Comm& comm) {
  std::int64_t largest = 0;
  for (const std::int64_t count : counts.residents) largest = std::max(largest, count);
  for (const std::int64_t count : counts.occupants) largest = std::max(largest, count);
  largest = comm.max(largest);
  if (largest <= most_in_a_building) return;
  throw UsageError("people: " + std::to_string(largest) + " persons in one building, more than " +
                   std::to_string(most_in_a_building) + ". Give a smaller total");
}

}  // namespace

std::uint64_t drawn_person_id(std::uint32_t building_row, bool resident, std::uint32_t number) {
  return static_cast<std::uint64_t>(building_row) << 24 | (resident ? 0U : 1U << 23) | number;
}

DrawnPeople draw_people(const BuildingView& buildings, const DrawSettings& settings, const Comm& comm) {
  Drawing drawing;
  check_settings(settings);
  weigh_buildings(buildings, settings, drawing);
  scale_to_cells(settings, drawing, comm);
  const Counts counts = round_persons(buildings, settings, drawing, comm);
  check_largest(counts, comm);
  DrawnPeople drawn;
  drawn.people.classes = settings.classes;
  const std::vector<PersonClass> occupant_classes = classes_of_occupants(settings.classes);
  const bool together = share_at_home(settings.when) >= groups_from_share_at_home;
  for (std::size_t k = 0; k < buildings.row.size(); ++k) {
    if (counts.residents[k] > 0) {
      add_residents(buildings, k, counts.residents[k], settings, together, drawn.people);
    }
    add_occupants(buildings, k, counts.occupants[k], occupant_classes, settings.seed, drawn.people);
  }
  draw_classes_and_speeds(drawn.people, settings.seed, settings.night);
  drawn.report = report_of(counts, settings.total ? 0 : drawing.unplaced, comm);
  return drawn;
}

}  // namespace machi
