/// \file  From the coordinates of a file into the city's own millimetres: which metric CRS a place uses, and fast
/// conversion into it.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "engine/model/feature.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// Degrees north and east.
struct LatLon {
  double lat_deg{0};
  double lon_deg{0};
};

/// Latitude and longitude on JGD2011; those of WGS 84 are the same within a metre.
inline constexpr int geographic_epsg = 6668;

/// Converts positions of one CRS into millimetres of a projected one.
///
/// PROJ costs some 250 ns a point, as much as reading it. So the conversion is fitted: for each tile of 0.01° (1 km
/// where the source is projected) a bivariate quadratic through PROJ's values at 4 × 4 Chebyshev nodes, checked at the
/// corners and the centre; a tile where it misses by more than 20 µm (a grid shift, the edge of a projection) is left
/// to PROJ point by point. A tile's fit depends on nothing but the tile, so results do not depend on the order of
/// points. One object per thread.
class LocalCrs {
 public:
  /// The metric CRS of a place. In Japan the zone I to XIX of the plane rectangular system (EPSG 6669 to 6687) that the
  /// Ministry's notice no. 9 of 2002 gives its prefecture: outlying islands by the notice's own limits, elsewhere the
  /// zone of the nearest of some 240 towns (crs_zone.cpp), so that only places within a few kilometres of a border
  /// between zones may get the neighbour's. Elsewhere UTM on WGS 84 (EPSG 326xx, 327xx). Throws nothing.
  static int choose_epsg(double lat_deg, double lon_deg);

  /// Latitude and longitude (WGS 84 or alike) of a position as a file gives it; empty where it lies nowhere on Earth.
  /// Throws InputError where PROJ does not know `source_epsg`.
  static std::optional<LatLon> to_lat_lon(int source_epsg, const Position& position);

  /// Positions come in the axis order of `source_epsg`'s definition (EPSG:6697: latitude, longitude, height;
  /// EPSG:28992: easting, northing); of a compound CRS the horizontal part is used and heights stay as they are. Throws
  /// InputError("EPSG:…", …) where PROJ does not know a code or no way between the two.
  LocalCrs(int source_epsg, int target_epsg);
  ~LocalCrs();
  LocalCrs(const LocalCrs&) = delete;
  LocalCrs& operator=(const LocalCrs&) = delete;

  /// points[i] = positions[i] in millimetres east of origin_east_m, north of origin_north_m and above height 0, rounded
  /// to the nearest; what lies beyond ±2,147 km is held at that bound. Within 0.1 mm of PROJ's own values (test).
  /// False, with points unspecified, where a position lies nowhere on Earth: not finite, outside ±90° or ±180° (±10^8 m
  /// where projected), outside the target's domain, or |height| above 10^6 m.
  bool to_local_mm(std::span<const Position> positions, double origin_east_m, double origin_north_m,
                   std::span<PointMm> points);

  /// One position as easting and northing in metres by PROJ itself; empty where it lies nowhere on Earth.
  struct EastNorth {
    double east_m{0};
    double north_m{0};
  };
  std::optional<EastNorth> exact(const Position& position);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The zone of Japan's plane rectangular system, 1 to 19; empty outside Japan.
std::optional<int> plane_rectangular_zone(double lat_deg, double lon_deg);

}  // namespace machi
