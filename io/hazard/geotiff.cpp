#include "io/hazard/geotiff.hpp"

#include <geotiff.h>
#include <geovalues.h>
#include <tiffio.h>
#include <xtiffio.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::uint32_t nodata_tag = 42113;  // GDAL_NODATA, text

struct CloseTiff {
  void operator()(TIFF* tiff) const { XTIFFClose(tiff); }
};
struct FreeKeys {
  void operator()(GTIF* keys) const { GTIFFree(keys); }
};

// libtiff prints to stderr unless told otherwise; the library must not.
void silence_libtiff() {
  static std::once_flag once;
  std::call_once(once, [] {
    TIFFSetErrorHandler([](const char*, const char*, va_list) {});
    TIFFSetWarningHandler([](const char*, const char*, va_list) {});
  });
}

class TiffReader {
 public:
  TiffReader(const std::string& path, std::uint64_t most_pixels) : path_(path) {
    silence_libtiff();
    if (!std::filesystem::exists(path)) fail("does not exist. Check the file's name");
    tiff_.reset(XTIFFOpen(path.c_str(), "r"));
    if (!tiff_) fail("is no TIFF that can be opened. Write it again as GeoTIFF");
    read_layout(most_pixels);
  }

  GeoTiff read() {
    GeoTiff out;
    out.grid = grid();
    out.nodata = nodata();
    out.values.resize(std::size_t{columns_} * rows_);
    TIFFIsTiled(tiff_.get()) != 0 ? read_tiles(out.values) : read_rows(out.values);
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const { throw InputError(path_, problem); }

  template <class T>
  T field(std::uint32_t tag, T otherwise) const {
    T value = otherwise;
    TIFFGetFieldDefaulted(tiff_.get(), tag, &value);
    return value;
  }

  void read_layout(std::uint64_t most_pixels) {
    columns_ = field<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
    rows_ = field<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
    if (columns_ == 0 || rows_ == 0) fail("has no pixels. Write it again");
    if (std::uint64_t{columns_} * rows_ > most_pixels)
      fail("makes its series larger than 2^30 values. Cut the area, or take larger cells or fewer frames");
    const auto samples = field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
    if (samples != 1) fail("has " + std::to_string(samples) + " samples a pixel. Give one band a file");
    bits_ = field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
    format_ = field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    const bool whole = format_ == SAMPLEFORMAT_UINT || format_ == SAMPLEFORMAT_INT;
    const bool good = whole ? bits_ == 8 || bits_ == 16 || bits_ == 32
                            : format_ == SAMPLEFORMAT_IEEEFP && (bits_ == 32 || bits_ == 64);
    if (!good) fail("has pixels of a type that is not read. Write whole numbers of 8 to 32 bits or floats");
  }

  GeoTiffGrid grid() const {
    std::uint16_t scales = 0, points = 0, count = 0;
    double* scale = nullptr;
    double* tie = nullptr;
    double* matrix = nullptr;
    const bool placed = TIFFGetField(tiff_.get(), TIFFTAG_GEOPIXELSCALE, &scales, &scale) == 1 && scales >= 2 &&
                        TIFFGetField(tiff_.get(), TIFFTAG_GEOTIEPOINTS, &points, &tie) == 1 && points >= 6;
    double size_x = 0, size_y = 0, west = 0, north = 0;
    if (placed) {
      size_x = scale[0];
      size_y = scale[1];
      west = tie[3] - tie[0] * size_x;
      north = tie[4] + tie[1] * size_y;
    } else if (TIFFGetField(tiff_.get(), TIFFTAG_GEOTRANSMATRIX, &count, &matrix) == 1 && count >= 8) {
      if (matrix[1] != 0 || matrix[4] != 0) fail("is rotated. Warp it to a grid whose rows run west to east");
      size_x = matrix[0];
      size_y = -matrix[5];
      west = matrix[3];
      north = matrix[7];
    } else {
      fail("does not say where its pixels lie. Write it as GeoTIFF with pixel scale and tie point");
    }
    return grid_of(size_x, size_y, west, north);
  }

  GeoTiffGrid grid_of(double size_x, double size_y, double west, double north) const {
    const double cell_mm = std::floor(size_x * 1000 + 0.5);
    const bool square = size_x > 0 && std::abs(size_x - size_y) < 1e-6 && cell_mm >= 1 && cell_mm <= 1e8 &&
                        std::abs(cell_mm - size_x * 1000) < 1e-3;
    if (!square)
      fail("has pixels that are not square and whole millimetres wide. Warp it to a metric CRS with square pixels");
    if (!(std::abs(west) < 1e8 && std::abs(north) < 1e8)) fail("lies nowhere on Earth. Check its tie point");
    GeoTiffGrid grid{columns_, rows_, static_cast<std::int32_t>(cell_mm), west, north, 0};
    const std::unique_ptr<GTIF, FreeKeys> keys(GTIFNew(tiff_.get()));
    unsigned short code = 0;
    if (keys && GTIFKeyGetSHORT(keys.get(), GTRasterTypeGeoKey, &code, 0, 1) == 1 && code == RasterPixelIsPoint) {
      grid.origin_east_m -= size_x / 2;
      grid.origin_north_m += size_y / 2;
    }
    if (keys && GTIFKeyGetSHORT(keys.get(), GTModelTypeGeoKey, &code, 0, 1) == 1 && code == ModelTypeGeographic)
      fail("is in degrees. Warp it to the projected CRS of the city");
    if (keys && GTIFKeyGetSHORT(keys.get(), ProjectedCSTypeGeoKey, &code, 0, 1) == 1 && code != KvUserDefined)
      grid.epsg = code;
    grid.origin_north_m -= size_y * rows_;
    return grid;
  }

  double nodata() const {
    // As GDAL does: a text, which libtiff gives with its length where nobody declared the tag.
    std::uint32_t count = 0;
    const char* text = nullptr;
    const double none = std::numeric_limits<double>::quiet_NaN();
    if (TIFFGetField(tiff_.get(), nodata_tag, &count, &text) != 1 || text == nullptr) return none;
    const std::string word(text, strnlen(text, count));
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    return end == word.c_str() ? none : value;
  }

  double sample(const unsigned char* bytes, std::size_t k) const {
    const auto as = [&]<class T>(T value) {
      std::memcpy(&value, bytes + k * sizeof(T), sizeof(T));
      return static_cast<double>(value);
    };
    if (format_ == SAMPLEFORMAT_IEEEFP) return bits_ == 32 ? as(float{}) : as(double{});
    if (format_ == SAMPLEFORMAT_INT) {
      return bits_ == 8 ? as(std::int8_t{}) : bits_ == 16 ? as(std::int16_t{}) : as(std::int32_t{});
    }
    return bits_ == 8 ? as(std::uint8_t{}) : bits_ == 16 ? as(std::uint16_t{}) : as(std::uint32_t{});
  }

  // Rows of the file run southward.
  double& at(std::vector<double>& values, std::uint32_t row, std::uint32_t column) const {
    return values[std::size_t{rows_ - 1 - row} * columns_ + column];
  }

  void read_rows(std::vector<double>& values) const {
    const auto bytes = static_cast<std::size_t>(TIFFScanlineSize(tiff_.get()));
    if (bytes < std::size_t{columns_} * bits_ / 8) fail("is corrupt: its rows are too short. Write it again");
    std::vector<unsigned char> row(bytes);
    for (std::uint32_t r = 0; r < rows_; ++r) {
      if (TIFFReadScanline(tiff_.get(), row.data(), r) != 1) fail("is corrupt: a row cannot be read. Write it again");
      for (std::uint32_t c = 0; c < columns_; ++c) at(values, r, c) = sample(row.data(), c);
    }
  }

  void read_tiles(std::vector<double>& values) const {
    const auto wide = field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0), high = field<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
    if (wide == 0 || high == 0 || wide > 65536 || high > 65536) fail("is corrupt: its tiles have no valid size");
    const auto bytes = static_cast<std::uint64_t>(TIFFTileSize(tiff_.get()));
    if (bytes < std::uint64_t{wide} * high * bits_ / 8 || bytes > (std::uint64_t{1} << 31))
      fail("is corrupt: its tiles have no valid size. Write it again");
    std::vector<unsigned char> tile(bytes);
    for (std::uint32_t r = 0; r < rows_; r += high)
      for (std::uint32_t c = 0; c < columns_; c += wide) {
        if (TIFFReadTile(tiff_.get(), tile.data(), c, r, 0, 0) < 0)
          fail("is corrupt: a tile cannot be read. Write it again");
        for (std::uint32_t y = 0; y < std::min(high, rows_ - r); ++y)
          for (std::uint32_t x = 0; x < std::min(wide, columns_ - c); ++x)
            at(values, r + y, c + x) = sample(tile.data(), std::size_t{y} * wide + x);
      }
  }

  const std::string& path_;
  std::unique_ptr<TIFF, CloseTiff> tiff_;
  std::uint32_t columns_{0};
  std::uint32_t rows_{0};
  std::uint16_t bits_{0};
  std::uint16_t format_{0};
};

}  // namespace

GeoTiff read_geotiff(const std::string& path, std::uint64_t most_pixels) {
  return TiffReader(path, most_pixels).read();
}

}  // namespace machi
