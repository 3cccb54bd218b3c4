// A file that does not hold what is asked for is named, with what is wrong, and never crashes the reader.
#include "io/hdf5/input.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/output.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void write_sample(const std::string& path) {
  H5Output file(Comm::null(), path, true);
  std::vector<std::uint32_t> values(200'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint32_t>(i * 2654435761U);
  file.write_column("/a/values", values, {"", "numbers", "row"});
  file.write_strings("/a/names", std::vector<std::string>{"x", "y"}, {"", "names", "row"});
  file.commit();
}

void expect_input_error(const std::function<void()>& work, const std::string& words) {
  try {
    work();
    ADD_FAILURE() << "no error with: " << words;
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(H5Input, OtherFilesAreNamed) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  expect_input_error([&] { H5Input(scratch.path("absent.h5")); }, "absent.h5: cannot be opened");
  expect_input_error([&] { H5Input{scratch.folder()}; }, "is a folder");
  write_file(scratch.path("text.h5"), "not HDF5 at all");
  expect_input_error([&] { H5Input(scratch.path("text.h5")); }, "is not an HDF5 file");
  write_file(scratch.path("empty.h5"), "");
  expect_input_error([&] { H5Input(scratch.path("empty.h5")); }, "is not an HDF5 file");
}

TEST(H5Input, MissingDatasetsAndOtherTypesAreNamed) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"));
  const H5Input file(scratch.path("x.h5"));
  expect_input_error([&] { file.read<float>("/a/absent"); }, "x.h5:/a/absent: is missing");
  expect_input_error([&] { file.read<float>("/b/c/d"); }, "/b/c/d: is missing");
  expect_input_error([&] { file.read<float>("/a/values"); }, "holds integer of 4 bytes where float32 is expected");
  expect_input_error([&] { file.read<std::int32_t>("/a/values"); }, "where int32 is expected");
  expect_input_error([&] { file.text_attribute("/", "format"); }, "has no attribute format");
  expect_input_error([&] { file.integer_attribute("/a/values", "unit"); }, "has no whole number");
  expect_input_error([&] { file.read_offsets("/a/values"); }, "is expected");
}

TEST(H5Input, ATruncatedFileIsAnInputErrorAtEveryLength) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"));
  const std::string whole = bytes_of(scratch.path("x.h5"));
  for (std::size_t length = 8; length < whole.size(); length += 1 + whole.size() / 97) {
    write_file(scratch.path("cut.h5"), std::string_view(whole).substr(0, length));
    EXPECT_THROW(H5Input(scratch.path("cut.h5")), InputError) << length;
    EXPECT_THROW(digest_file(scratch.path("cut.h5")), InputError) << length;
  }
}

TEST(H5Input, AFlippedBitInPackedValuesIsFound) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_sample(scratch.path("x.h5"));
  std::string bytes = bytes_of(scratch.path("x.h5"));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
  write_file(scratch.path("bad.h5"), bytes);
  bool found = false;
  try {
    found = digest_file(scratch.path("bad.h5")) != digest_file(scratch.path("x.h5"));
  } catch (const InputError&) {
    found = true;
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace machi
