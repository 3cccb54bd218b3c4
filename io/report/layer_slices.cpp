#include "io/report/layer_slices.hpp"

#include <algorithm>
#include <string>

#include "io/run/edit_rows.hpp"

namespace machi {
namespace {

constexpr std::uint64_t slice_features = 8192;

void edit_slice(const EditedBuildings& edited, std::uint64_t first, std::uint64_t city_rows, Layer& layer) {
  const std::uint64_t count = layer.size();
  for (std::size_t k = 0; k < edited.size(); ++k) {
    if (edited.change[k] == BuildingChange::removed && edited.row[k] >= first && edited.row[k] - first < count) {
      const std::uint64_t row = edited.row[k] - first;
      for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p)
        layer.polygons.kind[p] = SurfaceKind::closure;
    }
    if (edited.change[k] != BuildingChange::added || first + count != city_rows) continue;
    layer.id.add(edited.id[k]);
    layer.type.add("Building");
    layer.file.push_back(0);
    for (std::uint32_t p = edited.polygon_begin[k]; p < edited.polygon_begin[k + 1]; ++p)
      layer.polygons.append(edited.footprints, p);
    layer.polygon_begin.push_back(layer.polygons.size());
  }
}

}  // namespace

void each_layer_slice(const H5Input& file, Theme theme, const std::function<void(const Layer&, RowRange)>& visit) {
  const std::string rows = "/layers/" + std::string(name_of(theme)) + "/file";
  const std::uint64_t total = file.has(rows) ? file.rows(rows) : 0;
  for (std::uint64_t first = 0; first < total; first += slice_features) {
    const RowRange range{first, std::min(slice_features, total - first)};
    visit(read_layer(file, theme, range, false), range);
  }
}

void each_building_slice(const H5Input& city, const EditedBuildings& edited,
                         const std::function<void(const Layer&, const BuildingColumns&, RowRange)>& visit) {
  const std::uint64_t total = city.rows("/buildings/usage");
  for (std::uint64_t first = 0; first < std::max<std::uint64_t>(total, 1); first += slice_features) {
    RowRange rows{first, std::min(slice_features, total - first)};
    Layer layer = read_layer(city, Theme::bldg, rows, false);
    BuildingColumns columns = read_buildings(city, rows);
    edit_slice(edited, rows.first, total, layer);
    apply_edits(edited, rows.first, total, columns);
    rows.count = columns.usage.size();
    visit(layer, columns, rows);
  }
}

std::vector<std::uint32_t> outlines_of(const Layer& layer, std::uint64_t feature) {
  for (const SurfaceKind wanted : {SurfaceKind::footprint, SurfaceKind::roof_edge, SurfaceKind::ground}) {
    std::vector<std::uint32_t> found;
    for (std::uint64_t p = layer.polygon_begin[feature]; p < layer.polygon_begin[feature + 1]; ++p)
      if (layer.polygons.kind[p] == wanted) found.push_back(static_cast<std::uint32_t>(p));
    if (!found.empty()) return found;
  }
  return {};
}

bool is_road_surface(SurfaceKind kind) {
  return kind == SurfaceKind::surface || kind == SurfaceKind::carriageway || kind == SurfaceKind::crossing;
}

}  // namespace machi
