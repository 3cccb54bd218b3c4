// The page and the JSON say the figures of the file.
#include "io/report/city_info.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/io/city_file/toy_city.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

CityFileSummary toy_summary(const std::string& path) {
  write_toy(Comm::null(), path, toy_city(0, 1));
  return summarise(path);
}

TEST(CityInfo, JsonHasTheAgreedKeys) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  const ToyCity town = toy_city(0, 1);
  const auto info = nlohmann::json::parse(info_json(toy_summary(scratch.path("toy.h5"))));
  EXPECT_EQ(info.at("buildings"), town.city.buildings.usage.size());
  EXPECT_EQ(info.at("building_parts"), (town.city.buildings.usage.size() + 9) / 10 * 2);
  EXPECT_EQ(info.at("roads"), town.city.roads.function.size());
  EXPECT_EQ(info.at("landuse_polygons"), 0);
  EXPECT_EQ(info.at("dem_triangles"), 1234);
  EXPECT_EQ(info.at("shelters"), 2);
  EXPECT_EQ(info.at("network").at("links"), town.network.links());
  EXPECT_EQ(info.at("network").at("nodes"), town.network.nodes());
  EXPECT_NEAR(info.at("network").at("largest_component_share").get<double>(), 1 - 1.0 / town.network.links(), 1e-12);
  EXPECT_EQ(info.at("grid").at("cells"), town.grid.cells());
  EXPECT_EQ(info.at("people"), 1052.5);
  EXPECT_EQ(info.at("import_report").at("themes").at("bldg").at("skipped")[0].at("first_ids")[0], "bldg_x");
}

TEST(CityInfo, PageSaysCountsAreasHistogramsAndWhatTheImportDid) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  const std::string page = info_text(toy_summary(scratch.path("toy.h5")));
  for (const char* words :
       {"800 × 640 m, EPSG:6677", "latitude 35.10000 … 35.20000°", "411 住宅", "Buildings by height, m",
        "1960 – below 1970", "from road surfaces", "99.38 % of the length", "tnm/toy", "80.0 % filled",
        "ring not closed", "no geometry: bldg_x", "高さは標高", "made for tests", "350 persons in 1 of them"})
    EXPECT_NE(page.find(words), std::string::npos) << words << "\n" << page;
}

}  // namespace
}  // namespace machi
