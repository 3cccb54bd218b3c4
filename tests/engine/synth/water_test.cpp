// Ground and floods of the synthetic town.
#include "engine/synth/water.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace machi::synth {
namespace {

struct Ground {
  Frame frame{1, 10000};
  Terrain terrain{frame};
  Water water{frame};
  double river_u_m() const {
    int period = 0;
    return frame.nearest_river_m(700, period);
  }
};

TEST(Terrain, HasNoCliffs) {
  const Ground ground;
  for (double u = -2000; u < 2000; u += 13)
    for (double v = 0; v < 2600; v += 13) {
      const double here = ground.terrain.height_m({u, v});
      EXPECT_LT(std::abs(ground.terrain.height_m({u + 1, v}) - here), 0.75) << u << ' ' << v;
      EXPECT_LT(std::abs(ground.terrain.height_m({u, v + 1}) - here), 0.75) << u << ' ' << v;
    }
}

TEST(Terrain, RisesFromShoreToHillsAndHoldsTheRiverBetweenBanks) {
  const Ground ground;
  EXPECT_NEAR(ground.terrain.height_m({0, 0}), 0, 0.01);
  EXPECT_GT(ground.terrain.height_m({0, 56}), 3.0) << "the sea wall";
  const double foot = ground.frame.foot_m(-900);
  EXPECT_GT(ground.terrain.height_m({-900, foot + 700}), 40);
  EXPECT_EQ(ground.terrain.hill_m({-900, foot - 1}, 500), 0);
  const double u = ground.river_u_m();
  const double bed = ground.terrain.height_m({u, 800}), bank = ground.terrain.height_m({u + 55, 800});
  EXPECT_LT(bed, Terrain::river_level_m(800));
  EXPECT_GT(bank, Terrain::plain_m(800) + 1.5);
}

TEST(Water, RanksAreThoseOfThePublishedLists) {
  EXPECT_EQ(rank_of_depth(-1), 0);
  EXPECT_EQ(rank_of_depth(0.49), 1);
  EXPECT_EQ(rank_of_depth(0.5), 2);
  EXPECT_EQ(rank_of_depth(3), 3);
  EXPECT_EQ(rank_of_depth(9.99), 4);
  EXPECT_EQ(rank_of_depth(25), 6);
}

TEST(Tsunami, DrawsBackThenFloodsTheCoastAndNeverTheHills) {
  const Ground ground;
  const WaterPoint sea = ground.water.tsunami_point({0, -100}, -5);
  EXPECT_NEAR(ground.water.level_m(sea, 0), Terrain::sea_level_m, 1e-9);
  EXPECT_LT(ground.water.level_m(sea, 1380), Terrain::sea_level_m - 1.5);
  EXPECT_GT(ground.water.level_m(sea, 1860), 6);
  const PlanPoint coast{-300, 150}, hill{-300, ground.frame.foot_m(-300) + 500};
  const double low = ground.terrain.height_m(coast), high = ground.terrain.height_m(hill);
  EXPECT_GT(ground.water.highest_tsunami_m(coast, low), low + 1);
  EXPECT_EQ(ground.water.highest_tsunami_m(hill, high), Water::dry);
  const WaterPoint at = ground.water.tsunami_point(coast, low);
  EXPECT_EQ(ground.water.level_m(at, 1200), Water::dry);
}

TEST(Tsunami, ComesLaterAndLowerInland) {
  const Ground ground;
  const WaterPoint near = ground.water.tsunami_point({-400, 100}, 0), far = ground.water.tsunami_point({-400, 700}, 0);
  EXPECT_GT(near.rise_m, far.rise_m);
  EXPECT_LT(near.delay_s, far.delay_s);
}

TEST(Floods, FramesReachTheHighestLevelAndDoNotPassIt) {
  const Ground ground;
  for (double u = -1200; u < 1500; u += 37)
    for (double v = 15; v < 1400; v += 41) {
      const PlanPoint at{u, v};
      const double z = ground.terrain.height_m(at);
      const double tsunami = ground.water.highest_tsunami_m(at, z);
      const double flood = ground.water.highest_flood_m(at, z, FloodScale::largest);
      const WaterPoint wave = ground.water.tsunami_point(at, z), river = ground.water.flood_point(at, z);
      double highest_wave = Water::dry, highest_flood = Water::dry;
      for (const double t : Water::tsunami_times_s())
        highest_wave = std::max(highest_wave, wave.never ? Water::dry : ground.water.level_m(wave, t));
      for (const double t : Water::flood_times_s())
        highest_flood = std::max(highest_flood, river.never ? Water::dry : ground.water.level_m(river, t));
      if (tsunami > z + 0.1) {
        EXPECT_LE(highest_wave, tsunami);
        EXPECT_GT(highest_wave, tsunami - 0.1);
      }
      if (flood > z + 0.1) {
        EXPECT_LE(highest_flood, flood);
        EXPECT_GT(highest_flood, z + 0.95 * (flood - z));
      }
      EXPECT_LE(ground.water.highest_flood_m(at, z, FloodScale::planned), std::max(flood, Water::dry));
    }
}

TEST(Floods, StayWithinTheirStatedReach) {
  const Ground ground;
  int period = 0;
  for (double u = -4000; u < 4000; u += 21)
    for (double v = 10; v < 3600; v += 33) {
      const double distance = std::abs(u - ground.frame.nearest_river_m(u, period));
      if (distance > Water::flood_reach_m) {
        EXPECT_EQ(ground.water.highest_flood_m({u, v}, -100, FloodScale::largest), Water::dry);
      }
      const double z = ground.terrain.height_m({u, v});
      if (distance > 1000) {
        EXPECT_EQ(ground.water.highest_flood_m({u, v}, z, FloodScale::largest), Water::dry);
      }
      if (v > Water::tsunami_reach_m) {
        EXPECT_EQ(ground.water.highest_tsunami_m({u, v}, z), Water::dry);
      }
    }
}

}  // namespace
}  // namespace machi::synth
