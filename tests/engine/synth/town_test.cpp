// The plan of the synthetic town.
#include "engine/synth/town.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/core/rng.hpp"
#include "engine/synth/building.hpp"

namespace machi::synth {
namespace {

/// Calls visit(i, j, contents) for every district.
template <class Visit>
void for_each_district(const Town& town, Visit visit) {
  for (int i = town.first_column(); i < town.end_column(); ++i)
    for (int j = 0; j < town.end_row(); ++j) visit(i, j, town.district(i, j));
}

bool inside(const PlanRect& rect, const PlanPoint& point) {
  return point.u_m > rect.u0_m && point.u_m < rect.u1_m && point.v_m > rect.v0_m && point.v_m < rect.v1_m;
}

TEST(Town, HasExactlyTheBuildingsThatWereAskedFor) {
  for (const std::int64_t buildings : {100, 500, 777, 2500, 10000, 31234})
    for (const std::uint64_t seed : {1u, 5u}) {
      const Town town(seed, buildings, false);
      std::int64_t sites = 0;
      std::set<std::uint64_t> keys;
      for_each_district(town, [&](int, int, const DistrictContents& contents) {
        sites += static_cast<std::int64_t>(contents.sites.size());
        for (const Site& site : contents.sites) keys.insert(site.key);
      });
      EXPECT_EQ(sites, buildings) << "seed " << seed;
      EXPECT_EQ(static_cast<std::int64_t>(keys.size()), buildings) << "two sites share a key";
    }
}

TEST(Town, LandUseCoversTheBoardOnce) {
  const Town town(2, 4000, false);
  std::vector<LandPiece> land;
  std::set<std::uint64_t> keys;
  double sum = 0;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    for (const LandPiece& piece : contents.land) {
      EXPECT_GT(piece.rect.width_m(), 0);
      EXPECT_GT(piece.rect.height_m(), 0);
      sum += piece.rect.area_m2();
      keys.insert(piece.key);
      land.push_back(piece);
    }
  });
  EXPECT_EQ(keys.size(), land.size());
  EXPECT_NEAR(sum, town.extent().area_m2(), 1e-3);
  RandomStream random(7, 7, 7);
  for (int k = 0; k < 2000; ++k) {
    const PlanPoint at{random.uniform(town.extent().u0_m, town.extent().u1_m), random.uniform(0, town.extent().v1_m)};
    const auto count = std::count_if(land.begin(), land.end(), [&](const LandPiece& p) { return inside(p.rect, at); });
    EXPECT_EQ(count, 1) << at.u_m << ' ' << at.v_m;
  }
}

bool overlap(const PlanRect& p, const PlanRect& q) {
  return std::min(p.u1_m, q.u1_m) - std::max(p.u0_m, q.u0_m) > 1e-9 &&
         std::min(p.v1_m, q.v1_m) - std::max(p.v0_m, q.v0_m) > 1e-9;
}

TEST(Town, SeaAndRiversMeetTheLandWithoutGapOrOverlap) {
  const Town town(2, 12000, false);
  std::vector<WaterPiece> waters;
  std::vector<LandPiece> land;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    waters.insert(waters.end(), contents.waters.begin(), contents.waters.end());
    land.insert(land.end(), contents.land.begin(), contents.land.end());
  });
  double sea = 0, lowest = 1e9, longest = 0;
  for (std::size_t a = 0; a < waters.size(); ++a) {
    for (std::size_t b = a + 1; b < waters.size(); ++b) EXPECT_FALSE(overlap(waters[a].rect, waters[b].rect));
    if (waters[a].sea) {
      sea += waters[a].rect.area_m2();
      EXPECT_EQ(waters[a].rect.v1_m, 0);
      for (const LandPiece& piece : land) EXPECT_FALSE(overlap(piece.rect, waters[a].rect));
      continue;
    }
    lowest = std::min(lowest, waters[a].rect.v0_m);
    longest = std::max(longest, waters[a].rect.v1_m);
    EXPECT_GE(waters[a].level_m, Terrain::sea_level_m);
    EXPECT_LT(waters[a].level_m, Terrain::deck_m(waters[a].rect.v0_m) - 2) << "boats pass below the bridges";
    for (const LandPiece& piece : land)
      EXPECT_TRUE(piece.code == 204 || !overlap(piece.rect, waters[a].rect)) << piece.code;
  }
  EXPECT_NEAR(sea, town.extent().width_m() * Town::sea_width_m, 1e-3);
  EXPECT_EQ(lowest, 0);
  EXPECT_EQ(longest, town.extent().v1_m);
}

TEST(Town, TheSeaHasACornerWhereTheBankOfARiverEnds) {
  const Town town(3, 2000, false);
  const WarpPatch patch(town.warp(), {-2000, -500, 2000, 500});
  const DistrictContents contents = town.district(1, 0);  // the river at the main station
  ASSERT_TRUE(contents.waters.front().sea);
  const std::vector<TownPoint> sea = patch.outline(contents.waters[0].rect, true, contents.waters[0].mouths);
  const WaterPiece& river = contents.waters[1];
  for (const double u : {river.rect.u0_m, river.rect.u1_m}) {
    const TownPoint bank = patch.to_town({u, 0});
    EXPECT_EQ(std::count_if(sea.begin(), sea.end(),
                            [&](const TownPoint& p) { return p.x_m == bank.x_m && p.y_m == bank.y_m; }),
              1);
  }
}

TEST(Town, EveryBuildingStandsInTheUseDistrictThatItNames) {
  const Town town(1, 10000, false);
  std::vector<LandPiece> use_districts;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    use_districts.insert(use_districts.end(), contents.use_districts.begin(), contents.use_districts.end());
  });
  std::set<std::int16_t> codes;
  for (std::size_t a = 0; a < use_districts.size(); ++a) {
    codes.insert(use_districts[a].code);
    for (std::size_t b = a + 1; b < use_districts.size(); ++b)
      EXPECT_FALSE(overlap(use_districts[a].rect, use_districts[b].rect));
  }
  EXPECT_EQ(codes, (std::set<std::int16_t>{1, 5, 9, 10, 12}));
  std::int64_t without = 0;
  for_each_district(town, [&](int i, int j, const DistrictContents&) {
    for (const Site& site : town.sites(i, j)) {
      const std::int16_t zoning = zoning_of(site.zone);
      std::set<std::int16_t> here;
      for (const LandPiece& piece : use_districts)
        if (inside(piece.rect, site.lot.centre())) here.insert(piece.code);
      without += here.empty() && zoning != 0;
      if (!here.empty()) {
        EXPECT_EQ(here, std::set<std::int16_t>{zoning});
      }
    }
  });
  EXPECT_LE(without, 1) << "the station may stand on the line between two of them, nothing else";
}

TEST(Town, RoadsDoNotOverlapAndLieOnRoadLand) {
  const Town town(3, 3000, false);
  std::vector<RoadPiece> roads;
  std::set<std::uint64_t> keys;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    for (const RoadPiece& piece : contents.roads) {
      roads.push_back(piece);
      keys.insert(piece.key);
    }
    for (const RoadPiece& piece : contents.roads) {
      const auto on = std::find_if(contents.land.begin(), contents.land.end(),
                                   [&](const LandPiece& land) { return inside(land.rect, piece.rect.centre()); });
      ASSERT_NE(on, contents.land.end());
      EXPECT_EQ(on->code, piece.section == Section::bridge ? 204 : 215);
    }
  });
  EXPECT_EQ(keys.size(), roads.size());
  for (std::size_t a = 0; a < roads.size(); ++a)
    for (std::size_t b = a + 1; b < roads.size(); ++b) {
      const PlanRect &p = roads[a].rect, &q = roads[b].rect;
      const double w = std::min(p.u1_m, q.u1_m) - std::max(p.u0_m, q.u0_m);
      const double h = std::min(p.v1_m, q.v1_m) - std::max(p.v0_m, q.v0_m);
      EXPECT_FALSE(w > 1e-9 && h > 1e-9) << "roads overlap";
    }
}

/// Union-find over road pieces that share an edge.
class Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    for (std::size_t k = 0; k < count; ++k) parent_[k] = k;
  }
  std::size_t find(std::size_t k) { return parent_[k] == k ? k : parent_[k] = find(parent_[k]); }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

TEST(Town, RoadsFormOneNetworkAndCrossingsJoinThreeArms) {
  const Town town(1, 6000, false);
  std::vector<RoadPiece> roads;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    roads.insert(roads.end(), contents.roads.begin(), contents.roads.end());
  });
  Parts parts(roads.size());
  std::vector<int> neighbours(roads.size(), 0);
  for (std::size_t a = 0; a < roads.size(); ++a)
    for (std::size_t b = a + 1; b < roads.size(); ++b) {
      const PlanRect &p = roads[a].rect, &q = roads[b].rect;
      const double w = std::min(p.u1_m, q.u1_m) - std::max(p.u0_m, q.u0_m);
      const double h = std::min(p.v1_m, q.v1_m) - std::max(p.v0_m, q.v0_m);
      if (!((w == 0 && h > 1) || (h == 0 && w > 1))) continue;
      parts.join(a, b);
      ++neighbours[a];
      ++neighbours[b];
    }
  std::map<std::size_t, double> area;
  double all = 0;
  for (std::size_t k = 0; k < roads.size(); ++k) {
    area[parts.find(k)] += roads[k].rect.area_m2();
    all += roads[k].rect.area_m2();
  }
  double largest = 0;
  for (const auto& [root, sum] : area) largest = std::max(largest, sum);
  EXPECT_GT(largest / all, 0.999);
  std::int64_t crossings = 0, poor = 0;
  for (std::size_t k = 0; k < roads.size(); ++k) {
    if (roads[k].section != Section::crossing) continue;
    ++crossings;
    poor += neighbours[k] < 3;
  }
  EXPECT_GT(crossings, 500);
  // Streets at the map's edge end at a crossing whose other arm is not part of the town.
  EXPECT_LT(static_cast<double>(poor), 0.03 * static_cast<double>(crossings));
}

TEST(Town, BuildingsStandWithinTheirLots) {
  const Town town(4, 5000, false);
  const WarpPatch patch(town.warp(), town.extent());
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    for (const Site& site : contents.sites) {
      const Building building = make_building(site, patch, town.seed());
      EXPECT_GT(building.footprint_m2, 4);
      for (const TownPoint& corner : building.footprint) {
        const PlanPoint at = patch.to_plan(corner);
        EXPECT_TRUE(inside(site.lot, at))
            << static_cast<int>(site.kind) << ' ' << at.u_m - site.lot.u0_m << ' ' << at.v_m - site.lot.v0_m << " of "
            << site.lot.width_m() << " x " << site.lot.height_m();
      }
    }
  });
}

TEST(Town, LotsDoNotOverlap) {
  const Town town(6, 3000, false);
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    for (std::size_t a = 0; a < contents.sites.size(); ++a)
      for (std::size_t b = a + 1; b < contents.sites.size(); ++b) {
        const PlanRect &p = contents.sites[a].lot, &q = contents.sites[b].lot;
        const double w = std::min(p.u1_m, q.u1_m) - std::max(p.u0_m, q.u0_m);
        const double h = std::min(p.v1_m, q.v1_m) - std::max(p.v0_m, q.v0_m);
        EXPECT_FALSE(w > 1e-9 && h > 1e-9);
      }
  });
}

TEST(Town, ADistrictIsTheSameAloneAndAmongOthers) {
  const Town first(8, 2000, false), second(8, 2000, false);
  const DistrictContents before = first.district(0, 0);
  for_each_district(second, [](int, int, const DistrictContents&) {});
  const DistrictContents after = second.district(0, 0);
  ASSERT_EQ(before.sites.size(), after.sites.size());
  for (std::size_t k = 0; k < before.sites.size(); ++k) EXPECT_EQ(before.sites[k].key, after.sites[k].key);
  ASSERT_EQ(before.roads.size(), after.roads.size());
  for (std::size_t k = 0; k < before.roads.size(); ++k) EXPECT_EQ(before.roads[k].rect.u0_m, after.roads[k].rect.u0_m);
}

TEST(Town, AnotherSeedIsAnotherTown) {
  EXPECT_NE(Town(1, 2000, false).district(0, 0).sites[5].lot.u0_m,
            Town(2, 2000, false).district(0, 0).sites[5].lot.u0_m);
}

TEST(Town, TheViaductPassesOverARoadThatItDoesNotJoin) {
  const Town town(1, 3000, true);
  std::vector<RoadPiece> roads;
  for_each_district(town, [&](int, int, const DistrictContents& contents) {
    roads.insert(roads.end(), contents.roads.begin(), contents.roads.end());
  });
  const auto deck =
      std::find_if(roads.begin(), roads.end(), [](const RoadPiece& p) { return p.section == Section::viaduct; });
  ASSERT_NE(deck, roads.end());
  int below = 0, at_its_ends = 0;
  for (const RoadPiece& piece : roads) {
    if (piece.key == deck->key) continue;
    const double w = std::min(piece.rect.u1_m, deck->rect.u1_m) - std::max(piece.rect.u0_m, deck->rect.u0_m);
    const double h = std::min(piece.rect.v1_m, deck->rect.v1_m) - std::max(piece.rect.v0_m, deck->rect.v0_m);
    below += w > 0.1 && h > 0.1;
    at_its_ends += w == 0 && h > 1;
  }
  EXPECT_EQ(below, 1);
  EXPECT_EQ(at_its_ends, 2);
}

TEST(Town, EveryTownHasASchoolAStationAndBridges) {
  for (const std::int64_t buildings : {500, 10000}) {
    const Town town(1, buildings, false);
    int schools = 0, stations = 0, bridges = 0;
    for_each_district(town, [&](int, int, const DistrictContents& contents) {
      for (const Site& site : contents.sites) {
        schools += site.kind == SiteKind::school;
        stations += site.kind == SiteKind::station;
      }
      for (const RoadPiece& piece : contents.roads) bridges += piece.section == Section::bridge;
    });
    EXPECT_GE(schools, 1) << buildings;
    EXPECT_EQ(stations, 1) << buildings;
    EXPECT_GE(bridges, 2) << buildings;
  }
}

TEST(Streets, ACutStreetIsWholeAgain) {
  Street street{{0, 0, 200, 6}, true, RoadClass::local, {}, 0};
  street.mouths = {{30, 36, true, RoadClass::lane},
                   {33, 39, false, RoadClass::local},
                   {120, 126, true, RoadClass::lane},
                   {197, 200, false, RoadClass::lane}};
  std::vector<RoadPiece> pieces;
  cut_street(street, pieces);
  ASSERT_EQ(pieces.size(), 6u);
  EXPECT_EQ(pieces[1].section, Section::crossing);
  EXPECT_EQ(pieces[1].rect.u0_m, 30);
  EXPECT_EQ(pieces[1].rect.u1_m, 39) << "mouths face to face make one crossing";
  EXPECT_EQ(pieces[1].mouths.size(), 2u);
  for (std::size_t k = 0; k + 1 < pieces.size(); ++k) EXPECT_EQ(pieces[k].rect.u1_m, pieces[k + 1].rect.u0_m);
  EXPECT_EQ(pieces.front().rect.u0_m, 0);
  EXPECT_EQ(pieces.back().rect.u1_m, 200);
}

}  // namespace
}  // namespace machi::synth
