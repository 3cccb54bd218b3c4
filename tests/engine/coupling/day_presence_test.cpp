// Persons by building and hour of the clock, and cars that come home, on any ranks.
#include "engine/coupling/day_presence.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint64_t buildings = 23;

std::vector<Stay> stays_of_all(std::uint64_t count) {
  std::vector<Stay> stays;
  for (std::uint64_t k = 0; k < count; ++k) {
    RandomStream random(3, k, 1);
    const std::uint32_t from = random.below(86400);
    stays.push_back({random.below(buildings), from, from + 1 + random.below(100000)});
  }
  return stays;
}

template <class Row>
std::vector<Row> share_of(const Comm& comm, const std::vector<Row>& all) {
  std::vector<Row> mine;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (k % static_cast<std::size_t>(comm.size()) == static_cast<std::size_t>(comm.rank())) mine.push_back(all[k]);
  return mine;
}

std::vector<std::uint32_t> every_building() {
  std::vector<std::uint32_t> rows(buildings);
  std::iota(rows.rbegin(), rows.rend(), 0U);  // in any order
  return rows;
}

TEST(DayPresence, IsTheMeanOfEachHourWhereverTheRunBegins) {
  const Comm comm = Comm::null();
  DayPresence day(comm, 2, {8 * 3600 + 1800, 2});  // 8:30, half seconds
  day.add(comm, std::vector<Stay>{{1, 0, 3600}, {1, 3600, 7200 + 3600}, {0, 24 * 7200 - 900, 30 * 7200}});
  const ZonePresence zones = day.zones(comm, std::vector<std::uint32_t>{1, 0});
  EXPECT_FLOAT_EQ(zones.persons[8], 0.5F);  // 8:30 to 9:00
  EXPECT_FLOAT_EQ(zones.persons[9], 1);     // then to 10:00
  EXPECT_FLOAT_EQ(zones.persons[10], 0);
  EXPECT_FLOAT_EQ(zones.persons[24 + 8], 0.125F);  // the last 7.5 minutes of the 24 hours; what comes later is cut off
}

TEST(DayPresence, IsTheSameOnAnyRanks) {
  const Comm comm = Comm::world(), alone = Comm::null();
  const std::vector<Stay> stays = stays_of_all(400);
  std::vector<CarHome> cars;
  for (std::uint32_t k = 0; k < 50; ++k) cars.push_back({k % 7, 3600 * (k % 20) + k, 1000 + k});
  DayPresence whole(alone, buildings, {}), parts(comm, buildings, {});
  whole.add(alone, stays);
  whole.add(alone, cars);
  parts.add(comm, share_of(comm, stays));
  parts.add(comm, share_of(comm, cars));
  const ZonePresence expected = whole.zones(alone, every_building());
  const ZonePresence seen = parts.zones(comm, every_building());
  EXPECT_EQ(seen.persons, expected.persons);
  EXPECT_EQ(seen.cars_arriving, expected.cars_arriving);
  EXPECT_EQ(seen.driven_km, expected.driven_km);
  EXPECT_EQ(parts.person_steps(comm), whole.person_steps(alone));
  std::int64_t steps = 0;
  for (const Stay& stay : stays) steps += std::min<std::int64_t>(stay.to_step, 86400) - stay.from_step;
  const std::vector<std::int64_t> hours = parts.person_steps(comm);
  EXPECT_EQ(std::accumulate(hours.begin(), hours.end(), std::int64_t{0}), steps);
  EXPECT_EQ(std::accumulate(seen.cars_arriving.begin(), seen.cars_arriving.end(), 0.0F), 50);
}

/// One person: home (0), work (1) by car, shop (2) on foot, home (0) by car.
struct OneDay {
  std::vector<std::uint64_t> begin{0, 4};
  std::vector<std::uint32_t> building{0, 1, 2, 0};
  TravelDemand demand;
  TrafficNetwork network;
  PresencePlan plan;
  std::vector<ActivityChange> changes{{0, 100, 0, 0}, {0, 200, 1, 1}, {0, 300, 1, 0},
                                      {0, 310, 2, 1}, {0, 400, 2, 0}, {0, 500, 3, 1}};
  OneDay() {
    plan.activity_begin = &begin;
    plan.building = &building;
    plan.buildings = 3;
    demand.modes = {"walk", "car"};
    demand.activity_types = {"home", "other"};
    demand.person_id = {"a"};
    demand.activity_begin = begin;
    demand.activities.resize(4);
    for (const std::size_t k : {1, 2}) demand.activities[k].type = 1;
    demand.legs.resize(3);
    for (const std::size_t k : {0, 2}) demand.legs[k].mode = 1;
    demand.route = {0, 1, 1};
    demand.legs[0].route_end = demand.legs[2].route_begin = 1;
    demand.legs[2].route_end = 3;
    network.length_m = {1000, 250};
  }
};

TEST(Stays, EndWhereTheyAreCut) {
  const OneDay day;
  const ActivityTrail trail(day.changes, day.plan);
  const std::vector<Stay> whole = stays_until(trail, day.plan, 1000);
  ASSERT_EQ(whole.size(), 4U);
  EXPECT_EQ(whole[3].from_step, 500U);
  EXPECT_EQ(whole[3].to_step, 1000U);
  const std::vector<Stay> cut = stays_until(trail, day.plan, 250);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[1].building, 1U);
  EXPECT_EQ(cut[1].to_step, 250U);
  EXPECT_EQ(stays_until(trail, day.plan, 150).size(), 1U);  // under way
}

TEST(CarsHome, CountAllThatWasDrivenSinceTheCarLeft) {
  const OneDay day;
  const ActivityTrail trail(day.changes, day.plan);
  const std::vector<CarHome> cars = cars_home(trail, day.plan, day.demand, day.network, 1000);
  ASSERT_EQ(cars.size(), 1U);
  EXPECT_EQ(cars[0].building, 0U);
  EXPECT_EQ(cars[0].step, 500U);
  EXPECT_EQ(cars[0].driven_m, 1500U);
  EXPECT_TRUE(cars_home(trail, day.plan, day.demand, day.network, 450).empty());
}

}  // namespace
}  // namespace machi
