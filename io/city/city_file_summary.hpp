/// \file  What a city file holds, in figures: one pass over it in slices, so that its size does not matter.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "io/city/city_file.hpp"

namespace machi {

/// Counts by class of a number. Class k holds values in [edges[k], edges[k + 1]); the last one all above.
struct Histogram {
  std::vector<double> edges;
  std::vector<std::uint64_t> counts;
  std::uint64_t missing{0};
  explicit Histogram(std::vector<double> from) : edges(std::move(from)), counts(edges.size()) {}
  /// Values below the first edge count in the first class.
  void add(double value);
};

/// Rows and areas of one code.
struct CodeTotal {
  std::string text;  ///< from the city's code lists; empty where they have none
  std::uint64_t count{0};
  double area_m2{0};
  double floor_area_m2{0};
};

struct LayerTotal {
  Theme theme{Theme::bldg};
  std::uint64_t features{0};
  std::uint64_t polygons{0};
  std::uint64_t points{0};
  std::uint64_t attribute_values{0};
};

struct HazardTotal {
  std::string name;
  std::string description;
  double wet_area_m2{0};
  double depth_max_m{0};
  std::uint64_t buildings{0};  ///< that touch a wet cell
};

struct WaterTotal {
  std::string name;
  std::uint64_t frames{0};
  double duration_s{0};
};

struct NetworkTotal {
  std::string source;
  std::uint64_t nodes{0};
  std::uint64_t links{0};
  std::uint64_t components{0};
  double length_m{0};
  double largest_component_m{0};
  double car_length_m{0};
  double walk_length_m{0};
  std::array<double, 3> length_by_level_m{};
  double largest_component_share() const { return length_m > 0 ? largest_component_m / length_m : 0; }
};

struct CityFileSummary {
  std::string path;
  std::uint64_t file_bytes{0};
  CityHeader header;
  Provenance provenance;
  CityFrame frame;
  GridFrame grid;
  std::vector<LayerTotal> layers;  ///< those with features

  std::uint64_t buildings{0};
  std::uint64_t building_parts{0};
  double footprint_m2{0};
  double floor_area_m2{0};
  std::map<std::int16_t, CodeTotal> usage;
  Histogram height_m{{0, 3, 6, 9, 12, 15, 20, 30, 45, 60, 100, 200}};
  Histogram year{{0, 1930, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020}};
  Histogram storeys{{0, 2, 3, 4, 5, 6, 8, 11, 16, 31}};

  std::uint64_t roads{0};
  std::map<std::int16_t, std::uint64_t> road_sections;  ///< by section type
  std::uint64_t land_use_polygons{0};
  std::map<std::int16_t, CodeTotal> land_use;
  std::uint64_t dem_triangles{0};

  std::uint64_t leaves{0};
  BoxMm box;  ///< of the leaves
  std::array<std::uint64_t, cover_count> cover_cells{};
  std::array<std::uint64_t, 5> terrain_source_cells{};
  std::uint64_t deck_cells{0};
  std::uint64_t tunnel_cells{0};
  float terrain_min_m{missing_terrain};
  float terrain_max_m{missing_terrain};
  std::vector<HazardTotal> hazards;
  std::vector<WaterTotal> water;

  NetworkTotal network;
  std::uint64_t places{0};
  std::uint64_t shelters{0};
  std::uint64_t shelters_with_capacity{0};
  double shelter_capacity{0};
  double people{0};
  std::uint64_t people_meshes{0};
  ImportReport report;

  std::uint64_t cells() const { return leaves * leaf_cells; }
  double cell_area_m2() const { return 1e-6 * grid.cell_mm * grid.cell_mm; }

 private:
  static constexpr float missing_terrain = std::numeric_limits<float>::quiet_NaN();
};

/// Reads what fits into memory in any case: rows and leaves a million cells at a time, the network's link columns but
/// not its shapes. Throws InputError.
CityFileSummary summarise(const std::string& path);

/// Calls `visit(grid)` for the leaves of a file, `leaves` at a time, in order.
void each_grid_slice(const H5Input& file, std::uint64_t leaves, const std::function<void(const Grid&)>& visit);

}  // namespace machi
