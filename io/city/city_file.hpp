/// \file  city.h5: writing it from all ranks and reading it back, whole or in slices (docs/formats/city.md).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "engine/model/network.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t city_file_version = 1;

/// How a file came about. It stands under /provenance, which digests leave out.
struct Provenance {
  struct Input {
    std::string path;
    std::string sha256;
    std::uint64_t bytes{0};
  };
  std::string program;
  std::string version;
  std::string command;
  std::string started_utc;
  std::vector<Input> inputs;
};

/// What a city file says of itself besides its tables.
struct CityHeader {
  std::string crs_wkt;      ///< of CityFrame::epsg
  std::string attribution;  ///< whose data it is, to be shown with every picture made of it
  // Box of the city, WGS 84 or JGD2011; NaN unknown.
  double lat_min{std::numeric_limits<double>::quiet_NaN()};
  double lat_max{std::numeric_limits<double>::quiet_NaN()};
  double lon_min{std::numeric_limits<double>::quiet_NaN()};
  double lon_max{std::numeric_limits<double>::quiet_NaN()};
};

/// Writes the city that lies on all ranks. Tables of few rows (places, people, code lists, files, water frames),
/// City::dem_triangles, `report`, `header` and `provenance` are taken from the first rank, `network` from all, whose
/// links count over all ranks; hazards stand in the same order on all. A column that is empty is written as missing.
/// Throws UsageError where `path` exists and `force` is off (see check_output), OutputError where it cannot be written;
/// `path` is then as it was. Collective.
void write_city(const Comm& comm, const std::string& path, const City& city, const Grid& grid, const Network& network,
                const ImportReport& report, const CityHeader& header, const Provenance& provenance, bool force);

/// A city file whose format and version are ours. Throws InputError.
H5Input open_city(const std::string& path);

CityHeader read_header(const H5Input& file);
Provenance read_provenance(const H5Input& file);

/// This rank's run of the `rows` of a table, as long as any other's; in rank order they make the whole.
RowRange run_of_rank(const Comm& comm, std::uint64_t rows);

/// Rows of one theme's layer; empty where the city has none. Attributes come along where `with_attributes` is on.
Layer read_layer(const H5Input& file, Theme theme, RowRange rows = {}, bool with_attributes = true);
BuildingColumns read_buildings(const H5Input& file, RowRange rows = {});
RoadColumns read_roads(const H5Input& file, RowRange rows = {});
LandUseColumns read_land_use(const H5Input& file, RowRange rows = {});

/// The tables that every rank holds in full: frame, files, places, people, code lists; no layers.
City read_small_tables(const H5Input& file);

/// The small tables in full and, of each layer and its typed columns, the `part`-th of `parts` equal runs of rows.
City read_city_tables(const H5Input& file, std::uint64_t part = 0, std::uint64_t parts = 1);

/// What is read of a grid beside its frame, keys and what every reader wants: cover, level and slope.
struct GridColumns {
  bool terrain{true};
  bool terrain_source{true};
  bool building{true};
  bool hazards{true};
  bool water{true};  ///< frames
};

/// Leaves of the grid; columns that are not wanted are empty.
Grid read_grid(const H5Input& file, RowRange leaves = {}, const GridColumns& columns = {});

/// Names of the hazards, and the largest depths of one of them by its place among these.
std::vector<std::string> read_hazard_names(const H5Input& file);
std::vector<std::uint16_t> read_hazard_depth_cm(const H5Input& file, std::size_t place, RowRange leaves);

/// Names of the water frames, and one of them by its place among these.
std::vector<std::string> read_water_names(const H5Input& file);
WaterFrames read_water(const H5Input& file, std::size_t place);

Network read_network(const H5Input& file);

/// Centre lines of a run of links.
struct LinkShapes {
  std::vector<std::uint64_t> begin{0};  ///< [links + 1] into points
  std::vector<PointMm> points;          ///< as Network::shape
};
LinkShapes read_link_shapes(const H5Input& file, RowRange links);

ImportReport read_import_report(const H5Input& file);

}  // namespace machi
