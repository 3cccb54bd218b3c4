// Networks of small towns whose streets are known.
#include "engine/network/derive_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/engine/network/town.hpp"

namespace machi {
namespace {

using town::degrees;
using town::derive;
using town::Derived;
using town::nodes_of_degree;
using town::Town;

// Runs `check` on the first rank with the network that all ranks derived.
void with_network(const Town& drawn, const std::function<void(const Network&, const NetworkReport&)>& check,
                  const std::vector<RoadFact>& facts = {}) {
  const Comm comm = Comm::world();
  const Derived derived = derive(comm, drawn, facts);
  if (comm.first()) {
    check(derived.network, derived.report);
  } else {
    EXPECT_EQ(derived.network.nodes(), 0U);
    EXPECT_EQ(derived.network.links(), 0U);
  }
}

double total_m(const Network& network) {
  double sum = 0;
  for (const float length_m : network.length_m) sum += static_cast<double>(length_m);
  return sum;
}

// A crossing of two streets of 8 m at (100, 100), cut at the intersection as published roads are.
Town crossroads() {
  Town drawn;
  drawn.box(0, 4, 96, 96, 104, 104);
  drawn.box(1, 1, 20, 96, 96, 104);
  drawn.box(2, 1, 104, 96, 180, 104);
  drawn.box(3, 1, 96, 20, 104, 96);
  drawn.box(4, 1, 96, 104, 104, 180);
  return drawn;
}

TEST(DeriveNetwork, CrossroadsAreOneNodeWithFourLinks) {
  with_network(crossroads(), [](const Network& network, const NetworkReport& report) {
    ASSERT_EQ(network.links(), 4U);
    ASSERT_EQ(network.nodes(), 5U);
    const auto degree = degrees(network);
    const auto centre = static_cast<std::size_t>(std::find(degree.begin(), degree.end(), 4) - degree.begin());
    ASSERT_LT(centre, network.node.size());
    EXPECT_NEAR(network.node[centre].x_mm, 100000, 1000);
    EXPECT_NEAR(network.node[centre].y_mm, 100000, 1000);
    EXPECT_EQ(network.node_road[centre], 0U);
    EXPECT_EQ(report.intersections, 1U);
    EXPECT_EQ(report.intersections_with_one_node, 1U);
    EXPECT_EQ(report.components, 1U);
    EXPECT_DOUBLE_EQ(report.largest_share, 1.0);
    for (std::uint32_t l = 0; l < 4; ++l) {
      // 80 m to the end of the street, of which thinning takes half of its width.
      EXPECT_NEAR(network.length_m[l], 77.0F, 2.0F);
      EXPECT_NEAR(network.width_m[l], 8.0F, 0.6F);
      EXPECT_EQ(network.lanes[l], 2);
      EXPECT_EQ(network.modes[l], mode_walk | mode_bicycle | mode_car);
      EXPECT_NE(network.road[l], 0U);
      EXPECT_EQ(network.level[l], Level::ground);
    }
  });
}

TEST(DeriveNetwork, AnIntersectionWithoutAJunctionHoldsOneNode) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 96, 104);
  drawn.box(1, 4, 96, 96, 104, 104);
  drawn.box(2, 1, 104, 96, 180, 104);
  with_network(drawn, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(network.links(), 2U);
    EXPECT_EQ(nodes_of_degree(network, 2), 1);
    EXPECT_EQ(report.intersections_with_one_node, 1U);
  });
}

TEST(DeriveNetwork, ATurnIsNoNode) {
  Town drawn;
  drawn.box(0, 1, 20, 20, 100, 28);
  drawn.box(1, 1, 92, 28, 100, 100);
  with_network(drawn, [](const Network& network, const NetworkReport&) {
    ASSERT_EQ(network.links(), 1U);
    EXPECT_EQ(network.nodes(), 2U);
    EXPECT_NEAR(network.length_m[0], 144.0F, 4.0F);
  });
}

TEST(DeriveNetwork, ASideStreetMakesOneJunctionOfThreeLinks) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 180, 104);
  drawn.box(1, 1, 97, 104, 103, 160);
  with_network(drawn, [](const Network& network, const NetworkReport&) {
    EXPECT_EQ(network.links(), 3U);
    EXPECT_EQ(nodes_of_degree(network, 3), 1);
    EXPECT_EQ(nodes_of_degree(network, 1), 3);
  });
}

TEST(DeriveNetwork, ABayShorterThanTheStreetIsWideIsNoStreet) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 180, 104);
  drawn.box(1, 1, 90, 104, 93, 107);
  with_network(drawn, [](const Network& network, const NetworkReport&) { EXPECT_EQ(network.links(), 1U); });
}

TEST(DeriveNetwork, AStreetAcrossASquareStaysConnected) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 100, 104);
  drawn.box(1, 1, 100, 70, 160, 130);
  drawn.box(2, 1, 160, 96, 240, 104);
  with_network(drawn, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(report.components, 1U);
    EXPECT_NEAR(total_m(network), 212.0, 6.0);
    for (const float width_m : network.width_m) EXPECT_LT(width_m, 60.0F);
  });
}

TEST(DeriveNetwork, ARingRoadHasNoLinkFromANodeToItself) {
  Town drawn;
  drawn.box(0, 1, 40, 40, 160, 48);
  drawn.box(1, 1, 152, 48, 160, 152);
  drawn.box(2, 1, 40, 152, 160, 160);
  drawn.box(3, 1, 40, 48, 48, 152);
  with_network(drawn, [](const Network& network, const NetworkReport&) {
    ASSERT_EQ(network.links(), 2U);
    EXPECT_EQ(network.nodes(), 2U);
    EXPECT_NE(network.from[0], network.to[0]);
    EXPECT_NE(network.from[1], network.to[1]);
    EXPECT_NEAR(total_m(network), 448.0, 9.0);
  });
}

TEST(DeriveNetwork, CarriagewaysSideBySideStayApartAndCracksBetweenSurfacesDoNot) {
  Town apart;
  apart.box(0, 1, 20, 96, 180, 103);
  apart.box(1, 1, 20, 106, 180, 113);
  with_network(apart, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(network.links(), 2U);
    EXPECT_EQ(report.components, 2U);
    EXPECT_NEAR(report.largest_share, 0.5, 0.001);
  });
  Town cracked;
  cracked.box(0, 1, 20, 96, 99.7, 104);
  cracked.box(1, 1, 100.6, 96, 180, 104);
  with_network(cracked, [](const Network& network, const NetworkReport&) { EXPECT_EQ(network.links(), 1U); });
}

TEST(DeriveNetwork, AnIslandInTheStreetMakesNoSecondStreet) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 98, 108);
  drawn.box(1, 1, 98, 96, 102, 100);
  drawn.box(2, 1, 98, 104, 102, 108);
  drawn.box(3, 1, 102, 96, 180, 108);
  with_network(drawn, [](const Network& network, const NetworkReport&) { EXPECT_EQ(network.links(), 1U); });
}

// A street from west to east, its middle a bridge or tunnel of `section`, over a street from south to north.
Town grade_separated(std::uint32_t section) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 60, 104);
  drawn.box(1, section, 60, 96, 140, 104);
  drawn.box(2, 1, 140, 96, 180, 104);
  drawn.box(3, 1, 96, 20, 104, 180);
  return drawn;
}

void expect_no_crossing(const Network& network, const NetworkReport& report, Level level) {
  EXPECT_EQ(report.passes_checked, 1U);
  EXPECT_EQ(report.passes_joined, 0U);
  EXPECT_EQ(report.portals, 2U);
  EXPECT_EQ(report.components, 2U);
  EXPECT_EQ(nodes_of_degree(network, 3) + nodes_of_degree(network, 4), 0);
  double special_m = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (network.level[l] != Level::ground) {
      EXPECT_EQ(network.level[l], level);
      EXPECT_EQ(network.road[l], 1U);
      special_m += static_cast<double>(network.length_m[l]);
    }
    if (network.road[l] == 3U) {
      EXPECT_NEAR(network.length_m[l], 153.0F, 2.0F);
    }
  }
  EXPECT_NEAR(special_m, 80.0, 2.0);
}

TEST(DeriveNetwork, ABridgeDoesNotJoinTheRoadThatItPasses) {
  with_network(grade_separated(3), [](const Network& network, const NetworkReport& report) {
    expect_no_crossing(network, report, Level::elevated);
  });
}

TEST(DeriveNetwork, ATunnelDoesNotJoinTheRoadThatItPasses) {
  with_network(grade_separated(6), [](const Network& network, const NetworkReport& report) {
    expect_no_crossing(network, report, Level::tunnel);
  });
}

TEST(DeriveNetwork, ViaductsThatCrossEachOtherAboveARoadStayApart) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 180, 104);
  drawn.polygon(1, 2, {{96, 60}, {104, 60}, {104, 140}, {96, 140}});
  drawn.polygon(2, 2, {{60, 60}, {70, 60}, {140, 140}, {130, 140}});
  with_network(drawn, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(report.passes_checked, 3U);
    EXPECT_EQ(report.passes_joined, 0U);
    EXPECT_EQ(report.components, 3U);
    EXPECT_EQ(network.links(), 3U);
  });
}

TEST(DeriveNetwork, ABridgeOverWaterContinuesTheStreet) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 80, 104);
  drawn.box(1, 3, 80, 96, 120, 104);
  drawn.box(2, 1, 120, 96, 180, 104);
  with_network(drawn, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(report.passes_checked, 0U);
    EXPECT_EQ(report.components, 1U);
    ASSERT_EQ(network.links(), 3U);
    double bridge_m = 0;
    for (std::uint32_t l = 0; l < 3; ++l)
      if (network.level[l] == Level::elevated) bridge_m += static_cast<double>(network.length_m[l]);
    EXPECT_NEAR(bridge_m, 40.0, 2.0);
    EXPECT_NEAR(total_m(network), 153.0, 2.0);
  });
}

TEST(DeriveNetwork, ASlantedStreetHasItsLengthWithinOnePercent) {
  for (const double angle_deg : {0.0, 7.0, 22.5, 31.0, 45.0, 71.0, 90.0}) {
    Town drawn;
    const double dx = std::cos(angle_deg * 3.14159265358979 / 180) * 300;
    const double dy = std::sin(angle_deg * 3.14159265358979 / 180) * 300;
    // Intersections at both ends give it nodes at known places.
    drawn.street(0, {50, 50}, {50 + dx, 50 + dy}, 7);
    with_network(drawn, [&](const Network& network, const NetworkReport&) {
      ASSERT_EQ(network.links(), 1U) << angle_deg;
      const PointMm& a = network.node[network.from[0]];
      const PointMm& b = network.node[network.to[0]];
      const double straight_m = std::hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm) / 1000.0;
      EXPECT_GT(straight_m, 288.0) << angle_deg;
      EXPECT_NEAR(network.length_m[0] / straight_m, 1.0, 0.01) << angle_deg;
      EXPECT_NEAR(network.width_m[0], 7.0F, 0.7F) << angle_deg;
      EXPECT_LE(network.shape.size(), 4U) << angle_deg;
    });
  }
}

TEST(DeriveNetwork, PartsAreNumberedByLengthAndAllKept) {
  Town drawn;
  drawn.box(0, 1, 20, 20, 60, 26);
  drawn.box(1, 1, 20, 60, 220, 66);
  drawn.box(2, 1, 20, 100, 120, 106);
  with_network(drawn, [](const Network& network, const NetworkReport& report) {
    ASSERT_EQ(network.links(), 3U);
    EXPECT_EQ(report.components, 3U);
    for (std::uint32_t l = 0; l < 3; ++l) {
      const std::uint32_t expected = network.road[l] == 1 ? 0 : network.road[l] == 2 ? 1 : 2;
      EXPECT_EQ(network.component[l], expected);
    }
    EXPECT_NEAR(report.largest_share, 195.0 / 325.0, 0.01);
  });
}

TEST(DeriveNetwork, GivenWidthAndLanesWinOverMeasuredOnes) {
  Town drawn;
  drawn.box(7, 1, 20, 96, 180, 104);
  RoadFact fact;
  fact.row = 7;
  fact.width_m = 9.5F;
  fact.lanes = 3;
  with_network(drawn,
               [](const Network& network, const NetworkReport&) {
                 ASSERT_EQ(network.links(), 1U);
                 EXPECT_FLOAT_EQ(network.width_m[0], 9.5F);
                 EXPECT_EQ(network.lanes[0], 3);
               },
               {fact});
}

TEST(DeriveNetwork, AnAlleyIsClosedToCars) {
  Town drawn;
  drawn.box(0, 1, 20, 96, 180, 97.4);
  with_network(drawn, [](const Network& network, const NetworkReport&) {
    ASSERT_EQ(network.links(), 1U);
    EXPECT_EQ(network.modes[0], mode_walk | mode_bicycle);
    EXPECT_EQ(network.lanes[0], 0);
  });
}

TEST(DeriveNetwork, AFootpathNarrowerThanACellIsWhole) {
  Town drawn;
  drawn.street(0, {20, 30}, {220, 83}, 0.6);
  with_network(drawn, [](const Network& network, const NetworkReport&) {
    ASSERT_EQ(network.links(), 1U);
    EXPECT_NEAR(network.length_m[0], 206.9F, 2.5F);
    EXPECT_NEAR(network.width_m[0], 0.6F, 0.05F);
    EXPECT_EQ(network.modes[0], mode_walk | mode_bicycle);
  });
}

// A street with LOD3 areas: a carriageway of 7 m between two sidewalks of 3 m, and a crossing with sidewalk corners.
Town detailed_street() {
  Town drawn;
  drawn.box(0, 1, 20, 90, 100, 110);  // the whole surface, which the areas replace
  drawn.box(0, 1, 20, 96.5, 100, 103.5, SurfaceKind::carriageway);
  drawn.box(0, 1, 20, 90, 100, 93, SurfaceKind::sidewalk);
  drawn.box(0, 1, 20, 107, 100, 110, SurfaceKind::sidewalk);
  drawn.box(1, 4, 100, 96.5, 107, 103.5, SurfaceKind::crossing);
  drawn.box(1, 4, 100, 90, 107, 93, SurfaceKind::sidewalk);
  drawn.box(1, 4, 100, 107, 107, 110, SurfaceKind::sidewalk);
  drawn.box(2, 1, 107, 90, 180, 110);  // LOD1 only
  return drawn;
}

TEST(DeriveNetwork, SidewalksAreStreetsOfTheirOwnThatMeetTheCarriagewayAtIntersections) {
  with_network(detailed_street(), [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(report.components, 1U);
    EXPECT_EQ(report.intersections_with_one_node, 1U);
    double sidewalk_m = 0;
    int kerbs = 0;
    for (std::uint32_t l = 0; l < network.links(); ++l) {
      if (network.road[l] == town::no_row) {
        ++kerbs;
        EXPECT_EQ(network.modes[l], mode_walk);
        EXPECT_EQ(network.lanes[l], 0);
      } else if (network.modes[l] == mode_walk) {
        sidewalk_m += static_cast<double>(network.length_m[l]);
        EXPECT_NEAR(network.width_m[l], 3.0F, 0.6F);
      } else if (network.road[l] == 0) {
        EXPECT_EQ(network.modes[l], mode_bicycle | mode_car);
        EXPECT_NEAR(network.width_m[l], 7.0F, 0.6F);
        EXPECT_EQ(network.lanes[l], 2);
      } else if (network.road[l] == 2) {
        EXPECT_EQ(network.modes[l], mode_walk | mode_bicycle | mode_car);
      }
    }
    EXPECT_NEAR(sidewalk_m, 2 * 85.0, 4.0);
    EXPECT_GE(kerbs, 4);  // two at the crossing, and the far ends of both sidewalks
  });
}

TEST(DeriveNetwork, NothingComesOfNothing) {
  with_network(Town{}, [](const Network& network, const NetworkReport& report) {
    EXPECT_EQ(network.links(), 0U);
    EXPECT_EQ(network.shape_begin.size(), 1U);
    EXPECT_EQ(report.components, 0U);
    EXPECT_DOUBLE_EQ(report.largest_share, 0.0);
  });
}

TEST(DeriveNetwork, NodesAndLinksLieInLeafOrder) {
  with_network(town::whole_town(), [](const Network& network, const NetworkReport&) {
    const auto key = [&](std::uint32_t node) {
      return town::frame.key(town::frame.leaf_at(network.node[node].x_mm, network.node[node].y_mm));
    };
    for (std::uint32_t n = 1; n < network.nodes(); ++n) EXPECT_LE(key(n - 1), key(n));
    for (std::uint32_t l = 1; l < network.links(); ++l) EXPECT_LE(key(network.to[l - 1]), key(network.to[l]));
    for (std::uint32_t l = 0; l < network.links(); ++l) {
      EXPECT_EQ(network.shape[network.shape_begin[l]].x_mm, network.node[network.from[l]].x_mm);
      EXPECT_EQ(network.shape[network.shape_begin[l + 1] - 1].y_mm, network.node[network.to[l]].y_mm);
      EXPECT_GT(network.length_m[l], 0.0F);
      EXPECT_NE(network.from[l], network.to[l]);
    }
  });
}

}  // namespace
}  // namespace machi
