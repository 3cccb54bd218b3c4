/// \file  The edits of a city in a result: what was changed, by which line of which file.
#pragma once

#include <string>
#include <vector>

#include "engine/model/edited_buildings.hpp"
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

/// What edits make of a city, for its results.
struct EditsMade {
  std::vector<ScenarioEdit> edits;
  EditedBuildings buildings;
};

/// Writes /provenance/edits and /provenance/buildings, which digests leave out; nothing where there are none. Throws
/// OutputError. Collective.
void write_edits(H5Output& file, const EditsMade& made);

/// The same back; empty where the result has none. Throws InputError. Local.
std::vector<EditRow> read_edits(const H5Input& file);
EditedBuildings read_edited_buildings(const H5Input& file);

/// The building table of a city, rows `first` and on of it, as the edits leave it: what they change is changed, what
/// they remove has a place but neither use nor size, and what they add follows where the table ends at `city_rows`.
/// Local.
void apply_edits(const EditedBuildings& edited, std::uint64_t first, std::uint64_t city_rows, BuildingColumns& columns);

}  // namespace machi
