/// \file  The figures that Japan's programmes ask of a city, by cell of the national grid, by district and overall,
/// with their definitions (docs/formats/kpi.md).
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/mesh_code.hpp"
#include "io/run/read_result.hpp"

namespace machi {

/// A figure of the sheet: what it is, for people and for the page that is made of this table.
struct KpiDefinition {
  const char* id;
  const char* unit;
  const char* name_en;
  const char* name_ja;
  const char* definition;
  const char* definition_ja;
  const char* source;
  const char* kpi_json{""};  ///< key in kpi.json of the same figure of the whole run; empty where it has none
};

/// Figures of each process and of the city itself; in the order of the columns. No two have the same id.
const std::vector<KpiDefinition>& evacuation_kpis();
const std::vector<KpiDefinition>& travel_kpis();
const std::vector<KpiDefinition>& ride_kpis();
const std::vector<KpiDefinition>& energy_kpis();
const std::vector<KpiDefinition>& city_kpis();

/// The page docs/formats/kpi.md.
std::string kpi_page();

/// How far people get before the water comes: reach = speed × (arrival - start - climb) (Fire and Disaster Management
/// Agency's guideline on plans for tsunami evacuation). Not below 0.
struct ReachRule {
  double speed_m_s{1.0};
  double arrival_s{0};  ///< after the start of the run
  double start_s{300};
  double climb_s{0};
  double reach_m() const;
};

struct SheetSettings {
  std::optional<MeshLevel> mesh;  ///< rows by cell of the national grid
  std::string districts_file;     ///< rows by polygon
  std::string district_key{"name"};
  std::optional<ReachRule> reach;  ///< without it the columns of difficult areas are empty
  double step_length_m{0.7};
  double yen_per_step{0.065};
  std::string gtfs_file;  ///< timetable of accessibility by transit; empty: the run's own
  std::string gtfs_date;  ///< its day; empty: the first on which most trips run
  /// Figures of the city itself where its network has no more nodes; their searches grow with the square of these.
  std::size_t most_nodes{std::numeric_limits<std::size_t>::max()};
};

/// Figures of one area, by definition.
using SheetValues = std::vector<std::optional<double>>;

/// One row: overall, a cell or a district.
struct SheetRow {
  std::string area;  ///< "all", code of a cell, name of a district, "outdoors" for who begins in no building
  SheetValues values;
};

struct KpiSheet {
  std::vector<const KpiDefinition*> columns;
  std::vector<SheetRow> rows;  ///< "all" first, then by name
  std::vector<std::string> notes;
};

/// The sheet of a run: of each of its processes, and of its city where it has one. Throws InputError where the run has
/// no city file any more although rows by area are asked for, and where it is no run that has figures. Local.
KpiSheet kpi_sheet(const RunFiles& files, const SheetSettings& settings);

std::string sheet_csv(const KpiSheet& sheet);
std::string sheet_json(const KpiSheet& sheet);

}  // namespace machi
