/// \file  What stands on the ground of a map: roads and bridges, buildings, the network, shelters.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "io/city/city_file_summary.hpp"
#include "io/report/map.hpp"
#include "io/report/map_frame.hpp"
#include "io/report/palette.hpp"

namespace machi {

/// Which classes of the legend occur on the map.
struct Drawn {
  std::array<bool, palette::uses.size()> uses{};
  std::array<bool, palette::heights.size()> heights{};
  bool height_unknown{false};
  bool bridges{false};
};

/// Edges and surfaces of roads where a pixel is finer than they are; bridges and viaducts always.
void draw_roads(Canvas& canvas, const MapFrame& frame, const H5Input& file, Drawn& drawn);

/// Footprints, coloured by use or height or plain, with shadows where a pixel is small enough to see them.
void draw_buildings(Canvas& canvas, const MapFrame& frame, const H5Input& file, MapLayer layer, Drawn& drawn);

/// Fills the outlines of the buildings for whose row in the city file `colour_of` has a colour.
void colour_buildings(Canvas& canvas, const MapFrame& frame, const H5Input& file,
                      const std::function<std::optional<Colour>(std::uint64_t row)>& colour_of);

/// Links, the longest part in one colour and the others in another.
void draw_network(Canvas& canvas, const MapFrame& frame, const H5Input& file);

void draw_shelters(Canvas& canvas, const MapFrame& frame, const std::vector<Place>& places);

/// The sign that stands for a shelter, also in the legend.
void draw_shelter_sign(Canvas& canvas, Pixel centre, double unit);

}  // namespace machi
