// Genuine tiles: what is in them, file by file, and the same as another reader finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <sstream>

#include "tests/io/city/recording_sink.hpp"
#include "tests/under_sanitizer.hpp"

namespace machi {
namespace {

#define NEEDS_SHARED_DATA() \
  if (!std::filesystem::exists(shared("citygml"))) GTEST_SKIP() << "SKIPPED: shared data is absent"

std::size_t count(const RecordingSink& sink, std::string_view type) {
  return static_cast<std::size_t>(
      std::count_if(sink.features.begin(), sink.features.end(), [&](const auto& f) { return f.type == type; }));
}

TEST(PublishedTile, BuildingsPerFile) {
  NEEDS_SHARED_DATA();
  const std::vector<std::pair<std::string, std::size_t>> tiles{
      {"13111_ota-ku_tokyo23_2020/udx/bldg/53392546_bldg_6697_op2.gml", 462},
      {"13111_ota-ku_tokyo23_2020/udx/bldg/53392642_bldg_6697_op2.gml", 8},
      {"17206_kaga-shi/R4/udx/bldg/54363371_bldg_6697_op.gml", 182},
      {"17206_kaga-shi/R6/udx/bldg/54363371_bldg_6697.gml", 192},
      {"11230_niiza-shi_2020/udx/bldg/53395404_bldg_6697_op.gml", 657},
      {"20209_ina-shi_2020/udx/bldg/53375768_bldg_6697_op.gml", 329},
      {"14201_yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml", 13},
      {"13104_tokyo_shinjuku/udx/bldg/53394517_bldg_6697_op.gml", 1},
      {"13104_tokyo_shinjuku/citygml3_plateau6/53394517_bldg_6697_op.gml", 3}};
  for (const auto& [path, buildings] : tiles) {
    const RecordingSink sink = read_shared("citygml/" + path);
    EXPECT_EQ(count(sink, "Building"), buildings) << path;
    EXPECT_EQ(sink.parts(), path.find("yokosuka") != std::string::npos ? 2 : 0) << path;
    EXPECT_TRUE(sink.skips.empty()) << path;
    for (const KeptFeature& f : sink.features) EXPECT_EQ(f.geometry.epsg, 6697) << path << ' ' << f.id;
  }
}

TEST(PublishedTile, RoadsTerrainAndAreasPerFile) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(count(read_shared("citygml/08220_tsukuba-shi_2023/udx/tran/54401008_tran_6697_op.gml"), "Road"), 253U);
  const RecordingSink tsukuba = read_shared("citygml/08220_tsukuba-shi_2023/udx/tran/54401018_tran_6697_op.gml");
  EXPECT_EQ(count(tsukuba, "Road"), 210U);
  EXPECT_EQ(tsukuba.repairs.count("xlink without target"), 0U);
  const RecordingSink dem = read_shared("citygml/14201_yokosuka-shi/udx/dem/523965_dem_6697_05_op.gml");
  EXPECT_EQ(dem.terrain.size(), 1066U);
  EXPECT_EQ(dem.terrain_epsg, 6697);
  EXPECT_EQ(count(read_shared("citygml/22203_numazu-shi/udx/luse/523836_luse_6668_op.gml"), "LandUse"), 225U);
  EXPECT_EQ(count(read_shared("citygml/13104_tokyo_shinjuku/udx/brid/53394525_brid_6697_op.gml"), "Bridge"), 59U);
}

TEST(PublishedTile, HazardThemesOfGenuineFiles) {
  NEEDS_SHARED_DATA();
  const auto theme = [](const std::string& path) { return read_shared("citygml/" + path).features.at(0).theme; };
  EXPECT_EQ(theme("22203_numazu-shi/udx/fld/natl/kanogawa_kisegawa/52385721_fld_6697_l1_op.gml"), Theme::fld);
  EXPECT_EQ(theme("22203_numazu-shi/udx/tnm/523855_tnm_6697_op.gml"), Theme::tnm);
  EXPECT_EQ(theme("12206_kisarazu-shi_2024/udx/htd/12_1/523977_htd_6697_op.gml"), Theme::htd);
  EXPECT_EQ(theme("22203_numazu-shi/udx/lsld/523857_lsld_6668_op.gml"), Theme::lsld);
  EXPECT_EQ(theme("13111_ota-ku_tokyo23_2020/udx/lsld/533925_lsld_6668_op.gml"), Theme::lsld);
  EXPECT_EQ(theme("13111_ota-ku_tokyo23_2020/udx/urf/533925_urf_6668_yoto_op.gml"), Theme::urf);
}

// Sums over the archive of Chiba without keeping it.
class CountingSink final : public FeatureSink {
 public:
  void feature(const Feature& f) override { ++types[std::string(f.type)]; }
  void triangles(std::span<const Triangle>, int) override {}
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override { ++skips; }
  std::map<std::string, int> types;
  int skips{0};
};

TEST(PublishedTile, ChibaIsReadFromItsArchives) {
  if (under_sanitizer) GTEST_SKIP() << "173 MB; the other tiles are read";
  NEEDS_SHARED_DATA();
  CountingSink sink;
  for (const char* theme : {"bldg", "tran", "luse"}) {
    visit_files(
        shared("chiba_chuo_north/chiba_north_" + std::string(theme) + "_citygml.tar.xz"),
        [](const FileEntry&, std::uint64_t) { return true; },
        [&](const FileEntry& entry, ByteSource& bytes) { read_citygml(bytes, entry.name, sink); });
  }
  EXPECT_EQ(sink.types, (std::map<std::string, int>{{"Building", 37684}, {"LandUse", 7668}, {"Road", 16341}}));
  EXPECT_EQ(sink.skips, 0);
}

TEST(PublishedTile, PeekFindsThePlaceWithoutReadingTheFile) {
  NEEDS_SHARED_DATA();
  class Counted final : public ByteSource {
   public:
    explicit Counted(const std::string& path) : source_(open_file(path)) {}
    std::size_t read(std::span<char> into) override {
      const std::size_t count = source_->read(into);
      total += count;
      return count;
    }
    std::size_t total{0};

   private:
    std::unique_ptr<ByteSource> source_;
  } source(shared("citygml/17206_kaga-shi/R6/udx/bldg/54363371_bldg_6697.gml"));
  const Peek peek = peek_citygml(source, "kaga");
  EXPECT_TRUE(peek.found);
  EXPECT_EQ(peek.epsg, 6697);
  EXPECT_NEAR(peek.position.first, 36.31, 0.01);
  EXPECT_NEAR(peek.position.second, 136.39, 0.01);
  EXPECT_LT(source.total, 600'000U);
}

TEST(PublishedTile, PeekTakesTheFirstCoordinatesWhereThereIsNoEnvelope) {
  const std::string document = "<CityModel><cityObjectMember><LandUse><lod1MultiSurface>" +
                               multi_surface(polygon(square_ring)) +
                               "</lod1MultiSurface></LandUse></cityObjectMember></CityModel>";
  const Peek peek = peek_citygml(*open_memory(document), "x");
  EXPECT_TRUE(peek.found);
  EXPECT_EQ(peek.epsg, 0);
  EXPECT_EQ(peek.position.second, 139.7);
  EXPECT_FALSE(peek_citygml(*open_memory("<CityModel/>"), "x").found);
}

// ---------------------------------------------------------------------------------------------- another reader

std::string run(const std::string& command) {
  std::string output;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 4096> buffer{};
  while (pipe && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) output += buffer.data();
  return output;
}

struct Row {
  std::string id, height, usage, storeys;
  double area_deg2{0};
};

double shoelace(std::span<const Position> ring) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    sum += (ring[i].first - ring[0].first) * (ring[i + 1].second - ring[0].second) -
           (ring[i + 1].first - ring[0].first) * (ring[i].second - ring[0].second);
  return std::abs(sum) / 2;
}

double outline_area(const KeptFeature& building) {
  double area = 0;
  for (const FeaturePolygon& p : building.geometry.polygons) {
    if (p.kind != SurfaceKind::footprint && p.kind != SurfaceKind::roof_edge) continue;
    for (std::uint32_t r = p.ring_begin; r < p.ring_end; ++r)
      area += (r == p.ring_begin ? 1 : -1) * shoelace(building.geometry.ring(r));
  }
  return area;
}

std::vector<Row> read_by_lxml(const std::string& path) {
  std::istringstream lines(run("/usr/bin/python3 '" + std::string(MACHI_SOURCE_DIR) +
                               "/tests/io/city/lxml_reading.py' '" + path + "' 2>/dev/null"));
  std::vector<Row> rows;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    Row row;
    std::string area;
    std::getline(fields, row.id, ',');
    std::getline(fields, row.height, ',');
    std::getline(fields, row.usage, ',');
    std::getline(fields, row.storeys, ',');
    std::getline(fields, area, ',');
    row.area_deg2 = std::stod(area);
    rows.push_back(row);
  }
  return rows;
}

TEST(PublishedTile, HeightsUsesAndAreasEqualAReadingByLxml) {
  NEEDS_SHARED_DATA();
  if (run("/usr/bin/python3 -c 'import lxml; print(1)' 2>/dev/null") != "1\n")
    GTEST_SKIP() << "SKIPPED: python3-lxml is absent";
  for (const char* path :
       {"17206_kaga-shi/R4/udx/bldg/54363371_bldg_6697_op.gml", "17206_kaga-shi/R6/udx/bldg/54363371_bldg_6697.gml",
        "11230_niiza-shi_2020/udx/bldg/53395404_bldg_6697_op.gml"}) {
    const RecordingSink sink = read_shared("citygml/" + std::string(path));
    const std::vector<Row> rows = read_by_lxml(shared("citygml/" + std::string(path)));
    ASSERT_EQ(rows.size(), sink.features.size()) << path;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const KeptFeature& building = sink.features[i];
      ASSERT_EQ(building.id, rows[i].id);
      EXPECT_EQ(building.value("measuredHeight"), rows[i].height) << building.id;
      EXPECT_EQ(building.value("usage"), rows[i].usage) << building.id;
      EXPECT_EQ(building.value("storeysAboveGround"), rows[i].storeys) << building.id;
      EXPECT_NEAR(outline_area(building), rows[i].area_deg2, 1e-9 * rows[i].area_deg2 + 1e-20) << building.id;
    }
  }
}

}  // namespace
}  // namespace machi
