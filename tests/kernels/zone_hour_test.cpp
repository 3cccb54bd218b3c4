// Every variant of the zones' hour gives the reference's bits, and the reference keeps the balance of heat.
#include "kernels/zone_hour/zone_hour.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr std::size_t lanes = zone_lanes;
const std::vector<std::uint32_t> first_node{0, 2, 4, 9, 14, 19, 24, 29, 34, 39, 42, 43};
// Runs of like elements of two, one, one and seven, for kernels take up to six of them side by side.
const std::vector<std::uint32_t> order{0, 1, 10, 9, 2, 8, 3, 7, 5, 4, 6};
constexpr std::size_t elements = 11;
constexpr std::size_t nodes = 43;
constexpr std::size_t steps = 4;

/// A batch of made-up zones with all its columns, before the chains were eliminated, too.
template <class Real>
struct Zones {
  using Column = std::vector<Real>;
  Column storage = Column(nodes * lanes), link = storage, hold = storage, pass = storage, carry = storage,
         node = storage;
  Column outside = Column(elements * lanes), emission = outside, radiative = outside, air = outside, star = outside;
  Column ambient = outside, outer = outside, inner = outside, outer_inverse = outside, inner_inverse = outside;
  Column air_storage = Column(lanes), air_pivot = air_storage, coupling = air_storage, share = air_storage,
         star_inverse = air_storage, air_C = air_storage, star_C = air_storage, supply = air_storage,
         air_gain = air_storage, star_gain = air_storage, heating = air_storage, cooling = air_storage,
         mean_C = air_storage;
  Column flow = Column(steps * lanes), heat_to = flow, cool_to = flow, heat_most = flow, cool_most = flow;

  explicit Zones(std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const auto fill = [&](Column& column, double low, double high) {
      for (Real& value : column) value = static_cast<Real>(static_cast<float>(random.uniform(low, high)));
    };
    fill(storage, 0, 900);
    fill(link, 5, 400);
    fill(node, -5, 35);
    fill(outside, 20, 400);
    fill(emission, 1e-7, 3e-6);
    fill(air, 10, 90);
    fill(star, 20, 200);
    fill(ambient, -15, 35);
    fill(outer, 300, 3000);
    fill(inner, 0, 900);
    fill(air_storage, 20, 200);
    fill(air_C, 10, 30);
    fill(star_C, 10, 30);
    fill(supply, -15, 35);
    fill(air_gain, 0, 200);
    fill(star_gain, 0, 200);
    fill(flow, 0, 300);
    fill(heat_to, 18, 22);
    fill(cool_to, 23, 27);
    fill(heat_most, 0, 5000);
    fill(cool_most, 0, 5000);
    for (std::size_t lane = 0; lane < lanes; ++lane) eliminate(lane);
  }

  void eliminate(std::size_t lane) {
    double air_W_K = air_storage[lane], star_W_K = 0, both_W_K = 0;
    for (std::size_t e = 0; e < elements; ++e) {
      const std::size_t face = e * lanes + lane;
      radiative[face] = emission[face] * Real(9.6e7);
      double inverse_before = 0;
      for (std::size_t n = first_node[e]; n < first_node[e + 1]; ++n) {
        const std::size_t at = n * lanes + lane;
        const bool first = n == first_node[e];
        const bool last = n + 1 == first_node[e + 1];
        const double before = first ? outside[face] + radiative[face] : link[at - lanes];
        const double after = last ? air[face] + star[face] : link[at];
        const double chained = first ? 0 : before;
        carry[at] = static_cast<Real>(chained * inverse_before);
        inverse_before = 1 / (storage[at] + before + after - chained * chained * inverse_before);
        hold[at] = static_cast<Real>(storage[at] * inverse_before);
        pass[at] = static_cast<Real>(chained * inverse_before);
        if (first) outer_inverse[face] = static_cast<Real>(inverse_before);
      }
      inner_inverse[face] = static_cast<Real>(inverse_before);
      air_W_K += air[face] * (1 - air[face] * inverse_before);
      star_W_K += star[face] * (1 - star[face] * inverse_before);
      both_W_K += air[face] * star[face] * inverse_before;
    }
    coupling[lane] = static_cast<Real>(both_W_K);
    star_inverse[lane] = static_cast<Real>(1 / star_W_K);
    share[lane] = static_cast<Real>(both_W_K / star_W_K);
    air_pivot[lane] = static_cast<Real>(air_W_K - both_W_K * both_W_K / star_W_K);
  }

  ZoneBatch<Real> batch() {
    return {elements,         first_node.data(),    order.data(),         hold.data(),        pass.data(),
            carry.data(),     outer_inverse.data(), inner_inverse.data(), outside.data(),     emission.data(),
            radiative.data(), air.data(),           star.data(),          air_storage.data(), air_pivot.data(),
            coupling.data(),  share.data(),         star_inverse.data(),  node.data(),        air_C.data(),
            star_C.data()};
  }
  ZoneForcing<Real> forcing() const {
    return {ambient.data(), outer.data(),   inner.data(),   supply.data(),    air_gain.data(), star_gain.data(),
            flow.data(),    heat_to.data(), cool_to.data(), heat_most.data(), cool_most.data()};
  }
  ZoneMeans<Real> means() { return {heating.data(), cooling.data(), mean_C.data()}; }
  std::vector<Column> result() const { return {node, air_C, star_C, heating, cooling, mean_C}; }
};

TEST(ZoneHour, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Zones<float> expected(seed);
    for (int hour = 0; hour < 3; ++hour)
      zone_hour(Variant::ref, expected.batch(), expected.forcing(), steps, expected.means());
    for (const Variant variant : available_variants()) {
      Zones<float> zones(seed);
      for (int hour = 0; hour < 3; ++hour) zone_hour(variant, zones.batch(), zones.forcing(), steps, zones.means());
      EXPECT_EQ(zones.result(), expected.result()) << name_of(variant);
    }
  }
}

/// Heat that came in less heat that went out and heat that was stored, and the heat that moved.
struct Balance {
  double net_W{0};
  double moved_W{0};
  double relative() const { return std::abs(net_W) / moved_W; }
};

/// Of one step.
template <class Real>
Balance step_of(Zones<Real>& zones, std::size_t lane) {
  const Zones<Real> before = zones;
  zone_hour(zones.batch(), zones.forcing(), 1, zones.means());
  Balance balance;
  const auto add = [&](double watt) {
    balance.net_W += watt;
    balance.moved_W += std::abs(watt);
  };
  for (std::size_t e = 0; e < elements; ++e) {
    const std::size_t face = e * lanes + lane;
    const std::size_t outer_node = first_node[e] * lanes + lane;
    const double was_C = before.node[outer_node];
    add(zones.outside[face] * (double{zones.ambient[face]} - zones.node[outer_node]));
    add(zones.outer[face]);
    add(zones.inner[face]);
    add(-zones.emission[face] * std::pow(was_C + 273.15 + zone_zero_C, 4) -
        zones.radiative[face] * (zones.node[outer_node] - was_C));
  }
  for (std::size_t n = 0; n < nodes; ++n)
    add(-zones.storage[n * lanes + lane] * (double{zones.node[n * lanes + lane]} - before.node[n * lanes + lane]));
  add(-zones.air_storage[lane] * (double{zones.air_C[lane]} - before.air_C[lane]));
  add(zones.flow[lane] * (double{zones.supply[lane]} - zones.air_C[lane]));
  add(zones.air_gain[lane]);
  add(zones.star_gain[lane]);
  add(zones.heating[lane]);
  add(-zones.cooling[lane]);
  return balance;
}

template <class Real>
double imbalance(Zones<Real>& zones, std::size_t lane) {
  return step_of(zones, lane).relative();
}

/// Of a year of hours whose outdoor air goes up and down.
template <class Real>
double imbalance_of_year(std::uint64_t seed) {
  Zones<Real> zones(seed);
  Balance year;
  for (int hour = 0; hour < 8760; ++hour) {
    const auto outdoor = static_cast<Real>(-5 + 10 * std::sin(hour * 7.17e-4) + 4 * std::sin(hour * 0.2618));
    for (auto* column : {&zones.ambient, &zones.supply}) std::fill(column->begin(), column->end(), outdoor);
    const Balance step = step_of(zones, 3);
    year.net_W += step.net_W;
    year.moved_W += step.moved_W;
  }
  return year.relative();
}

TEST(ZoneHour, KeepsTheBalanceOfAYear) {
  EXPECT_LT(imbalance_of_year<double>(5), 1e-12);
  EXPECT_LT(imbalance_of_year<float>(5), 1e-5);
}

TEST(ZoneHour, KeepsTheBalanceOfHeat) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      Zones<double> exact(seed);
      EXPECT_LT(imbalance(exact, lane), 1e-12);
      Zones<float> single(seed);
      EXPECT_LT(imbalance(single, lane), 1e-5);
    }
}

TEST(ZoneHour, HoldsTheAirAtItsSetPointAsFarAsThePowerGoes) {
  Zones<double> zones(3);
  std::fill(zones.heat_to.begin(), zones.heat_to.end(), 50);
  std::fill(zones.cool_to.begin(), zones.cool_to.end(), 1000);
  std::fill(zones.heat_most.begin(), zones.heat_most.end(), 1e9);
  zones.heat_most[5] = 10;
  zone_hour(zones.batch(), zones.forcing(), 1, zones.means());
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    if (lane == 5) continue;
    EXPECT_NEAR(zones.air_C[lane], 50, 1e-9);
    EXPECT_GT(zones.heating[lane], 0);
  }
  EXPECT_DOUBLE_EQ(zones.heating[5], 10);
  EXPECT_LT(zones.air_C[5], 50);
}

TEST(ZoneHour, ComesToRestWhereAllIsAtOneTemperature) {
  Zones<double> zones(4);
  for (auto* column : {&zones.ambient, &zones.supply}) std::fill(column->begin(), column->end(), 12);
  for (auto* column : {&zones.inner, &zones.air_gain, &zones.star_gain, &zones.heat_most, &zones.cool_most})
    std::fill(column->begin(), column->end(), 0);
  for (std::size_t k = 0; k < zones.outer.size(); ++k)
    zones.outer[k] = zones.emission[k] * std::pow(285.15 + zone_zero_C, 4);
  for (int hour = 0; hour < 2000; ++hour) zone_hour(zones.batch(), zones.forcing(), steps, zones.means());
  for (const double node_C : zones.node) EXPECT_NEAR(node_C, 12, 1e-6);
  for (const double air_C : zones.air_C) EXPECT_NEAR(air_C, 12, 1e-6);
}

}  // namespace
}  // namespace machi::kernels
