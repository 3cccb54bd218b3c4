// Panes of glass follow Fresnel's laws.
#include "engine/energy/glazing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace machi {
namespace {

EnergyGlazing glass(std::int64_t panes) {
  EnergyGlazing given;
  given.panes = panes;  // of 0.834 and 0.075, 3 mm clear
  return given;
}

TEST(Glazing, FindsTheRefractiveIndexOfClearGlass) {
  EXPECT_NEAR(Glazing(glass(1)).refractive_index(), 1.526, 0.02);
}

TEST(Glazing, GivesBackAPanesOwnValues) {
  const GlazingOptics normal = Glazing(glass(1)).beam(1);
  EXPECT_NEAR(normal.transmitted, 0.834, 1e-6);
  EXPECT_NEAR(normal.reflected, 0.075, 1e-6);
  EXPECT_DOUBLE_EQ(normal.absorbed_outer, normal.absorbed_inner);
}

TEST(Glazing, TwoPanesReflectToAndFro) {
  const GlazingOptics normal = Glazing(glass(2)).beam(1);
  EXPECT_NEAR(normal.transmitted, 0.834 * 0.834 / (1 - 0.075 * 0.075), 1e-6);
  EXPECT_NEAR(normal.absorbed_outer, 0.0968, 1e-4);
  EXPECT_NEAR(normal.absorbed_inner, 0.0763, 1e-4);
}

TEST(Glazing, LosesNoLightAtAnyAngle) {
  for (const std::int64_t panes : {1, 2}) {
    const Glazing glazing(glass(panes));
    double before = 2;
    for (int degrees = 0; degrees <= 90; degrees += 5) {
      const GlazingOptics optics = glazing.beam(std::cos(degrees * 0.017453292519943295));
      EXPECT_NEAR(optics.transmitted + optics.absorbed_outer + optics.absorbed_inner + optics.reflected, 1, 1e-9);
      EXPECT_LT(optics.transmitted, before + 1e-3);
      before = optics.transmitted;
    }
    EXPECT_LT(before, 1e-9);  // grazing light
    const GlazingOptics& diffuse = glazing.diffuse();
    EXPECT_NEAR(diffuse.transmitted + diffuse.absorbed_outer + diffuse.absorbed_inner + diffuse.reflected, 1, 1e-9);
  }
}

// Duffie & Beckman, eq. 5.1.7: a cover that absorbs nothing.
TEST(Glazing, APaneWithoutAbsorptionFollowsTheFormulaOfCovers) {
  EnergyGlazing clear = glass(1);
  clear.pane_transmittance = 0.9168;
  clear.pane_reflectance = 0.0832;
  const Glazing glazing(clear);
  const double n = glazing.refractive_index();
  for (const double degrees : {10.0, 40.0, 60.0, 75.0}) {
    const double angle = degrees * 0.017453292519943295;
    const double inside = std::asin(std::sin(angle) / n);
    const double across = std::pow(std::sin(inside - angle) / std::sin(inside + angle), 2);
    const double along = std::pow(std::tan(inside - angle) / std::tan(inside + angle), 2);
    const double expected = ((1 - along) / (1 + along) + (1 - across) / (1 + across)) / 2;
    EXPECT_NEAR(glazing.beam(std::cos(angle)).transmitted, expected, 1e-6);
  }
}

// The polynomial by which the Modelica Buildings Library gives the window of ASHRAE 140's case 600.
TEST(Glazing, TwoPanesHaveTheAnglesOfTheStandardsWindow) {
  const Glazing glazing(glass(2));
  for (const double degrees : {0.0, 20.0, 40.0, 50.0, 60.0, 70.0}) {
    const double angle = degrees * 0.017453292519943295;
    const double expected = 1 - 0.189 * angle + 0.644 * angle * angle - 0.596 * angle * angle * angle;
    EXPECT_NEAR(glazing.beam(std::cos(angle)).transmitted / glazing.beam(1).transmitted, expected, 0.03) << degrees;
  }
}

TEST(Glazing, CollectsDiffuseLightFromAllAngles) {
  const Glazing glazing(glass(2));
  constexpr int steps = 20'000;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double angle = (i + 0.5) * 1.5707963267948966 / steps;
    sum += glazing.beam(std::cos(angle)).transmitted * std::sin(2 * angle) * 1.5707963267948966 / steps;
  }
  EXPECT_NEAR(glazing.diffuse().transmitted, sum, 1e-4);
}

TEST(Glazing, KnowsWhatNoClearPaneCanBe) {
  EXPECT_TRUE(is_clear_pane(0.834, 0.075));
  EXPECT_FALSE(is_clear_pane(0.7, 0.4));
  EXPECT_FALSE(is_clear_pane(0, 0.1));
}

}  // namespace
}  // namespace machi
