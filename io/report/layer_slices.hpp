/// \file  Features of a city file some at a time, and which of their surfaces a map shows.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/model/edited_buildings.hpp"
#include "io/city/city_file.hpp"

namespace machi {

/// Calls `visit(layer, rows)` for the features of a theme, some at a time, without their attributes. Throws InputError.
void each_layer_slice(const H5Input& file, Theme theme, const std::function<void(const Layer&, RowRange)>& visit);

/// The same for the buildings of a city as the edits of a run leave them, with their table: those that they remove have
/// no outline, and those that they add come last.
void each_building_slice(const H5Input& city, const EditedBuildings& edited,
                         const std::function<void(const Layer&, const BuildingColumns&, RowRange)>& visit);

/// Polygons that outline a building seen from above: its footprints, or its roof edges or ground where it has none.
std::vector<std::uint32_t> outlines_of(const Layer& layer, std::uint64_t feature);

/// Whether a polygon of a road is driven on.
bool is_road_surface(SurfaceKind kind);

}  // namespace machi
