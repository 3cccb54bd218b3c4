#include "io/export/run_rasters.hpp"

#include <fmt/format.h>
#include <geotiff.h>
#include <geovalues.h>
#include <tiffio.h>
#include <xtiffio.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "engine/core/error.hpp"
#include "engine/model/geometry.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

constexpr std::uint32_t gdal_nodata_tag = 42113;
constexpr float nothing = -1;

/// Squares of equal size, some of which have values.
struct RasterCells {
  std::vector<std::int32_t> xy;  ///< column and row of each, from the origin
  double side_m{0};
  BoxMm box;  ///< in cells, upper ends included

  RasterCells(std::vector<std::int32_t> places, double side) : xy(std::move(places)), side_m(side) {
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) box.add(PointMm{xy[i], xy[i + 1], 0});
  }
  std::uint32_t columns() const { return static_cast<std::uint32_t>(box.x_max - box.x_min + 1); }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(box.y_max - box.y_min + 1); }
};

struct CloseRaster {
  void operator()(TIFF* tiff) const { XTIFFClose(tiff); }
};

// GDAL's own tag, so that readers know which cells have nothing.
void know_nodata_tag() {
  static const TIFFFieldInfo field{gdal_nodata_tag,
                                   TIFF_VARIABLE,
                                   TIFF_VARIABLE,
                                   TIFF_ASCII,
                                   FIELD_CUSTOM,
                                   1,
                                   0,
                                   const_cast<char*>("GDALNoDataValue")};
  static TIFFExtendProc before = nullptr;
  static const bool once = [] {
    before = TIFFSetTagExtender([](TIFF* tiff) {
      TIFFMergeFieldInfo(tiff, &field, 1);
      if (before != nullptr) before(tiff);
    });
    return true;
  }();
  static_cast<void>(once);
}

/// One band of 32-bit floats, north up.
void write_band(const std::string& path, const ExportedRun& run, const RasterCells& cells,
                const std::vector<float>& band, const std::string& description) {
  know_nodata_tag();
  const std::string aside = path + ".tmp";
  const std::unique_ptr<TIFF, CloseRaster> tiff(XTIFFOpen(aside.c_str(), "w"));
  if (!tiff) throw OutputError(path, unwritable(errno));
  TIFFSetField(tiff.get(), TIFFTAG_IMAGEWIDTH, cells.columns());
  TIFFSetField(tiff.get(), TIFFTAG_IMAGELENGTH, cells.rows());
  TIFFSetField(tiff.get(), TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff.get(), TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField(tiff.get(), TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  TIFFSetField(tiff.get(), TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff.get(), TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff.get(), TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff.get(), TIFFTAG_ROWSPERSTRIP, 64);
  TIFFSetField(tiff.get(), TIFFTAG_IMAGEDESCRIPTION, description.c_str());
  TIFFSetField(tiff.get(), TIFFTAG_COPYRIGHT, run.attribution().c_str());
  TIFFSetField(tiff.get(), gdal_nodata_tag, fmt::to_string(nothing).c_str());
  const MapPoint corner = run.place(cells.box.x_min * cells.side_m, (cells.box.y_max + 1) * cells.side_m);
  const double tie[6] = {0, 0, 0, corner.x_m, corner.y_m, 0};
  const double scale[3] = {cells.side_m, cells.side_m, 0};
  TIFFSetField(tiff.get(), TIFFTAG_GEOTIEPOINTS, 6, tie);
  TIFFSetField(tiff.get(), TIFFTAG_GEOPIXELSCALE, 3, scale);
  GTIF* keys = GTIFNew(tiff.get());
  GTIFKeySet(keys, GTRasterTypeGeoKey, TYPE_SHORT, 1, RasterPixelIsArea);
  if (run.srs().id > 0) {
    GTIFKeySet(keys, GTModelTypeGeoKey, TYPE_SHORT, 1, ModelTypeProjected);
    GTIFKeySet(keys, ProjectedCSTypeGeoKey, TYPE_SHORT, 1, static_cast<int>(run.srs().id));
  }
  GTIFWriteKeys(keys);
  GTIFFree(keys);
  bool wrote = true;
  for (std::uint32_t row = 0; row < cells.rows() && wrote; ++row) {
    const std::size_t from_south = cells.rows() - 1 - row;
    std::vector<float> line(band.begin() + static_cast<std::ptrdiff_t>(from_south * cells.columns()),
                            band.begin() + static_cast<std::ptrdiff_t>((from_south + 1) * cells.columns()));
    wrote = TIFFWriteScanline(tiff.get(), line.data(), row, 0) == 1;
  }
  if (!wrote || TIFFFlush(tiff.get()) != 1) {
    std::filesystem::remove(aside);
    throw OutputError(path, "cannot be written. Free space or choose another folder");
  }
  std::error_code error;
  std::filesystem::rename(aside, path, error);
  if (error) throw OutputError(path, unwritable(error.value()));
}

struct Shade {
  float value;
  const char* colour;
  const char* label;
};

// The singleband pseudocolour renderer of QGIS 3.
std::string style(std::span<const Shade> shades) {
  std::string items;
  for (const Shade& shade : shades)
    items += fmt::format("          <item value=\"{}\" color=\"{}\" alpha=\"200\" label=\"{}\"/>\n", shade.value,
                         shade.colour, shade.label);
  return fmt::format(R"(<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="AllStyleCategories">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="0.8" classificationMin="{}" classificationMax="{}">
      <rastershader>
        <colorrampshader colorRampType="DISCRETE" classificationMode="1" clip="0">
{}        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
)",
                     shades.front().value, shades[shades.size() - 2].value, items);
}

// Depths as the ministry's manual for inundation maps colours them; service levels of walkways by Fruin's densities.
constexpr Shade water_shades[] = {{0.3F, "#f7f5a9", "up to 0.3 m"}, {0.5F, "#f8e1a6", "up to 0.5 m"},
                                  {1, "#ffd8c0", "up to 1 m"},      {3, "#ffb7b7", "up to 3 m"},
                                  {5, "#ff9191", "up to 5 m"},      {10, "#f285c9", "up to 10 m"},
                                  {1e30F, "#dc7adc", "above 10 m"}};
constexpr Shade crowd_shades[] = {{0.31F, "#1a9850", "A"}, {0.43F, "#91cf60", "B"}, {0.72F, "#d9ef8b", "C"},
                                  {1.08F, "#fee08b", "D"}, {2.17F, "#fc8d59", "E"}, {1e30F, "#d73027", "F"}};

class RasterSeries {
 public:
  RasterSeries(const ExportedRun& run, const std::string& folder, const char* name, RasterCells cells,
               std::string description)
      : run_(run), folder_(folder), name_(name), cells_(std::move(cells)), description_(std::move(description)) {}

  /// `value(i)` of the i-th square.
  template <class Value>
  void add(double second, const Value& value) {
    std::vector<float> band(std::size_t{cells_.columns()} * cells_.rows(), nothing);
    for (std::size_t i = 0; 2 * i < cells_.xy.size(); ++i) {
      const auto column = static_cast<std::size_t>(cells_.xy[2 * i] - cells_.box.x_min);
      const auto row = static_cast<std::size_t>(cells_.xy[2 * i + 1] - cells_.box.y_min);
      band[row * cells_.columns() + column] = value(i);
    }
    std::string clock = run_.clock(second);
    std::replace(clock.begin(), clock.end(), ':', '-');
    write_band(fmt::format("{}/{}_{}.tif", folder_, name_, clock), run_, cells_, band,
               fmt::format("{} at {} (simulated)", description_, run_.clock(second)));
    ++files_;
  }
  void finish(std::span<const Shade> shades) {
    write_atomically(fmt::format("{}/{}.qml", folder_, name_), style(shades));
  }
  std::string told() const { return fmt::format(" {} frames of {}", files_, name_); }

 private:
  const ExportedRun& run_;
  std::string folder_;
  std::string name_;
  RasterCells cells_;
  std::string description_;
  std::size_t files_{0};
};

std::string export_water(const ExportedRun& run, const std::string& folder) {
  const H5Input& file = run.result();
  if (file.rows("/water/leaf_xy") == 0) return {};
  const auto time_s = file.read<double>("/water/time_s");
  const auto depth_cm = file.read<std::uint16_t>("/water/depth_cm");
  RasterSeries series(run, folder, "water",
                      {file.read<std::int32_t>("/water/leaf_xy"), file.number_attribute("/water", "leaf_m")},
                      "Deepest water in m");
  for (std::size_t f = 0; f < time_s.size(); ++f)
    series.add(time_s[f], [&](std::size_t i) {
      const std::uint16_t cm = depth_cm[i * time_s.size() + f];
      return cm == 0 ? nothing : 0.01F * cm;
    });
  series.finish(water_shades);
  return series.told();
}

std::string export_crowd(const ExportedRun& run, const std::string& folder) {
  const H5Input& file = run.result();
  if (file.rows("/fields/block_xy") == 0) return {};
  const auto time_s = file.read<double>("/fields/time_s");
  const double side_m = file.number_attribute("/fields", "block_m");
  RasterSeries series(run, folder, "crowd", {file.read<std::int32_t>("/fields/block_xy"), side_m}, "Persons per m2");
  const auto block_m2 = static_cast<float>(side_m * side_m);
  for (std::size_t f = 0; f < time_s.size(); ++f) {
    const auto persons = file.read<std::uint32_t>(frame_group(f) + "/persons");
    series.add(time_s[f],
               [&](std::size_t i) { return persons[i] == 0 ? nothing : static_cast<float>(persons[i]) / block_m2; });
  }
  series.finish(crowd_shades);
  return series.told();
}

}  // namespace

std::string export_rasters(const ExportedParts& parts, const std::string& path) {
  const ExportedRun* water = part_with(parts, "/water/leaf_xy");
  const ExportedRun* crowd = part_with(parts, "/fields/block_xy");
  if (water == nullptr && crowd == nullptr)
    throw InputError(parts.front()->files().folder,
                     "has neither water nor crowds in frames. Set output.fields_every_s in the scenario and run again");
  std::filesystem::create_directories(path);
  std::string line = fmt::format("Wrote {}:", path);
  if (water != nullptr) line += export_water(*water, path);
  if (crowd != nullptr) line += export_crowd(*crowd, path);
  return line + ".";
}

}  // namespace machi
