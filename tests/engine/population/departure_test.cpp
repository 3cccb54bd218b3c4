/// \file  When people leave: NIST test 1.1 for every law, the shares, and what a user may get wrong.
#include "engine/population/departure.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/population/ks.hpp"

namespace machi {
namespace {

constexpr std::uint64_t seed = 1;

std::vector<double> draws(const DeparturePlan& plan, std::size_t count) {
  std::vector<double> times;
  for (std::uint64_t id = 0; id < count; ++id) times.push_back(draw_departure_s(plan, seed, id));
  return times;
}

DeparturePlan all(DepartureRule rule) {
  return {{1, rule}};
}

constexpr DepartureRule uniform_rule{DepartureLaw::uniform, 60, 300, 0, 0};
constexpr DepartureRule rayleigh_rule{DepartureLaw::rayleigh, 600, 600, 0, 0};
constexpr DepartureRule tunami_rule{DepartureLaw::rayleigh, 600, 4000, 0, 0};
constexpr DepartureRule sigmoid_rule{DepartureLaw::sigmoid, 0, 0, 1800, 0.01};

TEST(Nist11, AThousandUniformTimesAreUniform) {
  const auto times = draws(all(uniform_rule), 1000);
  EXPECT_GE(ks_p_value(times, [](double t) { return (t - 60) / 240; }), 0.01);
}

TEST(Nist11, AThousandRayleighTimesHaveTheDistributionOfTheirMean) {
  const double sigma = 600 * std::sqrt(2 / 3.14159265358979323846);
  const auto below = [&](double t) { return 1 - std::exp(-t * t / (2 * sigma * sigma)); };
  EXPECT_GE(ks_p_value(draws(all(rayleigh_rule), 1000), below), 0.01);
}

TEST(Nist11, AThousandTimesOfTunamiEvacHaveTheMixedRayleighDistribution) {
  // The mean of each is uniform between questionnaire and arrival: integrate over it, by the midpoint rule.
  const auto below = [](double t) {
    double sum = 0;
    for (int k = 0; k < 4000; ++k) {
      const double sigma = (600 + 3400 * (k + 0.5) / 4000) * std::sqrt(2 / 3.14159265358979323846);
      sum += 1 - std::exp(-t * t / (2 * sigma * sigma));
    }
    return sum / 4000;
  };
  const auto times = draws(all(tunami_rule), 1000);
  EXPECT_GE(ks_p_value(times, below), 0.01);
  EXPECT_NEAR(departed_share(all(tunami_rule), 1500), below(1500), 1e-6);
  // One Rayleigh distribution with the mean of means is another one.
  const double sigma = 2300 * std::sqrt(2 / 3.14159265358979323846);
  EXPECT_LT(ks_p_value(times, [&](double t) { return 1 - std::exp(-t * t / (2 * sigma * sigma)); }), 0.01);
}

TEST(Nist11, AThousandSigmoidTimesFollowTheirCurve) {
  const auto below = [](double t) { return 1 / (1 + std::exp(-0.01 * (t - 1800))); };
  EXPECT_GE(ks_p_value(draws(all(sigmoid_rule), 1000), below), 0.01);
}

TEST(Departure, ASigmoidThatBeginsBeforeTheStartSendsThemAtOnce) {
  const DeparturePlan plan = all({DepartureLaw::sigmoid, 0, 0, 0, 0.01});
  int at_once = 0;
  for (const double time_s : draws(plan, 10'000)) {
    EXPECT_GE(time_s, 0);
    at_once += time_s == 0 ? 1 : 0;
  }
  EXPECT_NEAR(at_once, 5000, 200);  // 4 standard deviations
  EXPECT_DOUBLE_EQ(departed_share(plan, 0), 0.5);
}

TEST(Departure, ImmediateFixedAndNeverAreWhatTheySay) {
  EXPECT_EQ(draw_departure_s(all({}), seed, 1), 0);
  EXPECT_EQ(draw_departure_s(all({DepartureLaw::fixed, 300, 0, 0, 0}), seed, 1), 300);
  EXPECT_EQ(draw_departure_s(all({DepartureLaw::never, 0, 0, 0, 0}), seed, 1), never_s);
  EXPECT_EQ(draw_departure_s(all({DepartureLaw::uniform, 300, 300, 0, 0}), seed, 1), 300);
}

TEST(Departure, SharesAtOnceLaterAndNeverAreKept) {
  const DeparturePlan plan{{0.2, {DepartureLaw::fixed, 300, 0, 0, 0}},
                           {0.5, {DepartureLaw::fixed, 900, 0, 0, 0}},
                           {0.3, {DepartureLaw::never, 0, 0, 0, 0}}};
  int at_once = 0, later = 0, never = 0;
  for (const double time_s : draws(plan, 100'000)) {
    at_once += time_s == 300 ? 1 : 0;
    later += time_s == 900 ? 1 : 0;
    never += time_s == never_s ? 1 : 0;
  }
  EXPECT_EQ(at_once + later + never, 100'000);
  EXPECT_NEAR(at_once, 20'000, 4 * std::sqrt(100'000 * 0.2 * 0.8));
  EXPECT_NEAR(later, 50'000, 4 * std::sqrt(100'000 * 0.5 * 0.5));
  EXPECT_DOUBLE_EQ(departed_share(plan, 299), 0);
  EXPECT_DOUBLE_EQ(departed_share(plan, 300), 0.2);
  EXPECT_DOUBLE_EQ(departed_share(plan, 1e6), 0.7);
}

TEST(Departure, TheCurveIsWhatIsDrawn) {
  const DeparturePlan plan{
      {0.4, uniform_rule}, {0.3, tunami_rule}, {0.2, sigmoid_rule}, {0.1, {DepartureLaw::never, 0, 0, 0, 0}}};
  const auto times = draws(plan, 100'000);
  for (const double until_s : {100.0, 300.0, 1000.0, 1800.0, 5000.0}) {
    const auto left = std::count_if(times.begin(), times.end(), [&](double t) { return t <= until_s; });
    EXPECT_NEAR(static_cast<double>(left) / 1e5, departed_share(plan, until_s), 4 * 0.5 / std::sqrt(1e5)) << until_s;
  }
}

TEST(Departure, GroupsLeaveTogetherAndGivenTimesAreKept) {
  Population people;
  people.classes.resize(2);
  people.classes[1].can_walk = false;
  people.id = {10, 11, 12, 13, 14};
  people.group = {10, 10, no_group, 10, no_group};
  people.person_class = {0, 0, 0, 1, 0};
  people.departure_s = {NAN, NAN, NAN, NAN, 42};
  draw_departures(people, all(uniform_rule), seed);
  EXPECT_EQ(people.departure_s[0], people.departure_s[1]);
  EXPECT_EQ(people.departure_s[0], static_cast<float>(draw_departure_s(all(uniform_rule), seed, 10)));
  EXPECT_NE(people.departure_s[0], people.departure_s[2]);
  EXPECT_EQ(people.departure_s[3], never_s) << "cannot walk";
  EXPECT_EQ(people.departure_s[4], 42);
}

TEST(DepartureProblems, AreSaidInWords) {
  EXPECT_EQ(problem_of(all(tunami_rule)), "");
  EXPECT_EQ(problem_of(DeparturePlan{}), "says nothing about when people leave");
  EXPECT_EQ(problem_of({{0.5, {}}, {0.4, {}}}), "has shares that do not sum to 1");
  EXPECT_EQ(problem_of({{1.5, {}}, {-0.5, {}}}), "has a share that is not between 0 and 1");
  EXPECT_EQ(problem_of({{NAN, {}}}), "has a share that is not between 0 and 1");
  EXPECT_EQ(problem_of(all({DepartureLaw::fixed, -1, 0, 0, 0})), "has a time that is not 0 s or more");
  EXPECT_EQ(problem_of(all({DepartureLaw::fixed, NAN, 0, 0, 0})), "has a time that is not 0 s or more");
  EXPECT_EQ(problem_of(all({DepartureLaw::uniform, 60, 30, 0, 0})), "ends before it begins");
  EXPECT_EQ(problem_of(all({DepartureLaw::sigmoid, 0, 0, NAN, 1})),
            "has a time at which half have left that is not 0 s or more");
  EXPECT_EQ(problem_of(all({DepartureLaw::sigmoid, 0, 0, 60, 0})), "has a steepness that is not above 0 /s");
}

}  // namespace
}  // namespace machi
