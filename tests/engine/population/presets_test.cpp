/// \file  The presets hold the numbers that were published.
#include "engine/population/presets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/population/person_classes.hpp"

namespace machi {
namespace {

const EvacuationPreset& preset(const std::string& name) {
  const EvacuationPreset* found = find_preset(name);
  EXPECT_NE(found, nullptr) << name;
  return *found;
}

double by_night(const PersonClass& of) {
  return of.mean_m_s * of.night_factor;
}

double share_at(const DeparturePlan& plan, double time_s) {
  return departed_share(plan, time_s) - departed_share(plan, time_s - 1e-3);
}

TEST(Presets, AreSoundNamedOnceAndNeverCertified) {
  std::set<std::string> names;
  for (const EvacuationPreset& each : evacuation_presets()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_TRUE(each.source.starts_with("as published by")) << each.name;
    EXPECT_FALSE(each.ours.empty()) << each.name;
    for (const std::string& text : {each.title, each.source, each.ours}) {
      EXPECT_EQ(text.find("certif"), std::string::npos) << each.name;
    }
    double sum = 0;
    for (const PersonClass& of : each.classes) {
      EXPECT_EQ(problem_of(of), "") << each.name << " " << of.name;
      sum += of.share;
    }
    EXPECT_NEAR(sum, 1, 1e-12) << each.name;
    EXPECT_EQ(problem_of(each.departure(false)), "") << each.name;
    EXPECT_EQ(problem_of(each.departure(true)), "") << each.name;
    EXPECT_GE(each.loss.all_m, each.loss.begins_m);
  }
  EXPECT_EQ(find_preset("noshiro_2012"), nullptr);
  const auto listed = preset_names();
  EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), names);
}

TEST(Presets, CabinetOffice2012) {
  const EvacuationPreset& low = preset("cabinet_office_2012_low");
  for (const PersonClass& of : low.classes) {
    EXPECT_DOUBLE_EQ(of.mean_m_s * 3.6, 2.65);
    EXPECT_NEAR(by_night(of) * 3.6, 0.8 * 2.65, 1e-12);
  }
  EXPECT_DOUBLE_EQ(share_at(low.departure(false), 300), 0.2);
  EXPECT_DOUBLE_EQ(share_at(low.departure(true), 600), 0.2);
  EXPECT_DOUBLE_EQ(departed_share(low.departure(false), 1e6), 0.7) << "30 % never leave";
  EXPECT_TRUE(low.loss.is_curve());
  EXPECT_DOUBLE_EQ(low.loss.begins_m, 0.3);
  EXPECT_DOUBLE_EQ(low.loss.all_m, 1.0);
  EXPECT_DOUBLE_EQ(share_at(preset("cabinet_office_2012_high").departure(false), 300), 0.7);
}

TEST(Presets, Aichi2015) {
  const EvacuationPreset& aichi = preset("aichi_2015");
  ASSERT_EQ(aichi.classes.size(), 3u);
  EXPECT_DOUBLE_EQ(aichi.classes[0].mean_m_s, 0.74);
  EXPECT_NEAR(by_night(aichi.classes[0]), 0.59, 1e-12);
  EXPECT_DOUBLE_EQ(aichi.classes[1].mean_m_s, 0.37);
  EXPECT_NEAR(by_night(aichi.classes[1]), 0.29, 1e-12);
  EXPECT_TRUE(aichi.classes[1].can_walk);
  EXPECT_FALSE(aichi.classes[2].can_walk);
  EXPECT_TRUE(aichi.classes[2].assisted);
  EXPECT_DOUBLE_EQ(share_at(aichi.departure(false), 300), 1);
  EXPECT_DOUBLE_EQ(share_at(aichi.departure(true), 600), 1);
}

TEST(Presets, Noshiro) {
  const EvacuationPreset& noshiro = preset("noshiro");
  EXPECT_DOUBLE_EQ(noshiro.classes[0].mean_m_s, 1.0);
  EXPECT_DOUBLE_EQ(noshiro.classes[1].mean_m_s, 0.5);
  EXPECT_TRUE(noshiro.classes[1].assisted);
  EXPECT_NEAR(noshiro.classes[0].share * 10'387, 5'676, 1e-9);
  EXPECT_DOUBLE_EQ(share_at(noshiro.departure(false), 600), 1);
  EXPECT_DOUBLE_EQ(noshiro.loss.begins_m, 0.01);
  EXPECT_FALSE(noshiro.loss.is_curve());
}

TEST(Presets, Fdma2013) {
  const EvacuationPreset& fdma = preset("fdma_2013");
  EXPECT_DOUBLE_EQ(fdma.classes[0].mean_m_s, 1.0);
  EXPECT_DOUBLE_EQ(fdma.classes[1].mean_m_s, 0.5);
  EXPECT_DOUBLE_EQ(departed_share(fdma.departure(false), 120), 0);
  EXPECT_DOUBLE_EQ(departed_share(fdma.departure(false), 300), 1);
  EXPECT_EQ(fdma.reach_limit_m, 500);
}

TEST(Presets, Miyagi) {
  const EvacuationPreset& miyagi = preset("miyagi");
  EXPECT_DOUBLE_EQ(miyagi.classes[0].mean_m_s, 1.0);
  EXPECT_DOUBLE_EQ(by_night(miyagi.classes[0]), 0.8);
  EXPECT_DOUBLE_EQ(miyagi.classes[1].mean_m_s, 0.5);
  EXPECT_DOUBLE_EQ(share_at(miyagi.departure(true), 900), 1);
  EXPECT_EQ(miyagi.car_speed_m_s, 3.0);
  EXPECT_EQ(miyagi.reach_limit_m, 500);
}

TEST(Presets, NigeChizu) {
  const EvacuationPreset& map = preset("nige_chizu");
  EXPECT_DOUBLE_EQ(map.classes[0].mean_m_s * 60, 43);
  EXPECT_NEAR(by_night(map.classes[0]) * 60, 0.8 * 43, 1e-12);
  EXPECT_DOUBLE_EQ(share_at(map.departure(false), 300), 1);
  EXPECT_DOUBLE_EQ(share_at(map.departure(true), 600), 1);
}

TEST(Reach, OfTheTsunamiManualsIsExact) {
  EXPECT_EQ(reach_m(1.0, 2460, 300), 2160) << "Komatsushima";
  EXPECT_EQ(reach_m(1.0, 2460, 300, 60), 2100);
  EXPECT_EQ(reach_m(1.0, 200, 300), 0) << "the water is there before the start";
}

}  // namespace
}  // namespace machi
