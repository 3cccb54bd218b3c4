// Scores against hand-worked numbers of the published formulas, logits against their known cases, and plans that come
// back from their bytes and words as they were.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/choice/count_fit.hpp"
#include "engine/choice/day_to_day.hpp"
#include "engine/choice/logit.hpp"
#include "engine/choice/plain_math.hpp"
#include "engine/choice/replan.hpp"
#include "engine/choice/score_day.hpp"
#include "engine/core/rng.hpp"
#include "engine/population/trips.hpp"

namespace machi {
namespace {

constexpr double hour_s = 3600;

ScoringSettings settings() {
  ScoringSettings scoring;
  ActivityScoring work;
  work.name = "work";
  work.typical_s = 8 * hour_s;
  work.opening_s = 7 * hour_s;
  work.closing_s = 18 * hour_s;
  work.latest_start_s = 9 * hour_s;
  work.earliest_end_s = 15 * hour_s;
  scoring.activities = {work};
  scoring.early_departure_1_h = -2;
  scoring.waiting_1_h = -1;
  return scoring;
}

TEST(PlainMath, IsThatOfTheLibrary) {
  for (double x = 1e-6; x < 1e6; x *= 1.7)
    EXPECT_NEAR(natural_log(x), std::log(x), 1e-13 * (1 + std::abs(std::log(x))));
  for (double x = -60; x < 60; x += 0.37) EXPECT_NEAR(exponential(x) / std::exp(x), 1, 1e-12);
  EXPECT_EQ(exponential(0), 1);
  EXPECT_EQ(exponential(-2000), 0);
}

// Charypar and Nagel (2005): an activity of its typical duration is worth beta times 10 h (uniform), or beta times that
// duration (relative, the default of MATSim since 2014).
TEST(ActivityScore, OfTheTypicalDuration) {
  ScoringSettings scoring = settings();
  const ActivityUtility relative = activity_utility(scoring, "work");
  EXPECT_NEAR(activity_score(relative, 0, 8.5 * hour_s, 16.5 * hour_s), 48, 1e-9);
  scoring.typical_duration = TypicalDurationRule::uniform;
  EXPECT_NEAR(activity_score(activity_utility(scoring, "work"), 0, 8.5 * hour_s, 16.5 * hour_s), 60, 1e-9);
  EXPECT_NEAR(activity_score(activity_utility(scoring, "leisure"), 3 * hour_s, 0, 3 * hour_s), 60, 1e-9);
}

TEST(ActivityScore, OfWhoIsEarlyOrLate) {
  const ActivityUtility work = activity_utility(settings(), "work");
  const auto performing = [](double hours) { return 48 * std::log(hours / (8 * std::exp(-1))); };
  EXPECT_NEAR(activity_score(work, 0, 6 * hour_s, 15 * hour_s), performing(8) - 1, 1e-9) << "an hour before it opens";
  EXPECT_NEAR(activity_score(work, 0, 9.5 * hour_s, 17.5 * hour_s), performing(8) - 9, 1e-9) << "half an hour late";
  EXPECT_NEAR(activity_score(work, 0, 8 * hour_s, 14 * hour_s), performing(6) - 2, 1e-9) << "an hour early away";
  EXPECT_NEAR(activity_score(work, 0, 8 * hour_s, 20 * hour_s), performing(10) - 2, 1e-9) << "two hours after closing";
  EXPECT_NEAR(activity_score(work, 0, 8 * hour_s, 8 * hour_s), -48 - 14, 1e-9) << "no time: the tangent's intercept";
  const double zero_s = 8 * hour_s * std::exp(-1);
  EXPECT_NEAR(activity_score(work, 0, 8 * hour_s, 8 * hour_s + zero_s / 2), -24 - 2 * (7 - zero_s / 2 / hour_s), 1e-9);
}

TEST(Counts, AreFittedAsPublished) {
  // GEH of 1,200 against 1,000 an hour: sqrt(2 * 200^2 / 2200).
  EXPECT_NEAR(geh(1200, 1000), 6.0302, 1e-4);
  EXPECT_EQ(geh(0, 0), 0);
  std::vector<LinkCount> counts{{3, 0, 4, 1000, 0}, {3, 4, 6, 210, 0}, {7, 0, 4, 50, 0}};
  const std::vector<LinkRecord> records{{3, 0, 300, 290, 1}, {3, 3, 300, 290, 1}, {3, 4, 100, 90, 1}, {8, 1, 9, 9, 1}};
  add_volumes(Comm::null(), records, counts);
  EXPECT_EQ(counts[0].simulated, 600);
  EXPECT_EQ(counts[1].simulated, 100);
  EXPECT_EQ(counts[2].simulated, 0);
  const CountFit fit =
      fit_of(counts, 900, 2);  // 1,200, 200 and 0 against 1,000, 210 and 50; the second in half an hour
  EXPECT_EQ(fit.counts, 3);
  EXPECT_NEAR(fit.geh_below_5, 1 / 3.0, 1e-12);  // 6.03, 0.99, 10
  EXPECT_NEAR(fit.scale, (1200 * 1000 + 200 * 210) / (1200.0 * 1200 + 200 * 200), 1e-12);
  EXPECT_NEAR(fit.r2, 1 - (200.0 * 200 + 10 * 10 + 50 * 50) / (580.0 * 580 + 210 * 210 + 370 * 370), 1e-12);
}

TEST(Logit, KnownCases) {
  const std::vector<double> utility{0, std::log(2.0), std::log(3.0)};
  const std::vector<double> shares = multinomial_logit(utility, 1);
  EXPECT_NEAR(shares[0], 1 / 6.0, 1e-12);
  EXPECT_NEAR(shares[2], 3 / 6.0, 1e-12);
  // With a scale of 1 in the nest there is no nest; a red bus and a blue bus that are one share its half.
  const std::vector<double> flat = nested_logit(utility, {false, true, true}, 1, 1);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(flat[k], shares[k], 1e-12);
  const std::vector<double> buses = nested_logit(std::vector<double>{1, 1, 1}, {false, true, true}, 1, 1e5);
  EXPECT_NEAR(buses[0], 0.5, 1e-4);
  EXPECT_NEAR(buses[1], 0.25, 1e-4);
  EXPECT_EQ(draw(shares, 0.1), 0U);
  EXPECT_EQ(draw(shares, 0.49), 1U);
  EXPECT_EQ(draw(shares, 0.9999999), 2U);
  EXPECT_EQ(multinomial_logit(std::vector<double>{-1e6, 0}, 1)[0], 0) << "no overflow";
}

TEST(SelectPlan, ByItsRule) {
  KnownPlans known;
  for (const float score : {1.0F, 3.0F, 2.0F}) known.plans.push_back({{}, score, true});
  known.selected = 2;
  EXPECT_EQ(select_plan(known, PlanSelector::best, 1, {0, 0}), 1U);
  EXPECT_EQ(select_plan(known, PlanSelector::keep, 1, {0, 0}), 2U);
  // MATSim's ExpBetaPlanChanger: another one with 0.01 exp(0.5 beta (difference)).
  std::uint32_t changed = 0;
  for (std::uint32_t k = 0; k < 100000; ++k)
    changed += select_plan(known, PlanSelector::change_exp_beta, 1, {0.5, (k + 0.5) / 100000}) == 1 ? 1 : 0;
  EXPECT_NEAR(changed, 1000 * std::exp(0.5), 1);
  std::uint32_t drawn[3] = {};
  for (std::uint32_t k = 0; k < 100000; ++k)
    ++drawn[select_plan(known, PlanSelector::select_exp_beta, 1, {(k + 0.5) / 100000, 0})];
  EXPECT_NEAR(drawn[1] / 1e5, std::exp(3) / (std::exp(1) + std::exp(2) + std::exp(3)), 1e-4);
  known.plans[0].scored = false;
  EXPECT_EQ(select_plan(known, PlanSelector::best, 1, {0, 0}), 0U) << "who was never carried out comes first";
}

/// A star of 20 streets, so that more links leave its middle than fit into half a byte, with a ring around it.
TrafficNetwork star() {
  TrafficNetwork network;
  network.modes = {"car"};
  constexpr std::uint32_t points = 20;
  for (std::uint32_t n = 0; n <= points; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(n == 0 ? 0 : 1000 * std::cos(0.3 * n));
    network.y_m.push_back(n == 0 ? 0 : 1000 * std::sin(0.3 * n));
  }
  const auto add = [&](std::uint32_t a, std::uint32_t b, double length_m) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(a);
    network.to.push_back(b);
    network.length_m.push_back(length_m);
    network.free_speed_m_s.push_back(10);
    network.flow_capacity_1_s.push_back(0.5);
    network.lanes.push_back(1);
    network.link_modes.push_back(1);
  };
  for (std::uint32_t n = 1; n <= points; ++n) {
    add(0, n, 1000);
    add(n, 0, 1000);
    add(n, n % points + 1, 700);
  }
  return network;
}

TEST(Plans, ComeBackFromTheirBytes) {
  const TrafficNetwork network = star();
  const RouteCode code(network);
  std::vector<std::vector<std::uint32_t>> out(network.nodes());
  for (std::uint32_t l = 0; l < network.links(); ++l) out[network.from[l]].push_back(l);
  RandomStream random(1, 1, 1);
  for (std::uint32_t round = 0; round < 200; ++round) {
    KnownPlans known;
    known.selected = random.below(4);
    const std::vector<std::uint32_t> first_links{random.below(network.links()), no_index,
                                                 random.below(network.links())};
    for (std::uint32_t k = 0; k < 4; ++k) {
      DayPlan& plan = known.plans.emplace_back();
      plan.score = static_cast<float>(random.uniform(-100, 100));
      plan.scored = k != 2;
      plan.trips.resize(3);
      plan.trips[0].end_step = random.below(100'000);
      plan.trips[1].duration_steps = random.below(5000);
      plan.trips[2].end_step = random.word() & 0xfffffU;
      plan.trips[2].mode = 1;
      plan.trips[2].steps = random.below(4000);
      std::vector<std::uint32_t>& route = plan.trips[0].route;
      route.push_back(first_links[0]);
      for (std::uint32_t hop = random.below(30); hop > 0; --hop) {
        const std::vector<std::uint32_t>& next = out[network.to[route.back()]];
        route.push_back(next[random.below(static_cast<std::uint32_t>(next.size()))]);
      }
    }
    const KnownPlans back =
        unpack_plans(pack_plans(known, code, {true, false}, first_links), code, {true, false}, first_links).value();
    ASSERT_EQ(back.selected, known.selected);
    for (std::uint32_t k = 0; k < 4; ++k) {
      ASSERT_EQ(back.plans[k].trips, known.plans[k].trips);
      ASSERT_EQ(back.plans[k].score, known.plans[k].score);
      ASSERT_EQ(back.plans[k].scored, known.plans[k].scored);
    }
  }
}

TEST(Plans, AreNotReadBehindTheirBytes) {
  const TrafficNetwork network = star();
  const RouteCode code(network);
  KnownPlans known;
  DayPlan& plan = known.plans.emplace_back();
  plan.trips.resize(2);
  plan.trips[0].end_step = 70'000;
  plan.trips[0].route = {0, 1, 9};  // out to a point, back, out to another
  for (std::size_t k = 1; k < 3; ++k)
    ASSERT_EQ(network.from[plan.trips[0].route[k]], network.to[plan.trips[0].route[k - 1]]);
  plan.trips[1].mode = 1;
  plan.trips[1].steps = 300;
  const std::vector<std::uint32_t> first_links{0, 5};
  const std::vector<std::uint8_t> bytes = pack_plans(known, code, {true, false}, first_links);
  const auto read = [&](const std::vector<std::uint8_t>& given) {
    return unpack_plans(given, code, {true, false}, first_links);
  };
  ASSERT_TRUE(read(bytes));
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(read({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)})) << length;
  int refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const int value : {0, 1, 127, 128, 255}) {
      std::vector<std::uint8_t> forged = bytes;
      forged[at] = static_cast<std::uint8_t>(value);
      const std::optional<KnownPlans> back = read(forged);
      refused += !back;
      if (!back) continue;
      const std::vector<std::uint32_t>& route = back->plans[back->selected].trips[0].route;
      for (std::size_t k = 1; k < route.size(); ++k) ASSERT_EQ(network.from[route[k]], network.to[route[k - 1]]);
    }
  EXPECT_GT(refused, 10);
}

/// Two people: one drives, walks, and comes back in two legs by a mode that is not chosen; one rides a bicycle.
TravelDemand demand() {
  TravelDemand given;
  given.activity_types = {"home", "work", "pt interaction"};
  given.modes = {"car", "walk", "pt", "bicycle"};
  given.person_id = {"a", "b"};
  const auto stay = [&](std::uint16_t type, std::uint32_t link, double x_m, double y_m, double end_s, double lasts_s) {
    given.activities.push_back({type, link, x_m, y_m, end_s, lasts_s, 1});
  };
  const auto go = [&](std::uint16_t mode, double time_s) {
    Leg leg;
    leg.mode = leg.routing_mode = mode;
    if (!std::isnan(time_s)) leg.kind = RouteKind::generic;
    leg.travel_time_s = time_s;
    given.legs.push_back(leg);
  };
  stay(0, 4, 100, 30, 25'200.5, not_given);
  go(0, not_given);
  stay(1, 33, -400, 600, not_given, 1800);
  go(1, not_given);
  stay(1, 35, -100, 20, 40'000, not_given);
  go(2, 300);
  stay(2, 10, 0, 0, not_given, 60);
  go(2, 200);
  stay(0, 4, 100, 30, not_given, not_given);
  given.activity_begin.push_back(given.activities.size());
  stay(0, 7, 10, 20, 30'000, not_given);
  go(3, 444);
  stay(1, 20, 30, 900, not_given, not_given);
  given.activity_begin.push_back(given.activities.size());
  return given;
}

TEST(Chains, CarryOutTheSamePlanAsTheDemand) {
  const TrafficNetwork network = star();
  for (const AccessRule access : {AccessRule::as_planned, AccessRule::walk}) {
    const TripRules trips{{"car"}, RoutingRule::free_speed, access, 1.1, 1.3};
    const TravelDemand complete = complete_trips(demand(), network, trips);
    ChoiceRules rules;
    rules.clock = {2, 3600, modes_on_network(complete, {"car"})};
    rules.walks_to_road = access == AccessRule::walk;
    rules.walk_speed_m_s = 1.1;
    rules.walk = 1;
    std::vector<ChoiceMode> modes(complete.modes.size());
    modes[0].driven = modes[0].chosen = modes[1].chosen = modes[3].chosen = true;
    Chains chains(0, 1);
    for (std::uint32_t p = 0; p < 2; ++p) {
      std::vector<std::uint32_t> words;
      append_chain(complete, p, network, modes, rules, {0}, words);
      const std::uint32_t* at = words.data();
      const DayPlan plan = chains.add(at, modes);
      EXPECT_EQ(at, words.data() + words.size());
      const RunningPlan expected = running_plan(complete, p, rules.clock);
      EXPECT_EQ(running_plan(chains, p, plan, modes, rules).words, expected.words) << p;
      EXPECT_EQ(legs_of(chains, p, plan, modes, rules).size(),
                complete.activity_begin[p + 1] - complete.activity_begin[p] - 1);
    }
    EXPECT_NE(chains.trips(0)[2].fixed, ChainTrip::none);
    EXPECT_EQ(chains.trips(0)[0].fixed, ChainTrip::none);
  }
}

TEST(Tours, LeadBackToWhereTheyBegan) {
  const auto of = [](const std::vector<std::uint32_t>& links) {
    std::vector<ChainStop> stops;
    for (const std::uint32_t link : links) stops.push_back({link, 0, 0, 0, 0});
    return tours(stops);
  };
  using Tours = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  EXPECT_EQ(of({1, 2, 1}), (Tours{{0, 2}}));
  EXPECT_EQ(of({1, 2, 3, 2, 1, 4, 1}), (Tours{{0, 4}, {4, 6}})) << "lunch belongs to work";
  EXPECT_EQ(of({1, 2, 3}), (Tours{{0, 2}}));
  EXPECT_EQ(of({1, 1, 2}), (Tours{{0, 1}, {1, 2}}));
}

// Home until 8:00, half an hour by car, work of its typical 8 h, half an hour back, home.
TEST(DayScore, AddsActivitiesAndTravel) {
  const TrafficNetwork network = star();
  ChoiceWorld world;
  world.network = &network;
  world.rules.clock = {1, 0, {}};
  world.scoring = settings();
  world.modes.resize(1);
  world.modes[0].driven = true;
  world.modes[0].utility = {-1, -6 / hour_s, -0.001};
  world.length_m = network.length_m;
  for (const char* type : {"home", "work"}) world.activities.push_back(activity_utility(world.scoring, type));
  Chains chains(0, 1);
  const float home_s = 15 * 3600;
  const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  const std::vector<std::uint32_t> words{3,
                                         0,
                                         0,
                                         0,
                                         0,
                                         bits(home_s),
                                         0,
                                         0,  //
                                         4,
                                         1,
                                         0,
                                         0,
                                         bits(1),
                                         0,
                                         0,  //
                                         3,
                                         0,
                                         0,
                                         0,
                                         bits(home_s),
                                         0,
                                         0,  //
                                         28'800,
                                         no_index,
                                         1,
                                         0,
                                         0,
                                         3,
                                         0,
                                         1,
                                         4,  //
                                         59'400,
                                         no_index,
                                         1,
                                         0,
                                         0,
                                         3,
                                         4,
                                         1,
                                         0,
                                         0};
  const std::uint32_t* at = words.data();
  const DayPlan plan = chains.add(at, world.modes);
  const std::vector<ChainLeg> legs = legs_of(chains, 0, plan, world.modes, world.rules);
  const std::vector<LegRecord> done{{28'800, 28'800, 30'600}, {59'400, 59'400, 61'200}};
  // Work from 8:30 to 16:30: 48. Home from 17:00 to 8:00, 15 h, its typical duration: 90. Two legs of 2 km: -1 - 3 - 2
  // each.
  EXPECT_NEAR(day_score(world, chains, 0, plan, legs, done), 48 + 90 - 2 * 6, 1e-6);
  const std::vector<LegRecord> stuck{{28'800, 28'800, 30'600}, {59'400, 59'400, no_index}};
  EXPECT_NEAR(day_score(world, chains, 0, plan, legs, stuck), 48 - 6 - 24 * 18, 1e-6) << "who never gets home";
}

// Nobody arrives, and whoever does not loses a day of the worst that there is.
TEST(DayScore, ThatIsNoNumberIsFound) {
  const TrafficNetwork network = star();
  const TravelDemand complete = complete_trips(demand(), network, {{"car"}, RoutingRule::free_speed});
  for (const double late_1_h : {-18.0, -std::numeric_limits<double>::infinity()}) {
    ChoiceWorld world;
    world.network = &network;
    world.rules.clock = {1, 0, modes_on_network(complete, {"car"})};
    world.scoring = settings();
    world.scoring.late_arrival_1_h = late_1_h;
    world.modes.resize(complete.modes.size());
    world.modes[0].driven = world.modes[0].chosen = true;
    world.modes[0].mode_bits = 1;
    world.rules.walk = 1;
    for (const std::string& type : complete.activity_types)
      world.activities.push_back(activity_utility(world.scoring, type));
    DayToDay days(Comm::null(), world, 2, [&](std::uint64_t p, std::vector<std::uint32_t>& row) {
      append_chain(complete, p, network, world.modes, world.rules, {0}, row);
    });
    EXPECT_FALSE(days.first_unscored()) << "before the first day";
    days.learn(Comm::null(), {}, {});
    EXPECT_EQ(days.first_unscored(), std::isfinite(late_1_h) ? std::optional<std::int64_t>() : 0);
  }
}

}  // namespace
}  // namespace machi
