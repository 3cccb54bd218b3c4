#include "io/import/city_in_memory.hpp"

#include <utility>
#include <vector>

namespace machi {
namespace {

template <class T>
void append(std::vector<T>& column, const std::vector<T>& rows) {
  column.insert(column.end(), rows.begin(), rows.end());
}

// Offsets that begin at 0, behind others.
template <class T>
void append_offsets(std::vector<T>& begin, const std::vector<T>& piece) {
  const T base = begin.back();
  for (std::size_t k = 1; k < piece.size(); ++k) begin.push_back(static_cast<T>(base + piece[k]));
}

void append(StringTable& table, const StringTable& rows) {
  append(table.text, rows.text);
  append_offsets(table.begin, rows.begin);
}

}  // namespace

void CityInMemory::add(const Layer& piece) {
  Layer& layer = layers_[static_cast<std::size_t>(theme_)];
  append(layer.id, piece.id);
  append(layer.type, piece.type);
  append(layer.file, piece.file);
  append_offsets(layer.polygon_begin, piece.polygon_begin);
  append(layer.polygons.kind, piece.polygons.kind);
  append(layer.polygons.lod, piece.polygons.lod);
  append(layer.polygons.part, piece.polygons.part);
  append_offsets(layer.polygons.ring_begin, piece.polygons.ring_begin);
  append_offsets(layer.polygons.point_begin, piece.polygons.point_begin);
  append(layer.polygons.points, piece.polygons.points);
  append_offsets(layer.attributes.feature_begin, piece.attributes.feature_begin);
  append(layer.attributes.key, piece.attributes.key);
  append(layer.attributes.group, piece.attributes.group);
  append(layer.attributes.value, piece.attributes.value);
}

void CityInMemory::begin_grid(const GridFrame& frame, std::uint64_t, const std::vector<Hazard>& hazards) {
  grid_.frame = frame;
  grid_.hazards = hazards;
}

void CityInMemory::add(const Grid& piece) {
  if (grid_.keys.empty()) grid_.first_leaf = piece.first_leaf;
  grid_.leaf_total = piece.leaf_total;
  append(grid_.keys, piece.keys);
  append(grid_.terrain_m, piece.terrain_m);
  append(grid_.terrain_source, piece.terrain_source);
  append(grid_.cover, piece.cover);
  append(grid_.level, piece.level);
  append(grid_.building, piece.building);
  append(grid_.slope_percent, piece.slope_percent);
  for (std::size_t h = 0; h < grid_.hazards.size(); ++h) append(grid_.hazards[h].depth_cm, piece.hazards[h].depth_cm);
}

void CityInMemory::give(City& city, Grid& grid) {
  for (std::size_t t = 0; t < theme_count; ++t) {
    AttributeTable& names = city.layers[t].attributes;
    layers_[t].attributes.keys = std::move(names.keys);
    layers_[t].attributes.key_code_space = std::move(names.key_code_space);
    layers_[t].attributes.key_unit = std::move(names.key_unit);
    city.layers[t] = std::move(layers_[t]);
  }
  grid = std::move(grid_);
}

}  // namespace machi
