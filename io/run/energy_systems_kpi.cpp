#include "io/run/energy_systems_kpi.hpp"

#include <algorithm>
#include <numeric>

#include "io/json/json.hpp"
#include "io/run/energy_kpi.hpp"

namespace machi {
namespace {

double year_MWh(const Months& months_Wh) {
  return 1e-6 * std::accumulate(months_Wh.begin(), months_Wh.end(), 0.0);
}

double of(const SystemTotals& totals, Use use) {
  return year_MWh(totals.use_Wh[static_cast<std::size_t>(use)]);
}

double of(const SystemTotals& totals, MeterFlow flow) {
  return year_MWh(totals.flow_Wh[static_cast<std::size_t>(flow)]);
}

template <std::size_t count>
void add(std::array<Months, count>& sums, const std::array<Months, count>& more) {
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t m = 0; m < 12; ++m) sums[k][m] += more[k][m];
}

/// In the order of the zones, on one rank, so that sums do not depend on ranks.
SystemTotals sum_of(const std::vector<SystemRow>& rows) {
  SystemTotals sum;
  for (const SystemRow& row : rows) {
    add(sum.use_Wh, row.totals.use_Wh);
    add(sum.flow_Wh, row.totals.flow_Wh);
    for (std::size_t m = 0; m < 12; ++m) sum.hot_water_Wh[m] += row.totals.hot_water_Wh[m];
    sum.stored_Wh += row.totals.stored_Wh;
    sum.vehicles_need_Wh += row.totals.vehicles_need_Wh;
    sum.outage_hours = std::max(sum.outage_hours, row.totals.outage_hours);
    sum.outage_hours_over_30 += row.totals.outage_hours_over_30;
    sum.outage_hours_over_35 += row.totals.outage_hours_over_35;
    sum.outage_hours_below_10 += row.totals.outage_hours_below_10;
    sum.outage_lowest_C = std::min(sum.outage_lowest_C, row.totals.outage_lowest_C);
    sum.outage_highest_C = std::max(sum.outage_highest_C, row.totals.outage_highest_C);
  }
  return sum;
}

void put_outage(Json& json, const EnergySettings& energy, const SystemTotals& totals, double zones) {
  if (totals.outage_hours == 0) return;
  json["outage"] = {{"from", energy.outage_from},
                    {"to", energy.outage_to},
                    {"hours", totals.outage_hours},
                    {"lowest_C", totals.outage_lowest_C},
                    {"highest_C", totals.outage_highest_C},
                    {"hours_over_30", totals.outage_hours_over_30 / zones},
                    {"hours_over_35", totals.outage_hours_over_35 / zones},
                    {"hours_below_10", totals.outage_hours_below_10 / zones},
                    {"unserved_MWh", of(totals, MeterFlow::unserved)}};
}

}  // namespace

void put_peak(Json& json, const std::string& name, const Peak& peak) {
  json[name + "_kW"] = peak.kW;
  json[name + "_time"] = hour_text(peak.hour);
}

void put_comfort(Json& json, const EnergyRows& rows) {
  const double zones = std::max<double>(1, static_cast<double>(rows.zones.size()));
  std::int64_t over_30 = 0;
  std::int64_t over_35 = 0;
  std::int64_t below_10 = 0;
  for (const ZoneRow& row : rows.zones) {
    over_30 += row.totals.hours_over_30;
    over_35 += row.totals.hours_over_35;
    below_10 += row.totals.hours_below_10;
  }
  json["hours_over_30"] = static_cast<double>(over_30) / zones;
  json["hours_over_35"] = static_cast<double>(over_35) / zones;
  json["hours_below_10"] = static_cast<double>(below_10) / zones;
}

Footprint footprint_of(const CarrierFactors& factors, const SystemTotals& totals) {
  const double bought_kWh = 1e3 * of(totals, MeterFlow::from_grid);
  const double gas_kWh = 1e3 * of(totals, Use::gas);
  const double kerosene_kWh = 1e3 * of(totals, Use::kerosene);
  return {1e-3 * (bought_kWh * factors.electricity_primary_MJ_kWh + gas_kWh * factors.gas_primary_MJ_kWh +
                  kerosene_kWh * factors.kerosene_primary_MJ_kWh),
          1e-3 * (bought_kWh * factors.electricity_co2_kg_kWh + gas_kWh * factors.gas_co2_kg_kWh +
                  kerosene_kWh * factors.kerosene_co2_kg_kWh)};
}

void put_carriers(Json& json, const CarrierFactors& factors, const SystemTotals& totals) {
  const double ev_MWh = of(totals, MeterFlow::vehicles);
  const double pv_MWh = of(totals, MeterFlow::photovoltaic);
  double electricity_MWh = ev_MWh;
  for (const Use use : {Use::heating, Use::cooling, Use::hot_water, Use::cooking, Use::other})
    electricity_MWh += of(totals, use);
  const double bought_MWh = of(totals, MeterFlow::from_grid);
  const double battery_in_MWh = of(totals, MeterFlow::battery_in);
  const double battery_out_MWh = of(totals, MeterFlow::battery_out);
  const Footprint footprint = footprint_of(factors, totals);
  json["hot_water_MWh"] = year_MWh(totals.hot_water_Wh);
  json["electricity_MWh"] = electricity_MWh;
  json["heating_electricity_MWh"] = of(totals, Use::heating);
  json["cooling_electricity_MWh"] = of(totals, Use::cooling);
  json["hot_water_electricity_MWh"] = of(totals, Use::hot_water);
  json["cooking_electricity_MWh"] = of(totals, Use::cooking);
  json["other_electricity_MWh"] = of(totals, Use::other);
  json["ev_MWh"] = ev_MWh;
  json["gas_MWh"] = of(totals, Use::gas);
  json["kerosene_MWh"] = of(totals, Use::kerosene);
  json["primary_GJ"] = footprint.primary_GJ;
  json["co2_t"] = footprint.co2_t;
  json["pv_MWh"] = pv_MWh;
  json["self_consumption"] = pv_MWh > 0 ? Json(of(totals, MeterFlow::used) / pv_MWh) : Json();
  json["self_sufficiency"] = pv_MWh > 0 && electricity_MWh > 0 ? Json(1 - bought_MWh / electricity_MWh) : Json();
  json["from_grid_MWh"] = bought_MWh;
  json["to_grid_MWh"] = of(totals, MeterFlow::to_grid);
  json["battery_in_MWh"] = battery_in_MWh;
  json["battery_out_MWh"] = battery_out_MWh;
  json["ev_lacking_MWh"] = 1e-6 * totals.vehicles_need_Wh;
}

void put_systems(Json& json, const EnergySettings& energy, const EnergyRows& rows) {
  if (rows.systems.empty()) return;
  const SystemTotals totals = sum_of(rows.systems);
  put_carriers(json, energy.factors, totals);
  const auto& bought_mW = rows.carriers_mW[static_cast<std::size_t>(HourSum::from_grid)];
  put_peak(json, "peak", peak_of([&](std::size_t h) { return bought_mW[h]; }));
  put_outage(json, energy, totals, static_cast<double>(rows.systems.size()));
}

void put_zone_systems(Json& json, const EnergySettings& energy, const SystemRow& row) {
  put_carriers(json, energy.factors, row.totals);
  put_outage(json, energy, row.totals, 1);
}

}  // namespace machi
