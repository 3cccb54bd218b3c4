// An import of small files: what is mended, what is refused, and that the number of ranks does not matter.
#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "engine/network/finish_network.hpp"
#include "io/import/import_city.hpp"
#include "tests/io/hdf5/scratch.hpp"
#include "tests/io/import/city_model.hpp"

namespace machi {
namespace {

ImportedCity import_files(const Comm& comm, const std::vector<std::string>& inputs) {
  ImportOptions options;
  options.inputs = inputs;
  return import_city(comm, options);
}

std::string refusal(const Comm& comm, const std::vector<std::string>& inputs) {
  try {
    import_files(comm, inputs);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::input);
    return error.what();
  }
  return "";
}

std::int64_t buildings(const Comm& comm, const ImportedCity& city) {
  return comm.sum(static_cast<std::int64_t>(city.city.layer(Theme::bldg).size()));
}

std::uint64_t repairs(const ImportedCity& city, Theme theme, const std::string& kind) {
  const auto& found = city.report.theme(theme).repairs;
  return found.contains(kind) ? found.at(kind).count : 0;
}

class Import : public ::testing::Test {
 protected:
  Comm comm_{Comm::world()};
  Scratch scratch_{comm_};
};

TEST_F(Import, ReadsABuildingWithItsTypedColumns) {
  const auto path = scratch_.file("udx/bldg/a.gml", city_model(building("b1", square_at(35.605, 140.125))));
  const ImportedCity city = import_files(comm_, {path});
  EXPECT_EQ(buildings(comm_, city), 1);
  EXPECT_EQ(city.city.frame.epsg, 6677);
  if (city.city.layer(Theme::bldg).size() == 1) {
    EXPECT_EQ(city.city.buildings.usage[0], 411);
    EXPECT_FLOAT_EQ(city.city.buildings.height_m[0], 6.5F);
    EXPECT_NEAR(city.city.buildings.footprint_area_m2[0], 100.5, 1.0);
    EXPECT_EQ(city.city.layer(Theme::bldg).id.at(0), "b1");
  }
}

TEST_F(Import, KeepsOneBuildingOfATileGivenTwice) {
  const auto text = city_model(building("b1", square_at(35.605, 140.125)) + building("b2", square_at(35.606, 140.125)));
  const auto a = scratch_.file("a.gml", text);
  const auto b = scratch_.file("b.gml", text);
  const ImportedCity city = import_files(comm_, {a, b});
  EXPECT_EQ(buildings(comm_, city), 2);
  if (comm_.first()) {
    EXPECT_EQ(repairs(city, Theme::bldg, "the same feature stands in another file: the last one counts"), 2U);
  }
}

TEST_F(Import, CountsUnclosedCrossingAndEmptyRings) {
  const auto bow_tie = "35.605 140.125 2 35.6051 140.1251 2 35.6051 140.125 2 35.605 140.1251 2 35.605 140.125 2";
  const auto open = "35.606 140.125 2 35.606 140.1251 2 35.6061 140.1251 2";
  const auto line = "35.607 140.125 2 35.607 140.1251 2 35.607 140.125 2";
  const auto path =
      scratch_.file("a.gml", city_model(building("tie", bow_tie) + building("open", open) + building("line", line)));
  const ImportedCity city = import_files(comm_, {path});
  EXPECT_EQ(buildings(comm_, city), 3);
  if (comm_.first()) {
    EXPECT_EQ(repairs(city, Theme::bldg, "self-crossing ring"), 1U);
    EXPECT_EQ(repairs(city, Theme::bldg, "unclosed ring"), 1U);
    EXPECT_EQ(repairs(city, Theme::bldg, "no geometry left"), 1U);
  }
}

TEST_F(Import, LeavesOutCoordinatesThatLieNowhereAndGoesOn) {
  const auto path = scratch_.file("a.gml", city_model(building("good", square_at(35.605, 140.125)) +
                                                      building("far", "95 140 2 95 141 2 96 141 2 95 140 2")));
  const ImportedCity city = import_files(comm_, {path});
  EXPECT_EQ(buildings(comm_, city), 1);
  if (comm_.first()) {
    EXPECT_EQ(city.report.theme(Theme::bldg).skipped.size(), 1U);
  }
}

TEST_F(Import, RefusesTwoCitiesAtOnce) {
  const auto a = scratch_.file("chiba.gml", city_model(building("b1", square_at(35.605, 140.125))));
  const auto b = scratch_.file("kaga.gml", city_model(building("b2", square_at(36.31, 136.39))));
  EXPECT_NE(refusal(comm_, {a, b}).find("two cities?"), std::string::npos);
}

TEST_F(Import, RefusesAnUnknownCrsWithTheFilesName) {
  const auto path = scratch_.file("a.gml", city_model(building("b1", square_at(35.605, 140.125)), "EPSG:999999"));
  EXPECT_NE(refusal(comm_, {path}).find("999999"), std::string::npos);
}

TEST_F(Import, AssumesTheUsualCrsWhereAFileNamesNoneAndSaysSo) {
  std::string text = city_model(building("b1", square_at(35.605, 140.125)));
  const auto at = text.find("srsName=");
  text.erase(at, text.find('"', at + 9) - at + 1);
  const ImportedCity city = import_files(comm_, {scratch_.file("a.gml", text)});
  EXPECT_EQ(buildings(comm_, city), 1);
  if (comm_.first()) {
    EXPECT_EQ(repairs(city, Theme::bldg, "no srsName: the city's own CRS was assumed"), 1U);
  }
}

TEST_F(Import, RefusesTruncatedFilesEntitiesAndWhatIsNoCity) {
  const std::string whole = city_model(building("b1", square_at(35.605, 140.125)));
  EXPECT_NE(refusal(comm_, {scratch_.file("cut.gml", whole.substr(0, whole.size() - 40))}).find("cut.gml:"),
            std::string::npos);
  const std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]>" + whole.substr(whole.find('\n'));
  EXPECT_NE(refusal(comm_, {scratch_.file("bomb.gml", bomb)}).find("bomb.gml"), std::string::npos);
  EXPECT_NE(refusal(comm_, {scratch_.file("note.txt", "hello")}), "");
  EXPECT_NE(refusal(comm_, {scratch_.folder() + "/absent"}), "");
}

TEST_F(Import, RefusesAWrongPlacesFileBesideASoundModel) {
  const auto model = scratch_.file("a.gml", city_model(building("b1", square_at(35.605, 140.125))));
  const auto places = scratch_.file("s.geojson", R"({"type":"FeatureCollection","features":[{"type":)");
  EXPECT_NE(refusal(comm_, {model, places}).find("s.geojson"), std::string::npos);
}

TEST_F(Import, RefusesAnEmptyFolder) {
  if (comm_.first()) std::filesystem::create_directories(scratch_.folder() + "/empty");
  comm_.barrier();
  EXPECT_NE(refusal(comm_, {scratch_.folder() + "/empty"}).find("holds no file"), std::string::npos);
}

TEST_F(Import, MakesACityOfStreetsAlone) {
  const auto path = scratch_.file("town.osm", R"(<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="35.605" lon="140.125"/><node id="2" lat="35.606" lon="140.125"/><node id="3" lat="35.606" lon="140.126"/>
<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="8"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way></osm>)");
  const Network network = gather_network(comm_, import_files(comm_, {path}).network);
  if (!comm_.first()) return;
  ASSERT_EQ(network.links(), 2U);
  EXPECT_NEAR(network.length_m[0] + network.length_m[1], 111.0 + 90.6, 0.5);
}

TEST_F(Import, GivesSheltersWithoutCapacityADefaultAndSaysWhich) {
  const auto model = scratch_.file("a.gml", city_model(building("b1", square_at(35.605, 140.125))));
  const auto places = scratch_.file(
      "s.geojson",
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"施設・場所名":"学校","洪水":"1","津波":""},
    "geometry":{"type":"Point","coordinates":[140.12505,35.60505]}}]})");
  const ImportedCity city = import_files(comm_, {model, places});
  ASSERT_EQ(city.city.places.size(), comm_.first() ? 1U : 0U);
  if (!comm_.first()) return;
  EXPECT_EQ(city.city.places[0].kind, "shelter_emergency");
  // Two storeys (6.5 m over 3.2 m) of about 100.5 m², half of it usable, 2 m² a person.
  EXPECT_EQ(city.city.places[0].capacity, 50);
  EXPECT_NE(city.city.places[0].capacity_source.find("default"), std::string::npos);
}

}  // namespace
}  // namespace machi
