// Shapes of streets, and the rules for lanes, speeds and modes.
#include "engine/network/street_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/model/network.hpp"
#include "engine/network/street_rules.hpp"

namespace machi {
namespace {

TEST(StreetShape, SimplifyingStaysWithinItsTolerance) {
  std::vector<CellPoint> arc;
  for (int k = 0; k <= 200; ++k) arc.push_back({100 * std::cos(k * 0.015), 100 * std::sin(k * 0.015)});
  const std::vector<CellPoint> simple = simplify_chain(arc, 0.5);
  EXPECT_LT(simple.size(), 40U);
  EXPECT_EQ(simple.front().x, arc.front().x);
  EXPECT_EQ(simple.back().y, arc.back().y);
  for (const CellPoint& p : arc) {
    double nearest = 1e9;
    for (std::size_t k = 0; k + 1 < simple.size(); ++k) {
      const double dx = simple[k + 1].x - simple[k].x, dy = simple[k + 1].y - simple[k].y;
      const double t =
          std::clamp(((p.x - simple[k].x) * dx + (p.y - simple[k].y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
      nearest = std::min(nearest, std::hypot(p.x - simple[k].x - t * dx, p.y - simple[k].y - t * dy));
    }
    EXPECT_LE(nearest, 0.5);
  }
}

TEST(StreetShape, SmoothingKeepsEndsAndStraightLines) {
  std::vector<CellPoint> line;
  for (int k = 0; k < 30; ++k) line.push_back({k * 1.0, 2.0 * k});
  smooth_chain(line);
  for (int k = 0; k < 30; ++k) EXPECT_NEAR(line[static_cast<std::size_t>(k)].y, 2.0 * k, 1e-12);
  std::vector<CellPoint> steps;
  for (int k = 0; k < 30; ++k) steps.push_back({k * 1.0, static_cast<double>(k % 2)});
  smooth_chain(steps);
  EXPECT_EQ(steps.front().y, 0.0);
  EXPECT_EQ(steps.back().y, 1.0);
  for (std::size_t k = 5; k < 25; ++k) EXPECT_NEAR(steps[k].y, 0.5, 0.01);
}

TEST(StreetShape, AChainBendsToANodeThatWasMoved) {
  std::vector<CellPoint> chain;
  for (int k = 0; k <= 20; ++k) chain.push_back({k * 1.0, 0.0});
  lead_to_node(chain, {20.0, 5.0});
  EXPECT_EQ(chain.back().y, 5.0);
  EXPECT_EQ(chain[chain.size() - 2].x, 15.0);
  std::vector<CellPoint> brief{{0, 0}, {1, 0}};
  lead_to_node(brief, {1.0, 9.0});
  EXPECT_EQ(brief.front().x, 0.0);
  EXPECT_EQ(brief.back().y, 9.0);
}

TEST(StreetRules, LanesFollowTheWidthOfCarriagewayAndRoad) {
  EXPECT_EQ(lanes_of_width(4.0, WidthOf::whole_road), 1);
  EXPECT_EQ(lanes_of_width(5.5, WidthOf::carriageway), 2);
  EXPECT_EQ(lanes_of_width(14.0, WidthOf::carriageway), 4);
  EXPECT_EQ(lanes_of_width(14.0, WidthOf::whole_road), 2);
  EXPECT_EQ(lanes_of_width(40.0, WidthOf::whole_road), 6);
}

TEST(StreetRules, SpeedsAndModes) {
  EXPECT_NEAR(free_speed_of_lanes(1) * 3.6F, 30.0F, 1e-4F);
  EXPECT_NEAR(free_speed_of_lanes(2) * 3.6F, 40.0F, 1e-4F);
  EXPECT_NEAR(free_speed_of_lanes(4) * 3.6F, 50.0F, 1e-4F);
  EXPECT_EQ(modes_of_street(1.9, false), mode_walk | mode_bicycle);
  EXPECT_EQ(modes_of_street(6.0, true), mode_bicycle | mode_car);
}

}  // namespace
}  // namespace machi
