#include "io/city/city_writer.hpp"

#include <fmt/format.h>

#include <deque>

#include "engine/core/error.hpp"
#include "io/city/city_file_columns.hpp"

namespace machi {
namespace {

// Visits the columns of a layer in the order of the file. `v` has offsets(), values() and filled() as Begin and Add do.
template <class V>
void each_layer_column(const std::string& group, const Layer& layer, const LayerSize& size, V& v) {
  const auto strings = [&](const std::string& name, const StringTable& table, std::uint64_t rows, std::uint64_t bytes,
                           const ColumnMeta& meta) {
    v.offsets(name + "_begin", std::span<const std::uint64_t>(table.begin), rows, bytes, begin_meta(name, meta));
    v.values(name, std::span(reinterpret_cast<const std::uint8_t*>(table.text.data()), table.text.size()), bytes,
             text_meta(meta));
  };
  strings(group + "/id", layer.id, size.features, size.id_bytes,
          {"", "gml:id; empty where the file has none", "feature"});
  strings(group + "/type", layer.type, size.features, size.type_bytes, {"", "name of the element", "feature"});
  v.values(group + "/file", std::span(layer.file), size.features,
           {"", "file it comes from, a row of /files/name", "feature"});
  v.offsets(group + "/polygon_begin", std::span(layer.polygon_begin), size.features, size.polygons,
            {"polygon", "polygons of feature k are [begin[k], begin[k + 1])", "feature + 1"});
  const PolygonTable& polygons = layer.polygons;
  each_polygon_column(polygons, [&](const char* name, const auto& column, const ColumnMeta& meta, auto missing) {
    v.filled(group + "/polygons/" + name, column, size.polygons, meta, missing);
  });
  v.offsets(group + "/polygons/ring_begin", std::span(polygons.ring_begin), size.polygons, size.rings,
            {"ring", "rings of polygon k are [begin[k], begin[k + 1]); the first is the shell", "polygon + 1"});
  v.offsets(group + "/polygons/point_begin", std::span(polygons.point_begin), size.rings, size.points,
            {"point", "points of ring k are [begin[k], begin[k + 1]); rings are open", "ring + 1"});
  static_assert(sizeof(PointMm) == 3 * sizeof(std::int32_t));
  v.values(group + "/polygons/points_mm",
           std::span(reinterpret_cast<const std::int32_t*>(polygons.points.data()), polygons.points.size() * 3),
           size.points, {"mm", "easting, northing from the origin, height over T.P.", "point, axis", "", {3}});
  const AttributeTable& table = layer.attributes;
  v.offsets(group + "/attributes/feature_begin", std::span(table.feature_begin), size.features, size.attributes,
            {"row", "rows of feature k are [begin[k], begin[k + 1])", "feature + 1"});
  v.values(group + "/attributes/key", std::span(table.key), size.attributes, {"", "row of keys", "row"});
  v.values(group + "/attributes/group", std::span(table.group), size.attributes,
           {"", "rows of one repeated block share it", "row"});
  strings(group + "/attributes/value", table.value, size.attributes, size.value_bytes,
          {"", "value as published", "row"});
}

// The same for the grid; `leaf_xy` are the columns and rows of its leaves.
template <class V>
void each_grid_column(const Grid& grid, const std::vector<std::int32_t>& leaf_xy, std::uint64_t leaves, V& v) {
  v.values("/grid/key", std::span(grid.keys), leaves, {"", "place on the Hilbert curve, ascending", "leaf"});
  v.values("/grid/leaf_xy", std::span(leaf_xy), leaves,
           {"leaf", "column and row of the leaf from the origin, eastward and northward", "leaf, axis", "", {2}});
  each_cell_column(grid, [&](const char* name, const auto& column, const ColumnMeta& meta, auto missing) {
    v.filled(std::string("/grid/") + name, column, leaves, meta, missing);
  });
}

template <class V>
void hazard_column(const Hazard& hazard, std::size_t index, std::uint64_t leaves, V& v) {
  v.filled(fmt::format("/hazards/{:03}/depth_cm", index), hazard.depth_cm, leaves,
           {"cm", "largest depth over the ground; 0 dry", "leaf, cell", "", {64}}, std::uint16_t{0});
}

}  // namespace

LayerSize size_of(const Layer& layer) {
  return {layer.size(),
          layer.id.text.size(),
          layer.type.text.size(),
          layer.polygons.size(),
          layer.polygons.point_begin.size() - 1,
          layer.polygons.points.size(),
          layer.attributes.key.size(),
          layer.attributes.value.text.size()};
}

// Announces columns.
class CityWriter::Begin {
 public:
  explicit Begin(CityWriter& writer) : writer_(writer) {}
  template <class T>
  void offsets(const std::string& name, std::span<const T>, std::uint64_t rows, std::uint64_t end,
               const ColumnMeta& meta) {
    const auto base = static_cast<std::uint64_t>(writer_.comm_.sum_below(static_cast<std::int64_t>(end)));
    const bool last = writer_.comm_.rank() + 1 == writer_.comm_.size();  // it alone writes the end
    writer_.columns_.push_back(
        {writer_.file().begin_column<std::uint64_t>(name, rows + (last ? 1 : 0), meta), true, base});
  }
  template <class T>
  void values(const std::string& name, std::span<const T>, std::uint64_t rows, const ColumnMeta& meta) {
    writer_.columns_.push_back({writer_.file().begin_column<T>(name, rows, meta)});
  }
  template <class T, class Missing>
  void filled(const std::string& name, const std::vector<T>& column, std::uint64_t rows, const ColumnMeta& meta,
              const Missing&) {
    values(name, std::span<const T>(column), rows, meta);
  }

 private:
  CityWriter& writer_;
};

// Adds the rows of a piece to the columns, in the order in which they were announced.
class CityWriter::Add {
 public:
  explicit Add(CityWriter& writer) : writer_(writer) {}
  template <class T>
  void offsets(const std::string&, std::span<const T> begin, std::uint64_t rows, std::uint64_t end, const ColumnMeta&) {
    Column& column = writer_.columns_.at(index_++);
    std::vector<std::uint64_t> absolute(rows);
    for (std::uint64_t k = 0; k < rows; ++k) absolute[k] = begin[k] + column.next;
    column.next += end;
    give(column, hold(absolute));
  }
  template <class T>
  void values(const std::string&, std::span<const T> values, std::uint64_t, const ColumnMeta&) {
    give(writer_.columns_.at(index_++), std::as_bytes(values));
  }
  template <class T, class Missing>
  void filled(const std::string& name, const std::vector<T>& values, std::uint64_t rows, const ColumnMeta& meta,
              const Missing& missing) {
    std::uint64_t size = rows;
    for (const std::uint64_t length : meta.row_shape) size *= length;
    Column& column = writer_.columns_.at(index_++);
    if (values.size() == size) return give(column, std::as_bytes(std::span(values)));
    if (!values.empty()) throw RunError(fmt::format("{}: {} values where {} are expected", name, values.size(), size));
    give(column, hold(std::vector<T>(size, static_cast<T>(missing))));
  }
  void pack() { ColumnPacker::add(pieces_); }

 private:
  void give(Column& column, std::span<const std::byte> rows) { pieces_.push_back({&column.growing.packer, rows}); }
  template <class T>
  std::span<const std::byte> hold(const std::vector<T>& values) {
    const auto bytes = std::as_bytes(std::span(values));
    return held_.emplace_back(bytes.begin(), bytes.end());
  }

  CityWriter& writer_;
  std::size_t index_{0};
  std::vector<ColumnPacker::Piece> pieces_;
  std::deque<std::vector<std::byte>> held_;
};

void CityWriter::begin_layer(Theme theme, const LayerSize& mine) {
  group_ = fmt::format("/layers/{}", name_of(theme));
  features_[static_cast<std::size_t>(theme)] = mine.features;
  present_ = comm_.any(mine.features > 0);
  columns_.clear();
  Begin begin(*this);
  if (present_) each_layer_column(group_, Layer{}, mine, begin);
}

void CityWriter::add(const Layer& piece) {
  if (!present_) return;
  Add add(*this);
  each_layer_column(group_, piece, size_of(piece), add);
  add.pack();
}

void CityWriter::end_layer(const AttributeTable& keys) {
  if (!present_) return;
  end_columns();
  file().write_strings(group_ + "/attributes/keys", keys.keys, {"", "path of the attribute below its feature", "key"});
  file().write_strings(group_ + "/attributes/key_code_space", keys.key_code_space,
                       {"", "code list of its values, a name in /code_lists", "key"});
  file().write_strings(group_ + "/attributes/key_unit", keys.key_unit, {"", "unit of its values as published", "key"});
}

// The last rank writes where the rows of all end.
void CityWriter::end_columns() {
  for (Column& column : columns_) {
    comm_.agree([&] {
      if (column.offsets && comm_.rank() + 1 == comm_.size())
        column.growing.packer.add(std::as_bytes(std::span(&column.next, 1)));
    });
    file().end_column(std::move(column.growing));
  }
  columns_.clear();
}

void CityWriter::begin_grid(const GridFrame& frame, std::uint64_t leaves, const std::vector<Hazard>& hazards) {
  file().attribute("/grid", "cell_mm", std::int64_t{frame.cell_mm});
  file().attribute("/grid", "hilbert_order", std::int64_t{frame.order});
  hazards_.clear();
  for (const Hazard& hazard : hazards) hazards_.push_back({hazard.name, hazard.description, {}});
  columns_.clear();
  Begin begin(*this);
  each_grid_column(Grid{}, {}, leaves, begin);
  for (std::size_t h = 0; h < hazards.size(); ++h) hazard_column(Hazard{}, h, leaves, begin);
}

void CityWriter::add(const Grid& piece) {
  std::vector<std::int32_t> leaf_xy;
  for (const LeafKey key : piece.keys) {
    const LeafXY leaf = piece.frame.leaf(key);
    leaf_xy.insert(leaf_xy.end(), {leaf.x, leaf.y});
  }
  static const Hazard dry;
  Add add(*this);
  each_grid_column(piece, leaf_xy, piece.keys.size(), add);
  for (std::size_t h = 0; h < hazards_.size(); ++h)
    hazard_column(h < piece.hazards.size() ? piece.hazards[h] : dry, h, piece.keys.size(), add);
  add.pack();
}

void CityWriter::end_grid() {
  const std::size_t first_hazard = columns_.size() - hazards_.size();
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (c >= first_hazard) {
      const Hazard& hazard = hazards_[c - first_hazard];
      const std::string group = fmt::format("/hazards/{:03}", c - first_hazard);
      file().attribute(group, "name", hazard.name);
      file().attribute(group, "description", hazard.description);
    }
    file().end_column(std::move(columns_[c].growing));
  }
  columns_.clear();
}

}  // namespace machi
