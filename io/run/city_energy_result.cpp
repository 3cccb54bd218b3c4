#include "io/run/city_energy_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/model/weather.hpp"
#include "io/hdf5/output.hpp"
#include "io/json/json.hpp"
#include "io/run/energy_kpi.hpp"
#include "io/run/energy_result.hpp"
#include "io/run/energy_systems_kpi.hpp"
#include "io/run/energy_systems_result.hpp"
#include "io/run/result_parts.hpp"

namespace machi {
namespace {

SystemTotals totals_of(const CityGroup& group) {
  SystemTotals totals;
  for (std::size_t use = 0; use < use_count; ++use) totals.use_Wh[use][0] = static_cast<double>(group.carrier_Wh[use]);
  for (std::size_t flow = 0; flow < meter_flow_count; ++flow)
    totals.flow_Wh[flow][0] = static_cast<double>(group.carrier_Wh[use_count + flow]);
  totals.hot_water_Wh[0] = static_cast<double>(group.Wh[static_cast<std::size_t>(LoadKind::hot_water)]);
  return totals;
}

void put_dark(Json& json, const EnergySettings& settings, const CityGroup& group) {
  if (group.dark_zones == 0) return;
  const auto mean = [&](std::int64_t hours) {
    return static_cast<double>(hours) / static_cast<double>(group.dark_zones);
  };
  json["outage"] = {{"from", settings.outage_from},
                    {"to", settings.outage_to},
                    {"zones", group.dark_zones},
                    {"hours", mean(group.dark_hours)},
                    {"lowest_C", -1e-3 * static_cast<double>(group.dark_coldest_mK)},
                    {"highest_C", 1e-3 * static_cast<double>(group.dark_warmest_mK)},
                    {"hours_over_30", mean(group.dark_hours_over_30)},
                    {"hours_over_35", mean(group.dark_hours_over_35)},
                    {"hours_below_10", mean(group.dark_hours_below_10)},
                    {"unserved_MWh", 1e-6 * static_cast<double>(group.carrier_Wh[city_carrier(MeterFlow::unserved)])}};
}

Json group_json(const CityGroup& group, const EnergySettings& settings, bool carriers) {
  Json json;
  if (!group.name.empty()) json["name"] = group.name;
  json["zones"] = group.zones;
  json["floor_area_m2"] = group.floor_area_m2;
  json["persons"] = group.persons;
  json["households"] = group.dwellings;
  for (std::size_t kind = 0; kind < summed_kinds; ++kind)
    json[std::string(city_hour_names()[kind].name) + "_MWh"] = 1e-6 * static_cast<double>(group.Wh[kind]);
  if (!carriers) return json;
  put_carriers(json, settings.factors, totals_of(group));
  json.erase("ev_lacking_MWh");
  put_dark(json, settings, group);
  return json;
}

/// Peaks of hours, [hour_kinds][hours].
void put_peaks(Json& json, const CityEnergyFigures& figures, const std::int64_t* mW) {
  const auto hours_of = [&](auto kind) { return mW + static_cast<std::size_t>(kind) * figures.hours; };
  const std::int64_t *const heating = hours_of(LoadKind::heating), *const cooling = hours_of(LoadKind::cooling);
  const auto put = [&](const char* name, const auto& value) {
    Peak peak;
    for (std::size_t hour = 0; hour < figures.hours; ++hour)
      if (const double kW = 1e-6 * static_cast<double>(value(hour)); kW > peak.kW)
        peak = {kW, static_cast<std::int64_t>((figures.first_hour + hour) % hours_per_year)};
    put_peak(json, name, peak);
  };
  put("peak_heating", [&](std::size_t hour) { return heating[hour]; });
  put("peak_cooling", [&](std::size_t hour) { return cooling[hour]; });
  put("peak_load", [&](std::size_t hour) { return heating[hour] + cooling[hour]; });
  if (!figures.carriers) return;
  const std::int64_t* const grid = hours_of(CityHours::from_grid);
  put("peak", [&](std::size_t hour) { return grid[hour]; });
}

Json figures_json(const EnergySettings& settings, const CityEnergyFigures& figures) {
  Json json = group_json(figures.all, settings, figures.carriers);
  put_peaks(json, figures, figures.hours_mW.data());
  for (const auto& [name, groups] : {std::pair{"by_use", &figures.uses}, {"by_vintage", &figures.vintages}}) {
    json[name] = Json::array();
    for (const CityGroup& group : *groups) json[name].push_back(group_json(group, settings, figures.carriers));
  }
  json["by_district"] = Json::array();
  for (std::size_t d = 0; d < figures.districts.size(); ++d) {
    Json district = group_json(figures.districts[d], settings, figures.carriers);
    put_peaks(district, figures, figures.district_mW.data() + d * figures.hour_kinds * figures.hours);
    json["by_district"].push_back(std::move(district));
  }
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
  file.attribute("/", "first_day", std::int64_t{world.first_day});
  file.attribute("/", "days", std::int64_t{world.days});
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
  file.write_column("/zones/district", world.district, {"", "row of /districts", "zone"});
  column("year", "year", "of construction, drawn where the city has none", [](const CityZone& z) { return z.year; });
  column("floor_area_m2", "m2", "floor area", [](const CityZone& z) { return static_cast<float>(z.floor_area_m2); });
  column("volume_m3", "m3", "volume", [](const CityZone& z) { return static_cast<float>(z.volume_m3); });
  column("loss_W_K", "W/K", "steady loss through faces and leaks",
         [](const CityZone& z) { return static_cast<float>(z.loss_W_K); });
  column("persons", "1", "that live here", [](const CityZone& z) { return z.users.persons; });
  column("sky_view", "1", "part of the sky's light that reaches the façades, an open one being 1",
         [](const CityZone& z) {
           double sum = 0;
           for (std::size_t f = 0; f < 4; ++f) sum += z.views[f].sky;
           return static_cast<float>(sum / 4);
         });
  const std::vector<CityZoneTotals>& totals = energy.totals();
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    std::vector<float> months;
    months.reserve(12 * totals.size());
    for (const CityZoneTotals& t : totals)
      for (const auto& month : t.kWh) months.push_back(month[kind]);
    file.write_column(fmt::format("/zones/{}_kWh", city_hour_names()[kind].name), months,
                      {"kWh", city_hour_names()[kind].description, "zone, month", "", {12}});
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

/// Plants, what is behind meters, and carriers by month.
void write_supplies(H5Output& file, const CityEnergy& energy, const CityEnergyFigures& figures, bool outage) {
  if (!figures.carriers) return;
  const std::vector<CityZoneTotals>& totals = energy.totals();
  const auto supply = [&](const char* name, const char* unit, const char* text, const auto& value) {
    std::vector<decltype(value(CitySupply{}))> column;
    for (const CitySupply& one : energy.world().supplies) column.push_back(value(one));
    file.write_column(std::string("/zones/") + name, column, {unit, text, "zone"});
  };
  supply("system", "", "row of /systems", [](const CitySupply& s) { return s.system; });
  const auto months = [&](const CarrierName& what, std::size_t carrier) {
    std::vector<float> values;
    values.reserve(12 * totals.size());
    for (const CityZoneTotals& t : totals)
      for (const auto& month : t.carrier_kWh) values.push_back(month[carrier]);
    file.write_column(fmt::format("/zones/{}_kWh", what.name), values,
                      {"kWh", what.description, "zone, month", "", {12}});
  };
  for (std::size_t use = 0; use < use_count; ++use) months(use_names[use], use);
  for (std::size_t flow = 0; flow < meter_flow_count; ++flow)
    if (figures.meters || flow == static_cast<std::size_t>(MeterFlow::from_grid))
      months(flow_names[flow], use_count + flow);
  if (figures.meters) {
    supply("panels_W", "W", "peak power of panels", [](const CitySupply& s) {
      float sum = 0;
      for (const float face_W : s.panels_W) sum += face_W;
      return sum;
    });
    supply("battery_Wh", "Wh", "capacity of the battery", [](const CitySupply& s) {
      return s.batteries.empty() ? 0.0F : static_cast<float>(s.batteries.front().capacity_Wh);
    });
    supply("electric_cars", "1", "electric cars", [](const CitySupply& s) {
      std::int64_t cars = 0;
      for (const EnergyVehicles& row : s.vehicles) cars += row.count;
      return cars;
    });
  }
  if (!outage) return;
  const auto dark = [&](const char* name, auto member, const char* text) {
    std::vector<std::int32_t> values;
    for (const CityZoneTotals& t : totals) values.push_back(t.*member);
    file.write_column(std::string("/zones/") + name, values, {"h", text, "zone"});
  };
  dark("outage_hours", &CityZoneTotals::dark_hours, "hours without power");
  dark("outage_hours_over_30", &CityZoneTotals::dark_hours_over_30, "of them with air above 30 °C");
  dark("outage_hours_over_35", &CityZoneTotals::dark_hours_over_35, "of them with air above 35 °C");
  dark("outage_hours_below_10", &CityZoneTotals::dark_hours_below_10, "of them with air below 10 °C");
}

template <class Rows>
void write_names(H5Output& file, const char* dataset, const Rows& rows, const char* text) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row.name);
  file.write_strings(dataset, names, {"", text, "row"});
}

void write_hours(H5Output& file, const CityEnergy& energy, const CityEnergyFigures& figures) {
  const std::size_t districts = energy.world().districts.size(), count = figures.hours;
  file.write_strings("/districts/name", energy.world().districts,
                     {"", "name, or code of a cell of the national grid", "district"});
  for (std::size_t kind = 0; kind < figures.hour_kinds; ++kind) {
    const CityHourName& what = city_hour_names()[kind];
    std::vector<std::int64_t> rows;
    rows.reserve(districts * count);
    for (std::size_t d = 0; d < districts; ++d) {
      const auto first =
          figures.district_mW.begin() + static_cast<std::ptrdiff_t>((d * figures.hour_kinds + kind) * count);
      rows.insert(rows.end(), first, first + static_cast<std::ptrdiff_t>(count));
    }
    const std::string text = what.description;
    file.write_table(fmt::format("/districts/{}_mW", what.name), rows,
                     {"mW", text + ", mean of the hour", "district, hour", "", {count}});
    const auto first = figures.hours_mW.begin() + static_cast<std::ptrdiff_t>(kind * count);
    std::vector<std::int64_t> hours(first, first + static_cast<std::ptrdiff_t>(count));
    file.write_table(fmt::format("/hours/{}_mW", what.name), hours,
                     {"mW", text + ", all zones, mean of the hour", "hour"});
    std::sort(hours.begin(), hours.end(), std::greater<>());
    file.write_table(fmt::format("/duration/{}_mW", what.name), hours,
                     {"mW", text + ", all zones, hours by their load, largest first", "rank"});
  }
}

}  // namespace

std::string city_energy_kpi(const Scenario& scenario, const CityEnergyFigures& figures, const CityEnergyFigures* base) {
  const EnergySettings& settings = *scenario.energy;
  Json json = figures_json(settings, figures);
  if (base != nullptr) {
    const Json without = figures_json(settings, *base);
    Json change;
    for (const auto& [key, value] : json.items())
      if (value.is_number() && without.contains(key) && without[key].is_number() && key != "zones")
        change[key] = value.get<double>() - without[key].get<double>();
    json["base"] = without;
    json["change"] = std::move(change);
  }
  const Json whole{{"name", scenario.run.name}, {"seed", scenario.run.seed}, {"energy", std::move(json)}};
  return json_text(whole, 2) + "\n";
}

void write_city_energy_tables(H5Output& file, const Scenario& scenario, const CityEnergy& energy,
                              const CityEnergyFigures& figures, const StringTable& ids, const std::string& attribution,
                              const RunFacts& facts) {
  const CityWorld& world = energy.world();
  write_header(file, scenario, energy, attribution, facts);
  write_zones(file, energy, ids);
  write_supplies(file, energy, figures, world.outage.any());
  write_names(file, "/uses/name", world.archetypes.uses, "use of buildings");
  write_names(file, "/envelopes/name", world.archetypes.envelopes, "what outer faces are made of");
  if (figures.carriers) write_names(file, "/systems/name", world.systems, "plants of a building");
  write_hours(file, energy, figures);
  if (world.keep_hours)
    for (std::size_t kind = 0; kind < summed_kinds; ++kind)
      file.write_column(fmt::format("/zone_hours/{}_W", city_hour_names()[kind].name),
                        energy.zone_hours_W(static_cast<LoadKind>(kind)),
                        {"W",
                         std::string(city_hour_names()[kind].description) + ", mean of the hour",
                         "zone, hour",
                         "",
                         {energy.hours()}});
}

}  // namespace machi
