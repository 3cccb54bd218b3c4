/// \file  The parts of a KPI sheet: figures of one process, or of the city, by area.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/hdf5/input.hpp"
#include "io/study/sheet_areas.hpp"
#include "io/study/sheet_transit.hpp"

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

/// Travel: who lives in each area, and what its streets carry. `city` may be null where no areas are asked for;
/// `heavy_share`: of the vehicles, are trucks.
SheetPart travel_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas,
                      const SheetSettings& settings, double heavy_share);

/// Rides on demand by where they begin; no columns where the result has none.
SheetPart ride_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas);

/// Energy of a city's buildings; CO2 and peak of "all" are those of kpi.json, which is given as text. `energy`: what
/// the run was told; null: not known, and CO2 and peaks by area are empty.
SheetPart energy_part(const H5Input& result, const std::string& kpi_json, const SheetCity* city,
                      const SheetAreas& areas, const SheetSettings& settings, const EnergySettings* energy);

/// Walkability, catchments and accessibility, of the city as its file has it; `transit` null: nobody rides.
SheetPart city_part(const SheetCity& city, const SheetTransit* transit, const SheetAreas& areas);

/// What lies in a run's result in the city's frame: a travel network's origin from the city's, mm. Nothing where the
/// two are not in the same projection.
struct ShiftMm {
  double x;
  double y;
};
std::optional<ShiftMm> network_shift(const H5Input& result, const CityFrame& frame);

}  // namespace machi
