// The part of the sheet about the energy of buildings.
#include <algorithm>
#include <array>
#include <filesystem>

#include "io/json/json.hpp"
#include "io/study/process_sheets.hpp"

namespace machi {
namespace {

struct EnergyTally {
  double zones{0};
  double floor_m2{0};
  double need_kWh{0};
  double electricity_kWh{0};
  double from_grid_kWh{0};
  double co2_kg{0};
  double dark_h{0};
  double danger_h{0};
};

constexpr const char* needs_of_users[] = {"heating", "cooling", "hot_water", "cooking", "equipment", "lights"};

// Sum of the months of a column of /zones; nothing where the result has none of that name.
void add_months(const H5Input& file, const std::string& name, std::vector<double>& sum) {
  const std::string column = "/zones/" + name;
  if (!file.has(column) || sum.empty()) return;
  const auto months = file.read<float>(column);
  const std::size_t each = std::max<std::size_t>(1, months.size() / sum.size());
  for (std::size_t k = 0; k < months.size() && k / each < sum.size(); ++k)
    sum[k / each] += static_cast<double>(months[k]);
}

std::vector<double> hours_of(const H5Input& file, const char* name, std::size_t zones) {
  std::vector<double> hours(zones, 0);
  const std::string column = std::string("/zones/") + name;
  if (!file.has(column)) return hours;
  const auto read = file.read<std::int32_t>(column);
  for (std::size_t zone = 0; zone < std::min(zones, read.size()); ++zone) hours[zone] = read[zone];
  return hours;
}

// What is bought for each zone, in CO2.
std::vector<double> co2_of_zones_kg(const H5Input& file, const std::vector<double>& from_grid_kWh,
                                    const CarrierFactors& factors) {
  std::vector<double> gas_kWh(from_grid_kWh.size(), 0), kerosene_kWh(gas_kWh), co2_kg(gas_kWh);
  add_months(file, "gas_kWh", gas_kWh);
  add_months(file, "kerosene_kWh", kerosene_kWh);
  for (std::size_t zone = 0; zone < co2_kg.size(); ++zone)
    co2_kg[zone] = from_grid_kWh[zone] * factors.electricity_co2_kg_kWh + gas_kWh[zone] * factors.gas_co2_kg_kWh +
                   kerosene_kWh[zone] * factors.kerosene_co2_kg_kWh;
  return co2_kg;
}

MeshLevel level_of(DistrictMesh mesh) {
  constexpr std::array levels{MeshLevel::second, MeshLevel::third, MeshLevel::half, MeshLevel::quarter};
  return levels[static_cast<std::size_t>(mesh)];
}

// The area that each of the run's districts lies in; nothing where one of them lies in several.
std::optional<std::vector<std::string>> areas_of_districts(const std::vector<std::string>& names,
                                                           const SheetAreas& areas, const SheetSettings& settings,
                                                           const EnergySettings& energy) {
  std::error_code ignored;
  if (!energy.city.district_file.empty()) {
    const bool same = std::filesystem::equivalent(energy.city.district_file, settings.districts_file, ignored) &&
                      energy.city.district_key == settings.district_key;
    return same ? std::optional(names) : std::nullopt;
  }
  std::vector<std::string> found;
  for (const std::string& name : names) {
    const std::optional<std::string> area = areas.of_cell(name, level_of(energy.city.district_mesh));
    if (!area) return {};
    found.push_back(*area);
  }
  return found;
}

/// Largest hourly mean from the grid of each area that whole districts of the run make up.
std::map<std::string, double> peaks_kW(const H5Input& file, const SheetAreas& areas, const SheetSettings& settings,
                                       const EnergySettings& energy) {
  std::map<std::string, double> peaks;
  if (!areas.any() || !file.has("/districts/from_grid_mW")) return peaks;
  const std::vector<std::string> names = file.read_string_list("/districts/name");
  const auto area_of = areas_of_districts(names, areas, settings, energy);
  if (!area_of || names.empty()) return peaks;
  const auto mW = file.read<std::int64_t>("/districts/from_grid_mW");
  const std::size_t hours = mW.size() / names.size();
  std::map<std::string, std::vector<std::int64_t>> sums;
  for (std::size_t d = 0; d < names.size(); ++d) {
    std::vector<std::int64_t>& sum = sums.try_emplace((*area_of)[d], hours, 0).first->second;
    for (std::size_t hour = 0; hour < hours; ++hour) sum[hour] += mW[d * hours + hour];
  }
  for (const auto& [area, sum] : sums)
    peaks[area] = 1e-6 * static_cast<double>(*std::max_element(sum.begin(), sum.end()));
  return peaks;
}

SheetValues energy_values(const EnergyTally& tally, bool carriers, bool outage, bool co2) {
  const auto if_given = [](bool given, std::optional<double> value) { return given ? value : std::nullopt; };
  const std::optional<double> from_grid = sheet_mean(tally.from_grid_kWh, tally.electricity_kWh);
  return {tally.zones,
          tally.floor_m2,
          sheet_mean(tally.need_kWh, tally.floor_m2),
          if_given(carriers, 1e-3 * tally.electricity_kWh),
          if_given(carriers && from_grid, 1 - from_grid.value_or(0)),
          if_given(co2, 1e-3 * tally.co2_kg),
          {},
          if_given(outage, sheet_mean(tally.dark_h, tally.zones)),
          if_given(outage, sheet_mean(tally.danger_h, tally.zones))};
}

constexpr std::size_t co2_column = 5, peak_column = 6;

// The program's own figures of the whole, to the last digit.
void add_of_all(const std::string& kpi_json, SheetValues& values) {
  const auto kpi = try_parse_json(kpi_json);
  if (!kpi.is_object() || !kpi.contains("energy")) return;
  const auto take = [&](const char* key, std::size_t column) {
    const auto found = kpi["energy"].find(key);
    if (found != kpi["energy"].end() && found->is_number()) values[column] = found->get<double>();
  };
  take("co2_t", co2_column);
  take("peak_kW", peak_column);
}

}  // namespace

SheetPart energy_part(const H5Input& result, const std::string& kpi_json, const SheetCity* city,
                      const SheetAreas& areas, const SheetSettings& settings, const EnergySettings* energy) {
  if (!result.has("/zones/building")) return {&energy_kpis(), {}, {}};  // zones of no city
  const auto building = result.read<std::uint32_t>("/zones/building");
  const auto floor_m2 = result.read<float>("/zones/floor_area_m2");
  std::vector<double> need_kWh(building.size(), 0), electricity_kWh(need_kWh), from_grid_kWh(need_kWh);
  for (const char* need : needs_of_users) add_months(result, std::string(need) + "_kWh", need_kWh);
  for (const std::string& name : result.children("/zones"))
    if (name.ends_with("_electricity_kWh") || name == "vehicles_kWh") add_months(result, name, electricity_kWh);
  add_months(result, "from_grid_kWh", from_grid_kWh);
  const bool carriers = result.has("/zones/from_grid_kWh"), outage = result.has("/zones/outage_hours");
  const std::vector<double> dark_h = hours_of(result, "outage_hours", building.size());
  std::vector<double> danger_h = hours_of(result, "outage_hours_over_35", building.size());
  const std::vector<double> cold_h = hours_of(result, "outage_hours_below_10", building.size());
  const bool co2 = carriers && energy != nullptr;
  const std::vector<double> co2_kg =
      co2 ? co2_of_zones_kg(result, from_grid_kWh, energy->factors) : std::vector<double>(building.size(), 0);
  const std::vector<std::string> area_of =
      city != nullptr ? areas.of_buildings(city->buildings) : std::vector<std::string>();
  AreaTallies<EnergyTally> tallies;
  for (std::size_t zone = 0; zone < building.size(); ++zone)
    tallies.add(building[zone] < area_of.size() ? area_of[building[zone]] : std::string(), [&](EnergyTally& tally) {
      tally.zones += 1;
      tally.floor_m2 += static_cast<double>(floor_m2[zone]);
      tally.need_kWh += need_kWh[zone];
      tally.electricity_kWh += electricity_kWh[zone];
      tally.from_grid_kWh += from_grid_kWh[zone];
      tally.co2_kg += co2_kg[zone];
      tally.dark_h += dark_h[zone];
      tally.danger_h += danger_h[zone] + cold_h[zone];
    });
  const auto values = [&](const EnergyTally& tally) { return energy_values(tally, carriers, outage, co2); };
  SheetPart part{&energy_kpis(), tallies.rows(values), values({})};
  if (energy != nullptr)
    for (const auto& [area, peak_kW] : peaks_kW(result, areas, settings, *energy))
      if (const auto row = part.rows.find(area); row != part.rows.end()) row->second[peak_column] = peak_kW;
  add_of_all(kpi_json, part.rows["all"]);
  return part;
}

}  // namespace machi
