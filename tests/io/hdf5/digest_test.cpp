// The digest names what a file says, not how it is stored.
#include "io/hdf5/digest.hpp"

#include <gtest/gtest.h>

#include "io/hdf5/handle.hpp"
#include "io/hdf5/output.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

std::vector<std::int32_t> sample(std::int32_t last) {
  std::vector<std::int32_t> values(50'000, 4);
  values.back() = last;
  return values;
}

void write_sample(const std::string& path, std::int32_t last, const std::string& unit, const std::string& command) {
  H5Output file(Comm::null(), path, true);
  file.write_column("/a/b", sample(last), {unit, "numbers", "row"});
  file.attribute("/", "format", std::string("sample"));
  file.attribute("/provenance", "command", command);
  file.write_strings("/provenance/inputs", std::vector<std::string>{command}, {"", "names", "input"});
  file.commit();
}

// The same content through HDF5's own calls: one piece, big-endian, no filters, attributes in another order.
void write_otherwise(const std::string& path) {
  start_hdf5();
  const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  const Handle group(H5Gcreate2(file.get(), "/a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  const hsize_t length = 50'000;
  const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose);
  const Handle dataset(H5Dcreate2(group.get(), "b", H5T_STD_I32BE, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       H5Dclose);
  H5Dwrite(dataset.get(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, sample(9).data());
  const auto text = [](hid_t object, const char* name, const std::string& value) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.get(), value.size() + 1);
    const Handle scalar(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(H5Acreate2(object, name, type.get(), scalar.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    H5Awrite(made.get(), type.get(), value.c_str());
  };
  text(dataset.get(), "dimensions", "row");
  text(dataset.get(), "description", "numbers");
  text(dataset.get(), "unit", "m");
  text(file.get(), "format", "sample");
}

TEST(Digest, DoesNotDependOnStorage) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"), 9, "m", "machi");
  write_otherwise(scratch.path("y.h5"));
  EXPECT_EQ(digest_file(scratch.path("x.h5")), digest_file(scratch.path("y.h5")));
  EXPECT_EQ(digest_file(scratch.path("x.h5")).size(), 64U);
}

TEST(Digest, SeesOneValueAndOneAttributeButNotTheProvenance) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"), 9, "m", "machi");
  write_sample(scratch.path("value.h5"), 8, "m", "machi");
  write_sample(scratch.path("unit.h5"), 9, "km", "machi");
  write_sample(scratch.path("command.h5"), 9, "m", "machi import elsewhere");
  const std::string digest = digest_file(scratch.path("x.h5"));
  EXPECT_NE(digest_file(scratch.path("value.h5")), digest);
  EXPECT_NE(digest_file(scratch.path("unit.h5")), digest);
  EXPECT_EQ(digest_file(scratch.path("command.h5")), digest);
}

TEST(Digest, ListsWhatDiffers) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"), 9, "m", "machi");
  write_sample(scratch.path("y.h5"), 8, "m", "machi");
  const auto first = digest_objects(scratch.path("x.h5"));
  const auto second = digest_objects(scratch.path("y.h5"));
  ASSERT_EQ(first.size(), 3U);
  ASSERT_EQ(second.size(), 3U);
  EXPECT_EQ(first[0].path, "/");
  EXPECT_EQ(first[1].path, "/a");
  EXPECT_EQ(first[2].path, "/a/b");
  EXPECT_EQ(first[1].hex, second[1].hex);
  EXPECT_NE(first[2].hex, second[2].hex);
}

}  // namespace
}  // namespace machi
