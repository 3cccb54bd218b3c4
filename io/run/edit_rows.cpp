#include "io/run/edit_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "io/run/result_parts.hpp"

namespace machi {
namespace {

constexpr const char* edits_group = "/provenance/edits/";

/// The texts of a row by the name of their dataset.
struct EditText {
  const char* name;
  std::string EditRow::*text;
  const char* description;
};

constexpr EditText edit_texts[] = {
    {"edit", &EditRow::edit, "kind of the edit (docs/formats/edits.md)"},
    {"id", &EditRow::id, "identifier"},
    {"name", &EditRow::name, "name for people"},
    {"where", &EditRow::where, "file and line of the scenario that says so"},
    {"about", &EditRow::about, "buildings, links, shelters, shape or file that it names"},
    {"values", &EditRow::values, "what it sets"},
    {"wkt", &EditRow::wkt, "shape, in metres from the city's origin"},
};

std::string about_of(const ScenarioEdit& edit) {
  std::vector<std::string> parts;
  if (!edit.ids.empty()) parts.push_back(fmt::format("ids {}", fmt::join(edit.ids, ", ")));
  if (!edit.wkt.empty()) parts.emplace_back("wkt");
  if (!edit.file.empty()) parts.push_back(fmt::format("file {}", edit.file));
  if (!edit.point_m.empty()) parts.push_back(fmt::format("point_m {}", fmt::join(edit.point_m, ", ")));
  if (!edit.lon_lat.empty()) parts.push_back(fmt::format("lon_lat {}", fmt::join(edit.lon_lat, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string values_of(const ScenarioEdit& edit) {
  std::vector<std::string> parts;
  const auto add = [&](const char* key, const auto& value) {
    if (value) parts.push_back(fmt::format("{}={}", key, *value));
  };
  add("capacity", edit.capacity);
  add("usage", edit.usage);
  add("structure", edit.structure);
  add("storeys", edit.storeys);
  add("year", edit.year);
  add("height_m", edit.height_m);
  add("floor_area_m2", edit.floor_area_m2);
  add("width_m", edit.width_m);
  add("lanes", edit.lanes);
  if (!edit.modes.empty()) parts.push_back(fmt::format("modes={}", fmt::join(edit.modes, ",")));
  if (edit.kind == EditKind::add_bridge) parts.push_back(fmt::format("free_speed_m_s={}", edit.free_speed_m_s));
  if (edit.kind == EditKind::add_bus_line) {
    add("stop_spacing_m", edit.stop_spacing_m);
    parts.push_back(fmt::format(
        "headway_s={} first_departure={} last_departure={} speed_m_s={} dwell_s={} both_ways={}", edit.headway_s,
        edit.first_departure, edit.last_departure, edit.speed_m_s, edit.dwell_s, edit.both_ways));
  }
  return fmt::format("{}", fmt::join(parts, " "));
}

EditRow row_of(const ScenarioEdit& edit) {
  return {edit_name(edit.kind),
          edit.id,
          edit.name,
          edit.where,
          about_of(edit),
          values_of(edit),
          edit.wkt,
          edit.cost_yen.value_or(std::numeric_limits<double>::quiet_NaN())};
}

}  // namespace

void write_edits(H5Output& file, const std::vector<ScenarioEdit>& edits) {
  if (edits.empty()) return;
  const std::vector<EditRow> rows = column_of(edits, row_of);
  for (const EditText& one : edit_texts)
    file.write_strings(std::string(edits_group) + one.name,
                       column_of(rows, [&](const EditRow& row) { return row.*one.text; }),
                       {"", one.description, "edit"});
  file.write_table(std::string(edits_group) + "cost_yen",
                   column_of(rows, [](const EditRow& row) { return row.cost_yen; }),
                   {"yen", "what it costs; NaN where not given", "edit"});
}

std::vector<EditRow> read_edits(const H5Input& file) {
  std::vector<EditRow> rows;
  const std::string cost = std::string(edits_group) + "cost_yen";
  if (!file.has(cost)) return rows;
  const auto cost_yen = file.read<double>(cost);
  rows.resize(cost_yen.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].cost_yen = cost_yen[i];
  for (const EditText& one : edit_texts) {
    const std::vector<std::string> texts = file.read_string_list(std::string(edits_group) + one.name);
    for (std::size_t i = 0; i < std::min(rows.size(), texts.size()); ++i) rows[i].*one.text = texts[i];
  }
  return rows;
}

}  // namespace machi
