// What four points of a façade miss of its shade in a real town, against brute force: every 250th building of the city
// file that MACHI_CHIBA_CITY names (machi import of data/chiba_chuo_north), skipped without one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "engine/core/constants.hpp"
#include "engine/energy/building_shape.hpp"
#include "engine/energy/neighbours.hpp"
#include "io/city/city_file.hpp"

namespace machi {
namespace {

/// 400 points all over the walls of one façade, as far as no neighbour stands against them, with their horizons.
std::vector<Horizon> horizons_all_over(const BuildingPrism& prism, const BuildingShape& shape, std::size_t facade,
                                       const Skyline& city) {
  std::vector<WallEdge> edges;
  double whole_m = 0;
  for (const auto& ring : prism.rings)
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const WallEdge edge{ring[k], ring[(k + 1) % ring.size()]};
      if (length_m(edge) <= 0 || facade_of(shape, edge) != facade) continue;
      edges.push_back(edge);
      whole_m += length_m(edge);
    }
  std::vector<Horizon> all;
  for (int u = 0; u < 20 && whole_m > 0; ++u) {
    double left_m = (u + 0.5) / 20 * whole_m;
    std::size_t e = 0;
    while (e + 1 < edges.size() && left_m >= length_m(edges[e])) left_m -= length_m(edges[e++]);
    const double share = left_m / length_m(edges[e]);
    const double dx = 1e-3 * (edges[e].to.x_mm - edges[e].from.x_mm), dy = 1e-3 * (edges[e].to.y_mm - edges[e].from.y_mm);
    const double x = 1e-3 * edges[e].from.x_mm + share * dx + 0.05 * dy / length_m(edges[e]);
    const double y = 1e-3 * edges[e].from.y_mm + share * dy - 0.05 * dx / length_m(edges[e]);
    for (int v = 0; v < 20; ++v) {
      const double z = shape.base_m + (v + 0.5) / 20 * (shape.eaves_m - shape.base_m);
      if (city.top_over(x, y, prism.building) > z) continue;
      Horizon horizon{};
      city.horizon_before({x, y, z}, azimuth_of(edges[e]), horizon);
      all.push_back(horizon);
    }
  }
  return all;
}

TEST(ChibaShading, FourPointsOfAFacadeStandForAllOfIt) {
  const char* path = std::getenv("MACHI_CHIBA_CITY");
  if (path == nullptr) GTEST_SKIP() << "MACHI_CHIBA_CITY names no city file";
  const H5Input file = open_city(path);
  const RowRange rows{0, file.rows("/buildings/usage")};
  const Layer layer = read_layer(file, Theme::bldg, rows, false);
  const BuildingColumns columns = read_buildings(file, rows);
  std::vector<BuildingPrism> prisms;
  for (std::uint64_t row = 0; row < rows.count; ++row)
    if (auto prism = prism_of(layer, columns, row, static_cast<std::uint32_t>(row))) prisms.push_back(std::move(*prism));
  const Skyline city(prisms, {});
  double lit_error = 0, lit_bias = 0, sky_error = 0, sky_bias = 0;
  int facades = 0;
  for (std::size_t b = 0; b < prisms.size(); b += 250) {
    BuildingShape shape = shape_of_building(prisms[b], layer, prisms[b].building);
    share_walls(prisms[b], city, shape);
    const auto faces = face_horizons(prisms[b], shape, city);
    for (std::size_t f = 0; f < shape.facades.size(); ++f) {
      if (shape.facades[f].area_m2 < 5) continue;
      const std::vector<Horizon> all = horizons_all_over(prisms[b], shape, f, city);
      if (all.size() < 40) continue;
      const double sky = view_past({90, shape.facades[f].azimuth_deg}, all).sky;
      sky_error += std::abs(faces[f].view.sky - sky);
      sky_bias += faces[f].view.sky - sky;
      // Suns at 10°, 20° … 60° in every sector before the wall, weighed with the cosine of incidence.
      double many = 0, four = 0, weights = 0;
      for (std::size_t sector = 0; sector < sky_sectors; ++sector)
        for (int height = 10; height <= 60; height += 10) {
          const double before =
              std::cos(((static_cast<double>(sector) + 0.5) * sector_deg - shape.facades[f].azimuth_deg) * degree) *
              std::cos(height * degree);
          if (before <= 0) continue;
          weights += before;
          for (const Horizon& horizon : all)
            many += static_cast<double>(horizon[sector]) < height ? before / static_cast<double>(all.size()) : 0;
          for (const auto& step : faces[f].step) four += step[sector] * horizon_step_deg < height ? before / 4 : 0;
        }
      lit_error += std::abs(four - many) / weights;
      lit_bias += (four - many) / weights;
      ++facades;
    }
  }
  std::printf("%d façades: direct sun wrong by %.4f (bias %+.4f), sky view by %.4f (bias %+.4f)\n", facades,
              lit_error / facades, lit_bias / facades, sky_error / facades, sky_bias / facades);
  EXPECT_GT(facades, 200);
  EXPECT_LT(lit_error / facades, 0.06);
  EXPECT_LT(std::abs(lit_bias) / facades, 0.02);
  EXPECT_LT(sky_error / facades, 0.05);
  EXPECT_LT(std::abs(sky_bias) / facades, 0.02);
}

}  // namespace
}  // namespace machi
