/// \file  Classes of persons: RiMEA test 7, IMO test 7, the published numbers, and what a user may get wrong.
#include "engine/population/person_classes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/engine/population/ks.hpp"

namespace machi {
namespace {

constexpr std::uint64_t seed = 1;

const PersonClass& class_of(const std::string& table, const std::string& name) {
  const PersonClassTable* found = find_person_classes(table);
  EXPECT_NE(found, nullptr) << table;
  for (const PersonClass& each : found->classes) {
    if (each.name == name) return each;
  }
  ADD_FAILURE() << name << " is not in " << table;
  return found->classes[0];
}

std::vector<double> draws(const PersonClass& of, std::size_t count) {
  std::vector<double> speeds;
  for (std::uint64_t id = 0; id < count; ++id) speeds.push_back(draw_free_speed(of, seed, id));
  return speeds;
}

void expect_uniform(const PersonClass& of, double low_m_s, double high_m_s) {
  const std::vector<double> speeds = draws(of, 1000);
  for (const double speed_m_s : speeds) {
    EXPECT_GE(speed_m_s, low_m_s) << of.name;
    EXPECT_LE(speed_m_s, high_m_s) << of.name;
  }
  const double p = ks_p_value(speeds, [&](double v) { return (v - low_m_s) / (high_m_s - low_m_s); });
  EXPECT_GE(p, 0.01) << of.name;
}

TEST(KolmogorovSmirnov, KnowsAGoodSampleFromABadOne) {
  // Tables of the limiting distribution: 1.3581 has 5 %, 1.6276 has 1 %.
  EXPECT_NEAR(ks_p_value(1.3581 / std::sqrt(1e8), 100'000'000), 0.05, 1e-4);
  EXPECT_NEAR(ks_p_value(1.6276 / std::sqrt(1e8), 100'000'000), 0.01, 1e-4);
  // Stephens: 0.2406 is the 5 % point for 30 draws.
  EXPECT_NEAR(ks_p_value(0.2417, 30), 0.05, 0.003);
  std::vector<double> even, squeezed;
  for (int k = 0; k < 1000; ++k) {
    even.push_back((k + 0.5) / 1000);
    squeezed.push_back(0.9 * (k + 0.5) / 1000);
  }
  const auto uniform = [](double x) { return x; };
  EXPECT_NEAR(ks_distance(even, uniform), 0.0005, 1e-12);
  EXPECT_GT(ks_p_value(even, uniform), 0.99);
  EXPECT_LT(ks_p_value(squeezed, uniform), 1e-6);
}

TEST(Rimea7, AThousandPersonsOfEachClassHaveTheSpeedsOfTheirClass) {
  expect_uniform(class_of("rimea_ages", "<30"), 0.58, 1.61);
  expect_uniform(class_of("rimea_ages", "30-50"), 1.41, 1.54);
  expect_uniform(class_of("rimea_ages", ">50"), 0.68, 1.41);
  expect_uniform(class_of("rimea_ages", "impaired"), 0.46, 0.76);
}

TEST(Imo7, AThousandMenOfThirtyToFiftyHaveTheSpeedsOfTable34) {
  expect_uniform(class_of("imo_passengers", "male 30-50"), 0.97, 1.62);
}

TEST(Imo, EveryClassOfTheTableIsUniformInItsRange) {
  for (const char* table : {"imo_passengers", "imo_crew"}) {
    for (const PersonClass& of : find_person_classes(table)->classes) expect_uniform(of, of.low_m_s, of.high_m_s);
  }
}

TEST(Imo, StairsFollowTheFlatWithinTheRangesOfTable35) {
  const PersonClass& man = class_of("imo_passengers", "male 30-50");
  EXPECT_DOUBLE_EQ(stair_speeds(man, 0.97).down_m_s, 0.64);
  EXPECT_DOUBLE_EQ(stair_speeds(man, 1.62).down_m_s, 1.07);
  EXPECT_DOUBLE_EQ(stair_speeds(man, 0.97).up_m_s, 0.47);
  EXPECT_DOUBLE_EQ(stair_speeds(man, 1.62).up_m_s, 0.79);
  EXPECT_NEAR(stair_speeds(man, 1.295).up_m_s, 0.63, 1e-12);
  EXPECT_DOUBLE_EQ(stair_speeds(man, 9).up_m_s, 0.79) << "a speed given beyond the range";
}

TEST(Imo, SharesOfPassengersAreThoseOfTable31) {
  const PersonClassTable& table = *find_person_classes("imo_passengers");
  ASSERT_EQ(table.classes.size(), 10u);
  double sum = 0, female = 0, impaired = 0;
  for (const PersonClass& of : table.classes) {
    sum += of.share;
    female += of.name.starts_with("female") ? of.share : 0;
    impaired += of.assisted ? of.share : 0;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(female, 0.5, 1e-12);
  EXPECT_NEAR(impaired, 0.4, 1e-12);
}

TEST(Fdma, SpeedsAreThoseOfTheManual) {
  EXPECT_DOUBLE_EQ(draw_free_speed(class_of("fdma_walkers", "elderly alone"), seed, 7), 1.1);
  EXPECT_DOUBLE_EQ(draw_free_speed(class_of("fdma_walkers", "with pram"), seed, 7), 0.9);
  EXPECT_DOUBLE_EQ(draw_free_speed(class_of("fdma_walkers", "unfamiliar"), seed, 7), 1.0);
  EXPECT_DOUBLE_EQ(draw_free_speed(class_of("fdma_walkers", "impaired"), seed, 7), 0.8);
  EXPECT_DOUBLE_EQ(stair_speeds(class_of("fdma_walkers", "impaired"), 0.8).up_m_s, 0.4);
  EXPECT_DOUBLE_EQ(stair_speeds(class_of("fdma_walkers", "unfamiliar"), 1.0).down_m_s, 0.5);
  EXPECT_DOUBLE_EQ(stair_speeds(class_of("fdma_walkers", "with pram"), 0.9).up_m_s, 0.45) << "by factor";
  expect_uniform(class_of("fdma_walkers", "in a crowd"), 1.1, 1.2);
}

TEST(FreeSpeed, NormalIsCutWithoutPilingUpAtTheEnds) {
  PersonClass of;
  of.name = "cut";
  of.law = SpeedLaw::normal;
  of.mean_m_s = 1.34;
  of.sd_m_s = 0.26;
  of.low_m_s = 1.0;
  of.high_m_s = 1.5;
  const auto below = [&](double v) { return 0.5 * std::erfc((of.mean_m_s - v) / (of.sd_m_s * std::sqrt(2.0))); };
  const double inside = below(1.5) - below(1.0);
  EXPECT_GE(ks_p_value(draws(of, 1000), [&](double v) { return (below(v) - below(1.0)) / inside; }), 0.01);
}

TEST(FreeSpeed, AnIntervalFarFromTheMeanGivesItsNearEnd) {
  PersonClass of;
  of.law = SpeedLaw::normal;
  of.mean_m_s = 1;
  of.sd_m_s = 0.01;
  of.low_m_s = 2;
  of.high_m_s = 3;
  EXPECT_DOUBLE_EQ(draw_free_speed(of, seed, 3), 2);
}

TEST(FreeSpeed, TriangularHasItsMeanAndItsEnds) {
  PersonClass of;
  of.law = SpeedLaw::triangular;
  of.mean_m_s = 1.2;
  of.low_m_s = 0.6;
  of.high_m_s = 2.0;
  const double mode = 1.0, left = 0.4 / 1.4;
  const auto below = [&](double v) {
    return v < mode ? (v - 0.6) * (v - 0.6) / (1.4 * 0.4) : 1 - (2.0 - v) * (2.0 - v) / (1.4 * 1.0);
  };
  EXPECT_NEAR(below(mode), left, 1e-12);
  EXPECT_GE(ks_p_value(draws(of, 1000), below), 0.01);
  of.low_m_s = of.high_m_s = 1.2;
  EXPECT_DOUBLE_EQ(draw_free_speed(of, seed, 3), 1.2);
}

TEST(FreeSpeed, DependsOnSeedAndPersonAlone) {
  const PersonClass& of = class_of("rimea_ages", "<30");
  EXPECT_EQ(draw_free_speed(of, 5, 77), draw_free_speed(of, 5, 77));
  EXPECT_NE(draw_free_speed(of, 5, 77), draw_free_speed(of, 5, 78));
  EXPECT_NE(draw_free_speed(of, 5, 77), draw_free_speed(of, 6, 77));
  PersonClass by_night = of;
  by_night.night_factor = 0.8;
  EXPECT_DOUBLE_EQ(draw_free_speed_by_night(by_night, 5, 77), 0.8 * draw_free_speed(of, 5, 77));
}

TEST(PersonClassDraw, FollowsTheSharesAndNeverGivesAnEmptyClass) {
  std::vector<PersonClass> classes(4);
  const double shares[] = {0, 3, 0.5, 0};
  for (int k = 0; k < 4; ++k) classes[k].share = shares[k];
  std::map<int, int> count;
  for (std::uint64_t id = 0; id < 70'000; ++id) ++count[draw_person_class(classes, seed, id)];
  EXPECT_EQ(count.size(), 2u);
  EXPECT_NEAR(count[1], 60'000, 4 * std::sqrt(70'000 * (6.0 / 7) * (1.0 / 7)));
}

TEST(PersonClassDraw, FillsOnlyWhatIsOpen) {
  Population people;
  people.classes = find_person_classes("rimea_ages")->classes;
  people.classes[3].night_factor = 0.5;
  people.id = {1, 2, 3};
  people.person_class = {3, no_class, 0};
  people.free_speed_m_s = {NAN, 1.25F, NAN};
  draw_classes_and_speeds(people, seed, true);
  EXPECT_EQ(people.person_class[0], 3);
  EXPECT_LT(people.person_class[1], 4);
  EXPECT_FLOAT_EQ(people.free_speed_m_s[0], static_cast<float>(0.5 * draw_free_speed(people.classes[3], seed, 1)));
  EXPECT_FLOAT_EQ(people.free_speed_m_s[1], 1.25F);
  EXPECT_FLOAT_EQ(people.free_speed_m_s[2], static_cast<float>(draw_free_speed(people.classes[0], seed, 3)));
}

TEST(PersonClassTables, AreSoundAndNamedOnceWithASource) {
  std::map<std::string, int> seen;
  for (const PersonClassTable& table : person_class_tables()) {
    EXPECT_EQ(++seen[table.name], 1);
    EXPECT_TRUE(table.source.starts_with("as published by")) << table.name;
    for (const PersonClass& of : table.classes) EXPECT_EQ(problem_of(of), "") << table.name << " " << of.name;
  }
  EXPECT_EQ(find_person_classes("imo"), nullptr);
}

TEST(PersonClassProblems, AreSaidInWords) {
  PersonClass good;
  good.name = "good";
  EXPECT_EQ(problem_of(good), "");
  const auto problem = [&](const auto& spoil) {
    PersonClass bad = good;
    spoil(bad);
    return problem_of(bad);
  };
  EXPECT_EQ(problem([](PersonClass& c) { c.name = ""; }), "has no name");
  EXPECT_EQ(problem([](PersonClass& c) { c.mean_m_s = NAN; }), "has a speed that is not between 0 and 15 m/s");
  EXPECT_EQ(problem([](PersonClass& c) { c.low_m_s = -1; }), "has a speed that is not between 0 and 15 m/s");
  EXPECT_EQ(problem([](PersonClass& c) { c.high_m_s = 20; }), "has a speed that is not between 0 and 15 m/s");
  EXPECT_EQ(problem([](PersonClass& c) { c.low_m_s = 6; }), "has a lowest speed above its highest");
  EXPECT_EQ(problem([](PersonClass& c) { c.low_m_s = 2; }), "has a mean speed outside its lowest and highest");
  EXPECT_EQ(problem([](PersonClass& c) { c.sd_m_s = -1; }),
            "has a standard deviation that is not between 0 and 15 m/s");
  EXPECT_EQ(problem([](PersonClass& c) { c.law = SpeedLaw::triangular; }),
            "has a mean speed that no triangle between its lowest and highest has");
  EXPECT_EQ(problem([](PersonClass& c) { c.stair_up_low_m_s = 1; }),
            "has speeds on stairs that are not 0 ≤ low ≤ high ≤ 15 m/s");
  EXPECT_EQ(problem([](PersonClass& c) { c.night_factor = 1.1; }), "has a factor of speed that is not between 0 and 1");
  EXPECT_EQ(problem([](PersonClass& c) { c.radius_m = 0.01; }), "has a radius that is not between 0.05 and 1 m");
  EXPECT_EQ(problem([](PersonClass& c) { c.stop_depth_m = -0.1; }),
            "has a depth that stops it that is not between 0 and 10 m");
  EXPECT_EQ(problem([](PersonClass& c) { c.occupant_share = NAN; }), "has a share of occupants that is no number");
  EXPECT_EQ(problem([](PersonClass& c) { c.share = NAN; }), "has a share that is no number of 0 or more");
}

}  // namespace
}  // namespace machi
