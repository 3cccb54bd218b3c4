/// \file  Edits of buildings, found among those of the city.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/network.hpp"
#include "engine/model/scenario.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// A building that an edit adds. Its row follows those of the city, in the order of the edits.
struct AddedBuilding {
  std::uint32_t row{0};
  std::size_t edit{0};  ///< row of Scenario::edits
  PolygonTable shape;   ///< one or several polygons
  PointMm entrance;     ///< the nearest point of a street on foot
};

/// What edits say of buildings by row; the same on all ranks.
struct BuildingEdits {
  struct Row {
    std::uint32_t row;
    std::uint32_t edit;  ///< of Scenario::edits
    friend auto operator<=>(const Row&, const Row&) = default;
  };
  std::vector<std::uint32_t> removed;  ///< ascending
  std::vector<Row> changed;            ///< by row, then edit
  std::vector<Row> taking_in;          ///< vertical shelters, by row, then edit
  std::vector<AddedBuilding> added;
  bool is_removed(std::uint32_t row) const;
};

/// Finds the buildings of all edits by gml:id, by `building ROW` and by polygons, which take those whose inner point
/// lies in them. `rows` is this rank's run of them, `columns` its columns; `network` may be null where entrances of
/// added buildings do not matter. One note for each edit. Throws InputError on all ranks for an id that no building
/// has. Collective.
BuildingEdits find_building_edits(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange rows,
                                  const BuildingColumns& columns, const Network* network, const CityFrame& frame,
                                  std::vector<std::string>& notes);

/// Changes the columns of this rank's run as the edits say; the last rank gets those that were added. `rows` grows with
/// them. Removed buildings stay as they are. Local.
void edit_columns(const Comm& comm, const Scenario& scenario, const BuildingEdits& edits, BuildingColumns& columns,
                  RowRange& rows);

}  // namespace machi
