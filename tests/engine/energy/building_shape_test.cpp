// From polygons to walls, roofs and what neighbours stand against.
#include "engine/energy/building_shape.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/core/rng.hpp"
#include "engine/energy/neighbours.hpp"
#include "tests/engine/energy/shade_errors.hpp"

namespace machi {
namespace {

/// A layer of buildings and their columns, filled by hand.
struct Town {
  Layer layer;
  BuildingColumns columns;

  void polygon(SurfaceKind kind, const std::vector<PointMm>& ring) {
    PolygonTable& p = layer.polygons;
    p.kind.push_back(kind);
    p.lod.push_back(kind == SurfaceKind::roof ? 2 : 1);
    p.part.push_back(0);
    p.points.insert(p.points.end(), ring.begin(), ring.end());
    p.point_begin.push_back(static_cast<std::uint32_t>(p.points.size()));
    p.ring_begin.push_back(static_cast<std::uint32_t>(p.point_begin.size() - 1));
  }
  void end(float base_m, float top_m) {
    layer.polygon_begin.push_back(layer.polygons.size());
    columns.base_m.push_back(base_m);
    columns.top_m.push_back(top_m);
    columns.height_m.push_back(top_m - base_m);
  }
  /// A rectangle whose long side is turned by `turn_deg`, anticlockwise.
  std::uint64_t box(double x, double y, double width, double depth, float top_m, double turn_deg = 0) {
    const auto at = [&](double u, double v) {
      const double c = std::cos(turn_deg * degree), s = std::sin(turn_deg * degree);
      return PointMm{static_cast<std::int32_t>(std::lround(1000 * (x + c * u - s * v))),
                     static_cast<std::int32_t>(std::lround(1000 * (y + s * u + c * v))), 0};
    };
    polygon(SurfaceKind::footprint, {at(0, 0), at(0, depth), at(width, depth), at(width, 0)});  // clockwise
    end(0, top_m);
    return layer.polygon_begin.size() - 2;
  }
  std::vector<BuildingPrism> prisms() const {
    std::vector<BuildingPrism> all;
    for (std::uint32_t row = 0; row + 1 < layer.polygon_begin.size(); ++row) {
      auto prism = prism_of(layer, columns, row, row);
      if (prism) all.push_back(std::move(*prism));
    }
    return all;
  }
  Town() { layer.polygon_begin = {0}; }
};

const FacadeShape& facing(const BuildingShape& shape, double azimuth_deg) {
  std::size_t nearest = 0;
  const auto apart = [&](std::size_t k) { return -std::cos((shape.facades[k].azimuth_deg - azimuth_deg) * degree); };
  for (std::size_t k = 1; k < shape.facades.size(); ++k)
    if (apart(k) < apart(nearest)) nearest = k;
  return shape.facades[nearest];
}

TEST(BuildingShape, TurnedBoxHasFourWallsARoofAndItsVolume) {
  for (const double turn : {0.0, 20.0, 44.0, 80.0}) {
    Town town;
    town.box(100, 50, 10, 6, 9, turn);
    const BuildingShape shape = shape_of_building(town.prisms()[0], town.layer, 0);
    EXPECT_NEAR(shape.volume_m3, 540, 0.1);
    EXPECT_NEAR(shape.ground_m2, 60, 0.01);
    ASSERT_EQ(shape.facades.size(), 4U);
    EXPECT_NEAR(facing(shape, 180 - turn).azimuth_deg, 180 - turn, 0.1);
    EXPECT_NEAR(facing(shape, 180 - turn).area_m2, 90, 0.05);
    EXPECT_NEAR(facing(shape, 90 - turn).area_m2, 54, 0.05);
    ASSERT_EQ(shape.roofs.size(), 1U);
    EXPECT_EQ(shape.roofs[0].tilt_deg, 0);
    EXPECT_NEAR(shape.roofs[0].area_m2, 60, 0.01);
  }
}

TEST(BuildingShape, GableRoofHasTwoPlanesAndLessVolume) {
  Town town;
  town.polygon(SurfaceKind::ground, {{0, 0, 0}, {10'000, 0, 0}, {10'000, 8'000, 0}, {0, 8'000, 0}});
  town.polygon(SurfaceKind::roof, {{0, 0, 6'000}, {10'000, 0, 6'000}, {10'000, 4'000, 8'000}, {0, 4'000, 8'000}});
  town.polygon(SurfaceKind::roof,
               {{0, 4'000, 8'000}, {10'000, 4'000, 8'000}, {10'000, 8'000, 6'000}, {0, 8'000, 6'000}});
  town.end(0, 8);
  const BuildingShape shape = shape_of_building(town.prisms()[0], town.layer, 0);
  EXPECT_NEAR(shape.volume_m3, 10 * 8 * 7, 0.1);
  EXPECT_NEAR(shape.eaves_m, 6, 1e-6);
  ASSERT_EQ(shape.roofs.size(), 2U);
  const double tilt = std::atan(0.5) / degree;
  for (const RoofShape& roof : shape.roofs) {
    EXPECT_NEAR(roof.tilt_deg, tilt, 0.01);
    EXPECT_NEAR(roof.area_m2, 40 / std::cos(tilt * degree), 0.01);
  }
  EXPECT_NEAR(shape.roofs[0].azimuth_deg, 180, 0.01);
  EXPECT_NEAR(shape.roofs[1].azimuth_deg, 0, 0.01);
}

TEST(BuildingShape, NothingIsMadeOfWhatHasNoAreaOrHeight) {
  Town town;
  town.box(0, 0, 0.5, 0.5, 9);
  town.box(0, 0, 10, 10, 0.5F);
  town.end(0, 9);  // no polygon at all
  EXPECT_TRUE(town.prisms().empty());
}

TEST(Neighbours, WallsAgainstOneAnotherAreShared) {
  Town town;
  town.box(0, 0, 10, 8, 9);
  town.box(10.1, 2, 10, 6, 6);  // 10 cm off its east wall, along 6 m of it, 6 m high
  town.box(0, -9, 10, 8, 9);    // a metre off its south wall
  const auto prisms = town.prisms();
  const Skyline city(prisms, {});
  BuildingShape shape = shape_of_building(prisms[0], town.layer, 0);
  share_walls(prisms[0], city, shape);
  EXPECT_NEAR(facing(shape, 90).shared_m2, 36, 0.05);
  EXPECT_NEAR(facing(shape, 90).area_m2, 8 * 9 - 36, 0.05);
  EXPECT_EQ(facing(shape, 180).shared_m2, 0);
  EXPECT_EQ(facing(shape, 0).shared_m2, 0);
  // The tall wall sees nothing south but the neighbour, and looks over the low one to the east.
  const auto faces = face_horizons(prisms[0], shape, city);
  const auto view = [&](double azimuth) {
    return faces[static_cast<std::size_t>(&facing(shape, azimuth) - shape.facades.data())].view.sky;
  };
  EXPECT_LT(view(180), 0.35);
  EXPECT_GT(view(0), 0.99);
  EXPECT_NEAR(faces[4].view.sky, 1, 0.01);
}

// Four points of a façade instead of four hundred: the error that docs/models/energy.md states.
TEST(Neighbours, FourPointsOfAFacadeStandForAllOfIt) {
  RandomStream random(5, 0, 0);
  Town town;
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j)
      town.box(15 * i + random.uniform(0, 3), 14 * j + random.uniform(0, 3), random.uniform(7, 11),
               random.uniform(7, 10), static_cast<float>(random.uniform(5, 14)), random.uniform(-5, 5));
  const auto prisms = town.prisms();
  const Skyline city(prisms, {});
  ShadeErrors errors;
  for (std::uint32_t b = 9; b < 55; b += 5) {
    const BuildingShape shape = shape_of_building(prisms[b], town.layer, b);
    const auto faces = face_horizons(prisms[b], shape, city);
    for (std::size_t f = 0; f < 4; ++f) {
      WallEdge wall{};
      for (std::size_t k = 0; k < 4; ++k) {
        const WallEdge edge{prisms[b].rings[0][k], prisms[b].rings[0][(k + 1) % 4]};
        if (facade_of(shape, edge) == f) wall = edge;
      }
      std::vector<Horizon> all;
      for (int u = 0; u < 20; ++u)
        for (int v = 0; v < 20; ++v) {
          const double share = (u + 0.5) / 20, length = length_m(wall);
          const double dx = 1e-3 * (wall.to.x_mm - wall.from.x_mm), dy = 1e-3 * (wall.to.y_mm - wall.from.y_mm);
          Horizon horizon{};
          city.horizon_before({1e-3 * wall.from.x_mm + share * dx + 0.05 * dy / length,
                               1e-3 * wall.from.y_mm + share * dy - 0.05 * dx / length, (v + 0.5) / 20 * shape.eaves_m},
                              azimuth_of(wall), horizon);
          all.push_back(horizon);
        }
      errors.add(faces[f], shape.facades[f].azimuth_deg, all);
    }
  }
  EXPECT_GT(errors.facades, 30);
  EXPECT_LT(errors.lit / errors.facades, 0.04);
  EXPECT_LT(std::abs(errors.lit_bias) / errors.facades, 0.01);
  EXPECT_LT(errors.sky / errors.facades, 0.03);
  EXPECT_LT(std::abs(errors.sky_bias) / errors.facades, 0.01);
}

}  // namespace
}  // namespace machi
