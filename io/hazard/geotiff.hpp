/// \file  One band of a GeoTIFF as numbers on a regular grid.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machi {

/// Where the pixels lie.
struct GeoTiffGrid {
  std::uint32_t columns{0};
  std::uint32_t rows{0};
  std::int32_t cell_mm{0};
  double origin_east_m{0};  ///< south-west corner
  double origin_north_m{0};
  int epsg{0};  ///< projected CRS; 0 where the file does not say
};

struct GeoTiff {
  GeoTiffGrid grid;
  std::vector<double> values;  ///< [rows * columns], row 0 is the south
  double nodata{0};            ///< of GDAL's tag; NaN where there is none
};

/// Reads the first image: one sample a pixel, 8- to 32-bit integers or 32- or 64-bit floats, strips or tiles, any
/// compression that libtiff knows; north up, square pixels of whole millimetres. Pixels may stand for areas or points
/// (then they lie around their points). Throws InputError where the file is none of this, corrupt, or has more than
/// `most_pixels`. Local: any thread.
GeoTiff read_geotiff(const std::string& path, std::uint64_t most_pixels);

}  // namespace machi
