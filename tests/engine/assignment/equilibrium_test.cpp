/// \file  User equilibria with known answers, and what must hold at any of them.
#include "engine/assignment/equilibrium.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/engine/assignment/networks.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

using networks::add_link;
using networks::linear;

AssignmentOptions to_gap(double gap) {
  return {.relative_gap = gap, .max_iterations = 300, .observe = {}};
}

/// Least costs from a zone by Bellman's sweeps over all links: slow, and nothing shared with the engine.
std::vector<double> bellman(const AssignmentNetwork& network, const std::vector<double>& cost, std::uint32_t origin) {
  std::vector<double> label(network.nodes, 1e300);
  label[origin] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t link = 0; link < network.links(); ++link) {
      const std::uint32_t tail = network.from[link];
      if (label[tail] >= 1e300 || (tail < network.first_through && tail != origin)) continue;
      if (label[tail] + cost[link] < label[network.to[link]]) {
        label[network.to[link]] = label[tail] + cost[link];
        changed = true;
      }
    }
  }
  return label;
}

/// The relative gap of link flows, from nothing but these.
double gap_of(const AssignmentNetwork& network, const TripTable& table, const std::vector<double>& flow) {
  std::vector<double> cost;
  double tstt = 0, sptt = 0;
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    const LinkCost& law = network.cost[link];
    const double delay = law.delay == 0 ? 0 : law.delay * std::pow(flow[link] / law.capacity, law.power);
    cost.push_back(law.fixed + delay);
    tstt += cost.back() * flow[link];
  }
  for (std::uint32_t origin = 0; origin < network.zones; ++origin) {
    const std::vector<double> label = bellman(network, cost, origin);
    for (std::size_t k = table.begin[origin]; k < table.begin[origin + 1]; ++k) {
      sptt += table.trips[k] * label[table.destination[k]];
    }
  }
  return (tstt - sptt) / tstt;
}

/// What leaves each node less what enters it.
std::vector<double> net_outflow(const AssignmentNetwork& network, const std::vector<double>& flow) {
  std::vector<double> net(network.nodes);
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    net[network.from[link]] += flow[link];
    net[network.to[link]] -= flow[link];
  }
  return net;
}

TEST(Equilibrium, ParallelRoadsShareByTheirCostsAndTheDearestStaysEmpty) {
  // 10 trips over x, 4 + x / 2 and 9 + x: by x1 = 4 + x2 / 2 and x1 + x2 = 10, 6 and 4 at cost 6.
  AssignmentNetwork network;
  network.zones = network.nodes = 2;
  add_link(network, 0, 1, linear(0, 1));
  add_link(network, 0, 1, linear(4, 0.5));
  add_link(network, 0, 1, linear(9, 1));
  index_links(network);
  const AssignmentResult result = assign_equilibrium(network, networks::all_to_all(2, {0, 10, 0, 0}), to_gap(1e-14));
  EXPECT_NEAR(result.flow[0], 6, 1e-12);
  EXPECT_NEAR(result.flow[1], 4, 1e-12);
  EXPECT_EQ(result.flow[2], 0);
  EXPECT_NEAR(result.cost[1], 6, 1e-12);
}

TEST(Equilibrium, RoadsOfConstantCostTakeWhatOthersLeave) {
  // 5 trips over x^2 and 4: two by the first.
  AssignmentNetwork network;
  network.zones = network.nodes = 2;
  add_link(network, 0, 1, LinkCost{0, 1, 1, 2, 2});
  add_link(network, 0, 1, linear(4, 0));
  index_links(network);
  const AssignmentResult result = assign_equilibrium(network, networks::all_to_all(2, {0, 5, 0, 0}), to_gap(1e-14));
  EXPECT_NEAR(result.flow[0], 2, 1e-12);
  EXPECT_NEAR(result.flow[1], 3, 1e-12);
}

TEST(Equilibrium, ZonesAreNotPassedThrough) {
  // The short way from 0 to 1 leads through zone 2.
  AssignmentNetwork network;
  network.zones = 3;
  network.nodes = 4;
  add_link(network, 0, 2, linear(1, 0));
  add_link(network, 2, 1, linear(1, 0));
  add_link(network, 0, 3, linear(5, 0));
  add_link(network, 3, 1, linear(5, 0));
  index_links(network);
  const TripTable trips = networks::all_to_all(3, {0, 7, 2, 0, 0, 0, 0, 3, 0});
  EXPECT_EQ(assign_equilibrium(network, trips).last.tstt, 7 * 2 + 2 + 3);
  network.first_through = 3;
  const AssignmentResult around = assign_equilibrium(network, trips);
  EXPECT_EQ(around.last.tstt, 7 * 10 + 2 + 3);
  EXPECT_EQ(around.flow, (std::vector<double>{2, 3, 7, 7}));
}

TEST(Equilibrium, OfALatticeHoldsByAnIndependentMeasure) {
  const AssignmentNetwork network = networks::lattice(12, 12);
  const TripTable trips = networks::lattice_trips(12, 12);
  const AssignmentResult result = assign_equilibrium(network, trips, to_gap(1e-12));
  ASSERT_TRUE(result.converged);
  EXPECT_GT(result.course.front().relative_gap, 0.05) << "congested enough to mean something";
  EXPECT_LT(std::abs(gap_of(network, trips, result.flow)), 2e-12);
  const std::vector<double> net = net_outflow(network, result.flow);
  for (std::uint32_t zone = 0; zone < 12; ++zone) {
    double out = 0;
    for (std::uint32_t other = 0; other < 12; ++other) {
      out += trips.trips[zone * 12 + other] - trips.trips[other * 12 + zone];
    }
    EXPECT_NEAR(net[zone], out, 1e-10);
  }
  for (std::uint32_t node = 12; node < network.nodes; ++node) EXPECT_NEAR(net[node], 0, 1e-10);
}

TEST(Equilibrium, TheObjectiveFallsToItsLeastValue) {
  const AssignmentNetwork network = networks::lattice(12, 12);
  const AssignmentResult result = assign_equilibrium(network, networks::lattice_trips(12, 12), to_gap(1e-12));
  for (const AssignmentIterate& iterate : result.course) {
    EXPECT_GE(iterate.objective, result.last.objective * (1 - 1e-12));
    // tstt - sptt bounds what is left (Frank and Wolfe 1956).
    EXPECT_LE(iterate.objective - result.last.objective, iterate.tstt - iterate.sptt + 1e-9 * iterate.tstt);
  }
}

TEST(Equilibrium, ThreadsDoNotChangeABit) {
  const AssignmentNetwork network = networks::lattice(42, 32);  // large enough that every loop is shared
  const TripTable trips = networks::lattice_trips(32, 5);
  const int before = omp_get_max_threads();
  std::vector<AssignmentResult> results;
  for (const int threads : {1, 2, 3}) {
    omp_set_num_threads(threads);
    results.push_back(assign_equilibrium(network, trips, {.relative_gap = 0, .max_iterations = 3, .observe = {}}));
  }
  omp_set_num_threads(before);
  EXPECT_LT(results[0].last.relative_gap, results[0].course[0].relative_gap / 10);
  for (const AssignmentResult& other : results) {
    EXPECT_EQ(other.flow, results[0].flow);
    EXPECT_EQ(other.cost, results[0].cost);
    ASSERT_EQ(other.course.size(), results[0].course.size());
    for (std::size_t k = 0; k < other.course.size(); ++k) {
      EXPECT_EQ(other.course[k].relative_gap, results[0].course[k].relative_gap);
      EXPECT_EQ(other.course[k].objective, results[0].course[k].objective);
    }
  }
}

TEST(Equilibrium, TripsWithinAZoneStayOffTheNetwork) {
  const AssignmentResult result = assign_equilibrium(networks::braess(true), networks::all_to_all(2, {5, 6, 0, 7}));
  EXPECT_EQ(result.trips, 6);
  EXPECT_EQ(result.trips_within_zones, 12);
  const AssignmentResult none = assign_equilibrium(networks::braess(true), networks::all_to_all(2, {5, 0, 0, 7}));
  EXPECT_TRUE(none.converged);
  EXPECT_EQ(none.last.tstt, 0);
}

TEST(Equilibrium, StopsAtTheLastIterationAllowed) {
  const AssignmentResult result = assign_equilibrium(networks::lattice(12, 12), networks::lattice_trips(12, 12),
                                                     {.relative_gap = 1e-12, .max_iterations = 2, .observe = {}});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.course.size(), 3u);
}

TEST(Equilibrium, TripsWithoutAPathAreNamed) {
  EXPECT_EQ(sentence_of([] {
              assign_equilibrium(networks::braess(true), networks::all_to_all(2, {0, 6, 3, 0}));
            }),
            "trips from zone 2 to zone 1: no path leads there. Connect the zones, or remove these trips");
}

TEST(Equilibrium, CostsBeyondAllNumbersAreAnError) {
  AssignmentNetwork network;
  network.zones = network.nodes = 2;
  add_link(network, 0, 1, LinkCost{0, 1, 1e-300, 40, 40});
  index_links(network);
  EXPECT_THROW(assign_equilibrium(network, networks::all_to_all(2, {0, 6, 0, 0})), RunError);
}

}  // namespace
}  // namespace machi
