// A city comes back from its file as it was, in whole and in slices, and the file does not depend on the ranks.
#include "io/city/city_file.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/output.hpp"
#include "tests/io/city_file/toy_city.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

template <class T>
std::string_view bytes_of_column(const std::vector<T>& column) {
  return {reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T)};  // so that NaN equals NaN
}

void expect_same(const StringTable& a, const StringTable& b) {
  EXPECT_EQ(a.begin, b.begin);
  EXPECT_EQ(a.text, b.text);
}

void expect_same(const PolygonTable& a, const PolygonTable& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.lod, b.lod);
  EXPECT_EQ(a.part, b.part);
  EXPECT_EQ(a.ring_begin, b.ring_begin);
  EXPECT_EQ(a.point_begin, b.point_begin);
  EXPECT_EQ(a.points, b.points);
}

void expect_same(const Layer& a, const Layer& b) {
  ASSERT_EQ(a.size(), b.size());
  if (a.size() == 0) return;
  expect_same(a.id, b.id);
  expect_same(a.type, b.type);
  EXPECT_EQ(a.file, b.file);
  EXPECT_EQ(a.polygon_begin, b.polygon_begin);
  expect_same(a.polygons, b.polygons);
  EXPECT_EQ(a.attributes.feature_begin, b.attributes.feature_begin);
  EXPECT_EQ(a.attributes.key, b.attributes.key);
  expect_same(a.attributes.value, b.attributes.value);
  EXPECT_EQ(a.attributes.keys, b.attributes.keys);
}

class CityFile : public ::testing::Test {
 protected:
  void SetUp() override { write_toy(comm_, path_, toy_city(comm_.rank(), comm_.size())); }
  Comm comm_ = Comm::world();
  Scratch scratch_{comm_};
  std::string path_ = scratch_.path("city.h5");
};

TEST_F(CityFile, TablesComeBack) {
  const City whole = toy_city(0, 1).city;
  const City read = read_city_tables(open_city(path_));
  ASSERT_GT(whole.layer(Theme::bldg).size(), 200U);
  for (int theme = 0; theme < theme_count; ++theme)
    expect_same(whole.layer(static_cast<Theme>(theme)), read.layer(static_cast<Theme>(theme)));
  EXPECT_EQ(read.buildings.usage, whole.buildings.usage);
  EXPECT_EQ(bytes_of_column(read.buildings.height_m), bytes_of_column(whole.buildings.height_m));
  EXPECT_EQ(read.roads.section_type, whole.roads.section_type);
  EXPECT_EQ(read.files, whole.files);
  EXPECT_EQ(read.frame.epsg, 6677);
  EXPECT_EQ(read.frame.origin_north_m, -40000);
  EXPECT_EQ(read.dem_triangles, 1234U);
  ASSERT_EQ(read.places.size(), 3U);
  EXPECT_EQ(read.places[0].name, "第一小学校");
  EXPECT_EQ(read.places[1].point, whole.places[1].point);
  EXPECT_EQ(read.places[1].capacity, -1);
  ASSERT_EQ(read.people.size(), 2U);
  EXPECT_EQ(read.people[1].persons, 240);
  ASSERT_EQ(read.code_lists.size(), 1U);
  EXPECT_EQ(read.code_lists[0].entries, whole.code_lists[0].entries);
}

TEST_F(CityFile, ColumnsThatNobodyFilledAreMissing) {
  const BuildingColumns read = read_buildings(open_city(path_));
  const std::size_t rows = read.usage.size();
  EXPECT_EQ(read.structure, std::vector<std::int16_t>(rows, missing_int));
  EXPECT_EQ(read.entrance_node, std::vector<std::uint32_t>(rows, missing_index));
  ASSERT_EQ(read.top_m.size(), rows);
  EXPECT_TRUE(std::isnan(read.top_m[0]));
}

TEST_F(CityFile, GridComesBackWithHazardsAndWater) {
  const Grid whole = toy_city(0, 1).grid;
  const Grid read = read_grid(open_city(path_));
  EXPECT_EQ(read.keys, whole.keys);
  EXPECT_EQ(read.leaf_total, whole.keys.size());
  EXPECT_EQ(bytes_of_column(read.terrain_m), bytes_of_column(whole.terrain_m));
  EXPECT_EQ(read.cover, whole.cover);
  EXPECT_EQ(read.level, whole.level);
  EXPECT_EQ(read.building, whole.building);
  ASSERT_EQ(read.hazards.size(), 1U);
  EXPECT_EQ(read.hazards[0].name, "tnm/toy");
  EXPECT_EQ(read.hazards[0].depth_cm, whole.hazards[0].depth_cm);
  ASSERT_EQ(read.water.size(), 1U);
  EXPECT_EQ(read.water[0].time_s, whole.water[0].time_s);
  EXPECT_EQ(read.water[0].level_cm, whole.water[0].level_cm);
  EXPECT_EQ(read.water[0].columns, 8U);
  EXPECT_EQ(read.water[0].rows, 6U);
}

TEST_F(CityFile, NetworkAndReportComeBack) {
  const ToyCity whole = toy_city(0, 1);
  const Network read = read_network(open_city(path_));
  EXPECT_EQ(read.node, whole.network.node);
  EXPECT_EQ(read.from, whole.network.from);
  EXPECT_EQ(read.component, whole.network.component);
  EXPECT_EQ(read.shape_begin, whole.network.shape_begin);
  EXPECT_EQ(read.shape, whole.network.shape);
  EXPECT_EQ(read.source, "road surfaces");
  const ImportReport report = read_import_report(open_city(path_));
  EXPECT_EQ(report.theme(Theme::bldg).features, 100U);
  EXPECT_EQ(report.theme(Theme::bldg).attributes.at("usage").filled, 80U);
  EXPECT_EQ(report.theme(Theme::bldg).repairs.at("ring not closed").first_ids,
            whole.report.theme(Theme::bldg).repairs.at("ring not closed").first_ids);
  EXPECT_EQ(report.theme(Theme::bldg).skipped.at("no geometry").count, 1U);
  EXPECT_EQ(report.notes, whole.report.notes);
  EXPECT_EQ(read_header(open_city(path_)).lat_max, 35.2);
  EXPECT_EQ(read_provenance(open_city(path_)).inputs.at(0).sha256, "00ff");
}

TEST_F(CityFile, SlicesFitTogether) {
  const Layer whole = read_layer(open_city(path_), Theme::bldg);
  Layer joined;
  for (std::uint64_t part = 0; part < 3; ++part) {
    const City slice = read_city_tables(open_city(path_), part, 3);
    const Layer& layer = slice.layer(Theme::bldg);
    EXPECT_EQ(slice.buildings.usage.size(), layer.size());
    for (std::uint64_t i = 0; i < layer.size(); ++i) {
      joined.id.add(layer.id.at(i));
      joined.attributes.value.add(layer.attributes.value.at(i));
    }
    for (std::uint32_t p = 0; p < layer.polygons.size(); ++p) joined.polygons.append(layer.polygons, p);
  }
  expect_same(joined.id, whole.id);
  expect_same(joined.attributes.value, whole.attributes.value);
  expect_same(joined.polygons, whole.polygons);
  const Grid slice = read_grid(open_city(path_), {100, 7}, {.building = false, .water = false});
  EXPECT_EQ(slice.cover.size(), 7U * leaf_cells);
  EXPECT_TRUE(slice.building.empty());
  EXPECT_TRUE(slice.water.empty());
  EXPECT_EQ(slice.keys.size(), 7U);
  EXPECT_EQ(slice.first_leaf, 100U);
  EXPECT_EQ(slice.keys[0], toy_city(0, 1).grid.keys[100]);
}

TEST_F(CityFile, FileDoesNotDependOnRanks) {
  if (!comm_.first()) return;
  write_toy(Comm::null(), scratch_.path("one.h5"), toy_city(0, 1));
  EXPECT_EQ(digest_file(scratch_.path("one.h5")), digest_file(path_));
  EXPECT_EQ(bytes_of(scratch_.path("one.h5")), bytes_of(path_));
}

TEST_F(CityFile, EveryDatasetIsDescribedInTheFileAndInItsPage) {
  if (!comm_.first()) return;
  const std::string page = bytes_of(MACHI_SOURCE_DIR "/docs/formats/city.md");
  ASSERT_FALSE(page.empty());
  const H5Input file = open_city(path_);
  std::size_t datasets = 0;
  for (const ObjectDigest& object : digest_objects(path_)) {
    if (!file.has_attribute(object.path, "description") || object.path.find("hazards/0") != std::string::npos) continue;
    ++datasets;
    EXPECT_FALSE(file.text_attribute(object.path, "description").empty()) << object.path;
    EXPECT_FALSE(file.text_attribute(object.path, "dimensions").empty()) << object.path;
    const std::string name = object.path.substr(object.path.rfind('/') + 1);
    EXPECT_TRUE(page.find("`" + name + "`") != std::string::npos || page.find("/" + name + "`") != std::string::npos)
        << object.path;
  }
  EXPECT_GT(datasets, 100U);
}

TEST_F(CityFile, OtherFilesAndVersionsAreRefused) {
  if (!comm_.first()) return;
  const auto refusal = [&](const std::string& format, std::int64_t version) {
    const std::string path = scratch_.path("other.h5");
    H5Output file(Comm::null(), path, true);
    file.attribute("/", "format", format);
    file.attribute("/", "version", version);
    file.commit();
    try {
      open_city(path);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal("machi city", city_file_version), "");
  EXPECT_NE(refusal("machi run", 1).find("no city of machi"), std::string::npos);
  EXPECT_NE(refusal("machi city", 99).find("version 99"), std::string::npos);
}

}  // namespace
}  // namespace machi
