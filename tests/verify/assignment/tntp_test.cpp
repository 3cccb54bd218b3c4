/// \file  User equilibria of published networks against their best-known solutions.
#include "io/network/tntp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "engine/assignment/equilibrium.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

/// Beckmann objective and total travel time of the flows that the collection publishes as best known, computed from
/// those flow files by a program of its own.
struct Published {
  const char* name;
  const char* folder;
  const char* stem;
  CostWeights weights;
  std::uint32_t links;
  double trips;
  double beckmann;
  double tstt;
};

void PrintTo(const Published& network, std::ostream* out) {
  *out << network.name;
}

std::string path_of(const Published& network, const char* kind) {
  return fs::absolute(fs::path(MACHI_SHARED_DATA) / "mobility/tntp" / network.folder /
                      (std::string(network.stem) + "_" + kind + ".tntp"))
      .string();
}

class PublishedNetwork : public ::testing::TestWithParam<Published> {
 protected:
  void SetUp() override {
    if (!fs::exists(path_of(GetParam(), "net"))) GTEST_SKIP() << "no shared data";
    const std::string net = path_of(GetParam(), "net"), trips = path_of(GetParam(), "trips");
    file_ = read_tntp_network(*open_file(net), net);
    trips_ = read_tntp_trips(*open_file(trips), trips, file_);
    network_ = assignment_network(file_, GetParam().weights);
  }
  AssignmentResult assigned(double gap) const {
    return assign_equilibrium(network_, trips_, {.relative_gap = gap, .max_iterations = 300, .observe = {}});
  }
  TntpNetwork file_;
  TripTable trips_;
  AssignmentNetwork network_;
};

TEST_P(PublishedNetwork, IsReadWhole) {
  EXPECT_EQ(file_.links(), GetParam().links);
  double sum = 0;
  for (const double one : trips_.trips) sum += one;
  EXPECT_NEAR(sum, GetParam().trips, 0.5);
}

TEST_P(PublishedNetwork, MeetsTheBestKnownObjectiveAtAGapOfOneInAMillion) {
  const AssignmentResult result = assigned(1e-6);
  ASSERT_TRUE(result.converged);
  EXPECT_LE(result.last.relative_gap, 1e-6);
  EXPECT_NEAR(result.last.objective / GetParam().beckmann, 1, 1e-6);
}

TEST_P(PublishedNetwork, ReachesItsEquilibriumToTheLastDigitsPublished) {
  const AssignmentResult result = assigned(1e-12);
  ASSERT_TRUE(result.converged);
  EXPECT_NEAR(result.last.objective / GetParam().beckmann, 1, 1e-11);
  EXPECT_NEAR(result.last.tstt / GetParam().tstt, 1, 1e-8);
}

INSTANTIATE_TEST_SUITE_P(
    Tntp, PublishedNetwork,
    ::testing::Values(
        Published{"SiouxFalls", "SiouxFalls", "SiouxFalls", {}, 76, 360'600, 4'231'335.287107, 7'480'225.345},
        Published{"Anaheim", "Anaheim", "Anaheim", {}, 914, 104'694, 1'286'032.171096, 1'419'913.851},
        Published{"ChicagoSketch",
                  "Chicago-Sketch",
                  "ChicagoSketch",
                  {0.02, 0.04},
                  2950,
                  1'260'907,
                  17'313'018.738748,
                  18'935'450.262},
        Published{"Winnipeg", "Winnipeg", "Winnipeg", {}, 2836, 64'784, 827'911.494630, 925'828.074},
        Published{"Barcelona", "Barcelona", "Barcelona", {}, 2522, 184'680, 1'265'654.922032, 1'365'715.684}),
    [](const auto& network) { return std::string(network.param.name); });

TEST(BraessOfTheCollection, HasThreeRoutesOfEqualTime) {
  const Published braess{"Braess", "Braess-Example", "Braess", {}, 5, 6, 386, 552};
  const std::string net = path_of(braess, "net"), table = path_of(braess, "trips");
  if (!fs::exists(net)) GTEST_SKIP() << "no shared data";
  const TntpNetwork file = read_tntp_network(*open_file(net), net);
  const TripTable trips = read_tntp_trips(*open_file(table), table, file);
  const AssignmentResult result = assign_equilibrium(assignment_network(file), trips,
                                                     {.relative_gap = 1e-12, .max_iterations = 300, .observe = {}});
  const std::vector<double>& cost = result.cost;  // 1-3, 1-4, 3-2, 3-4, 4-2
  EXPECT_NEAR(cost[0] + cost[2], 92, 1e-6);
  EXPECT_NEAR(cost[1] + cost[4], 92, 1e-6);
  EXPECT_NEAR(cost[0] + cost[3] + cost[4], 92, 1e-6);
  EXPECT_NEAR(result.last.tstt, 552, 1e-6);
}

}  // namespace
}  // namespace machi
