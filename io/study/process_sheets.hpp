/// \file  The parts of a KPI sheet: figures of one process, or of the city, by area.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/hdf5/input.hpp"
#include "io/study/sheet_areas.hpp"

namespace machi {

/// Columns with their rows by area.
struct SheetPart {
  const std::vector<KpiDefinition>* kpis{nullptr};
  std::map<std::string, SheetValues> rows;
  SheetValues none;  ///< of an area that has no row
};

/// An evacuation: who begins in each area. `city` may be null. Notes go to `notes`. Throws InputError.
SheetPart evacuation_part(const RunFiles& files, const H5Input& result, const SheetCity* city, const SheetAreas& areas,
                          const SheetSettings& settings, std::vector<std::string>& notes);

/// Travel: who lives in each area, and what its streets carry. `city` may be null where no areas are asked for.
SheetPart travel_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas,
                      const SheetSettings& settings);

/// Rides on demand by where they begin; no columns where the result has none.
SheetPart ride_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas);

/// Energy of a city's buildings; of "all" also what only kpi.json knows, whose section `energy` is given as text.
SheetPart energy_part(const H5Input& result, const std::string& kpi_json, const SheetCity* city,
                      const SheetAreas& areas);

/// Walkability and accessibility, of the city as its file has it.
SheetPart city_part(const SheetCity& city, const SheetAreas& areas);

/// What lies in a run's result in the city's frame: a travel network's origin from the city's, mm. Nothing where the
/// two are not in the same projection.
struct ShiftMm {
  double x;
  double y;
};
std::optional<ShiftMm> network_shift(const H5Input& result, const CityFrame& frame);

}  // namespace machi
