#include "io/run/city_energy_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

std::int64_t whole(double value) {
  return static_cast<std::int64_t>(std::floor(value + 0.5));
}

void add(const CityZone& zone, const CityZoneTotals& totals, CityGroup& group) {
  ++group.zones;
  group.floor_area_m2 += whole(zone.floor_area_m2);
  group.persons += whole(static_cast<double>(zone.users.persons));
  group.dwellings += whole(static_cast<double>(zone.users.dwellings));
  for (std::size_t kind = 0; kind < summed_kinds; ++kind)
    group.Wh[kind] += whole(totals.year_Wh(static_cast<LoadKind>(kind)));
  for (std::size_t use = 0; use < use_count; ++use)
    group.carrier_Wh[use] += whole(totals.year_Wh(static_cast<Use>(use)));
  for (std::size_t flow = 0; flow < meter_flow_count; ++flow)
    group.carrier_Wh[use_count + flow] += whole(totals.year_Wh(static_cast<MeterFlow>(flow)));
  if (totals.dark_hours == 0) return;
  ++group.dark_zones;
  group.dark_hours += totals.dark_hours;
  group.dark_hours_over_30 += totals.dark_hours_over_30;
  group.dark_hours_over_35 += totals.dark_hours_over_35;
  group.dark_hours_below_10 += totals.dark_hours_below_10;
  group.dark_coldest_mK = std::max(group.dark_coldest_mK, -whole(1e3 * static_cast<double>(totals.dark_lowest_C)));
  group.dark_warmest_mK = std::max(group.dark_warmest_mK, whole(1e3 * static_cast<double>(totals.dark_highest_C)));
}

/// Calls visit(value) for what sums up, or for what the largest counts of.
template <class Visit>
void each_sum(CityGroup& group, const Visit& visit) {
  for (std::int64_t* value :
       {&group.zones, &group.floor_area_m2, &group.persons, &group.dwellings, &group.dark_zones, &group.dark_hours,
        &group.dark_hours_over_30, &group.dark_hours_over_35, &group.dark_hours_below_10})
    visit(*value);
  for (std::int64_t& value : group.Wh) visit(value);
  for (std::int64_t& value : group.carrier_Wh) visit(value);
}
template <class Visit>
void each_largest(CityGroup& group, const Visit& visit) {
  visit(group.dark_coldest_mK);
  visit(group.dark_warmest_mK);
}

void reduce(const Comm& comm, std::vector<CityGroup>& groups) {
  std::vector<std::int64_t> sums, largest;
  for (CityGroup& group : groups) {
    each_sum(group, [&](std::int64_t& value) { sums.push_back(value); });
    each_largest(group, [&](std::int64_t& value) { largest.push_back(value); });
  }
  comm.sum(sums);
  comm.max(largest);
  std::size_t s = 0, l = 0;
  for (CityGroup& group : groups) {
    each_sum(group, [&](std::int64_t& value) { value = sums[s++]; });
    each_largest(group, [&](std::int64_t& value) { value = largest[l++]; });
  }
}

/// The first period whose last year is not before `year`, else the last one.
std::size_t vintage_of(const Archetypes& archetypes, std::int64_t year) {
  std::size_t row = 0;
  while (row + 1 < archetypes.stock.size() && year > archetypes.stock[row].to_year) ++row;
  return row;
}

void sum_hours(const Comm& comm, const CityEnergy& energy, CityEnergyFigures& figures) {
  figures.first_hour = 24 * static_cast<std::size_t>(energy.world().first_day);
  figures.hours = energy.hours();
  figures.hour_kinds = energy.hour_kinds();
  figures.district_mW = energy.district_mW();
  comm.sum(figures.district_mW);
  const std::size_t row = figures.hour_kinds * figures.hours;
  figures.hours_mW.assign(row, 0);
  for (std::size_t k = 0; k < figures.district_mW.size(); ++k) figures.hours_mW[k % row] += figures.district_mW[k];
}

}  // namespace

CityEnergyFigures city_figures(const Comm& comm, const CityEnergy& energy) {
  const CityWorld& world = energy.world();
  const Archetypes& archetypes = world.archetypes;
  CityEnergyFigures figures;
  const std::size_t first_use = 1, first_vintage = first_use + archetypes.uses.size(),
                    first_district = first_vintage + archetypes.stock.size();
  std::vector<CityGroup> groups(first_district + world.districts.size());
  for (std::size_t k = 0; k < archetypes.uses.size(); ++k) groups[first_use + k].name = archetypes.uses[k].name;
  for (std::size_t k = 0; k < archetypes.stock.size(); ++k)
    groups[first_vintage + k].name = fmt::format("{}-{}", archetypes.stock[k].from_year, archetypes.stock[k].to_year);
  for (std::size_t k = 0; k < world.districts.size(); ++k) groups[first_district + k].name = world.districts[k];
  for (std::size_t row = 0; row < world.zones.size(); ++row) {
    const CityZone& zone = world.zones[row];
    for (const std::size_t group : {std::size_t{0}, first_use + zone.use,
                                    first_vintage + vintage_of(archetypes, zone.year),
                                    first_district + world.district[row]})
      add(zone, energy.totals()[row], groups[group]);
  }
  reduce(comm, groups);
  figures.all = groups[0];
  for (std::size_t k = 1; k < groups.size(); ++k)
    if (k >= first_district)
      figures.districts.push_back(groups[k]);
    else if (groups[k].zones > 0)
      (k < first_vintage ? figures.uses : figures.vintages).push_back(groups[k]);
  const bool meter = std::any_of(world.supplies.begin(), world.supplies.end(),
                                 [](const CitySupply& supply) { return supply.has_meter(); });
  figures.meters = comm.max(std::int64_t{meter}) > 0;
  figures.carriers = comm.max(std::int64_t{!world.supplies.empty()}) > 0;
  sum_hours(comm, energy, figures);
  return figures;
}

const std::array<CityHourName, city_hour_kinds>& city_hour_names() {
  static constexpr std::array<CityHourName, city_hour_kinds> names{
      {{"heating", "heat that heating gave to the air"},
       {"cooling", "heat that cooling took from the air"},
       {"hot_water", "heat in hot water"},
       {"cooking", "cooking, as a gas stove takes it"},
       {"equipment", "electricity that appliances, machines, fans and lifts ask for"},
       {"lights", "electricity that lights ask for"},
       {"electricity", "electricity of zones and vehicles"},
       {"from_grid", "electricity from the grid"},
       {"to_grid", "electricity to the grid"},
       {"photovoltaic", "electricity that panels could give"},
       {"vehicles", "electricity into vehicles"},
       {"gas", "gas, by its higher heating value"},
       {"kerosene", "kerosene, by its higher heating value"}}};
  return names;
}

}  // namespace machi
