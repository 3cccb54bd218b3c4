// Published files: counts that others have checked one by one. Skipped where the data are not at hand.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "io/import/import_city.hpp"

namespace machi {
namespace {

struct Counts {
  std::int64_t buildings, parts, roads, land_uses, triangles;
};

class Published : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(MACHI_SHARED_DATA)) GTEST_SKIP() << "SKIPPED: shared data is absent";
  }
  Counts counts(const std::string& path) {
    ImportOptions options;
    options.inputs = {std::string(MACHI_SHARED_DATA) + "/" + path};
    options.network = "none";
    const ImportedCity city = import_city(comm_, options);
    const auto rows = [&](Theme theme) { return comm_.sum(static_cast<std::int64_t>(city.city.layer(theme).size())); };
    std::int64_t parts = 0;
    for (const auto count : city.city.buildings.parts) parts += count;
    return {rows(Theme::bldg), comm_.sum(parts), rows(Theme::tran), rows(Theme::luse),
            static_cast<std::int64_t>(city.city.dem_triangles)};
  }
  Comm comm_{Comm::world()};
};

TEST_F(Published, OtaTileHolds462Buildings) {
  EXPECT_EQ(counts("citygml/13111_ota-ku_tokyo23_2020/udx/bldg/53392546_bldg_6697_op2.gml").buildings, 462);
}
TEST_F(Published, OtaFolderHolds505Buildings) {
  const Counts ota = counts("citygml/13111_ota-ku_tokyo23_2020");
  EXPECT_EQ(ota.buildings, 505);
  EXPECT_EQ(ota.triangles, 44);
}
TEST_F(Published, KagaHolds182And192BuildingsInItsTwoEditions) {
  EXPECT_EQ(counts("citygml/17206_kaga-shi/R4").buildings, 182);
  EXPECT_EQ(counts("citygml/17206_kaga-shi/R6").buildings, 192);
  // 31 buildings stand in both.
  EXPECT_EQ(counts("citygml/17206_kaga-shi").buildings, 182 + 192 - 31);
}
TEST_F(Published, NiizaAndInaHold657And329Buildings) {
  EXPECT_EQ(counts("citygml/11230_niiza-shi_2020").buildings, 657);
  EXPECT_EQ(counts("citygml/20209_ina-shi_2020").buildings, 329);
}
TEST_F(Published, YokosukaHoldsBuildingsPartsAndTerrain) {
  const Counts yokosuka = counts("citygml/14201_yokosuka-shi");
  EXPECT_EQ(yokosuka.buildings, 13);
  EXPECT_EQ(yokosuka.parts, 2);
  EXPECT_EQ(yokosuka.triangles, 1066);
}
TEST_F(Published, ShinjukuIsReadInBothVersionsOfCityGml) {
  EXPECT_EQ(counts("citygml/13104_tokyo_shinjuku/udx/bldg/53394517_bldg_6697_op.gml").buildings, 1);
  EXPECT_EQ(counts("citygml/13104_tokyo_shinjuku/citygml3_plateau6").buildings, 3);
}
TEST_F(Published, TsukubaHolds253And210Roads) {
  EXPECT_EQ(counts("citygml/08220_tsukuba-shi_2023/udx/tran/54401008_tran_6697_op.gml").roads, 253);
  EXPECT_EQ(counts("citygml/08220_tsukuba-shi_2023/udx/tran/54401018_tran_6697_op.gml").roads, 210);
}

TEST_F(Published, ChibaNorthIsReadInPlaceAndItsNetworkHangsTogether) {
  ImportOptions options;
  for (const char* theme : {"bldg", "tran", "luse"})
    options.inputs.push_back(std::string(MACHI_SHARED_DATA) + "/chiba_chuo_north/chiba_north_" + theme +
                             "_citygml.tar.xz");
  const ImportedCity city = import_city(comm_, options);
  const auto rows = [&](Theme theme) { return comm_.sum(static_cast<std::int64_t>(city.city.layer(theme).size())); };
  EXPECT_EQ(rows(Theme::bldg), 37684);
  EXPECT_EQ(rows(Theme::tran), 16341);
  EXPECT_EQ(rows(Theme::luse), 7668);
  std::int64_t footprint_cm2 = 0;
  for (const float area : city.city.buildings.footprint_area_m2) footprint_cm2 += std::llround(1e4 * area);
  EXPECT_NEAR(static_cast<double>(comm_.sum(footprint_cm2)) * 1e-10, 4.979, 0.001 * 4.979);
  if (comm_.first()) {
    const NetworkReport& network = city.network_report;
    EXPECT_GE(network.largest_share, 0.985);
    EXPECT_GE(static_cast<double>(network.intersections_with_one_node),
              0.85 * static_cast<double>(network.intersections));
    EXPECT_GT(network.passes_checked, 0U);
    EXPECT_EQ(network.passes_joined, 0U);
    std::printf("Chiba: %.1f km, %.2f %% in the largest part, %llu of %llu intersections with one node, %llu passes\n",
                network.length_km, 100 * network.largest_share,
                static_cast<unsigned long long>(network.intersections_with_one_node),
                static_cast<unsigned long long>(network.intersections),
                static_cast<unsigned long long>(network.passes_checked));
  }
}

}  // namespace
}  // namespace machi
