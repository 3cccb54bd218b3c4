// Depths that only buildings know, read from their attributes and spread over the cells around.
#include "engine/hazard/building_water.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "tests/engine/hazard/town.hpp"

namespace machi {
namespace {

// A city of buildings with attribute rows (key, group, value) each.
struct Row {
  std::string key;
  std::uint32_t group;
  std::string value;
};
City city_of(const std::vector<std::vector<Row>>& buildings) {
  City city;
  AttributeTable& table = city.layer(Theme::bldg).attributes;
  for (const auto& rows : buildings) {
    for (const Row& row : rows) {
      table.keys.push_back(row.key);
      table.key.push_back(static_cast<std::uint32_t>(table.keys.size() - 1));
      table.group.push_back(row.group);
      table.value.add(row.value);
    }
    table.feature_begin.push_back(table.key.size());
    city.buildings.base_m.push_back(1.5F);
    city.buildings.x_mm.push_back(1000 * static_cast<std::int32_t>(city.buildings.x_mm.size()));
    city.buildings.y_mm.push_back(0);
  }
  return city;
}

const std::string tsunami = "bldgDisasterRiskAttribute/TsunamiRiskAttribute/";
const std::string river = "bldgDisasterRiskAttribute/RiverFloodingRiskAttribute/";

TEST(BuildingWater, TakesTheDeepestBlockOfItsKind) {
  const City city =
      city_of({{{tsunami + "depth", 0, "0.74"}, {tsunami + "depth", 1, "1.20"}, {river + "depth", 2, "9"}},
               {{river + "depth", 0, "2"}},
               {},
               {{"buildingDisasterRiskAttribute/BuildingTsunamiRiskAttribute/depth", 0, "0.3"}}});
  const auto water = building_water(city, {.risk = BuildingRisk::tsunami, .description = {}});
  ASSERT_EQ(water.size(), 4u);
  EXPECT_EQ(water[0].depth_cm, 120);
  EXPECT_EQ(water[0].level_cm, 270);
  EXPECT_EQ(water[1].depth_cm, 0);
  EXPECT_EQ(water[2].depth_cm, 0);
  EXPECT_EQ(water[3].depth_cm, 30) << "the block's name in version 2";
}

TEST(BuildingWater, ChoosesScaleAndDescriptionAndFallsBackOnRanks) {
  const City city = city_of({{{river + "scale", 0, "1"},
                              {river + "depth", 0, "0.5"},
                              {river + "description", 0, "7"},
                              {river + "scale", 1, "2"},
                              {river + "depth", 1, "3.1"},
                              {river + "description", 1, "8"}},
                             {{river + "scale", 0, "1"}, {river + "rank", 0, "2"}}});
  const auto depths = [&](const BuildingRiskRules& rules) {
    const auto water = building_water(city, rules);
    return std::pair<int, int>{water[0].depth_cm, water[1].depth_cm};
  };
  using Both = std::pair<int, int>;
  BuildingRiskRules rules{.risk = BuildingRisk::river_flood, .description = {}};
  EXPECT_EQ(depths(rules), Both(310, 300));
  rules.scale = 1;
  EXPECT_EQ(depths(rules), Both(50, 300));
  rules.rank_depth = RankDepth::middle;
  EXPECT_EQ(depths(rules), Both(50, 175));
  rules.scale = 0;
  rules.description = "7";
  EXPECT_EQ(depths(rules), Both(50, 0));
}

TEST(BuildingWater, BuildingsWithoutABaseAreLeftOut) {
  City city = city_of({{{tsunami + "depth", 0, "1"}}, {{tsunami + "depth", 0, "2"}}});
  city.buildings.base_m[0] = std::nanf("");
  const auto water = building_water(city, {.description = {}});
  ASSERT_EQ(water.size(), 1u);
  EXPECT_EQ(water[0].depth_cm, 200);
}

struct Town {
  explicit Town(const Comm& on)
      : comm(on), leaves(hazard_town::domain_of(on)), terrain_m(hazard_town::terrain_of(leaves)) {}
  std::vector<std::int64_t> spread(const std::vector<BuildingWater>& mine, const SpreadRules& rules = {}) const {
    const auto depth_cm = spread_building_water(comm, leaves, terrain_m, mine, rules);
    std::vector<std::int64_t> town(320 * 192, 0);
    hazard_town::for_cells(
        leaves, [&](std::size_t cell, int x, int y) { town[static_cast<std::size_t>(y * 320 + x)] = depth_cm[cell]; });
    comm.sum(town);
    return town;
  }
  Comm comm;
  LeafDomain leaves;
  std::vector<float> terrain_m;
};

TEST(BuildingWater, LevelIsTheWeightedMeanAndDepthFollowsTheGround) {
  const Town town(Comm::null());
  // Two buildings on ground of 1 m and 1.4 m with levels of 3 m and 2 m.
  const auto depth = town.spread({{50'500, 50'500, 300, 200}, {70'500, 50'500, 200, 60}});
  const auto at = [&](int x, int y) { return depth[static_cast<std::size_t>(y * 320 + x)]; };
  EXPECT_EQ(at(60, 50), 130) << "half way: 2.5 m over 1.2 m";
  // 5 m from the first, 15 m from the second: weights 9 to 1, 2.9 m over 1.1 m.
  EXPECT_EQ(at(55, 50), 180);
  EXPECT_EQ(at(10, 50), 200) << "capped by the deepest building: 2.7 m over 0.2 m would be more";
  EXPECT_EQ(at(50, 111), 0) << "beyond the radius";
  EXPECT_GT(at(50, 110), 0);
}

TEST(BuildingWater, ADryBuildingKeepsItsSurroundingsDry) {
  const Town town(Comm::null());
  const auto depth = town.spread({{50'500, 50'500, 300, 200}, {70'500, 50'500, 140, 0}});
  EXPECT_GT(depth[50 * 320 + 59], 0);
  EXPECT_EQ(depth[50 * 320 + 61], 0);
}

TEST(BuildingWater, SpreadsAlikeOnAnyNumberOfRanksInAnyOrder) {
  std::vector<BuildingWater> all;
  for (std::uint64_t k = 0; k < 300; ++k) {
    const auto draw = random_block(11, k, 0, 0);
    all.push_back({static_cast<std::int32_t>(draw[0] % 330'000) - 5'000,
                   static_cast<std::int32_t>(draw[1] % 64 * 3'000), static_cast<std::int32_t>(draw[2] % 900),
                   draw[3] % 3 == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(draw[3] % 400)});
  }
  const auto alone = Town(Comm::null()).spread(all);
  EXPECT_GT(std::count_if(alone.begin(), alone.end(), [](std::int64_t d) { return d > 0; }), 1000);
  std::vector<BuildingWater> mine;
  const Comm comm = Comm::world();
  for (std::size_t k = all.size(); k-- > 0;)
    if (k % static_cast<std::size_t>(comm.size()) == static_cast<std::size_t>(comm.rank())) mine.push_back(all[k]);
  EXPECT_TRUE(Town(comm).spread(mine) == alone);
}

TEST(BuildingWater, AnImpossibleRadiusIsRefused) {
  EXPECT_THROW(Town(Comm::null()).spread({}, {.radius_m = 0}), RunError);
  EXPECT_THROW(Town(Comm::null()).spread({}, {.nearest = 17}), RunError);
}

}  // namespace
}  // namespace machi
