/// \file  Edits of buildings, found among those of the city.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/edited_buildings.hpp"
#include "engine/model/network.hpp"
#include "engine/model/population.hpp"
#include "engine/model/scenario.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// A building that an edit adds. Its row follows those of the city, in the order of the edits.
struct AddedBuilding {
  std::uint32_t row{0};
  std::size_t edit{0};  ///< row of Scenario::edits
  PolygonTable shape;   ///< its footprint, one or several polygons
  PointMm inside;       ///< a point in it
  float base_m{0};      ///< it stands as high as the nearest building of the city
  // Of the city's streets on foot the nearest point; as in BuildingColumns.
  std::uint32_t entrance_link{no_index};
  std::uint32_t entrance_node{no_index};
  float entrance_offset_m{0};
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
  /// Whether buildings stand otherwise than in the city file.
  bool moves_skyline(const Scenario& scenario) const;
};

/// Finds the buildings of all edits by gml:id, by `building ROW` and by polygons, which take those whose inner point
/// lies in them. `rows` is this rank's run of them, `columns` its columns; `network`, the city's with its edits, may be
/// null where entrances of added buildings do not matter. One note for each edit. Throws InputError on all ranks for an
/// id that no building has and for a polygon without ground. Collective.
BuildingEdits find_building_edits(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange rows,
                                  const BuildingColumns& columns, const Network* network, const CityFrame& frame,
                                  std::vector<std::string>& notes);

/// Changes the columns of this rank's run as the edits say; the last rank gets those that were added. `rows` grows with
/// them. Of storeys and height each brings the other along where it is not given. Removed buildings stay as they are.
/// Local.
void edit_columns(const Comm& comm, const Scenario& scenario, const BuildingEdits& edits, BuildingColumns& columns,
                  RowRange& rows);

/// The same for their polygons: what is added is its footprint, and what has got another height loses its roofs, whose
/// shape nobody knows. `before` are the columns without edits, of the same run. Local.
void edit_polygons(const Scenario& scenario, const BuildingEdits& edits, const BuildingColumns& before,
                   const BuildingColumns& after, RowRange rows, Layer& layer);

/// Whether any edit adds, changes or removes buildings.
bool edits_buildings(const Scenario& scenario);

/// All buildings of a scenario's city by their columns, as its edits change them.
struct EditedCity {
  CityFrame frame;
  Network streets;
  BuildingColumns buildings;
  BuildingEdits edits;
  std::uint64_t city_rows{0};  ///< those behind were added
};

/// Reads all of it. Throws InputError. Local.
EditedCity read_edited_city(const Scenario& scenario);

/// The buildings that its edits touch; none where no edit is about buildings. Throws InputError. Local.
EditedBuildings edited_buildings(const Scenario& scenario);

}  // namespace machi
