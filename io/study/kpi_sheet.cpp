#include "io/study/kpi_sheet.hpp"

#include <fmt/format.h>

#include <set>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/report/city_of_run.hpp"
#include "io/run/edit_rows.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/study/process_sheets.hpp"

namespace machi {
namespace {

/// One table of what several parts give: columns side by side, a row for every area that any of them has.
KpiSheet join_parts(const std::vector<SheetPart>& parts) {
  KpiSheet sheet;
  std::set<std::string> areas;
  for (const SheetPart& part : parts) {
    for (const KpiDefinition& kpi : *part.kpis) sheet.columns.push_back(&kpi);
    for (const auto& [area, values] : part.rows) areas.insert(area);
  }
  areas.erase("all");
  std::vector<std::string> order{"all"};
  order.insert(order.end(), areas.begin(), areas.end());
  for (const std::string& area : order) {
    SheetRow row{area, {}};
    for (const SheetPart& part : parts) {
      const auto found = part.rows.find(area);
      SheetValues values = found != part.rows.end() ? found->second : part.none;
      values.resize(part.kpis->size());
      row.values.insert(row.values.end(), values.begin(), values.end());
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

SheetPart part_of_process(const RunFiles& files, const ResultPart& result, const SheetCity* city,
                          const SheetAreas& areas, const SheetSettings& settings, const Scenario* scenario,
                          std::vector<std::string>& notes) {
  switch (result.process) {
    case ResultPart::Process::evacuation:
      return evacuation_part(files, result.file, city, areas, settings, notes);
    case ResultPart::Process::energy:
      return energy_part(result.file, files.kpi_json, city, areas, settings,
                         scenario != nullptr && scenario->energy ? &*scenario->energy : nullptr);
    case ResultPart::Process::mobility:
      break;
  }
  const bool known = scenario != nullptr && scenario->mobility;
  return travel_part(result.file, city, areas, settings, known ? scenario->mobility->heavy_share : 0);
}

}  // namespace

KpiSheet kpi_sheet(const RunFiles& files, const SheetSettings& settings) {
  const std::vector<ResultPart> results = open_parts(files.result);
  const bool by_area = settings.mesh || !settings.districts_file.empty();
  const std::optional<std::string> path = city_of_run(files, {}, "sheet");
  if (!path && by_area)
    throw InputError(files.folder,
                     "has no city file, or none any more, so its persons lie in no area. Leave --mesh and --districts "
                     "out, or put the city back");
  std::optional<SheetCity> city;
  if (path) city = read_sheet_city(*path, read_edited_buildings(H5Input(files.result)));
  const SheetCity* given = city ? &*city : nullptr;
  const SheetAreas areas = city ? SheetAreas(settings, city->frame) : SheetAreas();
  std::vector<SheetPart> parts;
  std::vector<std::string> notes;
  const std::optional<Scenario> read = scenario_of_run(files, notes);
  const Scenario* scenario = read ? &*read : nullptr;
  for (const ResultPart& result : results) {
    parts.push_back(part_of_process(files, result, given, areas, settings, scenario, notes));
    if (result.process != ResultPart::Process::mobility) continue;
    SheetPart rides = ride_part(result.file, given, areas);
    if (rides.kpis != nullptr) parts.push_back(std::move(rides));
  }
  if (city && city->network.nodes() <= settings.most_nodes)
    parts.push_back(city_part(*city, sheet_transit(settings, scenario, city->frame, notes).get(), areas));
  KpiSheet sheet = join_parts(parts);
  sheet.notes = std::move(notes);
  return sheet;
}

std::string sheet_csv(const KpiSheet& sheet) {
  std::string csv = "area";
  for (const KpiDefinition* kpi : sheet.columns) csv += fmt::format(",{}", kpi->id);
  csv += "\n";
  for (const SheetRow& row : sheet.rows) {
    csv += csv_field(row.area);
    for (const std::optional<double>& value : row.values) csv += value ? fmt::format(",{}", *value) : std::string(",");
    csv += "\n";
  }
  return csv;
}

std::string sheet_json(const KpiSheet& sheet) {
  Json json{{"definitions", Json::array()}, {"areas", Json::array()}, {"notes", sheet.notes}};
  for (const KpiDefinition* kpi : sheet.columns)
    json["definitions"].push_back({{"id", kpi->id},
                                   {"unit", kpi->unit},
                                   {"en", kpi->name_en},
                                   {"ja", kpi->name_ja},
                                   {"definition", kpi->definition},
                                   {"definition_ja", kpi->definition_ja},
                                   {"source", kpi->source}});
  for (const SheetRow& row : sheet.rows) {
    Json one{{"area", row.area}};
    for (std::size_t k = 0; k < row.values.size(); ++k)
      one[sheet.columns[k]->id] = row.values[k] ? Json(*row.values[k]) : Json();
    json["areas"].push_back(std::move(one));
  }
  return json_text(json, 2) + "\n";
}

}  // namespace machi
