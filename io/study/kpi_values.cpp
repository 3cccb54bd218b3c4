#include "io/study/kpi_values.hpp"

#include <fmt/format.h>

#include <set>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {
namespace {

const std::string sheet_prefix = "sheet.";

// What a row of a list is called: its id, else its name, else its number.
std::string name_of_row(const Json& row, std::size_t number) {
  for (const char* key : {"id", "name"})
    if (row.contains(key) && row[key].is_string() && !row[key].get_ref<const std::string&>().empty())
      return row[key].get<std::string>();
  return std::to_string(number);
}

void flatten_kpi(const std::string& key, const Json& json, bool in_list, std::vector<KpiValue>& values) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items())
      flatten_kpi(key.empty() ? name : key + "." + name, value, in_list, values);
  } else if (json.is_array()) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < json.size() && json[i].is_object(); ++i) {
      std::string name = name_of_row(json[i], i);
      if (!taken.insert(name).second) name = fmt::format("{} ({})", name, i);
      flatten_kpi(key + "." + name, json[i], true, values);
    }
  } else if (json.is_number()) {
    values.push_back({key, json.get<double>(), in_list});
  }
}

}  // namespace

std::vector<KpiValue> sheet_values(const RunFiles& files, bool city) {
  SheetSettings settings;
  if (!city) settings.most_nodes = 0;
  KpiSheet sheet;
  try {
    sheet = kpi_sheet(files, settings);
  } catch (const InputError&) {
    return {};
  }
  std::vector<KpiValue> values;
  for (std::size_t k = 0; k < sheet.columns.size(); ++k) {
    const KpiDefinition& kpi = *sheet.columns[k];
    const std::optional<double>& value = sheet.rows.front().values[k];
    if (value && std::string_view(kpi.kpi_json).empty()) values.push_back({sheet_prefix + kpi.id, *value, false});
  }
  return values;
}

std::string unit_of_figure(const std::string& key) {
  if (!key.starts_with(sheet_prefix)) return unit_of_kpi(key);
  for (const auto* kpis : {&evacuation_kpis(), &travel_kpis(), &ride_kpis(), &energy_kpis(), &city_kpis()})
    for (const KpiDefinition& kpi : *kpis)
      if (key == sheet_prefix + kpi.id) return kpi.unit;
  return {};
}

std::vector<KpiValue> kpi_values(const std::string& kpi_json, const std::string& where) {
  Json json = try_parse_json(kpi_json);
  if (!json.is_object()) throw InputError(where, "is no JSON object (damaged). Run the scenario again");
  json.erase("seed");
  std::vector<KpiValue> values;
  flatten_kpi("", json, false, values);
  return values;
}

}  // namespace machi
