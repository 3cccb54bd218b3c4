/// \file  The single numbers of kpi.json by key, so that those of two runs can be told from one another.
#pragma once

#include <string>
#include <vector>

namespace machi {

struct KpiValue {
  std::string key;  ///< evacuation.lost; rows of lists by their id or name: evacuation.districts.港町.lost
  double value{0};
  bool in_list{false};  ///< of a row of a list: a class, a district, a destination …
};

/// In the order of the file. Series (lists of numbers) and texts are left out, and so are name and seed. `where` names
/// the file. Throws InputError where it is no JSON object.
std::vector<KpiValue> kpi_values(const std::string& kpi_json, const std::string& where);

}  // namespace machi
