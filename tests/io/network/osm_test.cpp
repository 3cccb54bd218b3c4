/// \file  Streets of OpenStreetMap: who may use them, how wide and fast they are, where they meet.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/io/xml_input.hpp>

#include "engine/core/error.hpp"
#include "io/network/osm_graph.hpp"
#include "io/network/osm_streets.hpp"
#include "io/network/street_class.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

std::string join(const std::string& part) {
  return std::string(MACHI_SHARED_DATA) + "/" + part;
}

/// Five nodes 1 … 5 on a line eastward, 6 and 7 north of them.
std::string osm(const std::string& ways) {
  std::string text = "<?xml version='1.0'?>\n<osm version='0.6'>\n";
  for (int k = 1; k <= 7; ++k) {
    const double lat = k <= 5 ? 35.0 : 35.001, lon = 139.0 + 0.001 * (k <= 5 ? k : k - 4);
    text +=
        "<node id='" + std::to_string(k) + "' lat='" + std::to_string(lat) + "' lon='" + std::to_string(lon) + "'/>\n";
  }
  return text + ways + "</osm>\n";
}

std::string way(int id, const std::vector<int>& nodes, const std::map<std::string, std::string>& tags) {
  std::string text = "<way id='" + std::to_string(id) + "'>";
  for (const int node : nodes) text += "<nd ref='" + std::to_string(node) + "'/>";
  for (const auto& [key, value] : tags) text += "<tag k='" + key + "' v='" + value + "'/>";
  return text + "</way>\n";
}

OsmStreets read(const std::string& text) {
  return read_osm(*open_memory(text), "area.osm");
}

OsmWay single(const std::map<std::string, std::string>& tags) {
  const OsmStreets streets = read(osm(way(1, {1, 2}, tags)));
  EXPECT_EQ(streets.ways.size(), 1u);
  return streets.ways.at(0);
}

constexpr int all_modes = mode_walk | mode_bicycle | mode_car;

TEST(OsmStreets, AStreetWithoutOtherTagsHasTheValuesOfItsClass) {
  const OsmWay street = single({{"highway", "residential"}, {"name", "桜通り"}});
  EXPECT_EQ(street.name, "桜通り");
  EXPECT_EQ(street.highway, "residential");
  EXPECT_EQ(street.modes, all_modes);
  EXPECT_EQ(street.lanes, 2);
  EXPECT_FLOAT_EQ(street.width_m, 4.0f);
  EXPECT_FLOAT_EQ(street.free_speed_m_s, 30 / 3.6f);
  EXPECT_FALSE(street.oneway);
  EXPECT_EQ(street.level, Level::ground);
}

TEST(OsmStreets, TagsOverrideTheClass) {
  const OsmWay street = single({{"highway", "primary"}, {"lanes", "4"}, {"maxspeed", "40"}, {"oneway", "yes"}});
  EXPECT_EQ(street.lanes, 4);
  EXPECT_FLOAT_EQ(street.width_m, 4 * 3.25f + 5.0f);
  EXPECT_FLOAT_EQ(street.free_speed_m_s, 40 / 3.6f);
  EXPECT_TRUE(street.oneway);
  EXPECT_FLOAT_EQ(single({{"highway", "primary"}, {"width", "9.5 m"}}).width_m, 9.5f);
  EXPECT_EQ(single({{"highway", "footway"}}).lanes, 0) << "no car, no lane";
  EXPECT_EQ(single({{"highway", "motorway"}}).lanes, 2);
  EXPECT_TRUE(single({{"highway", "motorway"}}).oneway);
  EXPECT_TRUE(single({{"highway", "tertiary"}, {"junction", "roundabout"}}).oneway);
  EXPECT_FALSE(single({{"highway", "motorway"}, {"oneway", "no"}}).oneway);
}

TEST(OsmStreets, AOnewayAgainstTheWayIsTurnedRound) {
  const OsmStreets streets = read(osm(way(1, {1, 2, 3}, {{"highway", "service"}, {"oneway", "-1"}})));
  ASSERT_EQ(streets.ways.size(), 1u);
  EXPECT_TRUE(streets.ways[0].oneway);
  EXPECT_EQ(streets.node_id[streets.ways[0].nodes.front()], 3);
  EXPECT_EQ(streets.node_id[streets.ways[0].nodes.back()], 1);
}

TEST(OsmStreets, AccessTagsOpenAndCloseWays) {
  EXPECT_EQ(single({{"highway", "footway"}}).modes, mode_walk);
  EXPECT_EQ(single({{"highway", "footway"}, {"bicycle", "yes"}}).modes, mode_walk | mode_bicycle);
  EXPECT_EQ(single({{"highway", "footway"}, {"access", "yes"}}).modes, mode_walk);
  EXPECT_EQ(single({{"highway", "residential"}, {"motor_vehicle", "no"}}).modes, mode_walk | mode_bicycle);
  EXPECT_EQ(single({{"highway", "residential"}, {"vehicle", "no"}, {"bicycle", "yes"}}).modes,
            mode_walk | mode_bicycle);
  EXPECT_EQ(single({{"highway", "service"}, {"access", "private"}, {"foot", "yes"}}).modes, mode_walk);
  EXPECT_EQ(single({{"highway", "trunk"}, {"motorroad", "yes"}}).modes, mode_car);
  EXPECT_EQ(single({{"highway", "primary"}, {"foot", "use_sidepath"}}).modes, mode_bicycle | mode_car);
  EXPECT_EQ(single({{"highway", "track"}, {"motor_vehicle", "agricultural"}}).modes, mode_walk | mode_bicycle);
  EXPECT_EQ(single({{"highway", "motorway"}}).modes, mode_car);
}

TEST(OsmStreets, BridgesAndTunnelsLeaveTheGround) {
  const auto level = [](std::map<std::string, std::string> tags) {
    tags["highway"] = "footway";
    return single(tags).level;
  };
  EXPECT_EQ(level({{"bridge", "yes"}}), Level::elevated);
  EXPECT_EQ(level({{"bridge", "viaduct"}, {"layer", "1"}}), Level::elevated);
  EXPECT_EQ(level({{"bridge", "no"}}), Level::ground);
  EXPECT_EQ(level({{"tunnel", "yes"}}), Level::tunnel);
  EXPECT_EQ(level({{"tunnel", "building_passage"}}), Level::ground);
  EXPECT_EQ(level({{"layer", "-1"}}), Level::tunnel);
  EXPECT_EQ(level({{"layer", "1"}}), Level::elevated);
}

TEST(OsmStreets, ValuesInOtherUnitsAndWordsAreUnderstood) {
  EXPECT_NEAR(*speed_m_s_of("30 mph"), 13.4112, 1e-4);
  EXPECT_FLOAT_EQ(*speed_m_s_of("60 km/h"), 60 / 3.6f);
  EXPECT_FLOAT_EQ(*speed_m_s_of("walk"), 5 / 3.6f);
  for (const char* none : {"", "none", "JP:urban", "0", "1000", "40;60", "nan", "-40"}) {
    EXPECT_FALSE(speed_m_s_of(none)) << none;
  }
  EXPECT_NEAR(*width_m_of("18'"), 5.4864, 1e-4);
  EXPECT_NEAR(*width_m_of("18'6\""), 5.6388, 1e-4);
  for (const char* none : {"", "narrow", "0", "500", "5 km", "inf"}) EXPECT_FALSE(width_m_of(none)) << none;
  EXPECT_EQ(lanes_of("3"), 3);
  for (const char* none : {"", "0", "1.5", "2;3", "99", "-1"}) EXPECT_FALSE(lanes_of(none)) << none;
}

TEST(OsmStreets, EveryClassIsConsistent) {
  for (const StreetClass& street : street_classes()) {
    EXPECT_EQ(street_class(street.highway), &street);
    EXPECT_GT(street.lanes * street.lane_width_m + street.width_m, 1.9f) << street.highway;
    EXPECT_GE(street.lanes, street.lanes_oneway) << street.highway;
    EXPECT_GT(street.free_speed_km_h, 0) << street.highway;
  }
  EXPECT_EQ(street_class("construction"), nullptr);
}

TEST(OsmStreets, WaysThatAreNoStreetsAreCountedByReason) {
  const OsmStreets streets =
      read(osm(way(1, {1, 2}, {{"highway", "construction"}}) + way(2, {1, 2}, {{"building", "yes"}}) +
               way(3, {1, 2}, {{"highway", "service"}, {"access", "no"}}) + way(4, {1}, {{"highway", "service"}}) +
               way(5, {8, 9}, {{"highway", "service"}}) + way(6, {2, 2, 2}, {{"highway", "service"}})));
  EXPECT_TRUE(streets.ways.empty());
  EXPECT_EQ(streets.report.read, 5u);
  EXPECT_EQ(streets.report.skipped.at("highway=construction is no street").count, 1u);
  EXPECT_EQ(streets.report.skipped.at("closed to walkers, bicycles and cars").first_ids, std::vector<std::string>{"3"});
  EXPECT_EQ(streets.report.skipped.at("fewer than two nodes").count, 2u);
  EXPECT_EQ(streets.report.skipped.at("its nodes are missing").count, 1u);
}

TEST(OsmStreets, AWayThatTheExtractCutsIsKeptInPieces) {
  const OsmStreets streets = read(osm(way(1, {1, 2, 99, 3, 98, 4, 5}, {{"highway", "service"}})));
  ASSERT_EQ(streets.ways.size(), 2u);
  EXPECT_EQ(streets.report.repaired.at("nodes missing, cut into pieces").count, 1u);
  const OsmGraph graph = split_streets(streets);
  EXPECT_EQ(graph.links(), 2u);
  EXPECT_EQ(graph.node_id, (std::vector<std::int64_t>{1, 2, 4, 5}));
}

TEST(OsmStreets, AWayGivenTwiceCountsOnce) {
  const OsmStreets streets =
      read(osm("<way id='1' version='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='service'/></way>"
               "<way id='1' version='2'><nd ref='1'/><nd ref='3'/><tag k='highway' v='service'/></way>"));
  ASSERT_EQ(streets.ways.size(), 1u);
  EXPECT_EQ(streets.node_id[streets.ways[0].nodes.back()], 3);
  EXPECT_EQ(streets.report.repaired.at("way given twice").count, 1u);
}

TEST(OsmStreets, WhatIsNoMapIsOneSentence) {
  EXPECT_NE(sentence_of([&] { read("hello"); }).find("area.osm: is no OpenStreetMap data"), std::string::npos);
  const std::string good = osm(way(1, {1, 2}, {{"highway", "service"}}));
  EXPECT_NE(sentence_of([&] { read(good.substr(0, good.size() - 20)); }).find("is no readable OpenStreetMap data"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] {
              read("<!DOCTYPE osm [<!ENTITY a 'b'>]><osm version='0.6'>&a;</osm>");
            }).find("is no readable OpenStreetMap data"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] { read_osm_file("/nowhere.osm"); }).find("/nowhere.osm: cannot be opened"),
            std::string::npos);
}

TEST(OsmStreets, ANodeThatIsNotOnTheEarthIsMissing) {
  std::string text = osm(way(1, {1, 2, 3}, {{"highway", "service"}}));
  text.replace(text.find("lat='35.0"), 11, "lat='95.000");
  const OsmStreets streets = read(text);
  ASSERT_EQ(streets.ways.size(), 1u);
  EXPECT_EQ(streets.node_id, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(streets.report.repaired.at("nodes missing, cut into pieces").count, 1u);
}

TEST(OsmGraph, WaysAreCutWhereTheyMeet) {
  // 1-2-3-4-5 with 6-3-7 across at 3: node 2 and 4 are shape only.
  const OsmGraph graph = split_streets(
      read(osm(way(10, {1, 2, 3, 4, 5}, {{"highway", "residential"}}) + way(11, {6, 3, 7}, {{"highway", "footway"}}))));
  EXPECT_EQ(graph.node_id, (std::vector<std::int64_t>{1, 3, 5, 6, 7}));
  EXPECT_EQ(graph.from, (std::vector<std::uint32_t>{0, 1, 3, 1}));
  EXPECT_EQ(graph.to, (std::vector<std::uint32_t>{1, 2, 1, 4}));
  EXPECT_EQ(graph.way_id, (std::vector<std::int64_t>{10, 10, 11, 11}));
  EXPECT_EQ(graph.shape_begin, (std::vector<std::uint64_t>{0, 3, 6, 8, 10}));
  EXPECT_DOUBLE_EQ(graph.shape[1].second, 139.002);
  EXPECT_DOUBLE_EQ(graph.shape[1].first, 35.0);
}

TEST(OsmGraph, ABridgeOverAStreetDoesNotMeetIt) {
  const OsmGraph graph = split_streets(read(osm(way(10, {1, 2, 3}, {{"highway", "residential"}}) +
                                                way(11, {6, 7}, {{"highway", "primary"}, {"bridge", "yes"}}))));
  EXPECT_EQ(graph.links(), 2u);
  EXPECT_EQ(graph.nodes(), 4u);
  EXPECT_EQ(graph.level[1], Level::elevated);
}

TEST(OsmGraph, NoLinkLeadsBackToItsOwnNode) {
  const std::map<std::string, std::string> tags{{"highway", "service"}};
  for (const std::vector<int>& nodes : {std::vector<int>{1, 2, 7, 6, 1}, {1, 2, 1}, {1, 2, 3, 7, 2}, {1, 2, 3, 2, 1}}) {
    const OsmGraph graph = split_streets(read(osm(way(1, nodes, tags))));
    std::size_t segments = 0;
    for (std::uint32_t k = 0; k < graph.links(); ++k) {
      EXPECT_NE(graph.from[k], graph.to[k]);
      segments += graph.shape_begin[k + 1] - graph.shape_begin[k] - 1;
    }
    EXPECT_EQ(segments, nodes.size() - 1);
  }
}

double length_m(const OsmGraph& graph) {
  double sum = 0;
  for (std::uint32_t k = 0; k < graph.links(); ++k) {
    for (std::uint64_t p = graph.shape_begin[k]; p + 1 < graph.shape_begin[k + 1]; ++p) {
      const Position &a = graph.shape[p], &b = graph.shape[p + 1];
      sum += std::hypot((a.first - b.first) * 111195,
                        (a.second - b.second) * 111195 * std::cos(a.first * 3.14159265358979 / 180));
    }
  }
  return sum;
}

TEST(OsmGraph, PublishedMapsGiveTheGraphOfAnIndependentReading) {
  if (!std::filesystem::exists(join("osm"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  // Counted with Python's ElementTree and the same rules.
  const struct {
    const char* name;
    std::uint64_t read, ways;
    std::uint32_t links, nodes;
    double length_m;
  } maps[] = {{"sapporo_station_area", 318, 307, 712, 510, 30660.7},
              {"tsukuba_aist", 473, 473, 872, 657, 158737.2},
              {"tsukuba_small", 54, 54, 140, 112, 41205.5}};
  for (const auto& map : maps) {
    const OsmStreets streets = read_osm_file(join(std::string("osm/") + map.name + ".osm"));
    EXPECT_EQ(streets.report.read, map.read) << map.name;
    EXPECT_EQ(streets.ways.size(), map.ways) << map.name;
    const OsmGraph graph = split_streets(streets);
    EXPECT_EQ(graph.links(), map.links) << map.name;
    EXPECT_EQ(graph.nodes(), map.nodes) << map.name;
    EXPECT_NEAR(length_m(graph), map.length_m, 0.2) << map.name;
  }
}

TEST(OsmGraph, PbfAndXmlFromDiskAndMemoryGiveTheSameGraph) {
  if (!std::filesystem::exists(join("osm"))) GTEST_SKIP() << "SKIPPED: shared data is absent";
  const std::string xml = join("osm/tsukuba_small.osm");
  const std::string pbf =
      (std::filesystem::temp_directory_path() / ("machi_" + std::to_string(getpid()) + ".osm.pbf")).string();
  {
    osmium::io::Reader reader(xml);
    osmium::io::Writer writer(pbf, osmium::io::overwrite::allow);
    while (osmium::memory::Buffer buffer = reader.read()) writer(std::move(buffer));
    writer.close();
  }
  const OsmGraph wanted = split_streets(read_osm_file(xml));
  const OsmStreets memory = read_osm(*open_file(pbf), pbf);
  for (const OsmGraph& graph : {split_streets(read_osm_file(pbf)), split_streets(memory)}) {
    EXPECT_EQ(graph.node_id, wanted.node_id);
    EXPECT_EQ(graph.from, wanted.from);
    EXPECT_EQ(graph.to, wanted.to);
    EXPECT_EQ(graph.modes, wanted.modes);
    EXPECT_EQ(graph.width_m, wanted.width_m);
    EXPECT_EQ(graph.shape.size(), wanted.shape.size());
  }
  std::string bytes = read_all(*open_file(pbf), pbf, 1 << 30);
  std::filesystem::remove(pbf);
  for (std::size_t length = 100; length < bytes.size(); length += 997) {
    EXPECT_NE(sentence_of([&] { read(bytes.substr(0, length)); }).find("OpenStreetMap data"), std::string::npos)
        << "cut to " << length;
  }
}

}  // namespace
}  // namespace machi
