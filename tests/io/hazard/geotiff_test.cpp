// GeoTIFF that the test writes itself: types, tiles, where the pixels lie, and what is refused.
#include "io/hazard/geotiff.hpp"

#include <geotiff.h>
#include <geovalues.h>
#include <gtest/gtest.h>
#include <tiffio.h>
#include <unistd.h>
#include <xtiffio.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "engine/core/error.hpp"
#include "io/hazard/gridded_frames.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

// What a file is written with; 5 columns and 3 rows whose value is 10 r + c, row 0 the north.
struct Tiff {
  std::uint16_t bits{16};
  std::uint16_t format{SAMPLEFORMAT_INT};
  bool tiled{false};
  bool placed{true};
  bool as_matrix{false};
  double pixel_y{2.5};
  double rotation{0};
  std::uint16_t raster{RasterPixelIsArea};
  std::uint16_t model{ModelTypeProjected};
  int epsg{6677};
  std::uint16_t samples{1};
  double add{0};
};

class GeoTiffFile : public ::testing::Test {
 protected:
  GeoTiffFile() : folder_(fs::temp_directory_path() / ("machi_geotiff_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~GeoTiffFile() override { fs::remove_all(folder_); }

  static void put(std::vector<unsigned char>& into, const Tiff& tiff, double value) {
    const auto append = [&](auto number) {
      const auto* bytes = reinterpret_cast<const unsigned char*>(&number);
      into.insert(into.end(), bytes, bytes + sizeof(number));
    };
    if (tiff.format == SAMPLEFORMAT_IEEEFP && tiff.bits == 64) return append(value);
    if (tiff.format == SAMPLEFORMAT_IEEEFP) return append(static_cast<float>(value));
    const auto whole = static_cast<std::int64_t>(value);  // the padding of a tile may wrap
    if (tiff.bits == 8) return append(static_cast<std::int8_t>(whole));
    if (tiff.bits == 16) return append(static_cast<std::int16_t>(whole));
    append(static_cast<std::int32_t>(whole));
  }

  static void write_pixels(TIFF* file, const Tiff& tiff) {
    if (tiff.tiled) {
      TIFFSetField(file, TIFFTAG_TILEWIDTH, 16);
      TIFFSetField(file, TIFFTAG_TILELENGTH, 16);
      std::vector<unsigned char> tile;
      for (int r = 0; r < 16; ++r)
        for (int c = 0; c < 16; ++c) put(tile, tiff, 10 * r + c + tiff.add);
      TIFFWriteTile(file, tile.data(), 0, 0, 0, 0);
      return;
    }
    for (std::uint32_t r = 0; r < 3; ++r) {
      std::vector<unsigned char> row;
      for (int c = 0; c < 5 * tiff.samples; ++c) put(row, tiff, 10 * r + c + tiff.add);
      TIFFWriteScanline(file, row.data(), r, 0);
    }
  }

  std::string write(const std::string& name, const Tiff& tiff) const {
    std::string path = (folder_ / name).string();
    TIFF* file = XTIFFOpen(path.c_str(), "w");
    TIFFSetField(file, TIFFTAG_IMAGEWIDTH, 5);
    TIFFSetField(file, TIFFTAG_IMAGELENGTH, 3);
    TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, tiff.bits);
    TIFFSetField(file, TIFFTAG_SAMPLEFORMAT, tiff.format);
    TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, tiff.samples);
    TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    const std::array<double, 3> scale{2.5, tiff.pixel_y, 0};
    const std::array<double, 6> tie{1, 1, 0, 1002.5, 1997.5, 0};  // the corner of pixel (1, 1)
    const std::array<double, 16> matrix{2.5, tiff.rotation, 0, 1000, 0, -2.5, 0, 2000, 0, 0, 0, 0, 0, 0, 0, 1};
    if (tiff.placed && tiff.as_matrix) TIFFSetField(file, TIFFTAG_GEOTRANSMATRIX, 16, matrix.data());
    if (tiff.placed && !tiff.as_matrix) {
      TIFFSetField(file, TIFFTAG_GEOPIXELSCALE, 3, scale.data());
      TIFFSetField(file, TIFFTAG_GEOTIEPOINTS, 6, tie.data());
    }
    GTIF* keys = GTIFNew(file);
    GTIFKeySet(keys, GTModelTypeGeoKey, TYPE_SHORT, 1, tiff.model);
    GTIFKeySet(keys, GTRasterTypeGeoKey, TYPE_SHORT, 1, tiff.raster);
    if (tiff.epsg != 0) GTIFKeySet(keys, ProjectedCSTypeGeoKey, TYPE_SHORT, 1, tiff.epsg);
    write_pixels(file, tiff);
    GTIFWriteKeys(keys);
    GTIFFree(keys);
    XTIFFClose(file);
    return path;
  }

  std::string problem_of(const Tiff& tiff) const {
    try {
      read_geotiff(write("wrong.tif", tiff), 1000);
    } catch (const InputError& error) {
      return error.what();
    }
    return "(no InputError)";
  }

  fs::path folder_;
};

TEST_F(GeoTiffFile, EveryPixelComesBackInItsPlace) {
  for (const bool tiled : {false, true})
    for (const auto& [bits, format] : {std::pair<std::uint16_t, std::uint16_t>{8, SAMPLEFORMAT_INT},
                                       {16, SAMPLEFORMAT_INT},
                                       {32, SAMPLEFORMAT_INT},
                                       {32, SAMPLEFORMAT_IEEEFP},
                                       {64, SAMPLEFORMAT_IEEEFP}}) {
      const GeoTiff got = read_geotiff(write("a.tif", {.bits = bits, .format = format, .tiled = tiled}), 1000);
      ASSERT_EQ(got.values.size(), 15u);
      for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 5; ++c)
          EXPECT_EQ(got.values[static_cast<std::size_t>((2 - r) * 5 + c)], 10 * r + c) << bits << " " << tiled;
      EXPECT_TRUE(std::isnan(got.nodata));
    }
}

TEST_F(GeoTiffFile, PixelsLieWhereTheFileSays) {
  for (const bool as_matrix : {false, true}) {
    const GeoTiffGrid area = read_geotiff(write("a.tif", {.as_matrix = as_matrix}), 1000).grid;
    EXPECT_EQ(area.cell_mm, 2500);
    EXPECT_EQ(area.origin_east_m, 1000);
    EXPECT_EQ(area.origin_north_m, 2000 - 7.5);
    EXPECT_EQ(area.epsg, 6677);
  }
  const GeoTiffGrid point = read_geotiff(write("a.tif", {.raster = RasterPixelIsPoint}), 1000).grid;
  EXPECT_EQ(point.origin_east_m, 998.75);
  EXPECT_EQ(point.origin_north_m, 2001.25 - 7.5);
}

TEST_F(GeoTiffFile, WhatCannotBeReadIsSaid) {
  EXPECT_NE(problem_of({.placed = false}).find("does not say where"), std::string::npos);
  EXPECT_NE(problem_of({.pixel_y = 3}).find("not square"), std::string::npos);
  EXPECT_NE(problem_of({.as_matrix = true, .rotation = 0.1}).find("rotated"), std::string::npos);
  EXPECT_NE(problem_of({.model = ModelTypeGeographic, .epsg = 0}).find("degrees"), std::string::npos);
  EXPECT_NE(problem_of({.samples = 3}).find("3 samples"), std::string::npos);
  const std::string good = write("a.tif", {});
  EXPECT_THROW(read_geotiff(good, 14), InputError) << "more pixels than allowed";
  EXPECT_THROW(read_geotiff(good + "x", 1000), InputError) << "missing";
  std::ifstream in(good, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  int refused = 0;
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    std::ofstream(folder_ / "cut.tif", std::ios::binary) << bytes.substr(0, length);
    try {
      read_geotiff((folder_ / "cut.tif").string(), 1000);
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 20) << "truncated files";
}

TEST_F(GeoTiffFile, ASeriesIsFramesInTime) {
  write("0.tif", {.bits = 32, .format = SAMPLEFORMAT_IEEEFP});
  write("1.tif", {.bits = 32, .format = SAMPLEFORMAT_IEEEFP, .add = 0.25});
  const auto yaml = [&](const std::string& more) {
    std::ofstream(folder_ / "f.yaml") << "gridded_frames:\n  name: x\n  nodata: 12\n  files: [0.tif, 1.tif]\n" << more;
    return (folder_ / "f.yaml").string();
  };
  const GriddedFrames got = read_gridded_frames(yaml("  times_s: [10, 30]\n  meaning: depth\n"));
  EXPECT_EQ(got.frames.columns, 5u);
  EXPECT_EQ(got.frames.rows, 3u);
  EXPECT_EQ(got.epsg, 6677);
  EXPECT_EQ(got.origin_east_m, 1000);
  ASSERT_EQ(got.frames.level_cm.size(), 30u);
  EXPECT_EQ(got.frames.level_cm[0], 2000);
  EXPECT_EQ(got.frames.level_cm[7], missing_int) << "no data";
  EXPECT_EQ(got.frames.level_cm[10], missing_int) << "depth 0";
  EXPECT_EQ(got.frames.level_cm[15], 2025);
  const auto problem = [&](const std::string& more) -> std::string {
    try {
      read_gridded_frames(yaml(more));
    } catch (const InputError& error) {
      return error.what();
    }
    return "(no InputError)";
  };
  EXPECT_NE(problem("  times_s: [10, 30]\n  epsg: 6670\n").find("EPSG:6677"), std::string::npos);
  write("1.tif", {.as_matrix = true, .epsg = 6670});
  EXPECT_NE(problem("  times_s: [10, 30]\n").find("another grid"), std::string::npos);
  fs::remove(folder_ / "1.tif");
  EXPECT_NE(problem("  times_s: [10, 30]\n").find("1.tif: does not exist"), std::string::npos);
}

}  // namespace
}  // namespace machi
