/// \file  Shelters and facilities: every published form that is at hand, and what is wrong in files of its kind.
#include "io/people/places.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"
#include "tests/under_sanitizer.hpp"

namespace machi {
namespace {

PlaceFile geojson(const std::string& text) {
  return read_places_geojson(*open_memory(text), "shelters.geojson");
}

PlaceFile csv(const std::string& text) {
  return read_places_csv(*open_memory(text), "shelters.csv");
}

std::string feature(const std::string& geometry, const std::string& properties) {
  return R"({"type":"Feature","geometry":)" + geometry + R"(,"properties":)" + properties + "}";
}

std::string point(const std::string& coordinates) {
  return R"({"type":"Point","coordinates":)" + coordinates + "}";
}

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

std::uint64_t skipped(const PlaceFile& file, std::string_view reason) {
  const auto found = file.report.skipped.find(reason);
  return found == file.report.skipped.end() ? 0 : found->second.count;
}

std::string join(const std::string& part) {
  return std::string(MACHI_SHARED_DATA) + "/" + part;
}

PlaceFile published(const std::string& part) {
  return read_places_geojson(*open_file(join(part)), part);
}

std::int64_t with_hazard(const PlaceFile& file, const std::string& hazard) {
  return std::count_if(file.places.begin(), file.places.end(), [&](const RawPlace& raw) {
    return std::regex_search(raw.place.hazards, std::regex("(^|,)" + hazard + "(,|$)"));
  });
}

TEST(Places, AShelterOfTheGsiIsReadWhole) {
  const PlaceFile file = geojson(collection(feature(
      point("[140.088013, 35.632606]"),
      R"({"NO":30122,"共通ID":"E1210000001201","都道府県名及び市町村名":"千葉県千葉市","施設・場所名":"稲丘小学校",
          "洪水":"1","崖崩れ、土石流及び地滑り":"1","高潮":"","地震":"1","津波":"1","大規模な火事":"","内水氾濫":"1","火山現象":""})")));
  ASSERT_EQ(file.places.size(), 1u);
  const Place& place = file.places[0].place;
  EXPECT_EQ(place.id, "E1210000001201");
  EXPECT_EQ(place.name, "稲丘小学校");
  EXPECT_EQ(place.kind, "shelter_emergency");
  EXPECT_EQ(place.hazards, "flood,landslide,earthquake,tsunami,inland_flood");
  EXPECT_EQ(place.capacity, -1);
  EXPECT_EQ(place.capacity_source, "unknown");
  EXPECT_DOUBLE_EQ(file.places[0].position.first, 35.632606);
  EXPECT_DOUBLE_EQ(file.places[0].position.second, 140.088013);
}

TEST(Places, PublishedSheltersAreReadToTheLast) {
  if (!std::filesystem::exists(join("shelters"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const struct {
    const char* name;
    std::size_t emergency, evacuation;
    std::int64_t flood, storm_surge, tsunami;  // counted in the files
  } cities[] = {{"121002_chiba-shi", 363, 270, 270, 249, 363},
                {"131113_ota-ku", 90, 91, 89, 89, 40},
                {"172065_kaga-shi", 53, 62, 40, 0, 52},
                {"222038_numazu-shi", 105, 51, 59, 0, 45}};
  for (const auto& city : cities) {
    const PlaceFile emergency = published(std::string("shelters/emergency_") + city.name + ".geojson");
    const PlaceFile evacuation = published(std::string("shelters/evacuation_") + city.name + ".geojson");
    EXPECT_EQ(emergency.places.size(), city.emergency) << city.name;
    EXPECT_EQ(evacuation.places.size(), city.evacuation) << city.name;
    EXPECT_TRUE(emergency.report.skipped.empty() && evacuation.report.skipped.empty());
    EXPECT_EQ(with_hazard(emergency, "flood"), city.flood) << city.name;
    EXPECT_EQ(with_hazard(emergency, "storm_surge"), city.storm_surge) << city.name;
    EXPECT_EQ(with_hazard(emergency, "tsunami"), city.tsunami) << city.name;
    for (const RawPlace& raw : emergency.places) EXPECT_EQ(raw.place.kind, "shelter_emergency");
    for (const RawPlace& raw : evacuation.places) {
      EXPECT_EQ(raw.place.kind, "shelter");
      EXPECT_EQ(raw.place.hazards, "");
    }
  }
}

TEST(Places, FacilitiesOfPlateauViewAreRead) {
  if (!std::filesystem::exists(join("chiba_chuo_north"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const PlaceFile shelters = published("chiba_chuo_north/shelter.geojson");
  EXPECT_EQ(shelters.places.size(), 380u);
  const auto unknown = std::count_if(shelters.places.begin(), shelters.places.end(),
                                     [](const RawPlace& raw) { return raw.place.capacity < 0; });
  EXPECT_EQ(unknown, 47);
  EXPECT_EQ(shelters.places[0].place.kind, "shelter");
  EXPECT_EQ(shelters.places[0].place.name, "ＪＦＥ健保千葉グランド一帯");

  const PlaceFile landmarks = published("chiba_chuo_north/landmark.geojson");
  EXPECT_EQ(landmarks.places.size(), 502u);
  EXPECT_EQ(landmarks.places[0].place.kind, "facility");
  const PlaceFile parks = published("chiba_chuo_north/park.geojson");
  EXPECT_EQ(parks.places.size(), 967u);
  EXPECT_EQ(parks.places[0].place.kind, "park");
  const PlaceFile stations = published("chiba_chuo_north/station.geojson");
  EXPECT_EQ(stations.places.size(), 55u);
  EXPECT_EQ(stations.places[0].place.name, "学園前駅");
  EXPECT_EQ(stations.places[0].place.kind, "station");
}

TEST(Places, CapacitiesOfShizuokaAreGiven) {
  if (!std::filesystem::exists(join("numazu_shizuoka"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const PlaceFile file = published("numazu_shizuoka/shelter_shizuoka.geojson");
  ASSERT_EQ(file.places.size(), 314u);
  EXPECT_EQ(file.places[0].place.name, "葵小学校");
  EXPECT_EQ(file.places[0].place.kind, "shelter");
  EXPECT_EQ(file.places[0].place.capacity, 349);
  EXPECT_EQ(file.places[0].place.capacity_source, "given");
}

TEST(Places, LinesAndNamelessAreasAreLeftOutAndCounted) {
  if (!std::filesystem::exists(join("chiba_chuo_north"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const PlaceFile railway = published("chiba_chuo_north/railway.geojson");
  EXPECT_TRUE(railway.places.empty());
  EXPECT_EQ(skipped(railway, "a line, not a place"), 127u);
  const PlaceFile planned_roads = published("numazu_shizuoka/toshikeikakudouro_shizuoka.geojson");
  EXPECT_TRUE(planned_roads.places.empty());
  EXPECT_EQ(skipped(planned_roads, "neither a name nor the values of a shelter"), 140u);
}

TEST(Places, AnAreaStandsAtTheCentreOfItsLargestRing) {
  const PlaceFile file = geojson(collection(feature(R"({"type":"MultiPolygon","coordinates":[
                [[[139.9,35.9],[139.91,35.9],[139.91,35.91],[139.9,35.9]]],
                [[[140,35],[140.2,35],[140.2,35.1],[140,35.1],[140,35]],[[140.01,35.01],[140.02,35.01],[140.02,35.02],[140.01,35.01]]]]})",
                                                    R"({"name":"公園","capacity":10})")));
  ASSERT_EQ(file.places.size(), 1u);
  EXPECT_NEAR(file.places[0].position.first, 35.05, 1e-9);
  EXPECT_NEAR(file.places[0].position.second, 140.1, 1e-9);
}

TEST(Places, FeaturesWithoutAUsablePointAreCountedByReason) {
  const std::string name = R"({"name":"x"})";
  const PlaceFile file = geojson(collection(
      feature(point("[35.6,140.1]"), name) + "," + feature(point("[200,35]"), name) + "," +
      feature(point("[0,0]"), name) + "," + feature(point("[\"140\",\"35\"]"), name) + "," +
      feature(point("[140]"), name) + "," + feature(point("[]"), name) + "," + feature("null", name) + "," +
      feature(R"({"type":"Circle","coordinates":[140,35]})", name) + "," +
      feature(R"({"type":"LineString","coordinates":[[140,35],[141,36]]})", name) + "," + R"({"geometry":{}})" + "," +
      feature(R"({"type":"Polygon","coordinates":[[140,35]]})", name) + "," + feature(point("[140.1,35.6]"), name)));
  EXPECT_EQ(file.report.read, 12u);
  EXPECT_EQ(file.places.size(), 1u);
  EXPECT_EQ(file.places[0].place.id, "12");
  EXPECT_EQ(skipped(file, "latitude and longitude are swapped"), 1u);
  EXPECT_EQ(skipped(file, "position is not on the earth"), 1u);
  EXPECT_EQ(skipped(file, "position is 0, 0"), 1u);
  EXPECT_EQ(skipped(file, "coordinates are not numbers, or nested otherwise than their type says"), 3u);
  EXPECT_EQ(skipped(file, "no coordinates"), 1u);
  EXPECT_EQ(skipped(file, "no geometry"), 1u);
  EXPECT_EQ(skipped(file, "geometry of an unknown type"), 1u);
  EXPECT_EQ(skipped(file, "a line, not a place"), 1u);
  EXPECT_EQ(skipped(file, "not a GeoJSON feature"), 1u);
}

TEST(Places, TheFirstThreeOfEachReasonAreNamed) {
  std::string features;
  for (int k = 0; k < 5; ++k) {
    if (k > 0) features += ',';
    features += feature("null", R"({"id":"S)" + std::to_string(k) + R"(","name":"n"})");
  }
  const PlaceFile file = geojson(collection(features));
  const Tally& tally = file.report.skipped.at("no geometry");
  EXPECT_EQ(tally.count, 5u);
  EXPECT_EQ(tally.first_ids, (std::vector<std::string>{"S0 n", "S1 n", "S2 n"}));
}

TEST(Places, OneFeatureAloneIsAFile) {
  EXPECT_EQ(geojson(feature(point("[140,35]"), R"({"name":"x"})")).places.size(), 1u);
  EXPECT_EQ(
      geojson(R"({"features":[)" + feature(point("[140,35]"), R"({"name":"x"})") + R"(],"type":"FeatureCollection"})")
          .places.size(),
      1u);
}

TEST(Places, BrokenJsonIsOneSentenceWithItsLine) {
  const std::string good = collection(feature(point("[140,35]"), R"({"name":"x"})"));
  for (std::size_t length = 1; length < good.size(); ++length) {
    EXPECT_NE(sentence_of([&] { geojson(good.substr(0, length)); }), "(no InputError)") << length;
  }
  const std::string sentence = sentence_of([&] { geojson("{\n\"type\":\n  oops}"); });
  EXPECT_EQ(sentence.find("shelters.geojson:3: is not valid JSON ("), 0u) << sentence;
  EXPECT_NE(sentence_of([&] { geojson(""); }), "(no InputError)");
  EXPECT_NE(sentence_of([&] { geojson("{\"a\":\"\xFF\"}"); }).find("is not valid JSON"), std::string::npos);
  EXPECT_NE(sentence_of([&] { geojson("{\"a\":1e999}"); }).find("is not valid JSON"), std::string::npos);
  EXPECT_NE(sentence_of([&] { geojson("{\"a\":[1]}"); }).find("has no features"), std::string::npos);
  EXPECT_NE(sentence_of([&] { geojson("[]"); }).find("has no features"), std::string::npos);
}

TEST(Places, NestingAndTokensAreBounded) {
  EXPECT_NE(sentence_of([&] { geojson(std::string(1'000'000, '[')); }).find("nested deeper"), std::string::npos);
  if (under_sanitizer) GTEST_SKIP() << "70 MB, character by character";
  EXPECT_NE(sentence_of([&] { geojson("{\"a\":\"" + std::string(70'000'000, 'x') + "\"}"); }).find("more than 64 MB"),
            std::string::npos);
}

TEST(Places, ProjectedCoordinatesAreRefused) {
  const std::string text =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::)";
  const std::string rest = R"("}},"features":[]})";
  EXPECT_NE(sentence_of([&] { geojson(text + "6677" + rest); }).find("EPSG::6677"), std::string::npos);
  EXPECT_TRUE(geojson(text + "6668" + rest).places.empty());
}

constexpr const char* standard_header =
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,住所,緯度,経度,災害種別_洪水,"
    "災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,災害種別_津波,災害種別_大規模な火事,災害種別_"
    "内水氾濫,"
    "災害種別_火山現象,指定避難所との重複,想定収容人数,URL\r\n";

TEST(Places, AListOfTheMunicipalStandardIsRead) {
  const PlaceFile file =
      csv(std::string("\xEF\xBB\xBF") + standard_header +
          "131130,1,東京都渋谷区,\"神宮前小学校, 校庭\",,神宮前4-20-12,35.6675,139.7104,1,,1,1,,,,,1,\"1,200\",\r\n"
          "131130,2,東京都渋谷区,広尾中学校,,東4-13-25,35.6526,139.7171,,,,,,,,,,,\r\n");
  ASSERT_EQ(file.places.size(), 2u);
  EXPECT_EQ(file.places[0].place.id, "1");
  EXPECT_EQ(file.places[0].place.name, "神宮前小学校, 校庭");
  EXPECT_EQ(file.places[0].place.kind, "shelter_emergency");
  EXPECT_EQ(file.places[0].place.hazards, "flood,storm_surge,earthquake");
  EXPECT_EQ(file.places[0].place.capacity, 1200);
  EXPECT_EQ(file.places[0].place.capacity_source, "given");
  EXPECT_DOUBLE_EQ(file.places[0].position.first, 35.6675);
  EXPECT_DOUBLE_EQ(file.places[0].position.second, 139.7104);
  EXPECT_EQ(file.places[1].place.hazards, "");
  EXPECT_EQ(file.places[1].place.capacity, -1);
}

TEST(Places, ATableInShiftJisGivesTheSamePlaces) {
  // 名称,緯度,経度,収容人数 / 表小学校
  const PlaceFile file =
      csv("\x96\xBC\x8F\xCC,\x88\xDC\x93\x78,\x8C\x6F\x93\x78,\x8E\xFB\x97\x65\x90\x6C\x90\x94\r\n"
          "\x95\x5C\x8F\xAC\x8A\x77\x8D\x5A,35.1,139.5,350\r\n");
  ASSERT_EQ(file.places.size(), 1u);
  EXPECT_EQ(file.places[0].place.name, "表小学校");
  EXPECT_EQ(file.places[0].place.kind, "shelter");
  EXPECT_EQ(file.places[0].place.capacity, 350);
}

TEST(Places, RowsWithoutAUsablePointAreCountedByReason) {
  const PlaceFile file =
      csv("名称,緯度,経度\n"
          "a,35.1,139.5\n"
          "b,,\n"
          "c,139.5,35.1\n"
          "d,35.1N,139.5E\n"
          "e,nan,inf\n"
          "f\n"
          "g,0,0\n");
  EXPECT_EQ(file.report.read, 7u);
  EXPECT_EQ(file.places.size(), 1u);
  EXPECT_EQ(skipped(file, "no coordinates"), 2u);
  EXPECT_EQ(skipped(file, "latitude and longitude are swapped"), 1u);
  EXPECT_EQ(skipped(file, "latitude or longitude is not a number"), 2u);
  EXPECT_EQ(skipped(file, "position is 0, 0"), 1u);
}

TEST(Places, ATableWithoutPositionsIsRefused) {
  EXPECT_NE(sentence_of([&] { csv("名称,住所\nx,y\n"); }).find("has no columns 緯度 and 経度"), std::string::npos);
  EXPECT_NE(sentence_of([&] { csv(""); }).find("has no columns"), std::string::npos);
  EXPECT_EQ(sentence_of([&] { csv("名称,緯度,経度\n\"a,35,139\nb,35,139\n"); }).find("shelters.csv:2: "), 0u);
}

TEST(Places, FlagsAndCapacitiesComeInManyWords) {
  const PlaceFile file =
      csv("名称,緯度,経度,洪水,津波,地震,高潮,収容人数\n"
          "a,35,139,○,TRUE,×,0,350人\n"
          "b,35,139,,,,,0\n"
          "c,35,139,,,,,約百人\n"
          "d,35,139,,,,,-40\n");
  ASSERT_EQ(file.places.size(), 4u);
  EXPECT_EQ(file.places[0].place.hazards, "flood,tsunami");
  EXPECT_EQ(file.places[0].place.capacity, 350);
  EXPECT_EQ(file.places[1].place.capacity, -1) << "0 means unknown";
  EXPECT_EQ(file.places[2].place.capacity, -1);
  EXPECT_EQ(file.places[3].place.capacity, -1);
  ASSERT_EQ(file.report.repaired.size(), 1u);
  EXPECT_EQ(file.report.repaired.begin()->first, "capacity is no number of persons, taken as unknown");
  EXPECT_EQ(file.report.repaired.begin()->second.count, 2u);
}

TEST(Places, HazardsInOneColumnAreReadAsAList) {
  const PlaceFile file = csv("名称,緯度,経度,対象災害\na,35,139,\"津波、洪水\"\nb,35,139,指定なし\n");
  ASSERT_EQ(file.places.size(), 2u);
  EXPECT_EQ(file.places[0].place.hazards, "flood,tsunami");
  EXPECT_EQ(file.places[1].place.hazards, "");
}

}  // namespace
}  // namespace machi
