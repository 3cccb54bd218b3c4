// CityJSON 1.1 and 2.0.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "io/city/cityjson_reader.hpp"
#include "tests/io/city/recording_sink.hpp"

namespace machi {
namespace {

RecordingSink read_json(std::string_view document) {
  RecordingSink sink;
  read_cityjson(*open_memory(document), "test.city.json", sink);
  return sink;
}

std::string document(const std::string& objects, const std::string& version = "2.0") {
  return R"({"type":"CityJSON","version":")" + version +
         R"(","metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/7415"},
"transform":{"scale":[0.001,0.001,0.001],"translate":[84000,447000,-1]},
"vertices":[[0,0,0],[1000,0,0],[1000,1000,0],[0,1000,0],[0,0,3000],[1000,0,3000],[1000,1000,3000],[0,1000,3000]],
"CityObjects":{)" +
         objects + "}}";
}

std::string refusal(const std::string& text) {
  try {
    read_json(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "(no refusal)";
}

TEST(CityJson, SolidsWithSemanticsBecomeRoofsAndWalls) {
  const RecordingSink sink = read_json(document(
      R"("b":{"type":"Building","attributes":{"measuredHeight":6.5,"use":"411","owner":{"kind":"x","since":2001}},
"geometry":[{"type":"Solid","lod":"2.2","boundaries":[[[[0,1,2,3]],[[4,5,6,7]],[[0,1,5,4]]]],
"semantics":{"surfaces":[{"type":"GroundSurface"},{"type":"RoofSurface"},{"type":"WallSurface"}],"values":[[0,1,2]]}}]})"));
  const KeptFeature& building = sink.only();
  EXPECT_EQ(building.theme, Theme::bldg);
  EXPECT_EQ(building.geometry.epsg, 7415);
  EXPECT_EQ(building.count(SurfaceKind::ground, 2), 1);
  EXPECT_EQ(building.count(SurfaceKind::roof, 2), 1);
  EXPECT_EQ(building.count(SurfaceKind::wall, 2), 1);
  EXPECT_EQ(building.value("measuredHeight"), "6.5");
  EXPECT_EQ(building.value("owner/since"), "2001");
  EXPECT_EQ(building.at("owner/kind").group, building.at("owner/since").group);
  const auto roof = building.geometry.ring(1);
  ASSERT_EQ(roof.size(), 5U);  // closed
  EXPECT_EQ(roof[0].first, 84000);
  EXPECT_EQ(roof[2].second, 447001);
  EXPECT_EQ(roof[0].height_m, 2);
  EXPECT_TRUE(sink.repairs.empty());
}

TEST(CityJson, PartsBelongToTheirBuilding) {
  const RecordingSink sink = read_json(document(
      R"("a":{"type":"Building","children":["p","q","r"]},
"p":{"type":"BuildingPart","parents":["a"],"attributes":{"h":1},"geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]},
"q":{"type":"BuildingPart","parents":["a"],"geometry":[{"type":"MultiSurface","lod":"0","boundaries":[[[0,1,2]]]}]},
"r":{"type":"BuildingRoom","parents":["a"],"geometry":[{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]]}]},
"z":{"type":"BuildingPart","parents":["gone"]})"));
  ASSERT_EQ(sink.features.size(), 1U);
  EXPECT_EQ(sink.only().parts, 2);
  EXPECT_EQ(sink.only().count(SurfaceKind::solid, 1, 1), 1);
  EXPECT_EQ(sink.only().count(SurfaceKind::footprint, 0, 2), 1);
  EXPECT_EQ(sink.only().geometry.polygons.size(), 2U);
  EXPECT_EQ(sink.only().value("BuildingPart/h"), "1");
  EXPECT_EQ(sink.skips.at("child of no city object"), 1);
}

TEST(CityJson, ThemesFollowTheType) {
  const auto object = [](const std::string& id, const std::string& type) {
    return "\"" + id + "\":{\"type\":\"" + type +
           "\",\"geometry\":[{\"type\":\"CompositeSurface\",\"lod\":\"1\",\"boundaries\":[[[0,1,2]]]}]}";
  };
  const RecordingSink sink =
      read_json(document(object("a", "Road") + "," + object("b", "LandUse") + "," + object("c", "WaterBody") + "," +
                             object("d", "Bridge") + "," + object("e", "TINRelief") + "," + object("f", "PlantCover"),
                         "1.1"));
  ASSERT_EQ(sink.features.size(), 5U);
  const std::vector<Theme> themes{Theme::tran, Theme::luse, Theme::wtr, Theme::brid, Theme::dem};
  for (std::size_t i = 0; i < themes.size(); ++i) EXPECT_EQ(sink.features[i].theme, themes[i]);
  EXPECT_EQ(sink.terrain.size(), 1U);
  EXPECT_EQ(sink.skips.at("PlantCover is not read"), 1);
}

TEST(CityJson, BadPolygonsAreLeftOutAndCounted) {
  const auto with = [](const std::string& boundaries) {
    return read_json(
        document("\"a\":{\"type\":\"LandUse\",\"geometry\":[{\"type\":\"MultiSurface\",\"lod\":\"1\","
                 "\"boundaries\":" +
                 boundaries + "}]}"));
  };
  EXPECT_EQ(with("[[[0,1,99]]]").repairs.at("coordinate that is no finite number"), 1);
  EXPECT_EQ(with("[[[0,1,-1]]]").repairs.at("coordinate that is no finite number"), 1);
  EXPECT_EQ(with("[[[0,1,\"x\"]]]").repairs.at("coordinate that is no finite number"), 1);
  EXPECT_EQ(with("[[[0,1]]]").repairs.at("ring with fewer than 3 points"), 1);
  EXPECT_EQ(with("[[[]]]").repairs.at("empty ring"), 1);
  EXPECT_EQ(with("[[]]").repairs.at("polygon without a ring"), 1);
  EXPECT_EQ(with("[[[0,1,2],[0,99]]]").only().geometry.polygons.size(), 1U);
  EXPECT_TRUE(with("[7,{},[8]]").only().geometry.polygons.empty());
  EXPECT_TRUE(with("{}").only().geometry.polygons.empty());
}

TEST(CityJson, RefusesWhatIsNoneWithASentence) {
  EXPECT_NE(refusal("{\"type\":").find("is not valid JSON from byte"), std::string::npos);
  EXPECT_EQ(refusal(""), "test.city.json: is empty. Replace it by the published file");
  EXPECT_NE(refusal("{\"type\":\"FeatureCollection\"}").find("not of type CityJSON"), std::string::npos);
  EXPECT_NE(refusal("[]").find("not of type CityJSON"), std::string::npos);
  EXPECT_NE(refusal(document("", "1.0")).find("version '1.0'"), std::string::npos);
  EXPECT_NE(refusal(R"({"type":"CityJSON","version":"2.0"})").find("has no CityObjects"), std::string::npos);
  EXPECT_EQ(refusal(std::string(1'000'000, '[')),
            "test.city.json: has values more than 256 deep in each other. Is this a city model?");
}

TEST(CityJson, CyclesAmongChildrenEnd) {
  const RecordingSink sink = read_json(document(
      R"("a":{"type":"Building","children":["p"]},"p":{"type":"BuildingPart","parents":["a"],"children":["p","a"]})"));
  EXPECT_EQ(sink.features.size(), 1U);
  EXPECT_EQ(sink.only().parts, 1);
}

TEST(CityJson, DelftAndRotterdamAreRead) {
  if (!std::filesystem::exists(shared("cityjson"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  RecordingSink delft;
  read_cityjson(*open_file(shared("cityjson/delft_3dbag.city.json")), "delft", delft);
  std::map<std::string, int> types;
  for (const KeptFeature& f : delft.features) ++types[f.type];
  EXPECT_EQ(types, (std::map<std::string, int>{
                       {"Bridge", 3}, {"Building", 160}, {"LandUse", 81}, {"Road", 143}, {"WaterBody", 3}}));
  EXPECT_EQ(delft.skips,
            (std::map<std::string, int>{{"GenericCityObject is not read", 54}, {"PlantCover is not read", 126}}));
  RecordingSink rotterdam;
  read_cityjson(*open_file(shared("cityjson/rotterdam_subset.city.json")), "rotterdam", rotterdam);
  EXPECT_EQ(rotterdam.features.size(), 16U);
  EXPECT_EQ(rotterdam.only().geometry.epsg, 0);
  EXPECT_GT(rotterdam.only().count(SurfaceKind::roof, 2), 0);
}

}  // namespace
}  // namespace machi
