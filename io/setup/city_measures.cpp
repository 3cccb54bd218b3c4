#include "io/setup/city_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/core/error.hpp"
#include "engine/process/energy/city_sun.hpp"
#include "engine/systems/measures.hpp"
#include "io/options/options.hpp"

namespace machi {
namespace {

struct Candidate {
  double floor_area_m2;
  std::uint64_t building;
};

template <class Row>
std::uint32_t row_of(const std::vector<Row>& rows, const std::string& name, const std::string& where,
                     const char* what) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.name);
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end())
    throw UsageError(
        fmt::format("{}: energy.measures: there is no {} called '{}'{}", where, what, name, did_you_mean(name, names)));
  return static_cast<std::uint32_t>(at - names.begin());
}

bool may_take_part(const CityWorld& world, const CityZone& zone, const EnergyMeasure& measure) {
  if (zone.year < measure.from_year || zone.year > measure.to_year) return false;
  const std::string& use = world.archetypes.uses[zone.use].name;
  return measure.uses.empty() || std::find(measure.uses.begin(), measure.uses.end(), use) != measure.uses.end();
}

FaceHorizon horizon_of(const CityWorld& world, std::uint32_t row, std::size_t face) {
  FaceHorizon seen;
  seen.view = world.zones[row].views[face];
  if (world.horizons) seen.step = world.horizons->of(row)[face];
  return seen;
}

/// Panels on the planes that get sun enough, where the zone has none yet.
void add_panels(const CityWorld& world, const EnergyMeasure& measure, std::uint32_t row, CitySupply& supply) {
  if (!supply.panels_W.empty()) return;
  const CityZone& zone = world.zones[row];
  const std::vector<std::uint32_t> face_of = elements_of(zone, world.envelopes).face_of;
  std::vector<float> peak_W(zone.facings.size(), 0);
  bool any = false;
  for (std::size_t e = 0; e < face_of.size(); ++e) {
    const std::uint32_t face = face_of[e];
    if (face == no_zone) continue;
    const double share = zone.facings[face].tilt_deg < 90 ? measure.roof_share : measure.facade_share;
    peak_W[face] += static_cast<float>(share * measure.panels_W_m2 * zone.area_m2[e]);
  }
  for (std::size_t f = 0; f < peak_W.size(); ++f) {
    if (peak_W[f] > 0 && sun_beside_level(world.hours, zone.facings[f], horizon_of(world, row, f)) < measure.least_sun)
      peak_W[f] = 0;
    any = any || peak_W[f] > 0;
  }
  if (any) supply.panels_W = std::move(peak_W);
}

void add_battery(const EnergyMeasure& measure, CitySupply& supply) {
  double peak_W = 0;
  for (const float face_W : supply.panels_W) peak_W += static_cast<double>(face_W);
  if (peak_W <= 0) return;
  EnergyBattery battery;
  battery.capacity_Wh = measure.hours_of_peak * peak_W;
  battery.power_W = measure.power_1_h * battery.capacity_Wh;
  battery.round_trip = measure.round_trip;
  battery.island = measure.island;
  supply.batteries.push_back(battery);
}

/// By chance each household decides for itself, so that a block of flats is not all or nothing.
double households_of_measure(const CityZone& zone, const EnergyMeasure& measure, std::uint32_t number,
                             std::uint64_t seed) {
  if (measure.order != MeasureOrder::random) return static_cast<double>(zone.users.dwellings);
  double households = 0;
  for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(zone.users.dwellings); ++k)
    households += takes_part(seed, (k + 1) << 32 | zone.building, number, measure.share) ? 1 : 0;
  return households;
}

}  // namespace

std::vector<std::uint32_t> city_zones_of_measure(const Comm& comm, const CityWorld& world, const EnergyMeasure& measure,
                                                 std::uint32_t number, std::uint64_t seed) {
  std::vector<std::uint32_t> rows;
  std::vector<Candidate> mine;
  for (std::uint32_t row = 0; row < world.zones.size(); ++row) {
    const CityZone& zone = world.zones[row];
    if (!may_take_part(world, zone, measure)) continue;
    rows.push_back(row);
    mine.push_back({zone.floor_area_m2, zone.building});
  }
  const bool each_household = measure.kind == MeasureKind::vehicles;
  if (measure.order == MeasureOrder::random) {
    std::erase_if(rows, [&](std::uint32_t row) {
      return !each_household && !takes_part(seed, world.zones[row].building, number, measure.share);
    });
    return rows;
  }
  std::vector<Candidate> all = comm.all_gather_of(std::span<const Candidate>(mine));
  std::sort(all.begin(), all.end(), [&](const Candidate& a, const Candidate& b) {
    if (measure.order == MeasureOrder::listed || a.floor_area_m2 == b.floor_area_m2) return a.building < b.building;
    return (a.floor_area_m2 > b.floor_area_m2) == (measure.order == MeasureOrder::largest);
  });
  all.resize(static_cast<std::size_t>(std::lround(measure.share * static_cast<double>(all.size()))));
  std::vector<std::uint64_t> chosen;
  for (const Candidate& one : all) chosen.push_back(one.building);
  std::sort(chosen.begin(), chosen.end());
  std::erase_if(rows, [&](std::uint32_t row) {
    return !std::binary_search(chosen.begin(), chosen.end(), std::uint64_t{world.zones[row].building});
  });
  return rows;
}

std::vector<RetrofittedZone> take_city_measures(const Comm& comm, const std::vector<EnergyMeasure>& measures,
                                                std::uint64_t seed, CityWorld& world) {
  std::map<std::uint32_t, CityRetrofit> retrofits;
  std::vector<std::uint32_t> systems(measures.size(), 0);
  comm.agree([&] {
    for (std::size_t k = 0; k < measures.size(); ++k) {
      for (const std::string& use : measures[k].uses) row_of(world.archetypes.uses, use, measures[k].where, "use");
      if (measures[k].kind == MeasureKind::system)
        systems[k] = row_of(world.systems, measures[k].system, measures[k].where, "system");
    }
  });
  for (std::uint32_t number = 0; number < measures.size(); ++number) {
    const EnergyMeasure& measure = measures[number];
    const std::vector<std::uint32_t> rows = city_zones_of_measure(comm, world, measure, number, seed);
#pragma omp parallel for schedule(dynamic, 64) if (measure.kind == MeasureKind::photovoltaic)
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const CityZone& zone = world.zones[rows[k]];
      CitySupply& supply = world.supplies[rows[k]];
      switch (measure.kind) {
        case MeasureKind::system:
          supply.system = systems[number];
          break;
        case MeasureKind::photovoltaic:
          add_panels(world, measure, rows[k], supply);
          break;
        case MeasureKind::battery:
          add_battery(measure, supply);
          break;
        case MeasureKind::vehicles: {
          const EnergyVehicles cars = vehicles_of_measure(measure, households_of_measure(zone, measure, number, seed));
          if (cars.count == 0) break;
          supply.vehicles.push_back(cars);
          supply.vehicles_Wh_km.push_back(measure.energy_Wh_km);
          break;
        }
        case MeasureKind::set_point:
          supply.shifts.push_back({0, 24, measure.heating_K, measure.cooling_K});
          break;
        case MeasureKind::demand_response:
          supply.shifts.push_back({measure.from_h, measure.to_h, measure.heating_K, measure.cooling_K});
          break;
        case MeasureKind::retrofit:
          retrofits[rows[k]] = {measure.as_of_year, measure.windows_only};
          break;
      }
    }
  }
  std::vector<RetrofittedZone> changed;
  for (const auto& [row, retrofit] : retrofits) changed.push_back({row, retrofit});
  return changed;
}

}  // namespace machi
