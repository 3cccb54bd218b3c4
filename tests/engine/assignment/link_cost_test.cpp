/// \file  Link costs and the powers in them.
#include "engine/assignment/link_cost.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/assignment/assignment_network.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

TEST(Power, AgreesWithTheLibrarysOverItsRange) {
  for (const double power : {0.25, 1.0, 3.446, 4.924, 15.83, 40.5}) {
    for (double x = 1e-20; x < 1e20; x *= 1.37) {
      const double expected = std::pow(x, power);
      if (expected < 1e-290 || expected > 1e290) continue;
      EXPECT_NEAR(positive_power(x, power) / expected, 1, 1e-13) << x << "^" << power;
    }
  }
  EXPECT_EQ(positive_power(0, 3.5), 0);
  EXPECT_EQ(positive_power(1, 3.5), 1);
  EXPECT_EQ(positive_power(1e300, 3.5), HUGE_VAL);
  EXPECT_EQ(positive_power(1e-300, 3.5), 0);
}

TEST(LinkCost, IsThatOfTheBureauOfPublicRoads) {
  const LinkCost cost = bpr_cost(10, 0.15, 2000, 4, 3);
  EXPECT_DOUBLE_EQ(cost.at(0).cost, 13);
  EXPECT_DOUBLE_EQ(cost.at(2000).cost, 13 + 1.5);
  EXPECT_DOUBLE_EQ(cost.at(4000).cost, 13 + 1.5 * 16);
  EXPECT_DOUBLE_EQ(cost.at(2000).slope, 4 * 1.5 / 2000);
}

TEST(LinkCost, SlopeAndIntegralBelongToTheCost) {
  for (const double power : {1.0, 2.0, 4.0, 4.446, 16.83}) {
    const LinkCost cost = bpr_cost(1.3, 0.15, 700, power, 0.4);
    for (const double flow : {10.0, 600.0, 1400.0}) {
      const double h = 1e-4 * flow;
      EXPECT_NEAR(cost.at(flow).slope, (cost.at(flow + h).cost - cost.at(flow - h).cost) / (2 * h),
                  1e-5 * cost.at(flow).slope + 1e-12);
      EXPECT_NEAR(cost.at(flow).cost, (cost.integral(flow + h) - cost.integral(flow - h)) / (2 * h),
                  1e-5 * cost.at(flow).cost);
    }
    EXPECT_EQ(cost.integral(0), 0);
  }
}

TEST(LinkCost, IsConstantWithoutDelayOrPower) {
  EXPECT_EQ(bpr_cost(2, 0, 1, 4, 1).at(1e9).cost, 3);
  EXPECT_EQ(bpr_cost(2, 0.5, 1, 0, 1).at(1e9).cost, 4);
  EXPECT_EQ(bpr_cost(0, 0.15, 1, 4, 1).at(1e9).cost, 1);
  EXPECT_EQ(bpr_cost(2, 0, 1, 4, 1).at(1e9).slope, 0);
}

TEST(AssignmentNetwork, ListsTheLinksOutOfEachNodeInTheirOrder) {
  AssignmentNetwork network;
  network.nodes = 3;
  network.from = {2, 0, 2, 0};
  network.to = {0, 1, 1, 2};
  network.cost.resize(4);
  index_links(network);
  EXPECT_EQ(network.out_begin, (std::vector<std::uint32_t>{0, 2, 2, 4}));
  EXPECT_EQ(network.out_link, (std::vector<std::uint32_t>{1, 3, 0, 2}));
}

TEST(AssignmentNetwork, ThatCannotBeIsRefused) {
  AssignmentNetwork network;
  network.nodes = 2;
  network.from = {0};
  network.to = {2};
  network.cost.resize(1);
  EXPECT_THROW(index_links(network), RunError) << "a node that is not there";
  network.to = {1};
  EXPECT_NO_THROW(index_links(network));
  network.cost[0].fixed = -1;
  EXPECT_THROW(index_links(network), RunError) << "a negative cost";
  network.cost[0] = {0, 1, 1, 0.5, -1};
  EXPECT_THROW(index_links(network), RunError) << "a slope without bound";
  network.cost.clear();
  EXPECT_THROW(index_links(network), RunError) << "columns of unequal length";
}

}  // namespace
}  // namespace machi
