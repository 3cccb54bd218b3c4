/// \file  The edits of a city in a result: what was changed, by which line of which file.
#pragma once

#include <string>
#include <vector>

#include "engine/model/edits.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// One edit as a result keeps it.
struct EditRow {
  std::string edit;  ///< its kind, by edit_name()
  std::string id;
  std::string name;
  std::string where;   ///< file:line of the scenario
  std::string about;   ///< ids, shape or file, as the scenario has them
  std::string values;  ///< what is set, as `storeys=5 capacity=800`
  std::string wkt;     ///< of the shape; empty where it has none
  double cost_yen{0};  ///< NaN: not given
};

/// Writes /provenance/edits, which digests leave out; nothing where there are none. Throws OutputError. Collective.
void write_edits(H5Output& file, const std::vector<ScenarioEdit>& edits);

/// The same back; empty where the result has none. Throws InputError. Local.
std::vector<EditRow> read_edits(const H5Input& file);

}  // namespace machi
