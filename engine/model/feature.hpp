/// \file  One city object as a file gives it: what every reader of io/city produces and what the import turns into the
/// City. A reader fills one Feature again and again, so that its memory does not grow with the file.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

/// The themes of a PLATEAU folder (udx/<theme>/) that Machi reads.
enum class Theme : std::uint8_t { bldg, tran, dem, luse, urf, fld, tnm, htd, ifld, lsld, wtr, brid };
inline constexpr int theme_count = 12;
std::string_view name_of(Theme theme);

/// Latitude and longitude in degrees, height in metres, as they stand in the file (or easting, northing, height where
/// the file's CRS is projected).
struct Position {
  double first{0};
  double second{0};
  double height_m{0};
};

/// A named value. `path` is the chain of local names below the feature, e.g.
/// "bldgDisasterRiskAttribute/RiverFloodingRiskAttribute/depth". Values of one repeated block share a `group`.
struct Attribute {
  std::string_view path;
  std::string_view value;
  std::string_view code_space;  ///< codeSpace as written, empty where none
  std::string_view unit;        ///< uom as written, empty where none
  std::uint32_t group{0};
};

/// A polygon of a Feature: rings [ring_begin, ring_end) of Feature::ring_end.
struct FeaturePolygon {
  SurfaceKind kind{SurfaceKind::surface};
  std::uint8_t lod{0};
  std::uint16_t part{0};
  std::uint32_t ring_begin{0};
  std::uint32_t ring_end{0};
};

struct Feature {
  Theme theme{Theme::bldg};
  std::string_view type;   ///< local element name: Building, Road, LandUse, WaterBody, Bridge, UseDistrict, …
  std::string_view id;     ///< gml:id; empty where the file has none
  int epsg{0};             ///< CRS of positions from srsName; 0 where the file names none
  std::uint64_t line{0};   ///< where it begins in the file; 0 unknown
  std::uint16_t parts{0};  ///< BuildingPart elements
  std::vector<Attribute> attributes;
  std::vector<FeaturePolygon> polygons;
  std::vector<std::uint32_t> ring_end;  ///< [rings] end of each ring in positions
  std::vector<Position> positions;      ///< as in the file, rings closed or not as the file has them

  std::span<const Position> ring(std::uint32_t index) const {
    const std::uint32_t begin = index == 0 ? 0 : ring_end[index - 1];
    return std::span(positions).subspan(begin, ring_end[index] - begin);
  }
};

/// The corners of one triangle of a terrain model, as in the file.
using Triangle = std::array<Position, 3>;

/// Where a reader puts what it finds. The views in a Feature are valid during the call only.
class FeatureSink {
 public:
  virtual ~FeatureSink() = default;
  virtual void feature(const Feature& feature) = 0;
  /// Triangles of a terrain model, some thousands at a time; `epsg` as in Feature.
  virtual void triangles(std::span<const Triangle> triangles, int epsg) = 0;
  /// Something that was mended, e.g. repaired("xlink without target", "bldg_12").
  virtual void repaired(std::string_view what, std::string_view id) = 0;
  /// A feature that was left out, and why.
  virtual void skipped(std::string_view reason, std::string_view id) = 0;
};

}  // namespace machi
