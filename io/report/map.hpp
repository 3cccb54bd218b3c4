/// \file  A map of a city file as a PNG: a picture by which a person recognises the town.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/city/city_file_summary.hpp"

namespace machi {

/// What the map shows above its ground.
enum class MapLayer { use, height, cover, water, slope, network };
/// Names of the layers, in the order of the enum.
inline const std::vector<std::string> map_layers{"use", "height", "cover", "water", "slope", "network"};

struct MapOptions {
  MapLayer layer{MapLayer::use};
  int size_pixels{1600};  ///< long side of the picture
  std::string title;      ///< empty: the name of the file
};

/// Draws the city that `summary` was made of and answers with a PNG. Grid and layers are read in slices; memory grows
/// with the picture only. Throws InputError where the file has no cells.
std::vector<std::uint8_t> draw_map(const CityFileSummary& summary, const MapOptions& options);

}  // namespace machi
