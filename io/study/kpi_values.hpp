/// \file  The single numbers of kpi.json by key, so that those of two runs can be told from one another.
#pragma once

#include <string>
#include <vector>

#include "io/run/read_result.hpp"

namespace machi {

struct KpiValue {
  std::string key;  ///< evacuation.lost; rows of lists by their id or name: evacuation.districts.港町.lost
  double value{0};
  bool in_list{false};  ///< of a row of a list: a class, a district, a destination …
};

/// Figures of the KPI sheet of a whole run that kpi.json does not have, as `sheet.` and their id; without those that
/// are empty; none of a run that has no sheet. `city`: also those of the city, which runs that differ in nothing but
/// their seed have in common. Local.
std::vector<KpiValue> sheet_values(const RunFiles& files, bool city);

/// Unit of a figure of either; empty where none is known.
std::string unit_of_figure(const std::string& key);

/// In the order of the file. Series (lists of numbers) and texts are left out, and so are name and seed. `where` names
/// the file. Throws InputError where it is no JSON object.
std::vector<KpiValue> kpi_values(const std::string& kpi_json, const std::string& where);

}  // namespace machi
