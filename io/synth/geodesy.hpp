/// \file  Where the fictitious town lies on the earth: from metres to latitude, longitude and mesh codes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/synth/plan.hpp"

namespace machi::synth {

struct LatLon {
  double lat_deg{0};
  double lon_deg{0};
};

/// A cell of the third-level grid of JIS X 0410: 30 seconds of latitude, 45 seconds of longitude.
struct Mesh {
  std::int32_t row{0};              ///< floor(latitude · 120)
  std::int32_t column{0};           ///< floor(longitude · 80)
  std::string code() const;         ///< eight digits
  std::string second_code() const;  ///< six digits: the 10 km cell around it
  friend auto operator<=>(const Mesh&, const Mesh&) = default;
};
Mesh mesh_at(const LatLon& point);
/// Code of the 250 m cell (a quarter of a quarter of the third-level cell), ten digits.
std::uint64_t quarter_mesh_code(const LatLon& point);

/// Inverse projection of one plane rectangular zone, by a cubic on each square of 1,024 m that agrees with PROJ to
/// better than 10^-10 degrees. Every point has one value, whichever file it is written to.
class Geodesy {
 public:
  static constexpr int epsg = 6677;
  /// The town's origin: in the ocean south of Boso, where no town is.
  static constexpr double origin_east_m = 9600;
  static constexpr double origin_north_m = -146400;

  /// Covers the points between two corners. Calls PROJ; throws RunError where its database is missing.
  Geodesy(const TownPoint& low, const TownPoint& high);
  /// Any thread. `point` within the corners and a margin of 1 km.
  LatLon at(const TownPoint& point) const;

 private:
  struct Patch {
    std::array<std::array<double, 4>, 4> lat, lon;  ///< coefficient of x^i y^j, x and y in [-1, 1]
  };
  int first_column_;
  int first_row_;
  int columns_;
  int rows_;
  std::vector<Patch> patches_;
};

}  // namespace machi::synth
