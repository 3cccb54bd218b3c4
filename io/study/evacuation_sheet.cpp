// The part of the sheet about an evacuation.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "io/report/run_scene.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/study/process_sheets.hpp"
#include "io/study/walk_distance.hpp"

namespace machi {
namespace {

/// What is summed for one area.
struct AreaTally {
  std::int64_t persons{0};
  std::array<std::int64_t, 6> fates{};
  std::int64_t in_time{0};
  double arrival_sum_s{0};
  std::int64_t in_zone{0};
  std::int64_t difficult{0};
  std::int64_t with_way{0};
  double way_sum_m{0};
  std::array<std::int64_t, 3> within{};
  // Of the destinations in the area.
  std::int64_t taken_in{0};
  std::int64_t taken_in_of_known{0};  ///< where the capacity is known
  std::int64_t capacity{0};
  std::int64_t full{0};
};

constexpr std::array<double, 3> catchments_m{300, 500, 800};

/// Persons of a result, in its order.
struct SheetPersons {
  std::vector<std::uint8_t> fate;
  std::vector<std::uint8_t> zone;
  std::vector<float> time_s;
  std::vector<std::uint32_t> building;
};

void tally_person(const SheetPersons& persons, std::size_t i, double way_m, const SheetSettings& settings,
                  AreaTally& tally) {
  ++tally.persons;
  ++tally.fates[std::min<std::size_t>(persons.fate[i], 5)];
  tally.in_zone += persons.zone[i] != 0 ? 1 : 0;
  const auto time_s = static_cast<double>(persons.time_s[i]);
  if (persons.fate[i] == static_cast<std::uint8_t>(PersonFate::safe)) {
    tally.arrival_sum_s += time_s;
    if (settings.reach && time_s <= settings.reach->arrival_s) ++tally.in_time;
  }
  if (std::isnan(way_m)) return;  // begins in no building
  if (settings.reach && way_m > settings.reach->reach_m()) ++tally.difficult;
  if (std::isinf(way_m)) return;
  ++tally.with_way;
  tally.way_sum_m += way_m;
  for (std::size_t k = 0; k < catchments_m.size(); ++k) tally.within[k] += way_m <= catchments_m[k] ? 1 : 0;
}

SheetValues evacuation_values(const AreaTally& tally, const SheetSettings& settings) {
  const auto count = [](std::int64_t persons) { return std::optional<double>(static_cast<double>(persons)); };
  const auto fate = [&](PersonFate f) { return tally.fates[static_cast<std::size_t>(f)]; };
  const auto part = [](double sum, std::int64_t of) { return sheet_mean(sum, static_cast<double>(of)); };
  const std::int64_t safe = fate(PersonFate::safe);
  SheetValues values{count(tally.persons), count(safe), count(fate(PersonFate::lost)), count(fate(PersonFate::stays)),
                     count(fate(PersonFate::waiting) + fate(PersonFate::walking) + fate(PersonFate::at_entrance))};
  values.push_back(settings.reach ? count(tally.persons - tally.in_time) : std::nullopt);
  values.push_back(part(tally.arrival_sum_s, safe));
  values.push_back(settings.reach ? count(tally.difficult) : std::nullopt);
  values.push_back(part(tally.way_sum_m, tally.with_way));
  for (const std::int64_t within : tally.within) values.push_back(part(static_cast<double>(within), tally.with_way));
  values.push_back(count(tally.in_zone));
  values.push_back(count(tally.taken_in));
  values.push_back(part(static_cast<double>(tally.taken_in_of_known), tally.capacity));
  values.push_back(count(tally.full));
  return values;
}

// How far it is from each building to the nearest destination of the run.
std::vector<double> ways_to_destinations(const std::vector<std::optional<PointMm>>& destinations, const SheetCity& city,
                                         std::vector<std::string>& notes) {
  std::vector<PointMm> places;
  std::int64_t unknown = 0;
  for (const std::optional<PointMm>& place : destinations) {
    if (place) places.push_back(*place);
    unknown += place ? 0 : 1;
  }
  if (unknown > 0)
    notes.push_back(
        fmt::format("{} destinations at which nobody arrived and that are in no list of places are "
                    "left out of the ways.",
                    unknown));
  const std::vector<double> nodes_m = distance_to_nearest_m(city.network, nearest_street_ends(city.network, places));
  std::vector<double> way_m;
  for (std::size_t row = 0; row < city.buildings.usage.size(); ++row)
    way_m.push_back(distance_from_door_m(city.network, nodes_m, city.buildings, row));
  return way_m;
}

// Destinations are counted where they lie; those of which that is not known, overall alone.
void tally_destinations(const H5Input& result, const std::vector<std::optional<PointMm>>& places,
                        const SheetAreas& areas, AreaTallies<AreaTally>& tallies) {
  const auto capacity = result.read<std::int64_t>("/destinations/capacity");
  const auto admitted = result.read<std::int64_t>("/destinations/admitted");
  for (std::size_t d = 0; d < std::min(capacity.size(), admitted.size()); ++d) {
    const bool known = areas.any() && d < places.size() && places[d];
    tallies.add(known ? areas.of(places[d]->x_mm, places[d]->y_mm) : std::string(), [&](AreaTally& tally) {
      tally.taken_in += admitted[d];
      if (capacity[d] <= 0) return;
      tally.taken_in_of_known += admitted[d];
      tally.capacity += capacity[d];
      tally.full += admitted[d] >= capacity[d] ? 1 : 0;
    });
  }
}

}  // namespace

SheetPart evacuation_part(const RunFiles& files, const H5Input& result, const SheetCity* city, const SheetAreas& areas,
                          const SheetSettings& settings, std::vector<std::string>& notes) {
  std::vector<double> ways_m;
  std::vector<std::string> area_of;
  std::vector<std::optional<PointMm>> destinations;
  if (city != nullptr) {
    destinations = gather_scene(files).place;
    ways_m = ways_to_destinations(destinations, *city, notes);
    area_of = areas.of_buildings(city->buildings);
  }
  const SheetPersons persons{result.read<std::uint8_t>("/persons/fate"), result.read<std::uint8_t>("/persons/zone"),
                             result.read<float>("/persons/time_s"), result.read<std::uint32_t>("/persons/building")};
  AreaTallies<AreaTally> tallies;
  const std::string outdoors = areas.any() ? "outdoors" : "";
  for (std::size_t i = 0; i < persons.fate.size(); ++i) {
    const std::uint32_t row = persons.building[i];
    const double way_m = row < ways_m.size() ? ways_m[row] : std::nan("");
    tallies.add(row < area_of.size() ? area_of[row] : outdoors,
                [&](AreaTally& tally) { tally_person(persons, i, way_m, settings, tally); });
  }
  tally_destinations(result, destinations, areas, tallies);
  return {&evacuation_kpis(), tallies.rows([&](const AreaTally& tally) { return evacuation_values(tally, settings); }),
          evacuation_values({}, settings)};
}

}  // namespace machi
