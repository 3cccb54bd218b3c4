#include "io/study/sheet_areas.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/city/proj_handles.hpp"
#include "io/run/edit_rows.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

constexpr const char* outside_areas = "outside";
constexpr double degree_m = 111'195;  // of latitude, on a sphere of 6,371 km

double ring_area_m2(std::span<const PointMm> ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const PointMm& a = ring[i];
    const PointMm& b = ring[(i + 1) % ring.size()];
    sum += 1e-6 * (static_cast<double>(a.x_mm) * b.y_mm - static_cast<double>(b.x_mm) * a.y_mm);
  }
  return std::abs(sum) / 2;
}

}  // namespace

SheetCity read_sheet_city(const std::string& path, const EditedBuildings& edited) {
  const H5Input file = open_city(path);
  BuildingColumns buildings = read_buildings(file);
  apply_edits(edited, 0, buildings.usage.size(), buildings);
  return {read_small_tables(file).frame, std::move(buildings), read_network(file)};
}

/// PROJ's way from the frame to degrees, longitude first; made once, as that takes a thousand times as long as a point.
struct SheetAreas::ToDegrees {
  ProjContext context = quiet_context();
  ProjObject way;
  explicit ToDegrees(int epsg) {
    const std::string code = fmt::format("EPSG:{}", epsg);
    const ProjObject raw(proj_create_crs_to_crs(context.get(), code.c_str(), "EPSG:4326", nullptr));
    way.reset(raw ? proj_normalize_for_visualization(context.get(), raw.get()) : nullptr);
    if (!way) throw InputError(code, "is not known to PROJ. Check the code, and that PROJ's data are installed");
  }
};

SheetAreas::SheetAreas(const SheetSettings& settings, const CityFrame& frame) : frame_(frame), mesh_(settings.mesh) {
  if (mesh_) degrees_ = std::make_shared<const ToDegrees>(frame.epsg);
  if (settings.districts_file.empty()) return;
  DrawnAreas drawn = read_drawn_areas(settings.districts_file, settings.district_key, frame);
  districts_ = {std::move(drawn.polygons), std::move(drawn.names)};
}

std::string SheetAreas::of(std::int32_t x_mm, std::int32_t y_mm) const {
  if (mesh_) {
    const PJ_COORD place =
        proj_trans(degrees_->way.get(), PJ_FWD,
                   proj_coord(frame_.origin_east_m + 1e-3 * x_mm, frame_.origin_north_m + 1e-3 * y_mm, 0, 0));
    const bool known = std::isfinite(place.xy.x) && std::isfinite(place.xy.y);
    const std::string code = known ? mesh_code(place.xy.y, place.xy.x, *mesh_) : std::string();
    return code.empty() ? outside_areas : code;
  }
  if (!any()) return {};
  for (std::uint32_t p = 0; p < districts_.names.size(); ++p)
    if (contains(districts_.polygons, p, x_mm, y_mm)) return districts_.names[p];
  return outside_areas;
}

std::vector<std::string> SheetAreas::of_buildings(const BuildingColumns& buildings) const {
  std::vector<std::string> areas(buildings.x_mm.size());
  for (std::size_t row = 0; row < areas.size() && any(); ++row)
    areas[row] = of(buildings.x_mm[row], buildings.y_mm[row]);
  return areas;
}

std::optional<std::string> SheetAreas::of_cell(const std::string& code, MeshLevel level) const {
  const std::optional<MeshCell> cell = mesh_cell(code, level);
  if (!mesh_ || !cell) return {};
  constexpr double margin = 0.01;  // of the cell, to stay off its edges
  const auto at = [&](double up, double right) {
    return mesh_code(cell->south_deg + up * cell->height_deg, cell->west_deg + right * cell->width_deg, *mesh_);
  };
  std::string area = at(margin, margin);
  for (const auto& [up, right] : {std::pair{margin, 1 - margin}, {1 - margin, margin}, {1 - margin, 1 - margin}})
    if (at(up, right) != area) return {};
  return area;
}

std::optional<double> SheetAreas::land_m2(const std::string& area) const {
  if (mesh_) {
    const std::optional<MeshCell> cell = mesh_cell(area, *mesh_);
    if (!cell) return {};
    const double middle_rad = (cell->south_deg + cell->height_deg / 2) * M_PI / 180;
    return cell->height_deg * degree_m * cell->width_deg * degree_m * std::cos(middle_rad);
  }
  std::optional<double> sum;
  for (std::uint32_t p = 0; p < districts_.names.size(); ++p)
    if (districts_.names[p] == area) sum = sum.value_or(0) + ring_area_m2(districts_.polygons.shell(p));
  return sum;
}

}  // namespace machi
