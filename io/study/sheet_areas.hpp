/// \file  In which area of a KPI sheet a place lies: a cell of the national grid, or a district.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/edited_buildings.hpp"
#include "engine/model/network.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {

/// What the run's city adds to a sheet.
struct SheetCity {
  CityFrame frame;
  BuildingColumns buildings;
  Network network;
};

/// The city with what a run's edits make of its buildings; its network is that without edits. Throws InputError. Local.
SheetCity read_sheet_city(const std::string& path, const EditedBuildings& edited);

class SheetAreas {
 public:
  /// No areas at all.
  SheetAreas() = default;
  /// Those of the settings. Throws InputError where the file of districts cannot be read.
  SheetAreas(const SheetSettings& settings, const CityFrame& frame);
  bool any() const { return mesh_.has_value() || !districts_.names.empty(); }
  /// Code of the cell or name of the first district that holds the place; "outside" where there is none.
  std::string of(std::int32_t x_mm, std::int32_t y_mm) const;
  /// The area of every building of a city, by row.
  std::vector<std::string> of_buildings(const BuildingColumns& buildings) const;
  /// The area that a cell of the national grid lies in as a whole; nothing where there is none, or no mesh.
  std::optional<std::string> of_cell(const std::string& code, MeshLevel level) const;
  /// Land in an area, m2; nothing for "outside".
  std::optional<double> land_m2(const std::string& area) const;

 private:
  struct Districts {
    PolygonTable polygons;
    std::vector<std::string> names;
  };
  struct ToDegrees;
  CityFrame frame_;
  std::optional<MeshLevel> mesh_;
  std::shared_ptr<const ToDegrees> degrees_;  ///< of the frame, where there is a mesh
  Districts districts_;
};

/// Adds up figures of "all" and of one area at a time.
template <class Tally>
class AreaTallies {
 public:
  template <class Add>
  void add(const std::string& area, const Add& add) {
    add(all);
    if (!area.empty()) add(by_area[area]);
  }
  /// Rows of the sheet: what `values` makes of each.
  template <class Values>
  std::map<std::string, SheetValues> rows(const Values& values) const {
    std::map<std::string, SheetValues> rows;
    rows["all"] = values(all);
    for (const auto& [area, tally] : by_area) rows[area] = values(tally);
    return rows;
  }
  Tally all{};
  std::map<std::string, Tally> by_area;
};

/// sum / of, or nothing where `of` is 0.
inline std::optional<double> sheet_mean(double sum, double of) {
  return of > 0 ? std::optional<double>(sum / of) : std::nullopt;
}

}  // namespace machi
