#include "io/run/city_energy_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "engine/model/weather.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/energy_kpi.hpp"
#include "io/run/energy_result.hpp"
#include "io/run/energy_systems_kpi.hpp"
#include "io/run/result_parts.hpp"

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, summed_kinds> kind_names{"heating", "cooling",   "hot_water",
                                                           "cooking", "equipment", "lights"};
constexpr std::array<const char*, summed_kinds> kind_texts{
    "heat that heating gave to the air", "heat that cooling took from the air",        "heat in hot water",
    "cooking, as a gas stove takes it",  "electricity of appliances and of equipment", "electricity of lights"};

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
}

void sum_over_ranks(const Comm& comm, std::vector<CityGroup>& groups) {
  std::vector<std::int64_t> values;
  for (const CityGroup& group : groups) {
    values.insert(values.end(), {group.zones, group.floor_area_m2, group.persons, group.dwellings});
    values.insert(values.end(), group.Wh.begin(), group.Wh.end());
  }
  comm.sum(values);
  std::size_t at = 0;
  for (CityGroup& group : groups) {
    for (std::int64_t* value : {&group.zones, &group.floor_area_m2, &group.persons, &group.dwellings})
      *value = values[at++];
    for (std::int64_t& value : group.Wh) value = values[at++];
  }
}

/// The first period whose last year is not before `year`, else the last one.
std::size_t vintage_of(const Archetypes& archetypes, std::int64_t year) {
  std::size_t row = 0;
  while (row + 1 < archetypes.stock.size() && year > archetypes.stock[row].to_year) ++row;
  return row;
}

Json group_json(const CityGroup& group) {
  Json json;
  if (!group.name.empty()) json["name"] = group.name;
  json["zones"] = group.zones;
  json["floor_area_m2"] = group.floor_area_m2;
  json["persons"] = group.persons;
  json["households"] = group.dwellings;
  for (std::size_t kind = 0; kind < summed_kinds; ++kind)
    json[std::string(kind_names[kind]) + "_MWh"] = 1e-6 * static_cast<double>(group.Wh[kind]);
  return json;
}

Json district_json(const std::string& name, const std::int64_t* mW) {
  Json json{{"name", name}};
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    std::int64_t sum = 0;
    for (std::size_t hour = 0; hour < hours_per_year; ++hour) sum += mW[kind * hours_per_year + hour];
    json[std::string(kind_names[kind]) + "_MWh"] = 1e-9 * static_cast<double>(sum);
  }
  put_peak(json, "peak_heating", peak_of([mW](std::size_t hour) { return mW[hour]; }));
  put_peak(json, "peak_cooling", peak_of([mW](std::size_t hour) { return mW[hours_per_year + hour]; }));
  return json;
}

void write_header(H5Output& file, const Scenario& scenario, const CityEnergy& energy, const std::string& attribution,
                  const RunFacts& facts) {
  const CityWorld& world = energy.world();
  write_origin(file, "machi energy result", energy_result_version, facts);
  file.attribute("/", "name", scenario.run.name);
  file.attribute("/", "title", scenario.run.title);
  file.attribute("/", "attribution", attribution);
  file.attribute("/", "steps_per_h", world.steps_per_h);
  file.attribute("/", "weather", world.weather.place.name);
  file.attribute("/", "latitude_deg", world.weather.place.latitude_deg);
  file.attribute("/", "longitude_deg", world.weather.place.longitude_deg);
  file.attribute("/", "utc_offset_h", world.weather.place.utc_offset_h);
}

template <class Value>
auto zone_column(const CityWorld& world, const Value& value) {
  std::vector<decltype(value(world.zones[0]))> column;
  column.reserve(world.zones.size());
  for (const CityZone& zone : world.zones) column.push_back(value(zone));
  return column;
}

void write_zones(H5Output& file, const CityEnergy& energy, const StringTable& ids) {
  const CityWorld& world = energy.world();
  const auto column = [&](const char* name, const char* unit, const char* text, const auto& value) {
    file.write_column(std::string("/zones/") + name, zone_column(world, value), {unit, text, "zone"});
  };
  file.write_strings("/zones/id", ids, {"", "gml:id of the building", "zone"});
  column("building", "", "row of /buildings of the city file", [](const CityZone& z) { return z.building; });
  column("use", "", "row of /uses", [](const CityZone& z) { return z.use; });
  column("envelope", "", "row of /envelopes", [](const CityZone& z) { return z.envelope; });
  column("district", "", "row of /districts", [&](const CityZone& z) { return world.district[z.thermal.row]; });
  column("year", "year", "of construction, drawn where the city has none", [](const CityZone& z) { return z.year; });
  column("floor_area_m2", "m2", "floor area", [](const CityZone& z) { return static_cast<float>(z.floor_area_m2); });
  column("volume_m3", "m3", "volume", [](const CityZone& z) { return static_cast<float>(z.volume_m3); });
  column("loss_W_K", "W/K", "steady loss through faces and leaks",
         [](const CityZone& z) { return static_cast<float>(z.loss_W_K); });
  column("persons", "1", "that live here", [](const CityZone& z) { return z.users.persons; });
  column("sky_view", "1", "part of the sky's light that reaches the façades, an open one being 1",
         [](const CityZone& z) {
           double sum = 0;
           for (std::size_t f = 0; f < 4; ++f) sum += z.faces[f].view.sky;
           return static_cast<float>(sum / 4);
         });
  const std::vector<CityZoneTotals>& totals = energy.totals();
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    std::vector<float> months;
    months.reserve(12 * totals.size());
    for (const CityZoneTotals& t : totals) months.insert(months.end(), t.kWh[kind].begin(), t.kWh[kind].end());
    file.write_column(fmt::format("/zones/{}_kWh", kind_names[kind]), months,
                      {"kWh", kind_texts[kind], "zone, month", "", {12}});
  }
  const auto total = [&](const char* name, const char* unit, const char* text, auto member) {
    std::vector<std::decay_t<decltype(totals[0].*member)>> values;
    for (const CityZoneTotals& t : totals) values.push_back(t.*member);
    file.write_column(std::string("/zones/") + name, values, {unit, text, "zone"});
  };
  total("peak_heating_W", "W", "largest hourly mean of heating", &CityZoneTotals::peak_heating_W);
  total("peak_cooling_W", "W", "largest hourly mean of cooling", &CityZoneTotals::peak_cooling_W);
  total("peak_heating_hour", "h", "when, from the year's beginning; below 0 never", &CityZoneTotals::peak_heating_hour);
  total("peak_cooling_hour", "h", "when, from the year's beginning; below 0 never", &CityZoneTotals::peak_cooling_hour);
  total("lowest_C", "°C", "lowest hourly mean of the air's temperature", &CityZoneTotals::lowest_C);
  total("highest_C", "°C", "highest hourly mean of the air's temperature", &CityZoneTotals::highest_C);
}

template <class Rows>
void write_names(H5Output& file, const char* dataset, const Rows& rows, const char* text) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row.name);
  file.write_strings(dataset, names, {"", text, "row"});
}

void write_hours(H5Output& file, const CityEnergy& energy, const CityEnergyFigures& figures) {
  const std::size_t districts = energy.world().districts.size();
  file.write_strings("/districts/name", energy.world().districts,
                     {"", "code of a cell of the national grid", "district"});
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    std::vector<std::int64_t> rows;
    rows.reserve(districts * hours_per_year);
    for (std::size_t d = 0; d < districts; ++d) {
      const auto first =
          figures.district_mW.begin() + static_cast<std::ptrdiff_t>((d * summed_kinds + kind) * hours_per_year);
      rows.insert(rows.end(), first, first + static_cast<std::ptrdiff_t>(hours_per_year));
    }
    file.write_table(
        fmt::format("/districts/{}_mW", kind_names[kind]), rows,
        {"mW", std::string(kind_texts[kind]) + ", mean of the hour", "district, hour", "", {hours_per_year}});
    const auto first = figures.hours_mW.begin() + static_cast<std::ptrdiff_t>(kind * hours_per_year);
    std::vector<std::int64_t> hours(first, first + static_cast<std::ptrdiff_t>(hours_per_year));
    file.write_table(fmt::format("/hours/{}_mW", kind_names[kind]), hours,
                     {"mW", std::string(kind_texts[kind]) + ", all zones, mean of the hour", "hour"});
    std::sort(hours.begin(), hours.end(), std::greater<>());
    file.write_table(fmt::format("/duration/{}_mW", kind_names[kind]), hours,
                     {"mW", std::string(kind_texts[kind]) + ", all zones, hours by their load, largest first", "rank"});
  }
}

}  // namespace

CityEnergyFigures city_figures(const Comm& comm, const CityEnergy& energy) {
  const CityWorld& world = energy.world();
  CityEnergyFigures figures;
  std::vector<CityGroup> groups(1 + world.archetypes.uses.size() + world.archetypes.stock.size());
  const std::size_t first_vintage = 1 + world.archetypes.uses.size();
  for (std::size_t k = 0; k < world.archetypes.uses.size(); ++k) groups[1 + k].name = world.archetypes.uses[k].name;
  for (std::size_t k = 0; k < world.archetypes.stock.size(); ++k)
    groups[first_vintage + k].name =
        fmt::format("{}-{}", world.archetypes.stock[k].from_year, world.archetypes.stock[k].to_year);
  for (std::size_t row = 0; row < world.zones.size(); ++row) {
    const CityZone& zone = world.zones[row];
    for (const std::size_t group :
         {std::size_t{0}, std::size_t{1} + zone.use, first_vintage + vintage_of(world.archetypes, zone.year)})
      add(zone, energy.totals()[row], groups[group]);
  }
  sum_over_ranks(comm, groups);
  figures.all = groups[0];
  for (std::size_t k = 1; k < groups.size(); ++k)
    if (groups[k].zones > 0) (k < first_vintage ? figures.uses : figures.vintages).push_back(groups[k]);
  figures.district_mW = energy.district_mW();
  comm.sum(figures.district_mW);
  figures.hours_mW.assign(summed_kinds * hours_per_year, 0);
  for (std::size_t k = 0; k < figures.district_mW.size(); ++k)
    figures.hours_mW[k % (summed_kinds * hours_per_year)] += figures.district_mW[k];
  return figures;
}

std::string city_energy_kpi(const Scenario& scenario, const CityEnergy& energy, const CityEnergyFigures& figures) {
  Json json = group_json(figures.all);
  const std::vector<std::int64_t>& mW = figures.hours_mW;
  put_peak(json, "peak_heating", peak_of([&](std::size_t hour) { return mW[hour]; }));
  put_peak(json, "peak_cooling", peak_of([&](std::size_t hour) { return mW[hours_per_year + hour]; }));
  put_peak(json, "peak_load", peak_of([&](std::size_t hour) { return mW[hour] + mW[hours_per_year + hour]; }));
  json["by_use"] = Json::array();
  for (const CityGroup& group : figures.uses) json["by_use"].push_back(group_json(group));
  json["by_vintage"] = Json::array();
  for (const CityGroup& group : figures.vintages) json["by_vintage"].push_back(group_json(group));
  json["by_district"] = Json::array();
  const std::vector<std::string>& districts = energy.world().districts;
  for (std::size_t d = 0; d < districts.size(); ++d)
    json["by_district"].push_back(
        district_json(districts[d], figures.district_mW.data() + d * summed_kinds * hours_per_year));
  const Json whole{{"name", scenario.run.name}, {"seed", scenario.run.seed}, {"energy", std::move(json)}};
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_city_energy_tables(H5Output& file, const Scenario& scenario, const CityEnergy& energy,
                              const CityEnergyFigures& figures, const StringTable& ids, const std::string& attribution,
                              const RunFacts& facts) {
  const CityWorld& world = energy.world();
  write_header(file, scenario, energy, attribution, facts);
  write_zones(file, energy, ids);
  write_names(file, "/uses/name", world.archetypes.uses, "use of buildings");
  write_names(file, "/envelopes/name", world.archetypes.envelopes, "what outer faces are made of");
  write_hours(file, energy, figures);
  if (world.keep_hours)
    for (std::size_t kind = 0; kind < summed_kinds; ++kind)
      file.write_column(
          fmt::format("/zone_hours/{}_W", kind_names[kind]), energy.zone_hours_W(static_cast<LoadKind>(kind)),
          {"W", std::string(kind_texts[kind]) + ", mean of the hour", "zone, hour", "", {hours_per_year}});
}

}  // namespace machi
