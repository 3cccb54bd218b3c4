#include "io/report/page_energy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

constexpr std::uint64_t hours_a_day = 24;
constexpr std::uint64_t most_hours = 31 * hours_a_day;
constexpr double kWh_m2_unit = 0.1;  // of a building's need in the page

std::int64_t attribute_or(const H5Input& file, const char* name, std::int64_t otherwise) {
  return file.has_attribute("/", name) ? file.integer_attribute("/", name) : otherwise;
}

/// Means of `block` hours each, in kW.
std::vector<double> means_kW(const std::vector<std::int64_t>& mW, std::uint64_t block) {
  std::vector<double> means;
  for (std::size_t first = 0; first + block <= mW.size(); first += block) {
    std::int64_t sum = 0;
    for (std::size_t hour = first; hour < first + block; ++hour) sum += mW[hour];
    means.push_back(std::round(1e-3 * static_cast<double>(sum) / static_cast<double>(block)) * 1e-3);
  }
  return means;
}

void add_loads(PageData& page, const H5Input& file, double first_s) {
  Json series;
  std::uint64_t hours = 0;
  std::uint64_t block = 1;
  for (const std::string& name : file.children("/hours")) {
    if (!name.ends_with("_mW")) continue;
    const auto mW = file.read<std::int64_t>("/hours/" + name);
    hours = mW.size();
    block = hours > most_hours ? hours_a_day : 1;
    series[name.substr(0, name.size() - 3)] = means_kW(mW, block);
  }
  std::vector<double> time_s;
  for (std::uint64_t first = 0; first + block <= hours; first += block)
    time_s.push_back(first_s + 3600.0 * (static_cast<double>(first) + 0.5 * static_cast<double>(block)));
  page.facts["energy"] = {{"time_s", time_s}, {"series", series}, {"by_day", block > 1}};
}

// Heat, cold, hot water, cooking, appliances and lights together: what users need, whatever meets it.
void add_needs(PageData& page, const H5Input& file) {
  if (!file.has("/zones/building") || !page.facts.contains("buildings")) return;
  const auto building = file.read<std::uint32_t>("/zones/building");
  const auto floor_m2 = file.read<float>("/zones/floor_area_m2");
  std::vector<double> kWh(building.size(), 0);
  for (const char* kind : {"heating", "cooling", "hot_water", "cooking", "equipment", "lights"}) {
    const std::string column = std::string("/zones/") + kind + "_kWh";
    if (!file.has(column)) continue;
    const auto months = file.read<float>(column);
    for (std::size_t k = 0; k < months.size() && k / 12 < kWh.size(); ++k)
      kWh[k / 12] += static_cast<double>(months[k]);
  }
  std::vector<std::uint16_t> need(page.facts["buildings"]["count"].get<std::size_t>(), 0);
  for (std::size_t zone = 0; zone < std::min(building.size(), floor_m2.size()); ++zone) {
    if (building[zone] >= need.size() || !(floor_m2[zone] > 0)) continue;
    const double units = kWh[zone] / static_cast<double>(floor_m2[zone]) / kWh_m2_unit;
    need[building[zone]] = static_cast<std::uint16_t>(std::clamp(std::round(units) + 1, 1.0, 65535.0));  // 0: none
  }
  std::vector<std::uint16_t> sorted;
  std::copy_if(need.begin(), need.end(), std::back_inserter(sorted), [](std::uint16_t value) { return value > 0; });
  if (sorted.empty()) return;
  std::sort(sorted.begin(), sorted.end());
  PageBlock block;
  block.planes(need);
  // Colours reach up to what nineteen in twenty stay below.
  page.facts["needs"] = {{"unit_kWh_m2", kWh_m2_unit}, {"high_kWh_m2", kWh_m2_unit * sorted[sorted.size() * 19 / 20]}};
  page.blocks["building_needs"] = block.packed();
}

}  // namespace

EnergySpan energy_span(const H5Input& file) {
  return {day_s * static_cast<double>(attribute_or(file, "first_day", 0)),
          day_s * static_cast<double>(attribute_or(file, "days", 365))};
}

void add_energy(PageData& page, const H5Input& file, double first_s) {
  if (!file.has("/hours")) return;
  add_loads(page, file, first_s);
  add_needs(page, file);
}

}  // namespace machi
