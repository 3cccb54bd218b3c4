#include "io/setup/city_districts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/core/error.hpp"
#include "engine/model/mesh_code.hpp"
#include "io/city/crs.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

/// Codes of the national grid's cells. Latitude and longitude are interpolated between the corners of tiles of 4 km,
/// right to a metre.
class MeshNames {
 public:
  MeshNames(const CityFrame& frame, DistrictMesh mesh) : frame_(frame), mesh_(mesh) {}

  std::string of(std::int32_t x_mm, std::int32_t y_mm) {
    if (frame_.epsg == 0) return "all";
    const std::int64_t i = x_mm / tile_mm, j = y_mm / tile_mm;
    const double u = static_cast<double>(x_mm - i * tile_mm) / tile_mm;
    const double v = static_cast<double>(y_mm - j * tile_mm) / tile_mm;
    const LatLon sw = corner(i, j), se = corner(i + 1, j), nw = corner(i, j + 1), ne = corner(i + 1, j + 1);
    const auto mixed = [&](double a, double b, double c, double d) {
      return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
    };
    constexpr std::array levels{MeshLevel::second, MeshLevel::third, MeshLevel::half, MeshLevel::quarter};
    const std::string code =
        mesh_code(mixed(sw.lat_deg, se.lat_deg, nw.lat_deg, ne.lat_deg),
                  mixed(sw.lon_deg, se.lon_deg, nw.lon_deg, ne.lon_deg), levels[static_cast<std::size_t>(mesh_)]);
    return code.empty() ? "outside" : code;
  }

 private:
  static constexpr std::int64_t tile_mm = 4'000'000;
  LatLon corner(std::int64_t i, std::int64_t j) {
    const auto [at, fresh] = corners_.try_emplace({i, j});
    if (!fresh) return at->second;
    const double east = frame_.origin_east_m + 1e-3 * static_cast<double>(i * tile_mm);
    const double north = frame_.origin_north_m + 1e-3 * static_cast<double>(j * tile_mm);
    const bool north_first = frame_.epsg >= 6669 && frame_.epsg <= 6687;
    const Position position = north_first ? Position{north, east, 0} : Position{east, north, 0};
    at->second = LocalCrs::to_lat_lon(frame_.epsg, position).value_or(LatLon{});
    return at->second;
  }
  const CityFrame& frame_;
  DistrictMesh mesh_;
  std::map<std::pair<std::int64_t, std::int64_t>, LatLon> corners_;
};

/// The first polygon that holds a point names its district.
class PolygonNames {
 public:
  explicit PolygonNames(const DrawnAreas& areas) : areas_(areas) {
    for (std::uint32_t p = 0; p < areas.polygons.size(); ++p) {
      BoxMm& box = boxes_.emplace_back();
      for (std::uint32_t ring = areas.polygons.ring_begin[p]; ring < areas.polygons.ring_begin[p + 1]; ++ring)
        for (const PointMm& point : areas.polygons.ring(ring)) box.add(point);
    }
  }
  std::string of(PointMm place) const {
    for (std::uint32_t p = 0; p < boxes_.size(); ++p)
      if (boxes_[p].overlaps({place.x_mm, place.y_mm, place.x_mm, place.y_mm}) &&
          contains(areas_.polygons, p, place.x_mm, place.y_mm))
        return areas_.names[p];
    return "outside";
  }

 private:
  const DrawnAreas& areas_;
  std::vector<BoxMm> boxes_;
};

/// Names of all ranks' districts, sorted, and which one each zone is in.
void share_names(const Comm& comm, const std::vector<std::string>& names, CityWorld& world) {
  const std::set<std::string> mine(names.begin(), names.end());
  std::string text;
  for (const std::string& name : mine) text += name + "\n";
  const ByteRows all = comm.all_gather(std::as_bytes(std::span(text.data(), text.size())));
  std::set<std::string> sorted;
  std::string name;
  for (const std::byte byte : all.bytes) {
    if (static_cast<char>(byte) != '\n') {
      name += static_cast<char>(byte);
      continue;
    }
    sorted.insert(name);
    name.clear();
  }
  world.districts.assign(sorted.begin(), sorted.end());
  for (const std::string& of_zone : names)
    world.district.push_back(static_cast<std::uint32_t>(
        std::lower_bound(world.districts.begin(), world.districts.end(), of_zone) - world.districts.begin()));
}

}  // namespace

void set_districts(const Comm& comm, const EnergyCitySettings& city, const CityFrame& frame,
                   std::span<const PointMm> places, CityWorld& world) {
  std::vector<std::string> names;
  comm.agree([&] {
    if (city.district_file.empty()) {
      MeshNames meshes(frame, city.district_mesh);
      for (const PointMm& place : places) names.push_back(meshes.of(place.x_mm, place.y_mm));
      return;
    }
    const DrawnAreas areas = read_drawn_areas(city.district_file, city.district_key, frame);
    if (std::all_of(areas.names.begin(), areas.names.end(), [](const std::string& name) { return name.empty(); }))
      throw InputError(city.district_file, "no polygon has the property '" + city.district_key +
                                               "'. Name one with energy.district_key");
    const PolygonNames polygons(areas);
    for (const PointMm& place : places) names.push_back(polygons.of(place));
  });
  share_names(comm, names, world);
}

}  // namespace machi
