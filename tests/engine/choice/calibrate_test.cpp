#include "engine/choice/calibrate.hpp"

#include <gtest/gtest.h>

#include "engine/choice/scale_demand.hpp"

namespace machi {
namespace {

/// Three groups that six counts see in different mixtures, in a run where they are there 1, 0.5 and 2 times.
CountMatrix seen_by_counts(const std::vector<double>& truth) {
  const std::vector<std::vector<double>> unit{{900, 0, 100}, {300, 500, 0},   {0, 800, 200},
                                              {0, 0, 1200},  {400, 400, 400}, {50, 0, 700}};
  const std::vector<double> now{1, 0.5, 2};
  CountMatrix matrix;
  matrix.groups = 3;
  for (const std::vector<double>& row : unit) {
    double counted = 0;
    for (std::size_t g = 0; g < 3; ++g) {
      counted += row[g] * truth[g];
      matrix.passed.push_back(row[g] * now[g]);
    }
    matrix.counted.push_back(counted);
  }
  return matrix;
}

TEST(Calibration, FindsTheFactorsThatMadeTheCounts) {
  const std::vector<double> truth{1.4, 0.6, 1.1};
  const std::vector<double> found = fitted_factors(seen_by_counts(truth), std::vector<double>{1, 0.5, 2}, 0.5, 5);
  for (std::size_t g = 0; g < 3; ++g) EXPECT_NEAR(found[g], truth[g], 0.01 * truth[g]) << g;
}

TEST(Calibration, KeepsToItsBoundsAndToWhatNobodyCounts) {
  const std::vector<double> now{1, 0.5, 2};
  const std::vector<double> bounded = fitted_factors(seen_by_counts({1.4, 0.0, 3}), now, 0.5, 2);
  EXPECT_NEAR(bounded[1], 0, 0.2);
  EXPECT_GE(bounded[1], 0);
  EXPECT_EQ(bounded[2], 2);
  CountMatrix blind = seen_by_counts({2, 2, 2});
  for (std::size_t c = 0; c < 6; ++c) blind.passed[3 * c + 1] = 0;
  EXPECT_EQ(fitted_factors(blind, now, 0.5, 5)[1], 1);
}

// One count of two groups that always come by together: the prior shares what is missing.
TEST(Calibration, SharesWhatACountCannotTellApart) {
  CountMatrix matrix;
  matrix.groups = 2;
  matrix.counted = {300};
  matrix.passed = {100, 100};
  const std::vector<double> found = fitted_factors(matrix, std::vector<double>{1, 1}, 10, 5);
  EXPECT_NEAR(found[0], 1.5, 0.01);
  EXPECT_NEAR(found[1], found[0], 1e-9);
}

TEST(Copies, AreAsManyAsTheFactorSaysOnAnyCut) {
  constexpr std::size_t persons = 1000;
  std::vector<std::uint32_t> group;
  for (std::size_t p = 0; p < persons; ++p) group.push_back(p % 3 == 0 ? 1 : 0);
  const std::vector<double> factors{0.37, 2.61};
  const auto whole = copies_of_persons(group, std::vector<std::uint64_t>{0, 0}, factors);
  double sums[2] = {0, 0};
  double there[2] = {0, 0};
  for (std::size_t p = 0; p < persons; ++p) {
    sums[group[p]] += whole[p];
    there[group[p]] += 1;
    EXPECT_NEAR(sums[group[p]], factors[group[p]] * there[group[p]], 1.5) << p << ": after any number of persons";
  }
  constexpr std::size_t cut = 431;
  std::vector<std::uint64_t> below{0, 0};
  for (std::size_t p = 0; p < cut; ++p) ++below[group[p]];
  const auto second = copies_of_persons(std::span(group).subspan(cut), below, factors);
  EXPECT_TRUE(std::equal(second.begin(), second.end(), whole.begin() + cut));
}

TEST(Copies, OfMoreAreNoneOfLess) {
  const std::vector<std::uint32_t> group(500, 0);
  const std::vector<std::uint64_t> below{0};
  const auto few = copies_of_persons(group, below, std::vector<double>{0.3});
  const auto more = copies_of_persons(group, below, std::vector<double>{0.8});
  for (std::size_t p = 0; p < group.size(); ++p) EXPECT_LE(few[p], more[p]);
}

TEST(ScaledDemand, HasPersonsAsOftenAsWanted) {
  TravelDemand given;
  given.activity_types = {"home", "work"};
  given.modes = {"car"};
  given.vehicle_types = {{}};
  for (const char* id : {"a", "b", "c"}) {
    Leg leg;
    leg.kind = RouteKind::links;
    leg.route_begin = given.route.size();
    given.route.insert(given.route.end(), {1, 2, 3});
    leg.route_end = given.route.size();
    leg.vehicle = static_cast<std::uint32_t>(given.vehicle_id.size());
    given.vehicle_id.push_back(std::string(id) + "_car");
    given.vehicle_type.push_back(0);
    given.person_id.emplace_back(id);
    given.legs.push_back(leg);
    given.activities.resize(given.activities.size() + 2);
    given.activities.back().type = 1;
    given.activity_begin.push_back(given.activities.size());
  }
  const ScaledDemand scaled = scale_demand(given, std::vector<std::uint32_t>{2, 0, 1});
  EXPECT_EQ(scaled.demand.person_id, (std::vector<std::string>{"a", "a_2", "c"}));
  EXPECT_EQ(scaled.demand.vehicle_id, (std::vector<std::string>{"a_car", "a_car_2", "c_car"}));
  EXPECT_EQ(scaled.demand.legs[2].vehicle, 2U);
  EXPECT_EQ(scaled.demand.legs[2].route_begin, 6U);
  EXPECT_EQ(scaled.demand.activity_begin, (std::vector<std::uint64_t>{0, 2, 4, 6}));
  EXPECT_EQ(scaled.activity_of, (std::vector<std::uint64_t>{0, 1, 0, 1, 4, 5}));
}

}  // namespace
}  // namespace machi
