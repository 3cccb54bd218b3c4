// A run's files and checkpoints that a bit was flipped in, cut off or taken away.
#include "io/checkpoint/run_manifest.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/atomic_file.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

void write_columns(const Comm& comm, const std::string& path, std::size_t rows) {
  H5Output file(comm, path, true);
  std::vector<double> column(rows);
  for (std::size_t i = 0; i < rows; ++i) column[i] = std::sqrt(static_cast<double>(i));
  file.write_column("/zones/air_C", column, {"°C", "air", "zone"});
  file.commit();
}

// What is damaged, "name: why".
std::vector<std::string> damaged(const std::string& run_path) {
  std::vector<std::string> list;
  for (const VerifiedFile& file : verify_run(run_path).files)
    if (!file.damage.empty()) list.push_back(fs::path(file.path).filename().string() + ": " + file.damage);
  return list;
}

TEST(Verify, FindsEveryFlippedBitAndNamesTheFileAndItsBytes) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  if (!comm.first()) return;
  const Scratch scratch(alone);
  const std::string run = scratch.path("run");
  fs::create_directories(run);
  EXPECT_THROW(verify_run(run), InputError);
  write_columns(alone, run + "/result.h5", 1'400'000);  // more than one block of 4 MiB
  ASSERT_GT(fs::file_size(run + "/result.h5"), 4U << 20);
  write_atomically(run + "/run.json", "{\"ended\": \"done\"}\n");
  write_atomically(run + "/kpi.json", "{}\n");
  write_atomically(run + "/log.txt", "a line\n");
  for (const std::uint64_t step : {5, 10})
    write_checkpoint(alone, run, step, {"x", 9}, [&](const std::string& path) { write_columns(alone, path, 9000); });
  EXPECT_EQ(damaged(run), std::vector<std::string>{"MANIFEST.json: is missing, so the run's files cannot be checked"});
  write_run_manifest(alone, run);
  EXPECT_EQ(damaged(run), std::vector<std::string>{});
  EXPECT_TRUE(verify_run(run).finished);
  write_atomically(run + "/log.txt", "another line\n");  // may grow
  EXPECT_EQ(damaged(run), std::vector<std::string>{});

  RandomStream dice(7, 1, 1);
  const std::vector<std::string> files{"result.h5",
                                       "run.json",
                                       "kpi.json",
                                       "MANIFEST.json",
                                       "checkpoints/ckpt.5/state.h5",
                                       "checkpoints/ckpt.10/MANIFEST.json"};
  for (const std::string& name : files) {
    const std::string path = run + "/" + name;
    const std::string whole = bytes_of(path);
    for (int i = 0; i < 5; ++i) {
      std::string other = whole;
      const std::size_t at = dice.below(static_cast<std::uint32_t>(whole.size()));
      other[at] = static_cast<char>(other[at] ^ 1 << dice.below(8));
      write_atomically(path, other);
      const std::vector<std::string> found = damaged(run);
      ASSERT_EQ(found.size(), 1U) << name << " byte " << at;
      const std::string of = name.starts_with("checkpoints") ? fs::path(name).parent_path().filename().string() : name;
      EXPECT_TRUE(found[0].starts_with(of + ": ")) << found[0];
      if (!name.ends_with(".h5")) continue;
      const std::size_t block = at / (4U << 20) * (4U << 20);
      EXPECT_NE(found[0].find("between bytes " + std::to_string(block) + " and "), std::string::npos) << found[0];
    }
    write_atomically(path, whole.substr(0, whole.size() - 1));
    EXPECT_EQ(damaged(run).size(), 1U) << name;
    fs::remove(path);
    EXPECT_EQ(damaged(run).size(), 1U) << name;
    write_atomically(path, whole);
  }
  EXPECT_EQ(damaged(run), std::vector<std::string>{});
}

// What a checkpoint has just written is the disk's fault, not an input's.
TEST(Manifest, OfWhatCannotBeReadBackIsAFailedWrite) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  if (!comm.first()) return;
  const std::string path = scratch.path("state.h5");
  write_atomically(path, "\x89HDF\r\n\x1a\n");
  for (const std::string& written : {path, scratch.path("never.h5")}) {
    try {
      manifest_of(written);
      ADD_FAILURE() << written;
    } catch (const OutputError& error) {
      EXPECT_EQ(error.what(), written + ": was written and cannot be read back. Check the disk");
    }
  }
}

}  // namespace
}  // namespace machi
