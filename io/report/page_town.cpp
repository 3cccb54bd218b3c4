// The city of a page.
#include <algorithm>
#include <array>
#include <cmath>

#include "io/city/city_file.hpp"
#include "io/report/layer_slices.hpp"
#include "io/report/page_data.hpp"
#include "io/report/palette.hpp"

namespace machi {
namespace {

constexpr std::uint64_t slice_leaves = 16384;
constexpr std::int64_t most_ground_cells = 2'000'000;

std::int64_t in_units(std::int32_t mm) {
  return std::llround(mm / page_unit_mm);
}

/// Rings one after the other, each point by its difference to the one before.
class Shapes {
 public:
  void begin(std::size_t rings) { block_.unsigned_number(rings); }
  void ring(std::span<const PointMm> points) {
    std::vector<std::array<std::int64_t, 2>> kept;
    for (const PointMm& point : points) {
      const std::array<std::int64_t, 2> at{in_units(point.x_mm), in_units(point.y_mm)};
      if (kept.empty() || at != kept.back()) kept.push_back(at);
    }
    block_.unsigned_number(kept.size());
    for (const auto& at : kept) {
      block_.signed_number(at[0] - last_[0]);
      block_.signed_number(at[1] - last_[1]);
      last_ = at;
    }
  }
  std::string packed() const { return block_.packed(); }

 private:
  PageBlock block_;
  std::array<std::int64_t, 2> last_{};
};

void add_ring_group(Shapes& shapes, const PolygonTable& polygons, std::span<const std::uint32_t> members) {
  std::size_t rings = 0;
  for (const std::uint32_t p : members) rings += polygons.ring_begin[p + 1] - polygons.ring_begin[p];
  shapes.begin(rings);
  for (const std::uint32_t p : members)
    for (std::uint32_t r = polygons.ring_begin[p]; r < polygons.ring_begin[p + 1]; ++r) shapes.ring(polygons.ring(r));
}

void add_buildings(PageData& page, const H5Input& file, const EditedBuildings& edited) {
  Shapes shapes;
  PageBlock uses;
  std::vector<std::uint16_t> heights_dm;
  each_building_slice(file, edited, [&](const Layer& layer, const BuildingColumns& columns, RowRange) {
    for (std::uint64_t f = 0; f < std::min<std::uint64_t>(layer.size(), columns.usage.size()); ++f) {
      const float height = std::isnan(columns.height_m[f]) ? 0.0F : std::clamp(columns.height_m[f], 0.0F, 6000.0F);
      add_ring_group(shapes, layer.polygons, outlines_of(layer, f));
      uses.byte(static_cast<std::uint8_t>(palette::use_class(columns.usage[f])));
      heights_dm.push_back(static_cast<std::uint16_t>(std::lround(10 * height)));
    }
  });
  if (heights_dm.empty()) return;
  PageBlock heights;
  heights.planes(heights_dm);
  page.facts["buildings"] = {{"count", heights_dm.size()}};
  page.blocks["buildings"] = shapes.packed();
  page.blocks["building_uses"] = uses.packed();
  page.blocks["building_heights"] = heights.packed();
}

void add_roads(PageData& page, const H5Input& file) {
  Shapes shapes;
  std::uint64_t count = 0;
  each_layer_slice(file, Theme::tran, [&](const Layer& layer, RowRange) {
    for (std::uint32_t p = 0; p < layer.polygons.size(); ++p) {
      if (!is_road_surface(layer.polygons.kind[p])) continue;
      add_ring_group(shapes, layer.polygons, std::span(&p, 1));
      ++count;
    }
  });
  if (count == 0) return;
  page.facts["roads"] = {{"count", count}};
  page.blocks["roads"] = shapes.packed();
}

enum GroundKind : std::uint8_t { none, land, green, water };

GroundKind kind_of(std::span<const std::uint8_t> cover) {
  const auto cells = [&](Cover wanted) {
    return std::count(cover.begin(), cover.end(), static_cast<std::uint8_t>(wanted));
  };
  if (cells(Cover::unknown) == leaf_cells) return none;
  if (2 * cells(Cover::water) >= leaf_cells) return water;
  return 2 * cells(Cover::green) >= leaf_cells ? green : land;
}

// The box of all leaves, in leaves; the upper ends are past the last one.
BoxMm box_of_leaves(std::span<const std::int32_t> xy) {
  BoxMm box;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    box.add(PointMm{xy[i], xy[i + 1]});
    box.add(PointMm{xy[i] + 1, xy[i + 1] + 1});
  }
  return box;
}

void add_ground(PageData& page, const H5Input& file) {
  const auto xy = file.read<std::int32_t>("/grid/leaf_xy");
  if (xy.empty()) return;
  const BoxMm box = box_of_leaves(xy);
  const auto leaf_mm = static_cast<std::int32_t>(leaf_side * file.integer_attribute("/grid", "cell_mm"));
  page.town = {box.x_min * leaf_mm, box.y_min * leaf_mm, box.x_max * leaf_mm, box.y_max * leaf_mm};
  std::int64_t coarse = 1;  // leaves along the side of a cell of the page
  const std::int64_t wide = std::int64_t{box.x_max} - box.x_min;
  const std::int64_t high = std::int64_t{box.y_max} - box.y_min;
  while ((wide / coarse + 1) * (high / coarse + 1) > most_ground_cells) coarse *= 2;
  const std::int64_t columns = (wide + coarse - 1) / coarse;
  const std::int64_t rows = (high + coarse - 1) / coarse;
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(columns * rows), none);
  const std::uint64_t leaves = xy.size() / 2;
  for (std::uint64_t first = 0; first < leaves; first += slice_leaves) {
    const std::uint64_t count = std::min(slice_leaves, leaves - first);
    const auto cover = file.read<std::uint8_t>("/grid/cover", {first, count});
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::int64_t column = (xy[2 * (first + i)] - box.x_min) / coarse;
      const std::int64_t row = (xy[2 * (first + i) + 1] - box.y_min) / coarse;
      std::uint8_t& cell = cells[static_cast<std::size_t>(row * columns + column)];
      cell = std::max<std::uint8_t>(cell, kind_of(std::span(cover).subspan(i * leaf_cells, leaf_cells)));
    }
  }
  PageBlock block;
  for (const std::uint8_t cell : cells) block.byte(cell);
  page.facts["ground"] = {{"columns", columns},
                          {"rows", rows},
                          {"x_m", 1e-3 * page.town.x_min},
                          {"y_m", 1e-3 * page.town.y_min},
                          {"cell_m", 1e-3 * static_cast<double>(coarse * leaf_mm)}};
  page.blocks["ground"] = block.packed();
}

}  // namespace

void add_town(PageData& page, const std::string& city, const EditedBuildings& edited) {
  const H5Input file = open_city(city);
  add_ground(page, file);
  add_roads(page, file);
  add_buildings(page, file, edited);
}

}  // namespace machi
