/// \file  From the polygons of a building to its walls, roofs and volume.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/model/city.hpp"
#include "engine/model/city_zone.hpp"

namespace machi {

/// The outline and heights of a building from its polygons: the footprint, else its roof edge, ground or lowest faces
/// of a solid. Heights are those of all its points, or by `base_m`, `top_m` and `height_m` where it has none. Nothing
/// where it has no outline of at least 1 m² or stands lower than 1 m. Local: any thread.
std::optional<BuildingPrism> prism_of(const Layer& layer, const BuildingColumns& buildings, std::uint64_t row,
                                      std::uint32_t building);

/// Walls by direction, roofs, volume. Walls follow the outline up to the eaves, in at most four directions at right
/// angles to the one that most of the wall has. Roofs are the roof polygons of level of detail 2, like ones together,
/// at most four, else one level roof. Nothing is shared with neighbours yet. Local: any thread.
BuildingShape shape_of_building(const BuildingPrism& prism, const Layer& layer, std::uint64_t row);

/// Which façade of `shape` an edge belongs to.
std::size_t facade_of(const BuildingShape& shape, const WallEdge& edge);

/// Direction that an edge's outside looks to, degrees clockwise from north.
double azimuth_of(const WallEdge& edge);
double length_m(const WallEdge& edge);

}  // namespace machi
