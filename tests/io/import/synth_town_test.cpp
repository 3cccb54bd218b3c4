// The import held against the synthetic town, whose truth is known: the generator says what its files hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numbers>

#include "engine/network/finish_network.hpp"
#include "io/import/import_city.hpp"
#include "tests/io/synth/tiny_town.hpp"
#include "town_truth.hpp"

namespace machi {
namespace {

constexpr double no_depth_m = -1e6;

/// One town for all tests of this file, written and imported once.
struct Imported {
  explicit Imported(const Comm& comm, const SynthOptions& options) : truth(options) {
    const TinyTown files(comm, options);
    summary = files.summary();
    ImportOptions import;
    import.inputs = {files.folder().string()};
    city = import_city(comm, import);
    city.network = gather_network(comm, city.network);
  }
  TownTruth truth;
  SynthSummary summary;
  ImportedCity city;
};

class SynthTown : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    plain_ = std::make_unique<Imported>(Comm::world(), SynthOptions{.buildings = 700, .seed = 7});
    awkward_ = std::make_unique<Imported>(Comm::world(), SynthOptions{.buildings = 700, .seed = 7, .awkward = 0.2});
  }
  static void TearDownTestSuite() {
    plain_.reset();
    awkward_.reset();
  }

  std::int64_t rows(const Imported& town, Theme theme) const {
    return comm_.sum(static_cast<std::int64_t>(town.city.city.layer(theme).size()));
  }
  static synth::TownPoint centre(const Imported& town, std::size_t leaf, int cell) {
    const GridFrame& frame = town.city.grid.frame;
    const LeafXY at = frame.leaf(town.city.grid.keys[leaf]);
    const auto middle = [&](std::int32_t l, int c) { return (8.0 * l + c + 0.5) * frame.cell_mm; };
    return TownTruth::town_point(town.city.city.frame, middle(at.x, cell % 8), middle(at.y, cell / 8));
  }
  /// Calls visit(index, town point) for cells of this rank: seven of each leaf, others in each.
  template <class Visit>
  static void each_sample(const Imported& town, Visit visit) {
    for (std::size_t leaf = 0; leaf < town.city.grid.keys.size(); ++leaf)
      for (int k = 0; k < 7; ++k) {
        const int cell = static_cast<int>((town.city.grid.keys[leaf] + 9 * static_cast<std::uint64_t>(k)) % 64);
        visit(64 * leaf + static_cast<std::size_t>(cell), centre(town, leaf, cell));
      }
  }
  std::uint64_t repairs(const Imported& town, Theme theme, const std::string& kind) const {
    const auto& found = town.city.report.theme(theme).repairs;
    return found.contains(kind) ? found.at(kind).count : 0;
  }

  Comm comm_{Comm::world()};
  static std::unique_ptr<Imported> plain_;
  static std::unique_ptr<Imported> awkward_;
};
std::unique_ptr<Imported> SynthTown::plain_;
std::unique_ptr<Imported> SynthTown::awkward_;

TEST_F(SynthTown, IsImportedWithoutLossOrRepair) {
  const SynthSummary& wrote = plain_->summary;
  EXPECT_EQ(wrote.buildings, 700);
  EXPECT_EQ(rows(*plain_, Theme::bldg), wrote.buildings);
  EXPECT_EQ(rows(*plain_, Theme::tran), wrote.roads);
  EXPECT_EQ(rows(*plain_, Theme::luse), wrote.land_uses);
  EXPECT_EQ(rows(*plain_, Theme::fld) + rows(*plain_, Theme::tnm), wrote.inundations);
  EXPECT_EQ(rows(*plain_, Theme::wtr), wrote.waters);
  EXPECT_EQ(rows(*plain_, Theme::brid), wrote.bridges);
  EXPECT_EQ(rows(*plain_, Theme::urf), wrote.use_districts);
  std::int64_t parts = 0;
  for (const auto count : plain_->city.city.buildings.parts) parts += count;
  EXPECT_EQ(comm_.sum(parts), wrote.building_parts);
  EXPECT_EQ(static_cast<std::int64_t>(plain_->city.city.dem_triangles), wrote.dem_triangles);
  EXPECT_EQ(plain_->city.city.frame.epsg, synth::Geodesy::epsg);
  if (!comm_.first()) return;
  const auto emergency = std::count_if(plain_->city.city.places.begin(), plain_->city.city.places.end(),
                                       [](const Place& place) { return place.kind == "shelter_emergency"; });
  EXPECT_EQ(emergency, wrote.shelters);
  double persons = 0;
  for (const MeshPeople& row : plain_->city.city.people) persons += row.persons;
  EXPECT_EQ(persons, static_cast<double>(wrote.persons));
  for (const ThemeReport& theme : plain_->city.report.themes) {
    EXPECT_TRUE(theme.repairs.empty()) << theme.repairs.begin()->first;
    EXPECT_TRUE(theme.skipped.empty()) << theme.skipped.begin()->first;
    for (const auto& [path, fill] : theme.attributes) EXPECT_EQ(fill.filled, fill.present) << path;
  }
}

TEST_F(SynthTown, TerrainIsThatOfTheTrianglesAndNearTheTownsOwnGround) {
  const synth::PlanRect dem = plain_->truth.lattice(10);
  const Grid& grid = plain_->city.grid;
  std::int64_t compared = 0, outside = 0;
  double largest_m = 0, sum_m = 0, off_triangles_m = 0;
  each_sample(*plain_, [&](std::size_t cell, const synth::TownPoint& at) {
    const synth::PlanPoint plan = plain_->truth.plan_point(at);
    const double inside =
        std::min({plan.u_m - dem.u0_m, dem.u1_m - plan.u_m, plan.v_m - dem.v0_m, dem.v1_m - plan.v_m});
    if (inside < 0.02) {
      outside += inside < -0.02 && grid.terrain_source[cell] == TerrainSource::dem;
      return;
    }
    EXPECT_EQ(grid.terrain_source[cell], TerrainSource::dem);
    const auto ground = [&](const synth::PlanPoint& p) { return plain_->truth.town().terrain().height_m(p); };
    if (const auto on = plain_->truth.on_triangles(at, 10, ground))
      off_triangles_m = std::max(off_triangles_m, std::abs(*on - static_cast<double>(grid.terrain_m[cell])));
    const double error = std::abs(ground(plan) - static_cast<double>(grid.terrain_m[cell]));
    largest_m = std::max(largest_m, error);
    sum_m += error;
    ++compared;
  });
  EXPECT_EQ(outside, 0);
  EXPECT_GT(comm_.sum(compared), 100'000);
  // Heights are whole 1/256 m (2 mm off) and corners whole millimetres on slopes up to 0.4.
  EXPECT_LT(off_triangles_m, 0.0035);
  // The sharpest bend of the ground is the foot of an embankment, where the slope changes by 2.4 m / 7 m: a chord of
  // 10√2 m across it errs by at most 0.343 · 14.1 / 4 = 1.21 m.
  EXPECT_LT(largest_m, 1.21);
  const double mean_mm = 1000 * sum_m;
  EXPECT_LT(
      static_cast<double>(comm_.sum(static_cast<std::int64_t>(mean_mm))) / static_cast<double>(comm_.sum(compared)),
      20.0);
  std::printf("[%d] terrain: largest %.3f m, %.4f m off the triangles\n", comm_.rank(), largest_m, off_triangles_m);
}

TEST_F(SynthTown, BuildingsHaveTheColumnsThatTheGeneratorDrew) {
  const Layer& layer = plain_->city.city.layer(Theme::bldg);
  const BuildingColumns& columns = plain_->city.city.buildings;
  std::int64_t keys = 0;
  for (std::uint64_t row = 0; row < layer.size(); ++row) {
    const auto it = plain_->truth.buildings().find(key_of_building(layer, row));
    ASSERT_NE(it, plain_->truth.buildings().end());
    const synth::Building& b = it->second;
    keys += static_cast<std::int64_t>(b.key % 1'000'003);
    EXPECT_EQ(columns.usage[row], b.usage);
    EXPECT_EQ(columns.building_class[row], b.building_class);
    EXPECT_EQ(columns.structure[row], b.structure);
    EXPECT_EQ(columns.storeys_above_ground[row], b.storeys_above);
    EXPECT_EQ(columns.storeys_below_ground[row], b.storeys_below);
    EXPECT_EQ(columns.year_of_construction[row], b.year);
    EXPECT_EQ(columns.lod[row], plain_->truth.has_lod2(b) ? 2 : 1);
    EXPECT_NEAR(columns.height_m[row], b.height_m, 0.0501);           // written with one decimal
    EXPECT_NEAR(columns.floor_area_m2[row], b.floor_area_m2, 0.006);  // two
    // Corners are rounded to a millimetre each: the area changes by less than the outline's length times that.
    double around = 0;
    for (std::size_t k = 0; k < b.footprint.size(); ++k) {
      const auto& p = b.footprint[k];
      const auto& q = b.footprint[(k + 1) % b.footprint.size()];
      around += std::hypot(q.x_m - p.x_m, q.y_m - p.y_m);
    }
    EXPECT_NEAR(columns.footprint_area_m2[row], synth::ring_area_m2(b.footprint), 0.001 * around + 0.001);
    EXPECT_NEAR(columns.base_m[row], plain_->truth.base_m(b), 0.0011);
    EXPECT_NEAR(columns.top_m[row], plain_->truth.base_m(b) + b.height_m, 0.0061);
    const synth::TownPoint at = TownTruth::town_point(plain_->city.city.frame, columns.x_mm[row], columns.y_mm[row]);
    bool inside = false;
    for (std::size_t k = 0, j = b.footprint.size() - 1; k < b.footprint.size(); j = k++) {
      const auto &p = b.footprint[k], &q = b.footprint[j];
      if ((p.y_m > at.y_m) != (q.y_m > at.y_m) && at.x_m < p.x_m + (at.y_m - p.y_m) / (q.y_m - p.y_m) * (q.x_m - p.x_m))
        inside = !inside;
    }
    EXPECT_TRUE(inside) << layer.id.at(row);
  }
  std::int64_t all = 0;
  for (const auto& [key, building] : plain_->truth.buildings()) all += static_cast<std::int64_t>(key % 1'000'003);
  EXPECT_EQ(comm_.sum(keys), all);  // each once
}

/// Largest and mean of the differences over all ranks, in centimetres.
struct Differences {
  std::int64_t count{0}, sum_cm{0}, largest_cm{0};
  void add(double difference_m) {
    const auto cm = static_cast<std::int64_t>(std::llround(100 * std::abs(difference_m)));
    ++count;
    sum_cm += cm;
    largest_cm = std::max(largest_cm, cm);
  }
  Differences over(const Comm& comm) const { return {comm.sum(count), comm.sum(sum_cm), comm.max(largest_cm)}; }
  double mean_cm() const { return static_cast<double>(sum_cm) / static_cast<double>(std::max<std::int64_t>(count, 1)); }
};

TEST_F(SynthTown, DepthsOnTheGridAreThoseOfThePublishedSurfaces) {
  const synth::Town& town = plain_->truth.town();
  const auto surface = [&](const std::string& name, const synth::PlanPoint& at, double ground_m) {
    if (name == "tnm/12_1") return town.water().highest_tsunami_m(at, ground_m);
    return town.water().highest_flood_m(at, ground_m,
                                        name.ends_with("l1") ? synth::FloodScale::planned : synth::FloodScale::largest);
  };
  ASSERT_EQ(plain_->city.grid.hazards.size(), 3U);
  for (const Hazard& hazard : plain_->city.grid.hazards) {
    const synth::PlanRect published = plain_->truth.lattice(20);
    Differences all;
    std::int64_t wrongly_dry = 0;
    each_sample(*plain_, [&](std::size_t cell, const synth::TownPoint& at) {
      const synth::PlanPoint plan = plain_->truth.plan_point(at);
      const synth::PlanPoint middle{20 * (std::floor(plan.u_m / 20) + 0.5), 20 * (std::floor(plan.v_m / 20) + 0.5)};
      if (middle.u_m < published.u0_m || middle.u_m > published.u1_m || middle.v_m < 0 || middle.v_m > published.v1_m)
        return;
      // A cell of 20 m is published where its middle is wet.
      const double at_middle = surface(hazard.name, middle, town.terrain().height_m(middle));
      if (at_middle == synth::Water::dry) return;
      const auto level = plain_->truth.on_triangles(at, 20, [&](const synth::PlanPoint& p) {
        const double height = surface(hazard.name, p, no_depth_m);
        return height == synth::Water::dry ? at_middle : height;
      });
      if (!level) return;
      const double depth_m = std::max(0.0, *level - static_cast<double>(plain_->city.grid.terrain_m[cell]));
      all.add(depth_m - 0.01 * hazard.depth_cm[cell]);
      wrongly_dry += depth_m > 0.02 && hazard.depth_cm[cell] == 0;
    });
    const Differences sum = all.over(comm_);
    EXPECT_GT(sum.count, 10'000) << hazard.name;
    EXPECT_LE(sum.largest_cm, 1) << hazard.name;
    EXPECT_EQ(comm_.sum(wrongly_dry), 0) << hazard.name;
  }
}

TEST_F(SynthTown, BuildingsAreAsDeepInWaterAsTheirAttributesSay) {
  const Grid& grid = plain_->city.grid;
  const Layer& layer = plain_->city.city.layer(Theme::bldg);
  ASSERT_EQ(grid.hazards.back().name, "tnm/12_1");
  std::map<std::uint32_t, std::int64_t> deepest_cm;  // by building row of the whole city
  for (std::size_t cell = 0; cell < grid.cells(); ++cell)
    if (grid.building[cell] != 0xffffffffU) {
      auto& depth = deepest_cm[grid.building[cell]];
      depth = std::max<std::int64_t>(depth, grid.hazards.back().depth_cm[cell]);
    }
  // Every rank learns of all cells: a building may reach over the leaves of another rank.
  std::vector<std::int64_t> all(static_cast<std::size_t>(rows(*plain_, Theme::bldg)), -1);
  for (const auto& [row, depth] : deepest_cm) all[row] = depth;
  comm_.max(all);
  const std::int64_t first = comm_.sum_below(static_cast<std::int64_t>(layer.size()));
  Differences differences;
  for (std::uint64_t row = 0; row < layer.size(); ++row) {
    const std::string published = attribute_of(layer, row, "TsunamiRiskAttribute/depth");
    const std::int64_t on_grid = all[static_cast<std::size_t>(first) + row];
    ASSERT_GE(on_grid, 0) << "no cell of building " << layer.id.at(row);
    if (published.empty()) continue;
    differences.add(std::stod(published) - 0.01 * static_cast<double>(on_grid));
  }
  const Differences sum = differences.over(comm_);
  EXPECT_GT(sum.count, 500);
  // The published depth is that of the building's centre, the grid's the largest under its outline: they differ by what
  // ground and water change over half a building.
  EXPECT_LT(sum.mean_cm(), 10.0);
  EXPECT_LT(sum.largest_cm, 100);
  if (comm_.first())
    std::printf("buildings: %.1f cm mean, %lld cm largest difference\n", sum.mean_cm(),
                static_cast<long long>(sum.largest_cm));
}

TEST_F(SynthTown, WaterInTimeLiesInPlaceAndStaysBelowTheHighest) {
  if (!comm_.first()) return;
  const synth::Town& town = plain_->truth.town();
  ASSERT_EQ(plain_->city.grid.water.size(), 2U);
  for (const WaterFrames& water : plain_->city.grid.water) {
    const bool tsunami = water.name.find("津波") != std::string::npos;
    const auto times = tsunami ? synth::Water::tsunami_times_s() : synth::Water::flood_times_s();
    ASSERT_EQ(water.time_s.size(), times.size());
    std::int64_t wet = 0, compared = 0, off_cm = 0, above_cm = -1000;
    for (std::uint32_t row = 0; row < water.rows; row += 3)
      for (std::uint32_t column = row % 3; column < water.columns; column += 3) {
        const synth::TownPoint at =
            TownTruth::town_point(plain_->city.city.frame, water.x_mm + (column + 0.5) * water.cell_mm,
                                  water.y_mm + (row + 0.5) * water.cell_mm);
        const synth::PlanPoint plan = plain_->truth.plan_point(at);
        const synth::PlanRect extent = town.extent();
        if (plan.u_m < extent.u0_m + 1 || plan.u_m > extent.u1_m - 1 || plan.v_m < -249 || plan.v_m > extent.v1_m - 1)
          continue;
        const double ground = town.terrain().height_m(plan);
        const synth::WaterPoint point =
            tsunami ? town.water().tsunami_point(plan, ground) : town.water().flood_point(plan, ground);
        const double highest = tsunami ? town.water().highest_tsunami_m(plan, ground)
                                       : town.water().highest_flood_m(plan, ground, synth::FloodScale::largest);
        for (std::size_t frame = 0; frame < times.size(); frame += 4) {
          const std::int16_t level_cm = water.level_cm[(frame * water.rows + row) * water.columns + column];
          const double truth = point.never ? synth::Water::dry : town.water().level_m(point, times[frame]);
          ++compared;
          EXPECT_EQ(level_cm == missing_int, truth == synth::Water::dry);
          if (level_cm == missing_int || truth == synth::Water::dry) continue;
          ++wet;
          off_cm = std::max<std::int64_t>(off_cm, std::llabs(level_cm - std::llround(100 * truth)));
          if (highest != synth::Water::dry)
            above_cm = std::max<std::int64_t>(above_cm, level_cm - std::llround(100 * highest));
        }
      }
    EXPECT_GT(wet, 10'000);
    EXPECT_LE(off_cm, 1);
    EXPECT_LE(above_cm, 0);
    EXPECT_GE(above_cm, -50);  // some place sees nearly its highest level in some frame
    EXPECT_GT(compared, wet);
  }
}

std::array<double, 2> point_at(const Network& net, std::uint32_t link, double offset_m) {
  double left_mm = 1000 * offset_m;
  for (std::uint64_t k = net.shape_begin[link]; k + 1 < net.shape_begin[link + 1]; ++k) {
    const PointMm &a = net.shape[k], &b = net.shape[k + 1];
    const double dx = b.x_mm - a.x_mm, dy = b.y_mm - a.y_mm, length = std::hypot(dx, dy);
    if (left_mm <= length && length > 0) return {a.x_mm + left_mm / length * dx, a.y_mm + left_mm / length * dy};
    left_mm -= length;
  }
  const PointMm& end = net.shape[net.shape_begin[link + 1] - 1];
  return {static_cast<double>(end.x_mm), static_cast<double>(end.y_mm)};
}

TEST_F(SynthTown, NetworkIsOnePartWithCarriagewaysAndSidewalks) {
  const City& city = plain_->city.city;
  // Section type and level of detail of all roads, known to every rank.
  std::vector<std::int64_t> kind;
  for (std::size_t row = 0; row < city.roads.lod.size(); ++row)
    kind.push_back(100 * city.roads.lod[row] + city.roads.section_type[row]);
  kind = comm_.all_gather_of<std::int64_t>(kind);
  if (!comm_.first()) return;
  const Network& net = plain_->city.network;
  std::int64_t lod3 = 0;
  for (const synth::RoadPiece& piece : plain_->truth.roads()) lod3 += plain_->truth.has_lod3(piece);
  EXPECT_EQ(lod3, plain_->summary.roads_lod3);
  EXPECT_EQ(std::count_if(kind.begin(), kind.end(), [](auto k) { return k / 100 == 3; }), lod3);
  ASSERT_GT(net.links(), 100U);
  std::map<std::uint32_t, std::uint8_t> modes;  // of the links on roads with traffic areas: 1 cars only, 2 walk only
  std::int64_t on_bridges = 0;
  for (std::uint32_t link = 0; link < net.links(); ++link) {
    EXPECT_EQ(net.component[link], 0U);
    EXPECT_NE(net.modes[link], 0);
    if (net.road[link] >= kind.size()) continue;
    const bool car = (net.modes[link] & mode_car) != 0, walk = (net.modes[link] & mode_walk) != 0;
    if (kind[net.road[link]] / 100 == 3) modes[net.road[link]] |= car && !walk ? 1 : walk && !car ? 2 : 4;
    if (kind[net.road[link]] % 100 == 3) {
      EXPECT_EQ(net.level[link], Level::elevated) << link;
      ++on_bridges;
    }
  }
  std::array<int, 8> roads_by_modes{};
  for (const auto& [road, bits] : modes) ++roads_by_modes[bits];
  EXPECT_GT(roads_by_modes[3], 0) << "no road with both carriageway and sidewalk links of their own";
  EXPECT_GT(on_bridges, 0);
  EXPECT_EQ(plain_->city.network_report.passes_joined, 0U);
  std::printf(
      "roads with traffic areas: cars only %d, walk only %d, both %d, shared %d %d %d %d; links on bridges %lld\n",
      roads_by_modes[1], roads_by_modes[2], roads_by_modes[3], roads_by_modes[4], roads_by_modes[5], roads_by_modes[6],
      roads_by_modes[7], static_cast<long long>(on_bridges));
}

TEST_F(SynthTown, EveryBuildingHasAnEntranceOnAStreetNearBy) {
  // The network was brought to the first rank, so that it is judged there.
  struct Door {
    std::int32_t x_mm, y_mm;
    std::uint32_t node, link;
    float offset_m;
  };
  const BuildingColumns& b = plain_->city.city.buildings;
  std::vector<Door> mine;
  for (std::size_t row = 0; row < b.x_mm.size(); ++row)
    mine.push_back({b.x_mm[row], b.y_mm[row], b.entrance_node[row], b.entrance_link[row], b.entrance_offset_m[row]});
  const std::vector<Door> doors = comm_.gather_of<Door>(mine);
  if (!comm_.first()) return;
  const Network& net = plain_->city.network;
  ASSERT_EQ(doors.size(), 700U);
  std::vector<double> distance_m;
  for (const Door& door : doors) {
    ASSERT_LT(door.link, net.links());
    EXPECT_NE(net.modes[door.link] & mode_walk, 0);
    EXPECT_NE(net.level[door.link], Level::tunnel);
    EXPECT_TRUE(door.node == net.from[door.link] || door.node == net.to[door.link]);
    EXPECT_GE(door.offset_m, 0);
    EXPECT_LE(door.offset_m, net.length_m[door.link] + 0.01F);
    const auto at = point_at(net, door.link, door.offset_m);
    distance_m.push_back(1e-3 * std::hypot(at[0] - door.x_mm, at[1] - door.y_mm));
  }
  std::sort(distance_m.begin(), distance_m.end());
  // Lots stand on streets: half of a lot's depth and of the street's width.
  EXPECT_LT(distance_m[distance_m.size() / 2], 20);
  EXPECT_LT(distance_m.back(), 120);
  std::printf("entrances: median %.1f m, largest %.1f m from the street\n", distance_m[distance_m.size() / 2],
              distance_m.back());
}

bool crosses(const PointMm& a, const PointMm& b, const PointMm& c, const PointMm& d) {
  const auto side = [](const PointMm& p, const PointMm& q, const PointMm& r) {
    const double s = (static_cast<double>(q.x_mm) - p.x_mm) * (static_cast<double>(r.y_mm) - p.y_mm) -
                     (static_cast<double>(q.y_mm) - p.y_mm) * (static_cast<double>(r.x_mm) - p.x_mm);
    return s > 0 ? 1 : s < 0 ? -1 : 0;
  };
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

TEST_F(SynthTown, ViaductPassesOverTheRoadBelowWithoutJoiningIt) {
  const City& city = awkward_->city.city;
  std::vector<std::int16_t> section = comm_.all_gather_of<std::int16_t>(city.roads.section_type);
  ASSERT_GT(std::count(section.begin(), section.end(), std::int16_t{2}), 0);
  if (!comm_.first()) return;
  const Network& net = awkward_->city.network;
  int passes = 0;
  for (std::uint32_t over = 0; over < net.links(); ++over) {
    if (net.road[over] >= section.size() || section[net.road[over]] != 2) continue;
    EXPECT_EQ(net.level[over], Level::elevated);
    for (std::uint32_t below = 0; below < net.links(); ++below) {
      if (net.level[below] != Level::ground) continue;
      bool meet = false;
      for (std::uint64_t i = net.shape_begin[over]; i + 1 < net.shape_begin[over + 1] && !meet; ++i)
        for (std::uint64_t j = net.shape_begin[below]; j + 1 < net.shape_begin[below + 1] && !meet; ++j)
          meet = crosses(net.shape[i], net.shape[i + 1], net.shape[j], net.shape[j + 1]);
      if (!meet) continue;
      ++passes;
      EXPECT_NE(net.from[over], net.from[below]);
      EXPECT_NE(net.from[over], net.to[below]);
      EXPECT_NE(net.to[over], net.from[below]);
      EXPECT_NE(net.to[over], net.to[below]);
    }
  }
  EXPECT_GT(passes, 0) << "the viaduct passes over nothing";
  EXPECT_GT(awkward_->city.network_report.passes_checked, 0U);
  EXPECT_EQ(awkward_->city.network_report.passes_joined, 0U);
  EXPECT_EQ(awkward_->city.network_report.components, 1U);
}

TEST_F(SynthTown, AwkwardValuesAreMissingAndNotCountedAsFilled) {
  const TownTruth& truth = awkward_->truth;
  const Layer& layer = awkward_->city.city.layer(Theme::bldg);
  const BuildingColumns& columns = awkward_->city.city.buildings;
  EXPECT_EQ(rows(*awkward_, Theme::bldg), 700);
  for (std::uint64_t row = 0; row < layer.size(); ++row) {
    const synth::Building& b = truth.buildings().at(key_of_building(layer, row));
    const auto expected = [&](Defect defect, std::int16_t value) {
      return truth.has(b.key, defect) ? missing_int : value;
    };
    EXPECT_EQ(columns.usage[row], expected(Defect::no_usage, b.usage));
    EXPECT_EQ(columns.structure[row], expected(Defect::no_structure, b.structure));
    EXPECT_EQ(columns.building_class[row], expected(Defect::no_class, b.building_class));
    EXPECT_EQ(columns.year_of_construction[row], expected(Defect::no_year, b.year));
    EXPECT_EQ(columns.storeys_above_ground[row], expected(Defect::no_storeys, b.storeys_above));
    EXPECT_EQ(columns.storeys_below_ground[row], expected(Defect::no_storeys, b.storeys_below));
    EXPECT_EQ(std::isnan(columns.height_m[row]), truth.has(b.key, Defect::no_height));
    EXPECT_EQ(std::isnan(columns.floor_area_m2[row]), truth.has(b.key, Defect::no_floor_area));
    // Without LOD0 the floor of the block stands for the outline: once, whatever levels of detail there are.
    EXPECT_NEAR(columns.footprint_area_m2[row], synth::ring_area_m2(b.footprint), 0.2);
    EXPECT_EQ(layer.id.at(row).empty(), truth.has(b.key, Defect::no_id));
    // Surfaces of LOD2 stay, the floor among them.
    std::int64_t floors = 0;
    for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p)
      floors += layer.polygons.kind[p] == SurfaceKind::ground;
    EXPECT_EQ(floors, truth.has_lod2(b) ? 1 : 0);
  }
  if (!comm_.first()) return;
  const auto sound = [&](std::initializer_list<Defect> defects) {
    return static_cast<std::uint64_t>(
        std::count_if(truth.buildings().begin(), truth.buildings().end(), [&](const auto& entry) {
          return std::none_of(defects.begin(), defects.end(), [&](Defect d) { return truth.has(entry.first, d); });
        }));
  };
  const auto filled = [&](std::string_view path) {
    std::uint64_t sum = 0;
    for (const auto& [key, fill] : awkward_->city.report.theme(Theme::bldg).attributes)
      if (key == path || key.ends_with(std::string("BuildingDetailAttribute/").append(path))) sum += fill.filled;
    return sum;
  };
  EXPECT_LT(sound({Defect::no_usage}), 700U);
  EXPECT_EQ(filled("usage"), sound({Defect::no_usage}));
  EXPECT_EQ(filled("yearOfConstruction"), sound({Defect::no_year}));
  EXPECT_EQ(filled("surveyYear"), sound({Defect::no_year}));
  EXPECT_EQ(filled("measuredHeight"), sound({Defect::no_height}));
  EXPECT_EQ(filled("storeysAboveGround"), sound({Defect::no_storeys}));
  EXPECT_EQ(filled("totalFloorArea"), sound({Defect::no_floor_area}));
  EXPECT_EQ(filled("buildingStructureType"), sound({Defect::no_structure}));
  EXPECT_EQ(filled("fireproofStructureType"), sound({Defect::no_structure}));
}

TEST_F(SynthTown, AwkwardGeometryIsMendedAndCounted) {
  if (!comm_.first()) return;
  const TownTruth& truth = awkward_->truth;
  std::uint64_t open = 0, twice = 0, without_lod0 = 0, dangling = 0, open_roads = 0;
  for (const auto& [key, building] : truth.buildings()) {
    const bool lod0 = !truth.has(key, Defect::no_lod0);
    without_lod0 += !lod0;
    open += lod0 && truth.has(key, Defect::open_ring);
    twice += lod0 && truth.has(key, Defect::double_vertex);
    dangling += truth.has_lod2(building) && truth.has(key, Defect::dangling_link);
  }
  for (const synth::RoadPiece& piece : truth.roads()) open_roads += truth.has(piece.key, Defect::road_open_ring);
  ASSERT_GT(dangling, 0U);
  EXPECT_EQ(repairs(*awkward_, Theme::bldg, "no LOD0 outline: the floor of its solid stands for it"), without_lod0);
  EXPECT_EQ(repairs(*awkward_, Theme::bldg, "unclosed ring"), open);
  EXPECT_EQ(repairs(*awkward_, Theme::bldg, "repeated point"), twice);
  EXPECT_EQ(repairs(*awkward_, Theme::bldg, "xlink without target"), dangling);
  EXPECT_EQ(repairs(*awkward_, Theme::bldg, "second copy of a polygon"), 0U);
  EXPECT_EQ(repairs(*awkward_, Theme::tran, "unclosed ring"), open_roads);
  const auto& skipped = awkward_->city.report.theme(Theme::bldg).skipped;
  ASSERT_EQ(skipped.size(), 1U);
  EXPECT_EQ(skipped.begin()->first, "WeatherStation is not read");
  EXPECT_EQ(skipped.begin()->second.first_ids.front(), "stray");
}

}  // namespace
}  // namespace machi
