#include "engine/systems/measures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_of_measures = 0x4d454153;  // "MEAS"

void take_up(const EnergyMeasure& measure, EnergySettings& energy, EnergyZone& zone) {
  switch (measure.kind) {
    case MeasureKind::system:
      zone.system = measure.system;
      break;
    case MeasureKind::photovoltaic: {
      const bool has = std::any_of(energy.photovoltaics.begin(), energy.photovoltaics.end(),
                                   [&](const EnergyPhotovoltaic& array) { return array.zone == zone.name; });
      if (has) break;
      EnergyPhotovoltaic array;
      array.where = measure.where;
      array.zone = zone.name;
      array.peak_W = measure.peak_W;
      array.tilt_deg = measure.tilt_deg;
      array.azimuth_deg = measure.azimuth_deg;
      energy.photovoltaics.push_back(array);
      break;
    }
    case MeasureKind::battery: {
      EnergyBattery battery;
      battery.where = measure.where;
      battery.zone = zone.name;
      for (const EnergyPhotovoltaic& array : energy.photovoltaics)
        if (array.zone == zone.name) battery.capacity_Wh += measure.hours_of_peak * array.peak_W;
      battery.power_W = measure.power_1_h * battery.capacity_Wh;
      battery.round_trip = measure.round_trip;
      battery.island = measure.island;
      if (battery.capacity_Wh > 0) energy.batteries.push_back(battery);
      break;
    }
    case MeasureKind::vehicles:
      energy.vehicles.push_back(vehicles_of_measure(measure, 1));
      energy.vehicles.back().zone = zone.name;
      break;
    case MeasureKind::set_point:
      zone.shifts.push_back({0, 24, measure.heating_K, measure.cooling_K});
      break;
    case MeasureKind::demand_response:
      zone.shifts.push_back({measure.from_h, measure.to_h, measure.heating_K, measure.cooling_K});
      break;
    case MeasureKind::retrofit:
      for (EnergySurface& surface : energy.surfaces) {
        if (surface.zone != zone.name) continue;
        if (!measure.construction.empty() && surface.construction == measure.construction)
          surface.construction = measure.new_construction;
        for (EnergyWindow& window : energy.windows)
          if (!measure.glazing.empty() && window.surface == surface.name && window.glazing == measure.glazing)
            window.glazing = measure.new_glazing;
      }
      break;
  }
}

}  // namespace

EnergyVehicles vehicles_of_measure(const EnergyMeasure& measure, double households) {
  EnergyVehicles vehicles;
  vehicles.where = measure.where;
  vehicles.count = std::llround(households * measure.vehicles_per_household);
  vehicles.charger_W = measure.charger_W;
  vehicles.energy_Wh = measure.energy_Wh;
  vehicles.arrival_h = measure.arrival_h;
  vehicles.departure_h = measure.departure_h;
  vehicles.policy = measure.policy;
  vehicles.night_from_h = measure.night_from_h;
  return vehicles;
}

bool takes_part(std::uint64_t seed, std::uint64_t zone, std::uint32_t measure, double share) {
  return uniform01(random_block(seed, zone, measure, purpose_of_measures)[0]) < share;
}

std::vector<std::uint32_t> zones_of_measure(const EnergySettings& energy, std::uint32_t measure, std::uint64_t seed) {
  const EnergyMeasure& given = energy.measures[measure];
  std::vector<std::uint32_t> rows(energy.zones.size());
  std::iota(rows.begin(), rows.end(), 0U);
  if (given.order == MeasureOrder::random) {
    std::erase_if(rows, [&](std::uint32_t row) { return !takes_part(seed, row, measure, given.share); });
    return rows;
  }
  const auto floor_m2 = [&](std::uint32_t row) { return energy.zones[row].floor_area_m2; };
  if (given.order == MeasureOrder::largest)
    std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return floor_m2(a) > floor_m2(b); });
  if (given.order == MeasureOrder::smallest)
    std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return floor_m2(a) < floor_m2(b); });
  rows.resize(static_cast<std::size_t>(std::lround(given.share * static_cast<double>(rows.size()))));
  std::sort(rows.begin(), rows.end());
  return rows;
}

EnergySettings with_measures(EnergySettings energy, std::uint64_t seed) {
  for (std::uint32_t m = 0; m < energy.measures.size(); ++m)
    for (const std::uint32_t row : zones_of_measure(energy, m, seed))
      take_up(energy.measures[m], energy, energy.zones[row]);
  return energy;
}

}  // namespace machi
