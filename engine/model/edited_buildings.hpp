/// \file  The buildings of a city that edits of a scenario add, change or remove, as they are then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/city.hpp"

namespace machi {

enum class BuildingChange : std::uint8_t { added, changed, removed };

/// Few: every rank holds all. By rising row.
struct EditedBuildings {
  std::vector<std::uint32_t> row;  ///< in the building table of the city; those that are added come behind it
  std::vector<BuildingChange> change;
  std::vector<std::string> id;  ///< gml:id; of the edit where it is added
  std::vector<std::string> name;
  BuildingColumns columns;
  std::vector<std::uint32_t> polygon_begin{0};  ///< [buildings + 1] into `footprints`
  PolygonTable footprints;                      ///< of those that are added

  std::size_t size() const { return row.size(); }
};

}  // namespace machi
