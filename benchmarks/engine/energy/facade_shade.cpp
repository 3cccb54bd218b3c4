// What four points of a façade miss of its shade in a real town, against brute force at 400 points: every 250th
// building of a city file.
#include <fmt/format.h>

#include "engine/energy/building_shape.hpp"
#include "engine/energy/neighbours.hpp"
#include "io/city/city_file.hpp"
#include "tests/engine/energy/shade_errors.hpp"

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
    const double dx = 1e-3 * (edges[e].to.x_mm - edges[e].from.x_mm),
                 dy = 1e-3 * (edges[e].to.y_mm - edges[e].from.y_mm);
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

ShadeErrors errors_in(const std::string& city_file) {
  const H5Input file = open_city(city_file);
  const RowRange rows{0, file.rows("/buildings/usage")};
  const Layer layer = read_layer(file, Theme::bldg, rows, false);
  const BuildingColumns columns = read_buildings(file, rows);
  std::vector<BuildingPrism> prisms;
  for (std::uint64_t row = 0; row < rows.count; ++row)
    if (auto prism = prism_of(layer, columns, row, static_cast<std::uint32_t>(row)))
      prisms.push_back(std::move(*prism));
  const Skyline city(prisms, {});
  ShadeErrors errors;
  for (std::size_t b = 0; b < prisms.size(); b += 250) {
    BuildingShape shape = shape_of_building(prisms[b], layer, prisms[b].building);
    share_walls(prisms[b], city, shape);
    const auto faces = face_horizons(prisms[b], shape, city);
    for (std::size_t f = 0; f < shape.facades.size(); ++f) {
      if (shape.facades[f].area_m2 < 5) continue;
      const std::vector<Horizon> all = horizons_all_over(prisms[b], shape, f, city);
      if (all.size() >= 40) errors.add(faces[f], shape.facades[f].azimuth_deg, all);
    }
  }
  return errors;
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: bench_engine_energy_facade_shade CITY.h5\n");
    return 2;
  }
  const machi::ShadeErrors sums = machi::errors_in(argv[1]);
  const double n = sums.facades;
  fmt::print("{} façades: direct sun wrong by {:.4f} (bias {:+.4f}), sky view by {:.4f} (bias {:+.4f})\n", sums.facades,
             sums.lit / n, sums.lit_bias / n, sums.sky / n, sums.sky_bias / n);
}
