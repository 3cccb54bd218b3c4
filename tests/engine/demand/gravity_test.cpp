// Destinations by gravity, zones and ways between them.
#include "engine/demand/gravity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/demand/car_access.hpp"
#include "engine/demand/zones.hpp"
#include "tests/engine/demand/small_town.hpp"

namespace machi {
namespace {

/// Zones on a line, one kilometre apart; half a kilometre within one.
Costs line_of(std::size_t zones) {
  Costs costs{zones, {}};
  for (std::size_t i = 0; i < zones; ++i)
    for (std::size_t j = 0; j < zones; ++j)
      costs.km.push_back(i == j ? 0.5F : static_cast<float>(i > j ? i - j : j - i));
  return costs;
}

double trips(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& attraction,
             double decay, std::size_t i, std::size_t j) {
  double all = 0;
  for (std::size_t k = 0; k < costs.zones; ++k)
    all += attraction[k] * std::exp(-decay * static_cast<double>(costs.km[i * costs.zones + k]));
  return origins[i] * attraction[j] * std::exp(-decay * static_cast<double>(costs.km[i * costs.zones + j])) / all;
}

TEST(Gravity, FillsEveryPlace) {
  const Costs costs = line_of(6);
  const std::vector<double> origins{100, 0, 50, 25, 25, 10};
  const std::vector<double> places{5, 10, 0, 20, 40, 30};  // 105 of them for 210 persons
  const std::vector<double> attraction = balanced(costs, origins, places, 0.7);
  for (std::size_t j = 0; j < 6; ++j) {
    double come = 0;
    for (std::size_t i = 0; i < 6; ++i) come += trips(costs, origins, attraction, 0.7, i, j);
    EXPECT_NEAR(come, 2 * places[j], 1e-3);
  }
}

// Two equal zones: A and B are 1 by symmetry, so T12 / T11 = exp(-b (c12 - c11)).
TEST(Gravity, AgreesWithTwoZonesByHand) {
  const Costs costs = line_of(2);
  const std::vector<double> attraction = balanced(costs, {10, 10}, {10, 10}, 1.5);
  const double stay = 10 / (1 + std::exp(-1.5 * 0.5));
  EXPECT_NEAR(trips(costs, {10, 10}, attraction, 1.5, 0, 0), stay, 1e-4);
  EXPECT_NEAR(mean_km(costs, {10, 10}, attraction, 1.5), (0.5 * stay + 1 * (10 - stay)) / 10, 1e-5);
}

TEST(Gravity, FindsTheDecayOfAMeanLength) {
  const Costs costs = line_of(8);
  const std::vector<double> origins{3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<double> places{10, 9, 8, 7, 6, 5, 4, 3};
  for (const bool constrained : {false, true}) {
    const double mean = mean_km(costs, origins, constrained ? balanced(costs, origins, places, 0.4) : places, 0.4);
    EXPECT_NEAR(decay_for_mean(costs, origins, places, constrained, mean), 0.4, 2e-3) << constrained;
    EXPECT_EQ(decay_for_mean(costs, origins, places, constrained, 100), 0);
  }
}

TEST(Gravity, DrawsByItsShares) {
  const Costs costs = line_of(4);
  const std::vector<double> attraction{0, 1, 2, 0};
  DestinationChoice choice(costs, attraction, 0.5);
  constexpr int draws = 20000;
  std::vector<int> counts(4, 0);
  for (int k = 0; k < draws; ++k) ++counts[choice.draw(0, random_block(3, static_cast<std::uint64_t>(k), 0, 1)[0])];
  EXPECT_EQ(counts[0] + counts[3], 0);
  const double share = trips(costs, {1, 0, 0, 0}, attraction, 0.5, 0, 2);
  EXPECT_NEAR(counts[2], draws * share, 4 * std::sqrt(draws * share * (1 - share)));
  EXPECT_EQ(choice.draw(0, 0), 1U);
  EXPECT_EQ(choice.draw(0, 0xffffffffU), 2U);
  EXPECT_EQ(DestinationChoice(costs, {0, 0, 0, 0}, 1).draw(2, 5), no_index);
}

// What is gained attracts its part of all: of those who went elsewhere before, and nobody else moves.
TEST(Gravity, DrawsGainsByTheirPartOfAll) {
  const Costs costs = line_of(4);
  DestinationChoice choice(costs, {0, 1, 2, 0}, 0.5);
  choice.add_gain(3, 1.5);
  choice.add_gain(1, 0.5);
  const auto weight = [&](std::size_t zone, double attraction) {
    return attraction * std::exp(-0.5 * static_cast<double>(costs.km[zone]));
  };
  const double gained = weight(3, 1.5) + weight(1, 0.5);
  EXPECT_NEAR(choice.gained_share(0), gained / (gained + weight(1, 1) + weight(2, 2)), 1e-12);
  EXPECT_EQ(choice.draw_gain(0, 0.999 * weight(3, 1.5) / gained), 0U);
  EXPECT_EQ(choice.draw_gain(0, 1.001 * weight(3, 1.5) / gained), 1U);
  EXPECT_EQ(DestinationChoice(costs, {0, 1, 2, 0}, 0.5).gained_share(0), 0);
}

// One place more in a zone attracts as many as one of those that are there, or would be.
TEST(Gravity, GivesANewPlaceWhatOthersHave) {
  const Costs costs = line_of(4);
  const std::vector<double> origins{10, 40, 30, 20};
  const std::vector<double> places{20, 0, 15, 5};
  const std::vector<double> attraction = balanced(costs, origins, places, 0.8);
  const std::vector<double> factor = balancing_factors(costs, origins, places, attraction, 0.8);
  for (const std::size_t j : {0U, 2U, 3U}) EXPECT_NEAR(factor[j] * places[j], attraction[j], 1e-4 * attraction[j]);
  EXPECT_GT(factor[1], 0);
  EXPECT_EQ(balancing_factors(costs, origins, {0, 0, 0, 0}, {0, 0, 0, 0}, 0.8), (std::vector<double>{1, 1, 1, 1}));
}

// On a grid of streets the way is |dx| + |dy|, at 10 m/s.
TEST(Skims, AreTheWaysAlongTheStreets) {
  const Comm comm = Comm::world();
  const Town town = small_town(comm);
  const Zones zones = make_zones(town.buildings, DemandSettings(), comm);
  ASSERT_EQ(zones.size(), 25U);
  EXPECT_EQ(zones.side_mm, 250'000);
  const Skims skims = make_skims(town, zones, comm);
  const NearestNode nearest(town.network, std::vector<std::uint8_t>(town.network.nodes(), 1));
  for (std::uint32_t i = 0; i < 25; ++i) {
    const std::uint32_t a = nearest(zones.x_m[i], zones.y_m[i]);
    for (std::uint32_t j = 0; j < 25; ++j) {
      const std::uint32_t b = nearest(zones.x_m[j], zones.y_m[j]);
      const double way =
          std::abs(town.network.x_m[a] - town.network.x_m[b]) + std::abs(town.network.y_m[a] - town.network.y_m[b]);
      if (i == j) continue;
      EXPECT_NEAR(skims.walk_m[skims.at(i, j)], way, 1e-2);
      EXPECT_NEAR(skims.car_m[skims.at(i, j)], way, 1e-2);
      EXPECT_NEAR(skims.car_s[skims.at(i, j)], way / 10, 1e-3);
    }
  }
  EXPECT_NEAR(skims.car_speed_m_s, 10, 1e-3);
  EXPECT_GT(skims.circuity, 1.2);  // 4/π for all directions
  EXPECT_LT(skims.circuity, 1.35);
}

TEST(Zones, GrowUntilTheyAreFewEnough) {
  const Comm comm = Comm::world();
  DemandSettings settings;
  settings.most_zones = 24;
  EXPECT_EQ(make_zones(small_town(comm).buildings, settings, comm).side_mm, 500'000);
  settings.zone_m = 100;
  EXPECT_EQ(make_zones(small_town(comm).buildings, settings, comm).side_mm, 100'000);
}

TEST(CarAccess, LeadsAlongTheStreetToTheEntrance) {
  const Network streets = grid_of_streets();
  const TrafficNetwork network = drive_network(streets, mode_car);
  const CarAccess access(streets, network, mode_car);
  for (const std::uint32_t street : {0U, 17U, streets.links() - 1}) {
    for (const std::uint32_t node : {streets.from[street], streets.to[street]}) {
      const std::uint32_t link = access.link(street, node, 0, 0);
      EXPECT_EQ(network.to[link], node);
      EXPECT_EQ(network.from[link], streets.from[street] == node ? streets.to[street] : streets.from[street]);
    }
  }
  EXPECT_EQ(network.to[access.link(no_index, no_index, 120, 290)], 3U * town_side + 1);
}

}  // namespace
}  // namespace machi
