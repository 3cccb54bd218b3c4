/// \file  Shapefiles against the shapelib library, which writes and reads them independently.
#include "io/network/shapefile.hpp"

#include <gtest/gtest.h>
#include <shapefil.h>

#include <filesystem>
#include <map>

#include "engine/core/error.hpp"
#include "tests/io/archive/make_archive.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

using test::Folder;

struct Area {
  std::string id;
  int epsg;
  std::map<std::string, std::string> attributes;
  std::vector<std::vector<std::vector<Position>>> polygons;
};

class Collector final : public FeatureSink {
 public:
  void feature(const Feature& feature) override {
    Area area{std::string(feature.id), feature.epsg, {}, {}};
    EXPECT_EQ(feature.type, "Area");
    for (const Attribute& attribute : feature.attributes) {
      area.attributes[std::string(attribute.path)] = std::string(attribute.value);
    }
    for (const FeaturePolygon& polygon : feature.polygons) {
      area.polygons.emplace_back();
      for (std::uint32_t ring = polygon.ring_begin; ring < polygon.ring_end; ++ring) {
        area.polygons.back().emplace_back(feature.ring(ring).begin(), feature.ring(ring).end());
      }
    }
    areas.push_back(area);
  }
  void triangles(std::span<const Triangle>, int) override {}
  void repaired(std::string_view what, std::string_view) override { ++repairs[std::string(what)]; }
  void skipped(std::string_view reason, std::string_view) override { ++skips[std::string(reason)]; }

  std::vector<Area> areas;
  std::map<std::string, int> repairs;
  std::map<std::string, int> skips;
};

using Ring = std::vector<std::pair<double, double>>;

const Ring shell{{0, 0}, {0, 10}, {10, 10}, {10, 0}, {0, 0}};         // clockwise
const Ring hole{{2, 2}, {4, 2}, {4, 4}, {2, 4}, {2, 2}};              // counterclockwise
const Ring far_shell{{20, 0}, {20, 10}, {30, 10}, {30, 0}, {20, 0}};  // clockwise
const Ring far_hole{{22, 2}, {24, 2}, {24, 4}, {22, 4}, {22, 2}};

/// Writes a shapefile with one text column; each record is a list of parts.
class Writer {
 public:
  Writer(const std::string& path, int kind, const char* code_page = nullptr)
      : kind_(kind), shapes_(SHPCreate(path.c_str(), kind)), table_(DBFCreateEx(path.c_str(), code_page)) {
    DBFAddField(table_, "NAME", FTString, 20, 0);
    DBFAddField(table_, "FLOORS", FTInteger, 4, 0);
  }
  void add(const std::vector<Ring>& parts, const std::string& name, int floors) {
    std::vector<int> starts;
    std::vector<double> x, y;
    for (const Ring& part : parts) {
      starts.push_back(static_cast<int>(x.size()));
      for (const auto& [px, py] : part) {
        x.push_back(px);
        y.push_back(py);
      }
    }
    SHPObject* object = SHPCreateObject(kind_, -1, static_cast<int>(parts.size()), starts.data(), nullptr,
                                        static_cast<int>(x.size()), x.data(), y.data(), nullptr, nullptr);
    const int row = SHPWriteObject(shapes_, -1, object);
    SHPDestroyObject(object);
    DBFWriteStringAttribute(table_, row, 0, name.c_str());
    DBFWriteIntegerAttribute(table_, row, 1, floors);
  }
  ~Writer() {
    SHPClose(shapes_);
    DBFClose(table_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

 private:
  int kind_;
  SHPHandle shapes_;
  DBFHandle table_;
};

constexpr const char* jgd2011_zone_9 =
    "PROJCS[\"JGD_2011_Japan_Zone_9\",GEOGCS[\"GCS_JGD_2011\",DATUM[\"D_JGD_2011\",SPHEROID[\"GRS_1980\",6378137.0,"
    "298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"]"
    ","
    "PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\","
    "139.8333333333333],PARAMETER[\"Scale_Factor\",0.9999],PARAMETER[\"Latitude_Of_Origin\",36.0],UNIT[\"Meter\",1.0]]";
constexpr const char* jgd2011_degrees =
    "GEOGCS[\"GCS_JGD_2011\",DATUM[\"D_JGD_2011\",SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],"
    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

TEST(Shapefile, AreasComeWithHolesColumnsAndCoordinateSystem) {
  const Folder folder;
  {
    Writer writer(folder.at("urban"), SHPT_POLYGON);
    writer.add({far_hole, shell, hole, far_shell}, "school", 3);
    writer.add({shell}, "", 0);
  }
  folder.write("urban.prj", jgd2011_zone_9);
  Collector sink;
  const auto summary = read_shapefile(folder.at("urban.shp"), "urban.shp", Theme::luse, sink);
  EXPECT_EQ(summary.records, 2u);
  EXPECT_EQ(summary.epsg, 6677);
  EXPECT_TRUE(summary.projected);
  EXPECT_EQ(summary.projection, "JGD2011 / Japan Plane Rectangular CS IX");
  ASSERT_EQ(sink.areas.size(), 2u);
  const Area& area = sink.areas[0];
  EXPECT_EQ(area.id, "urban:1");
  EXPECT_EQ(area.epsg, 6677);
  EXPECT_EQ(area.attributes, (std::map<std::string, std::string>{{"NAME", "school"}, {"FLOORS", "3"}}));
  ASSERT_EQ(area.polygons.size(), 2u);
  ASSERT_EQ(area.polygons[0].size(), 2u);
  ASSERT_EQ(area.polygons[1].size(), 2u);
  EXPECT_EQ(area.polygons[0][0][1].second, 10) << "easting first, then northing";
  EXPECT_EQ(area.polygons[0][1][0].first, 2);
  EXPECT_EQ(area.polygons[1][1][0].first, 22);
  EXPECT_TRUE(sink.repairs.empty() && sink.skips.empty());
}

TEST(Shapefile, DegreesAreTurnedToLatitudeAndLongitude) {
  const Folder folder;
  Writer(folder.at("a"), SHPT_POLYGON).add({{{139, 35}, {139, 36}, {140, 36}, {139, 35}}}, "x", 0);
  for (const bool with_prj : {true, false}) {
    if (with_prj) folder.write("a.prj", jgd2011_degrees);
    if (!with_prj) std::filesystem::remove(folder.at("a.prj"));
    Collector sink;
    const auto summary = read_shapefile(folder.path(), "a.shp", Theme::luse, sink);
    EXPECT_EQ(summary.epsg, with_prj ? 6668 : 0);
    EXPECT_FALSE(summary.projected);
    ASSERT_EQ(sink.areas.size(), 1u);
    EXPECT_EQ(sink.areas[0].polygons[0][0][1].first, 36);
    EXPECT_EQ(sink.areas[0].polygons[0][0][1].second, 139);
  }
}

TEST(Shapefile, CoordinateSystemsOfJapanAreKnown) {
  EXPECT_EQ(projection_of(jgd2011_zone_9).epsg, 6677);
  EXPECT_EQ(projection_of(jgd2011_degrees).epsg, 6668);
  EXPECT_EQ(
      projection_of("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
                    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]")
          .epsg,
      4326);
  EXPECT_EQ(projection_of("").epsg, 0);
  EXPECT_EQ(projection_of("nonsense[").epsg, 0);
}

TEST(Shapefile, TextIsReadInEveryEncoding) {
  const Folder folder;
  const std::string utf8 = "表小学校", cp932 = "\x95\x5C\x8F\xAC\x8A\x77\x8D\x5A";
  const struct {
    const std::string& name;
    const char* language;
    const char* cpg;
  } cases[] = {{utf8, nullptr, "UTF-8"},    {utf8, nullptr, nullptr}, {cp932, nullptr, nullptr},
               {cp932, "LDID/19", nullptr}, {cp932, nullptr, "932"},  {cp932, nullptr, "Shift_JIS"}};
  for (const auto& one : cases) {
    std::filesystem::remove(folder.at("a.cpg"));
    Writer(folder.at("a"), SHPT_POLYGON, one.language).add({shell}, one.name, 0);
    std::filesystem::remove(folder.at("a.cpg"));
    if (one.cpg != nullptr) folder.write("a.cpg", one.cpg);
    Collector sink;
    read_shapefile(folder.at("a.shp"), "a.shp", Theme::luse, sink);
    ASSERT_EQ(sink.areas.size(), 1u);
    EXPECT_EQ(sink.areas[0].attributes["NAME"], "表小学校");
  }
}

TEST(Shapefile, AnArchiveIsReadInPlace) {
  const Folder folder;
  Writer(folder.at("a"), SHPT_POLYGON).add({shell, hole}, "x", 7);
  std::vector<test::Item> items{{"data/readme.txt", "r", ""}};
  for (const char* ending : {"shp", "dbf"}) {
    const std::string path = folder.at(std::string("a.") + ending);
    items.push_back({std::string("data/a.") + ending, read_all(*open_file(path), path, 1 << 20), ""});
  }
  items.push_back({"data/a.PRJ", jgd2011_zone_9, ""});
  for (const auto packing : {test::Packing::zip, test::Packing::tar_xz}) {
    const std::string archive = folder.write("published", make_archive(packing, items));
    Collector sink;
    EXPECT_EQ(read_shapefile(archive, "data/a.shp", Theme::luse, sink).epsg, 6677);
    ASSERT_EQ(sink.areas.size(), 1u);
    EXPECT_EQ(sink.areas[0].id, "a:1");
    EXPECT_EQ(sink.areas[0].attributes["FLOORS"], "7");
    EXPECT_NE(
        sentence_of([&] { read_shapefile(archive, "data/b.shp", Theme::luse, sink); }).find("holds no data/b.shp"),
        std::string::npos);
  }
}

TEST(Shapefile, ClosedLinesAreAreasAndOtherShapesAreCounted) {
  const Folder folder;
  {
    Writer writer(folder.at("lines"), SHPT_ARC);
    writer.add({shell}, "closed", 0);
    writer.add({{{0, 0}, {1, 1}}}, "open", 0);
    writer.add({{{0, 0}, {1, 1}, {2, 2}, {3, 4}}}, "open", 0);
  }
  Collector sink;
  read_shapefile(folder.at("lines.shp"), "lines.shp", Theme::luse, sink);
  ASSERT_EQ(sink.areas.size(), 1u);
  EXPECT_EQ(sink.areas[0].attributes["NAME"], "closed");
  EXPECT_EQ(sink.skips["an open line, not an area"], 2);
  Writer(folder.at("points"), SHPT_POINT).add({{{1, 2}}}, "x", 0);
  Collector points;
  read_shapefile(folder.at("points.shp"), "points.shp", Theme::luse, points);
  EXPECT_EQ(points.skips["a point, not an area"], 1);
}

TEST(Shapefile, ShellsTheWrongWayRoundAreShells) {
  const Folder folder;
  {
    Writer writer(folder.at("a"), SHPT_POLYGON);
    writer.add({hole}, "counterclockwise only", 0);
    writer.add({shell, far_hole}, "hole elsewhere", 0);
  }
  Collector sink;
  read_shapefile(folder.at("a.shp"), "a.shp", Theme::luse, sink);
  ASSERT_EQ(sink.areas.size(), 2u);
  EXPECT_EQ(sink.areas[0].polygons.size(), 1u);
  EXPECT_EQ(sink.areas[1].polygons.size(), 2u);
  EXPECT_EQ(sink.repairs["hole outside its shell, made an area"], 1);
}

TEST(Shapefile, EveryTruncationIsOneSentence) {
  const Folder folder;
  {
    Writer writer(folder.at("a"), SHPT_POLYGON);
    writer.add({shell, hole}, "x", 1);
    writer.add({far_shell}, "y", 2);
  }
  for (const char* ending : {"a.shp", "a.dbf"}) {
    const std::string bytes = read_all(*open_file(folder.at(ending)), ending, 1 << 20);
    // A .dbf ends in a mark that nothing needs.
    for (std::size_t length = 0; length + 1 < bytes.size(); ++length) {
      folder.write(ending, bytes.substr(0, length));
      Collector sink;
      EXPECT_EQ(
          sentence_of([&] { read_shapefile(folder.at("a.shp"), "a.shp", Theme::luse, sink); }).find(folder.at(ending)),
          0u)
          << ending << " cut to " << length;
    }
    folder.write(ending, bytes);
  }
}

TEST(Shapefile, PublishedAreasEqualTheReadingOfShapelib) {
  const std::string data = std::string(MACHI_SHARED_DATA) + "/evacuation/arahama2011/";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "SKIPPED: shared data is absent";
  for (const std::string name : {"Urban", "Streets", "Sea", "Land"}) {
    Collector sink;
    const auto summary = read_shapefile(data + name + ".shp", name + ".shp", Theme::luse, sink);
    EXPECT_EQ(summary.epsg, 30170) << name;
    SHPHandle shapes = SHPOpen((data + name).c_str(), "rb");
    int count = 0;
    SHPGetInfo(shapes, &count, nullptr, nullptr, nullptr);
    ASSERT_EQ(sink.areas.size(), static_cast<std::size_t>(count)) << name;
    for (int k = 0; k < count; ++k) {
      SHPObject* object = SHPReadObject(shapes, k);
      const auto& polygons = sink.areas[static_cast<std::size_t>(k)].polygons;
      ASSERT_EQ(object->nParts, 1);
      ASSERT_EQ(polygons.size(), 1u);
      ASSERT_EQ(polygons[0][0].size(), static_cast<std::size_t>(object->nVertices));
      for (int v = 0; v < object->nVertices; ++v) {
        ASSERT_EQ(polygons[0][0][static_cast<std::size_t>(v)].first, object->padfX[v]);
        ASSERT_EQ(polygons[0][0][static_cast<std::size_t>(v)].second, object->padfY[v]);
      }
      SHPDestroyObject(object);
    }
    SHPClose(shapes);
  }
}

}  // namespace
}  // namespace machi
