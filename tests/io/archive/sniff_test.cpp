/// \file  The kind of a file is told by its content.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "io/archive/source.hpp"

namespace machi {
namespace {

using namespace std::string_view_literals;

TEST(Sniff, CityGmlIsKnownByItsRootWhateverPrefixAndPreamble) {
  for (const std::string_view text :
       {"<core:CityModel xmlns:core='x'>"sv, "<CityModel>"sv, "<cm:CityModel\n"sv,
        "\xEF\xBB\xBF<?xml version='1.0'?>\r\n<!-- from a > converter -->\n<core:CityModel/>"sv,
        "<!DOCTYPE x [<!ENTITY a 'b'>]><core:CityModel>"sv}) {
    EXPECT_EQ(sniff("a.xml", text), InputKind::citygml) << text;
  }
}

TEST(Sniff, OtherXmlIsToldApart) {
  EXPECT_EQ(sniff("Building_usage.xml", "<?xml version=\"1.0\"?><gml:Dictionary gml:id='x'>"), InputKind::code_list);
  EXPECT_EQ(sniff("a.osm", "<?xml version='1.0'?>\n<osm version='0.6'>"), InputKind::osm_xml);
  EXPECT_EQ(sniff("a.gml", "<x:CityModelling/>"), InputKind::other_xml);
  EXPECT_EQ(sniff("a.xml", "<!DOCTYPE network SYSTEM \"x.dtd\"><network name='x'>"), InputKind::matsim_network);
  EXPECT_EQ(sniff("a.xml", "<population/>"), InputKind::matsim_people);
  EXPECT_EQ(sniff("a.xml", "<?xml version='1.0'?><!-- netconvert --><net version='1.20'>"), InputKind::sumo_network);
  EXPECT_EQ(sniff("a.xml", "<routes><vType id='a'/>"), InputKind::sumo_routes);
  EXPECT_EQ(sniff("a.xml", "<additional/>"), InputKind::sumo_routes);
  EXPECT_EQ(sniff("a", "<Number of Zones> 3\n<NUMBER OF LINKS> 3\n<END OF METADATA>"), InputKind::tntp_network);
  EXPECT_EQ(sniff("a", "\n<NUMBER OF ZONES> 3\n<END OF METADATA>\nOrigin 1"), InputKind::tntp_trips);
  EXPECT_EQ(sniff("a.gml", "<!-- <core:CityModel> --><html>"), InputKind::other_xml);
  EXPECT_EQ(sniff("a.gml", "<?xml version='1.0'"), InputKind::other_xml);
}

TEST(Sniff, JsonIsKnownByTheOutermostObjectOnly) {
  EXPECT_EQ(sniff("a", R"({"type": "FeatureCollection", "features": []})"), InputKind::geojson);
  EXPECT_EQ(sniff("a", "\n{ \"features\" : [ {"), InputKind::geojson);
  EXPECT_EQ(sniff("a", R"({"crs":{"type":"name"},"name":"FeatureCollection \" x","type":"Feature"})"),
            InputKind::geojson);
  EXPECT_EQ(sniff("a", R"({"type":"CityJSON","version":"2.0"})"), InputKind::cityjson);
  EXPECT_EQ(sniff("a", R"({"metadata":{"type":"FeatureCollection"},"CityObjects":{)"), InputKind::cityjson);
  EXPECT_EQ(sniff("a.geojson", R"({"x":{"type":"FeatureCollection","features":[]}})"), InputKind::other_json);
  EXPECT_EQ(sniff("a.geojson", R"([{"type":"FeatureCollection"}])"), InputKind::other_json);
  EXPECT_EQ(sniff("a.geojson", "{\"type"), InputKind::other_json);
}

TEST(Sniff, TablesAreKnownByTheirColumns) {
  EXPECT_EQ(sniff("x", "名称,緯度,経度,災害種別_洪水\r\n"), InputKind::shelter_csv);
  EXPECT_EQ(sniff("x", "\xEF\xBB\xBF\"名称\",\"住所\",\"緯度\",\"経度\"\n"), InputKind::shelter_csv);
  EXPECT_EQ(sniff("x", "\x96\xBC\x8F\xCC,\x88\xDC\x93\x78,\x8C\x6F\x93\x78\r\n"), InputKind::shelter_csv)
      << "名称,緯度,経度 in Shift_JIS";
  EXPECT_EQ(sniff("x", "Name;Latitude;Longitude\n"), InputKind::shelter_csv);
  EXPECT_EQ(sniff("x", "mesh_code,age_low,age_high,persons\n5339,0,4,1\n"), InputKind::people_csv);
  EXPECT_EQ(sniff("x", "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001101001\n"), InputKind::people_csv);
  EXPECT_EQ(sniff("x.csv", "a,b,c\n1,2,3\n"), InputKind::other_csv);
  EXPECT_EQ(sniff("x.txt", "hello, world\n"), InputKind::unknown);
}

TEST(Sniff, BinaryFormsAreKnownByTheirMagic) {
  EXPECT_EQ(sniff("a", "\0\0\0\x0D\x0A\x09OSMHeader\x18"sv), InputKind::osm_pbf);
  EXPECT_EQ(sniff("a.shp", "\0\0\x27\x0A\0\0\0\0"sv), InputKind::shapefile);
  EXPECT_EQ(sniff("a.shx", "\0\0\x27\x0A\0\0\0\0"sv), InputKind::shapefile_part);
  EXPECT_EQ(sniff("a.dbf", "\x03\x7A\1\1"sv), InputKind::shapefile_part);
  EXPECT_EQ(sniff("a.prj", "PROJCS[\"x\""), InputKind::shapefile_part);
  EXPECT_EQ(sniff("a", "MACHIWF1\0\0\0\0"sv), InputKind::water_frames);
  EXPECT_EQ(sniff("a", "PK\3\4\0\0"sv), InputKind::archive);
  EXPECT_EQ(sniff("a",
                  "\xFD"
                  "7zXZ\0"sv),
            InputKind::archive);
  EXPECT_EQ(sniff("a.xlsx", "PK\3\4\0\0"sv), InputKind::document);
  EXPECT_EQ(sniff("a.pdf", "%PDF-1.4"), InputKind::document);
  EXPECT_EQ(sniff("a", "\x89PNG\r\n"sv), InputKind::picture);
  EXPECT_EQ(sniff("a", "\xFF\xD8\xFF\xE0"sv), InputKind::picture);
  EXPECT_EQ(sniff("a.gml", "\1\2\3\4"sv), InputKind::unknown);
}

TEST(Sniff, AFileWithNothingInItIsEmpty) {
  EXPECT_EQ(sniff("a.gml", ""), InputKind::empty);
  EXPECT_EQ(sniff("a.gml", "\xEF\xBB\xBF \n"), InputKind::empty);
}

TEST(Sniff, EveryBeginningOfEveryMagicIsAnswered) {
  for (const std::string_view magic :
       {"RIFF\1\2\3\4WEBP"sv, "BZh91AY&SY"sv, "MACHIWF1"sv, "\0\0\0\x0D\x0A\x09OSMHeader"sv, "\0\0\x27\x0A"sv,
        "<?xml version='1.0'?><!DOCTYPE a [ ]><osm/>"sv, "{\"type\":\"Feature\\"sv, "名称,緯度,経度"sv,
        "\xFE\xFF\0a"sv}) {
    for (std::size_t length = 0; length <= magic.size(); ++length) {
      EXPECT_NE(name_of(sniff("a.bin", magic.substr(0, length))), "") << magic.substr(0, length);
    }
  }
}

TEST(Sniff, WhatLiesBesideTheModelIsKnownByItsFolder) {
  EXPECT_TRUE(is_beside_the_model("13100_tokyo/specification/a.pdf"));
  EXPECT_TRUE(is_beside_the_model("metadata/udx13100.xml"));
  EXPECT_TRUE(is_beside_the_model("udx/bldg/53394525_bldg_6697_appearance/a.jpg"));
  EXPECT_FALSE(is_beside_the_model("udx/bldg/53394525_bldg_6697_op.gml"));
  EXPECT_FALSE(is_beside_the_model("codelists/Building_usage.xml"));
  EXPECT_FALSE(is_beside_the_model("metadata"));
}

TEST(Sniff, EveryPublishedFileAtHandIsKnown) {
  const std::string data = MACHI_SHARED_DATA;
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const auto kinds = [&](const std::string& folder) {
    std::map<InputKind, int> count;
    visit_files(
        data + "/" + folder, [](const FileEntry&, std::uint64_t) { return true; },
        [&](const FileEntry& entry, ByteSource& source) {
          std::string bytes(sniff_bytes, '\0');
          bytes.resize(source.read(bytes));
          ++count[sniff(entry.inner_path, bytes)];
        });
    return count;
  };
  EXPECT_EQ(kinds("citygml"), (std::map<InputKind, int>{{InputKind::citygml, 31}}));
  EXPECT_EQ(kinds("cityjson"), (std::map<InputKind, int>{{InputKind::cityjson, 2}}));
  EXPECT_EQ(kinds("shelters"), (std::map<InputKind, int>{{InputKind::geojson, 8}}));
  EXPECT_EQ(kinds("osm"), (std::map<InputKind, int>{{InputKind::osm_xml, 3}, {InputKind::other_xml, 1}}));
  EXPECT_EQ(kinds("codelists/codelists_plateau4_2024_full.tar.xz"),
            (std::map<InputKind, int>{{InputKind::code_list, 279}}));
}

}  // namespace
}  // namespace machi
