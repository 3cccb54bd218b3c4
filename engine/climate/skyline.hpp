/// \file  How high the buildings and hills around a point stand in the sky, by azimuth.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/climate/plane_irradiance.hpp"
#include "engine/model/city_zone.hpp"

namespace machi {

/// Azimuths are cut into this many sectors; sector k is about (k + 0.5) × 5° clockwise from north.
inline constexpr std::size_t sky_sectors = 72;
inline constexpr double sector_deg = 360.0 / static_cast<double>(sky_sectors);

/// Elevation of the horizon in the middle of each sector, degrees; never below 0.
using Horizon = std::array<float, sky_sectors>;

/// Heights of the ground, a mean for each square cell; NaN unknown. Row 0 is the south.
struct TerrainRaster {
  double x_m{0};  ///< south-west corner
  double y_m{0};
  double cell_m{64};
  std::int64_t columns{0};
  std::int64_t rows{0};
  std::vector<float> height_m;
};

/// A point to look from, in the city's metres.
struct Viewpoint {
  double x_m{0};
  double y_m{0};
  double z_m{0};
};

inline constexpr std::uint32_t no_building = std::numeric_limits<std::uint32_t>::max();

/// Buildings as upright prisms in an index of square cells, and the terrain around. Immutable: any thread may ask.
class Skyline {
 public:
  /// How far buildings count; hills count up to terrain_reach_m.
  static constexpr double reach_m = 400;
  static constexpr double terrain_reach_m = 10'000;
  static constexpr double cell_m = 8;  ///< of the index

  Skyline(std::vector<BuildingPrism> prisms, TerrainRaster terrain);

  /// Rays in the middle of the sectors, exact against the prisms within reach; sectors whose middle is more than 90°
  /// from `facing_deg` are left at 0 where only the half before a wall is wanted. `self` does not stand in its own way.
  void horizon(const Viewpoint& from, std::uint32_t self, Horizon& elevation_deg) const;
  void horizon_before(const Viewpoint& from, double facing_deg, Horizon& elevation_deg) const;

  /// Height of the top of the highest prism over a point; NaN where none stands there. `self` does not count.
  double top_over(double x_m, double y_m, std::uint32_t self) const;

  /// Calls visit(prism, ax, ay, bx, by) for the edges of prisms that may come within a metre of `edge`, in metres.
  template <class Visit>
  void each_edge_near(const WallEdge& edge, const Visit& visit) const;

 private:
  struct Edge {
    double ax, ay, bx, by;
    float top_m;
    std::uint32_t prism;
  };
  struct Cells {
    std::vector<std::uint32_t> begin;  ///< [cells + 1]
    std::vector<std::uint32_t> items;
  };
  void add_edges();
  void index(std::span<const BuildingPrism> prisms);
  void look(const Viewpoint& from, std::uint32_t self, std::size_t sector, Horizon& elevation_deg) const;
  double tangent(const Viewpoint& from, std::uint32_t self, double dx, double dy, double least) const;
  double terrain_tangent(const Viewpoint& from, double dx, double dy, double least) const;
  std::int64_t cell_of(double x_m, double y_m) const;

  std::vector<BuildingPrism> prisms_;
  std::vector<Edge> edges_;
  double x_m_{0}, y_m_{0};
  std::int64_t columns_{0}, rows_{0};
  Cells cell_edges_, cell_prisms_;
  std::vector<float> cell_top_m_;  ///< of the edges in a cell
  float highest_m_{-1e9F};
  TerrainRaster terrain_;
  float highest_ground_m_{-1e9F};
};

/// Parts of the diffuse light that reach a plane past its horizon, as factors: of the sky, an even one being 1; of the
/// band along the horizon; of the ground, in whose light neighbours count as bright as the ground.
struct FaceView {
  double sky{1};
  double horizon{1};
  double ground{0};
};

/// Integral of the cosine of incidence over the sky above the horizon, exact in elevation, by sectors in azimuth, for a
/// plane that does not face down. No horizons: open country. The band along the horizon is seen in sectors whose
/// horizon is below 6.5°.
FaceView view_past(PlaneFacing facing, std::span<const Horizon> horizons);

template <class Visit>
void Skyline::each_edge_near(const WallEdge& edge, const Visit& visit) const {
  const auto column = [&](std::int32_t mm) { return (1e-3 * mm - x_m_); };
  constexpr double slack_m = 1;
  const auto low = [](double a, double b) { return a < b ? a : b; };
  const auto high = [](double a, double b) { return a < b ? b : a; };
  const double ax = column(edge.from.x_mm), bx = column(edge.to.x_mm);
  const double ay = 1e-3 * edge.from.y_mm - y_m_, by = 1e-3 * edge.to.y_mm - y_m_;
  const auto at = [](double value, std::int64_t last) {
    const auto k = static_cast<std::int64_t>(value / cell_m);
    return value < 0 ? 0 : (k > last ? last : k);
  };
  const std::int64_t i0 = at(low(ax, bx) - slack_m, columns_ - 1), i1 = at(high(ax, bx) + slack_m, columns_ - 1);
  const std::int64_t j0 = at(low(ay, by) - slack_m, rows_ - 1), j1 = at(high(ay, by) + slack_m, rows_ - 1);
  std::vector<std::uint32_t> found;
  for (std::int64_t j = j0; j <= j1; ++j)
    for (std::int64_t i = i0; i <= i1; ++i) {
      const auto c = static_cast<std::size_t>(j * columns_ + i);
      for (std::uint32_t k = cell_edges_.begin[c]; k < cell_edges_.begin[c + 1]; ++k)
        found.push_back(cell_edges_.items[k]);
    }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const std::uint32_t e : found) {
    const Edge& other = edges_[e];
    visit(prisms_[other.prism], other.ax + x_m_, other.ay + y_m_, other.bx + x_m_, other.by + y_m_);
  }
}

}  // namespace machi
