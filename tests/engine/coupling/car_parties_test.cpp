// Who gets into which car, by which way it drives, and what walkers leave of the road.
#include "engine/coupling/car_parties.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "engine/coupling/car_goals.hpp"
#include "engine/coupling/person_values.hpp"
#include "engine/coupling/street_walkers.hpp"
#include "engine/coupling/ways_out.hpp"

namespace machi {
namespace {

constexpr std::uint16_t car = 1;

/// A couple with two children and a grandmother at home (building 0, link 10) with two cars, of which one took the
/// first member to work (building 1, link 11); and a neighbour who drove to the same place but left by bus.
struct Street {
  PersonTraits traits;
  TravelDemand demand;
  std::vector<std::uint32_t> activity_building;
  std::vector<PersonPlace> places;
  std::vector<std::int32_t> reached;
  CarChoice choice;

  // Home, then work if `works`, by mode.
  void add(std::uint64_t household, std::uint8_t cars, std::uint8_t drives, bool works, std::uint16_t mode) {
    const std::uint64_t id = traits.id.size();
    traits.id.push_back(id);
    traits.age.push_back(40);
    traits.household.push_back(household);
    traits.home.push_back(0);
    traits.cars.push_back(cars);
    traits.drives.push_back(drives);
    demand.person_id.push_back(std::to_string(id));
    for (const std::uint32_t building : works ? std::vector<std::uint32_t>{0, 1} : std::vector<std::uint32_t>{0}) {
      Activity activity;
      activity.link = 10 + building;
      demand.activities.push_back(activity);
      activity_building.push_back(building);
    }
    if (works) {
      Leg leg;
      leg.mode = mode;
      demand.legs.push_back(leg);
    }
    demand.activity_begin.push_back(demand.activities.size());
    PersonPlace place;
    place.where = WherePerson::indoors;
    place.building = works ? 1 : 0;
    places.push_back(place);
    reached.push_back(works ? 2 : 1);
    choice.building.push_back(place.building);
    choice.departure_s.push_back(100.0F + static_cast<float>(id));
    choice.assisted.push_back(0);
    choice.own_share.push_back(-1);
  }

  Street() {
    demand.activity_begin = {0};
    add(0, 2, 1, true, car);
    add(0, 2, 1, false, car);
    add(0, 2, 0, false, car);
    add(0, 2, 0, false, car);
    add(0, 2, 0, false, car);
    add(5, 1, 1, true, 0);
    choice.traits = &traits;
    choice.demand = &demand;
    choice.activity_building = &activity_building;
    choice.car_mode = car;
    choice.share = 1;
  }
  std::vector<CarParty> parties() const { return car_parties(choice, places, reached); }
};

TEST(CarParties, TakeTheCarThatIsThere) {
  const Street street;
  EXPECT_EQ(parked_at(street.choice, street.reached),
            (std::vector<std::uint32_t>{1, no_index, no_index, no_index, no_index, no_index}));
  const std::vector<CarParty> parties = street.parties();
  ASSERT_EQ(parties.size(), 2U);
  EXPECT_EQ(parties[0].riders, std::vector<std::uint64_t>{0}) << "with the car at work";
  EXPECT_EQ(parties[0].link, 11U);
  EXPECT_EQ(parties[1].riders, (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(parties[1].link, 10U);
  EXPECT_EQ(parties[1].departure_s, 104) << "when the last one is ready";
}

TEST(CarParties, LeaveNobodyWithoutACarOrASeatOrAWish) {
  Street street;
  street.choice.departure_s[2] = never_s;  // stays
  for (int more = 0; more < 3; ++more) street.add(0, 2, 0, false, car);
  std::vector<CarParty> parties = street.parties();
  ASSERT_EQ(parties.size(), 2U);
  EXPECT_EQ(parties[1].riders, (std::vector<std::uint64_t>{1, 3, 4, 6, 7})) << "one of six who would go finds no seat";
  street.traits.cars.assign(street.traits.cars.size(), 1);  // the only one is at work
  parties = street.parties();
  ASSERT_EQ(parties.size(), 1U);
  EXPECT_EQ(parties[0].riders, std::vector<std::uint64_t>{0});
  street.choice.share = 0;
  EXPECT_TRUE(street.parties().empty());
  street.traits.cars.assign(street.traits.cars.size(), 2);
  street.choice.share_assisted = 1;
  street.choice.assisted[4] = 1;
  EXPECT_EQ(street.parties().size(), 2U) << "of the household in which someone needs help";
}

TEST(CarParties, GoByTheShareOfTheirDriversClass) {
  Street street;
  street.choice.own_share[0] = 0;  // who has the car at work
  std::vector<CarParty> parties = street.parties();
  ASSERT_EQ(parties.size(), 1U);
  EXPECT_EQ(parties[0].riders.front(), 1U);
  street.choice.share = 0;
  street.choice.own_share[1] = 1;  // who drives from home; those who ride do not decide
  for (const std::size_t rider : {2, 3, 4}) street.choice.own_share[rider] = 0;
  parties = street.parties();
  ASSERT_EQ(parties.size(), 1U);
  EXPECT_EQ(parties[0].riders.size(), 4U);
}

TEST(CarParties, LeaveTheAreaByHouseholds) {
  Street street;
  for (const CarParty& party : street.parties()) EXPECT_FALSE(party.leaves_area);
  street.choice.leave_area_share = 1;
  for (const CarParty& party : street.parties()) EXPECT_TRUE(party.leaves_area);
  street.choice.leave_area_share = 0.5;
  int leaving = 0;
  for (street.choice.seed = 1; street.choice.seed <= 200; ++street.choice.seed) {
    const std::vector<CarParty> parties = street.parties();
    ASSERT_EQ(parties.size(), 2U);
    EXPECT_EQ(parties[0].leaves_area, parties[1].leaves_area) << "a family meets at one place";
    leaving += parties[0].leaves_area ? 1 : 0;
  }
  EXPECT_NEAR(leaving, 100, 30);
}

TEST(CarParties, DriveOnWhereTheyAre) {
  Street street;
  street.places[0].where = WherePerson::in_car;
  street.places[0].link = 7;
  street.choice.building[0] = no_index;
  street.reached[0] = 1;
  const std::vector<CarParty> parties = street.parties();
  ASSERT_EQ(parties.size(), 2U);
  EXPECT_EQ(parties[0].riders, std::vector<std::uint64_t>{0});
  EXPECT_EQ(parties[0].link, no_index);
  EXPECT_EQ(parties[0].departure_s, 0);
  EXPECT_EQ(parties[1].riders.size(), 4U) << "the other car is at home";
}

TEST(CarGoals, LeadToTheNearest) {
  TrafficNetwork network;
  network.modes = {"walk", "bicycle", "car"};
  // 0 → 1 → 2 → 3 and 1 → 3 over a longer link; 4 leads nowhere.
  const std::uint32_t from[] = {0, 1, 2, 1, 3}, to[] = {1, 2, 3, 3, 4};
  const double length_m[] = {100, 100, 100, 300, 100};
  for (std::uint32_t l = 0; l < 5; ++l) {
    network.link_id.push_back(std::to_string(l));
    network.from.push_back(from[l]);
    network.to.push_back(to[l]);
    network.length_m.push_back(length_m[l]);
    network.free_speed_m_s.push_back(10);
    network.link_modes.push_back(4);
  }
  for (std::uint32_t n = 0; n < 5; ++n) network.node_id.push_back(std::to_string(n));
  using Links = std::vector<std::uint32_t>;
  EXPECT_EQ(CarGoals(network, Links{2}, 4).way(0), (Links{0, 1, 2}));
  EXPECT_EQ(CarGoals(network, Links{3}, 4).way(0), (Links{0, 3}));
  EXPECT_EQ(CarGoals(network, Links{2, 3}, 4).way(0), (Links{0, 1, 2})) << "20 s against 30";
  EXPECT_EQ(CarGoals(network, Links{2}, 4).way(2), (Links{2}));
  EXPECT_TRUE(CarGoals(network, Links{2}, 4).way(4).empty());
  const std::vector<std::uint8_t> closed{0, 1, 0, 0, 0};
  EXPECT_EQ(CarGoals(network, Links{2, 4}, 4, closed).way(0), (Links{0, 3, 4}));
  EXPECT_EQ(CarGoals(network, Links{2}, 4, closed).way(1), (Links{1, 2})) << "who is on it leaves it";
  EXPECT_TRUE(CarGoals(network, Links{1}, 4, closed).way(0).empty());
  network.link_modes[1] = 1;  // open to walkers only
  EXPECT_EQ(CarGoals(network, Links{4}, 4).way(0), (Links{0, 3, 4}));
}

/// A row of nodes joined both ways by links open to cars: link 2k leads from node k to k + 1, 2k + 1 back.
TrafficNetwork row_of_nodes(std::uint32_t nodes) {
  TrafficNetwork network;
  network.modes = {"walk", "bicycle", "car"};
  for (std::uint32_t n = 0; n < nodes; ++n) network.node_id.push_back(std::to_string(n));
  for (std::uint32_t n = 0; n + 1 < nodes; ++n)
    for (const bool back : {false, true}) {
      network.link_id.push_back(std::to_string(n) + (back ? "r" : ""));
      network.from.push_back(back ? n + 1 : n);
      network.to.push_back(back ? n : n + 1);
      network.length_m.push_back(100);
      network.free_speed_m_s.push_back(10);
      network.link_modes.push_back(4);
    }
  return network;
}

TEST(CarGoals, CountWithTheTrafficOfNow) {
  const TrafficNetwork network = row_of_nodes(5);
  using Links = std::vector<std::uint32_t>;
  const Links ends{6, 1};  // to node 4 and to node 0
  EXPECT_EQ(CarGoals(network, ends, 4).way(4), (Links{4, 6}));
  const std::vector<LinkTime> jam{{6, 0, 35'000'000}};
  EXPECT_EQ(CarGoals(network, ends, 4, {}, jam).way(4), (Links{4, 5, 3, 1})) << "30 s back against 35";
  const std::vector<LinkTime> slow{{6, 0, 3'000'000}};
  EXPECT_EQ(CarGoals(network, ends, 4, {}, slow).way(4), (Links{4, 6})) << "no faster than the empty road";
}

TEST(WaysOut, AreLinksThatLieOutside) {
  TrafficNetwork network = row_of_nodes(40);
  std::vector<std::uint8_t> in_zone(40, 0);
  for (std::uint32_t n = 15; n < 25; ++n) in_zone[n] = 1;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (in_zone[network.from[l]] == 0 && in_zone[network.to[l]] == 0) expected.push_back(l);
  EXPECT_EQ(ways_out(network, in_zone, 4), expected);
  in_zone[20] = 0;  // an island of one node
  EXPECT_EQ(ways_out(network, in_zone, 4), expected);
  in_zone.assign(40, 1);
  EXPECT_TRUE(ways_out(network, in_zone, 4).empty());
  in_zone[39] = 0;  // at the edge, where no link leads on
  EXPECT_EQ(ways_out(network, in_zone, 4), std::vector<std::uint32_t>{76});
  for (std::uint32_t& modes : network.link_modes) modes = 1;
  EXPECT_TRUE(ways_out(network, in_zone, 4).empty()) << "closed to cars";
}

TEST(StreetWalkers, LeaveWhatTheManualSays) {
  EXPECT_EQ(capacity_beside_walkers(0), 1);
  EXPECT_DOUBLE_EQ(capacity_beside_walkers(500), 0.75);
  EXPECT_DOUBLE_EQ(capacity_beside_walkers(1000), 0.5);
  EXPECT_DOUBLE_EQ(capacity_beside_walkers(3000), 0.3);
  EXPECT_DOUBLE_EQ(capacity_beside_walkers(1e6), 1 - 0.9);
}

TEST(PersonValues, FindTheirPersonsOnAnyRank) {
  const Comm comm = Comm::world();
  const auto rank = static_cast<std::uint64_t>(comm.rank()), ranks = static_cast<std::uint64_t>(comm.size());
  std::vector<PersonValue> known;  // of the next rank's persons, every second one
  const std::uint64_t next = (rank + 1) % ranks;
  for (std::uint64_t k = 0; k < 50; k += 2) known.push_back({1000 * next + k, static_cast<float>(next + k), 0});
  std::vector<std::uint64_t> ids;
  for (std::uint64_t k = 0; k < 50; ++k) ids.push_back(1000 * rank + 49 - k);
  const std::vector<float> values = values_of_persons(comm, ids, known);
  ASSERT_EQ(values.size(), 50U);
  for (std::uint64_t k = 0; k < 50; ++k) {
    if ((49 - k) % 2 == 0)
      EXPECT_EQ(values[k], static_cast<float>(rank + 49 - k));
    else
      EXPECT_TRUE(std::isnan(values[k]));
  }
}

}  // namespace
}  // namespace machi
