// One city, however its files are read: on any ranks and threads, in any order, from a folder or an archive.
#include "io/hdf5/digest.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cstdlib>

#include "engine/core/error.hpp"
#include "io/city/city_writer.hpp"
#include "io/import/import_city.hpp"
#include "tests/io/hdf5/scratch.hpp"
#include "tests/io/import/city_model.hpp"
#include "tests/io/synth/tiny_town.hpp"

namespace machi {
namespace {

/// What differs by design between inputs of other names or another order: the list of files, each feature's place in
/// it, and which three of many mended features are named (the first ones in the order of the files).
bool is_about_files(const std::string& path) {
  return path.starts_with("/files/") || (path.starts_with("/layers/") && path.ends_with("/file")) ||
         path.find("/first_ids") != std::string::npos ||
         path.find("/import_report/notes") != std::string::npos;  // archives within archives are not looked into
}

class ImportDigest : public ::testing::Test {
 protected:
  /// Digests of all objects of the city that the inputs make; known to the first rank.
  std::vector<ObjectDigest> digests(const Comm& comm, const std::vector<std::string>& inputs, int threads) const {
    const std::string path = scratch_.folder() + "/city.h5";
    omp_set_num_threads(threads);
    ImportOptions options;
    options.inputs = inputs;
    const ImportedCity made = import_city(comm, options);
    write_city(comm, path, made.city, made.grid, made.network, made.report, made.header, {}, true);
    omp_set_num_threads(1);
    std::vector<ObjectDigest> found;
    comm.agree([&] {
      if (comm.first()) found = digest_objects(path);
    });
    return found;
  }
  void expect_equal(const std::vector<ObjectDigest>& a, const std::vector<ObjectDigest>& b, bool same_names) const {
    if (!comm_.first()) return;
    ASSERT_GT(a.size(), 100U);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
      ASSERT_EQ(a[k].path, b[k].path);
      if (!same_names && is_about_files(a[k].path)) continue;
      EXPECT_EQ(a[k].hex, b[k].hex) << a[k].path;
    }
  }
  /// Packs the town with a program of the system; empty where it is absent.
  std::string packed(const std::string& name, const std::string& command) const {
    const std::string path = scratch_.folder() + "/" + name;
    std::string result = "absent";
    if (comm_.first()) {
      const std::string line = "cd '" + town_.folder().string() + "' && " + command + " >/dev/null 2>&1";
      if (std::system(line.c_str()) == 0 && std::filesystem::exists(path)) result = path;
    }
    return comm_.broadcast(result);
  }

  Comm comm_{Comm::world()};
  Scratch scratch_{comm_};
  TinyTown town_{comm_, {.buildings = 500, .seed = 3, .awkward = 0.1}};
};

TEST_F(ImportDigest, IsThatOfOneRankAndOneThread) {
  const std::vector<std::string> inputs{town_.folder().string()};
  std::vector<ObjectDigest> alone;
  comm_.agree([&] {
    if (comm_.first()) alone = digests(Comm::null(), inputs, 1);
  });
  expect_equal(alone, digests(comm_, inputs, 1), true);
  expect_equal(alone, digests(comm_, inputs, 2), true);
}

TEST_F(ImportDigest, WrittenPieceByPieceIsThatOfTheCityInMemory) {
  ImportOptions options;
  options.inputs = {town_.folder().string()};
  options.output = scratch_.folder() + "/pieces.h5";
  CityWriter writer(comm_, options.output, false);
  const ImportedCity made = import_city(comm_, options, writer);
  writer.small_tables(made.city, made.water, made.network, made.report, {});
  writer.commit();
  EXPECT_GT(comm_.sum(static_cast<std::int64_t>(made.city.buildings.usage.size())), 0);
  EXPECT_EQ(made.city.layer(Theme::bldg).size(), 0U) << "rows that went into the file are kept in memory too";
  std::vector<ObjectDigest> pieces;
  comm_.agree([&] {
    if (comm_.first()) pieces = digest_objects(options.output);
  });
  expect_equal(digests(comm_, options.inputs, 1), pieces, true);
}

TEST_F(ImportDigest, DoesNotDependOnTheOrderOfTheInputs) {
  const std::string folder = town_.folder().string();
  const auto usual = digests(comm_, {folder}, 1);
  expect_equal(usual,
               digests(comm_,
                       {folder + "/udx/tran", folder + "/shelters", folder + "/udx/tnm", folder + "/udx/wtr",
                        folder + "/udx/luse", folder + "/udx/fld", folder + "/udx/dem", folder + "/udx/urf",
                        folder + "/udx/brid", folder + "/machi", folder + "/udx/bldg", folder + "/codelists"},
                       2),
               false);
}

TEST_F(ImportDigest, IsThatOfTheFolderForAZip) {
  const std::string zip = packed("town.zip", "zip -qr '" + scratch_.folder() + "/town.zip' .");
  if (zip == "absent") GTEST_SKIP() << "SKIPPED: zip is absent";
  expect_equal(digests(comm_, {town_.folder().string()}, 1), digests(comm_, {zip}, 2), false);
}

TEST_F(ImportDigest, IsThatOfTheFolderForATarXz) {
  const std::string tar = packed("town.tar.xz", "XZ_OPT=-0 tar -cJf '" + scratch_.folder() + "/town.tar.xz' .");
  if (tar == "absent") GTEST_SKIP() << "SKIPPED: tar or xz is absent";
  expect_equal(digests(comm_, {town_.folder().string()}, 1), digests(comm_, {tar}, 1), false);
}

TEST_F(ImportDigest, ATownGivenTwiceCountsOnceUnderWhateverName) {
  const std::string folder = town_.folder().string();
  const std::string copy = scratch_.folder() + "/写し";
  comm_.agree([&] {
    if (comm_.first()) std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
  });
  ImportOptions options;
  options.inputs = {folder};
  const ImportedCity once = import_city(comm_, options);
  options.inputs = {folder, folder + "/."};
  EXPECT_EQ(import_city(comm_, options).city.dem_triangles, once.city.dem_triangles);
  options.inputs = {folder, copy};
  const ImportedCity twice = import_city(comm_, options);
  EXPECT_EQ(twice.city.places.size(), once.city.places.size());
  EXPECT_EQ(twice.city.code_lists.size(), once.city.code_lists.size());
  EXPECT_EQ(twice.grid.water.size(), once.grid.water.size());
  for (std::size_t t = 0; t < theme_count; ++t)
    EXPECT_EQ(comm_.sum(static_cast<std::int64_t>(twice.city.layers[t].size())),
              comm_.sum(static_cast<std::int64_t>(once.city.layers[t].size())));
  double persons = 0;
  for (const MeshPeople& row : twice.city.people) persons += row.persons;
  EXPECT_EQ(persons, comm_.first() ? static_cast<double>(town_.summary().persons) : 0.0);
}

TEST_F(ImportDigest, RefusesACrsThatIsNotProjected) {
  ImportOptions options;
  options.inputs = {town_.folder().string() + "/udx/bldg"};
  options.epsg = 4326;
  try {
    import_city(comm_, options);
    FAIL() << "a city in degrees";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("6677"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace machi
