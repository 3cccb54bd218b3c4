// Overhangs and fins shade façades as geometry has it.
#include "engine/climate/facade_shade.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

const FacadeRect window{1, 1, 2, 2};

// The way back from a point of the façade towards the light, met by any shade?
bool in_shadow(double x, double y, const std::vector<FacadeShade>& shades, LocalDirection towards) {
  for (const FacadeShade& shade : shades) {
    const bool level = shade.y0_m == shade.y1_m;
    const double way = level ? (shade.y0_m - y) / towards.up : (shade.x0_m - x) / towards.right;
    const double out = way * towards.out;
    const double along = level ? x + way * towards.right : y + way * towards.up;
    const double from = level ? shade.x0_m : shade.y0_m;
    const double to = level ? shade.x1_m : shade.y1_m;
    if (way > 0 && out > 0 && out < shade.depth_m && along > from && along < to) return true;
  }
  return false;
}

TEST(FacadeShade, WideOverhangShadesByTheProfileAngle) {
  const std::vector<FacadeShade> overhang{{1, -100, 3.5, 100, 3.5}};  // 0.5 m above the head
  EXPECT_NEAR(lit_share(window, overhang, {0, 1, 1}), 0.75, 1e-9);    // the shadow is 1 m long
  EXPECT_NEAR(lit_share(window, overhang, {0, 4, 1}), 0, 1e-9);
  EXPECT_NEAR(lit_share(window, overhang, {0, 0.2, 1}), 1, 1e-9);
  EXPECT_NEAR(lit_share(window, overhang, {0, -1, 1}), 1, 1e-9);  // light from below
  EXPECT_EQ(lit_share(window, overhang, {0, 1, -1}), 0);          // from behind
  EXPECT_EQ(lit_share(window, {}, {0, 1, 1}), 1);
}

TEST(FacadeShade, FinShadesOneSideOnly) {
  const std::vector<FacadeShade> fin{{1, 1, 0, 1, 10}};  // at the left edge
  EXPECT_NEAR(lit_share(window, fin, {-1, 0, 1}), 0.5, 1e-9);
  EXPECT_NEAR(lit_share(window, fin, {1, 0, 1}), 1, 1e-9);
}

TEST(FacadeShade, AgreesWithRaysWhereShadowsOverlap) {
  const std::vector<FacadeShade> shades{{0.8, 0.5, 3.2, 3.2, 3.2}, {0.6, 0.9, 0.5, 0.9, 3.5}, {0.7, 3.1, 1, 3.1, 2.5}};
  RandomStream random(7, 0, 0);
  for (int k = 0; k < 40; ++k) {
    const LocalDirection towards{random.uniform(-2, 2), random.uniform(-1, 3), random.uniform(0.2, 1)};
    constexpr int side = 200;
    int lit = 0;
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j)
        lit += in_shadow(1 + 2 * (i + 0.5) / side, 1 + 2 * (j + 0.5) / side, shades, towards) ? 0 : 1;
    EXPECT_NEAR(lit_share(window, shades, towards), static_cast<double>(lit) / (side * side), 0.01);
  }
}

TEST(FacadeShade, LetsAllDiffuseLightThroughWhereThereIsNone) {
  const DiffuseShare none = diffuse_share(window, {}, {90, 180});
  EXPECT_EQ(none.sky, 1);
  EXPECT_EQ(none.ground, 1);
}

TEST(FacadeShade, WideOverhangAtTheHeadTakesTheSkyOfItsViewFactor) {
  // Crossed strings: an endless strip of depth d at the head of a wall of height h has the view factor
  // (h + d - sqrt(h^2 + d^2)) / (2 h) from the wall; the sky has 1/2.
  const std::vector<FacadeShade> overhang{{1, -1000, 3, 1000, 3}};
  const DiffuseShare share = diffuse_share(window, overhang, {90, 180});
  EXPECT_NEAR(share.sky, 1 - (2 + 1 - std::sqrt(5.0)) / 2, 0.01);
  EXPECT_NEAR(share.ground, 1, 1e-9);
  EXPECT_NEAR(share.horizon, 1, 0.05);
}

}  // namespace
}  // namespace machi
