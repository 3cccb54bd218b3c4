#include "io/run/energy_kpi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/model/weather.hpp"
#include "io/json/json.hpp"
#include "io/run/energy_systems_kpi.hpp"

namespace machi {
namespace {

double sum_of(const std::array<double, 12>& months) {
  return std::accumulate(months.begin(), months.end(), 0.0);
}

Json months_json(const std::array<double, 12>& heating_Wh, const std::array<double, 12>& cooling_Wh) {
  Json json{{"heating_kWh", Json::array()}, {"cooling_kWh", Json::array()}};
  for (const double wh : heating_Wh) json["heating_kWh"].push_back(1e-3 * wh);
  for (const double wh : cooling_Wh) json["cooling_kWh"].push_back(1e-3 * wh);
  return json;
}

Json zone_json(const EnergyZone& zone, const ZoneTotals& totals) {
  Json json{{"name", zone.name},
            {"floor_area_m2", zone.floor_area_m2},
            {"heating_MWh", 1e-6 * sum_of(totals.heating_Wh)},
            {"cooling_MWh", 1e-6 * sum_of(totals.cooling_Wh)}};
  put_peak(json, "peak_heating", {1e-3 * totals.peak_heating_W, totals.peak_heating_hour});
  put_peak(json, "peak_cooling", {1e-3 * totals.peak_cooling_W, totals.peak_cooling_hour});
  json["lowest_C"] = totals.lowest_C;
  json["lowest_time"] = hour_text(totals.lowest_hour);
  json["mean_C"] = totals.sum_C / static_cast<double>(hours_per_year);
  json["highest_C"] = totals.highest_C;
  json["highest_time"] = hour_text(totals.highest_hour);
  json["hours_over_30"] = totals.hours_over_30;
  json["hours_over_35"] = totals.hours_over_35;
  json["hours_below_10"] = totals.hours_below_10;
  json.update(months_json(totals.heating_Wh, totals.cooling_Wh));
  return json;
}

Json face_json(const EnergySettings& energy, const FaceRow& row) {
  return {{"zone", energy.zones[row.zone].name},    {"surface", energy.surfaces[row.surface].name},
          {"is_window", row.window != no_zone},     {"area_m2", row.area_m2},
          {"incident_kWh_m2", row.incident_kWh_m2}, {"transmitted_kWh_m2", row.transmitted_kWh_m2}};
}

Json year_json(const Scenario& scenario, const EnergyRows& rows) {
  std::array<double, 12> heating_Wh{};
  std::array<double, 12> cooling_Wh{};
  double floor_area_m2 = 0;
  Json by_zone = Json::array();
  for (const ZoneRow& row : rows.zones) {
    const EnergyZone& zone = scenario.energy->zones[row.zone];
    floor_area_m2 += zone.floor_area_m2;
    for (std::size_t m = 0; m < 12; ++m) {
      heating_Wh[m] += row.totals.heating_Wh[m];
      cooling_Wh[m] += row.totals.cooling_Wh[m];
    }
    by_zone.push_back(zone_json(zone, row.totals));
    if (!rows.systems.empty()) put_zone_systems(by_zone.back(), *scenario.energy, rows.systems[by_zone.size() - 1]);
  }
  Json json{{"zones", rows.zones.size()},
            {"floor_area_m2", floor_area_m2},
            {"heating_MWh", 1e-6 * sum_of(heating_Wh)},
            {"cooling_MWh", 1e-6 * sum_of(cooling_Wh)}};
  put_peak(json, "peak_heating", peak_of([&](std::size_t h) { return rows.heating_mW[h]; }));
  put_peak(json, "peak_cooling", peak_of([&](std::size_t h) { return rows.cooling_mW[h]; }));
  put_peak(json, "peak_load", peak_of([&](std::size_t h) { return rows.heating_mW[h] + rows.cooling_mW[h]; }));
  put_comfort(json, rows);
  put_systems(json, *scenario.energy, rows);
  json.update(months_json(heating_Wh, cooling_Wh));
  json["by_zone"] = std::move(by_zone);
  json["by_face"] = Json::array();
  for (const FaceRow& row : rows.faces) json["by_face"].push_back(face_json(*scenario.energy, row));
  return json;
}

}  // namespace

std::string hour_text(std::int64_t hour) {
  if (hour < 0) return {};
  auto day = static_cast<int>(hour / 24);
  int month = 0;
  while (day >= month_days[month]) day -= month_days[month++];
  return fmt::format("{:02}-{:02} {:02}:00", month + 1, day + 1, hour % 24);
}

std::string energy_kpi(const Scenario& scenario, const EnergyRows& rows, const EnergyRows* base) {
  Json json = year_json(scenario, rows);
  if (base != nullptr) {
    json["base"] = year_json(scenario, *base);
    json["base"].erase("by_face");
    for (const char* key :
         {"heating_MWh", "cooling_MWh", "electricity_MWh", "gas_MWh", "primary_GJ", "co2_t", "peak_kW"})
      if (json.contains(key)) json["change"][key] = json[key].get<double>() - json["base"][key].get<double>();
  }
  const Json whole{{"name", scenario.run.name}, {"seed", scenario.run.seed}, {"energy", std::move(json)}};
  return json_text(whole, 2) + "\n";
}

}  // namespace machi
