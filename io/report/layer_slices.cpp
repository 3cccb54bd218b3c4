#include "io/report/layer_slices.hpp"

#include <algorithm>
#include <string>

namespace machi {
namespace {

constexpr std::uint64_t slice_features = 8192;

}  // namespace

void each_layer_slice(const H5Input& file, Theme theme, const std::function<void(const Layer&, RowRange)>& visit) {
  const std::string rows = "/layers/" + std::string(name_of(theme)) + "/file";
  const std::uint64_t total = file.has(rows) ? file.rows(rows) : 0;
  for (std::uint64_t first = 0; first < total; first += slice_features) {
    const RowRange range{first, std::min(slice_features, total - first)};
    visit(read_layer(file, theme, range, false), range);
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
