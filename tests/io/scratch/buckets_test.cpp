// What is set down in buckets comes back whole and in order, and no file of it is ever left or seen.
#include "io/scratch/buckets.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "engine/core/error.hpp"

namespace machi {
namespace {

class ScratchFolder {
 public:
  ScratchFolder()
      : path_(std::filesystem::temp_directory_path() / ("machi_scratch_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string path() const { return path_.string(); }
  bool is_empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

std::vector<std::byte> bytes_of(std::size_t k) {
  std::vector<std::byte> bytes(1 + k * 7919 % 5000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(k + i * i);
  return bytes;
}

TEST(Buckets, ComeBackInTheOrderInWhichTheyWereAdded) {
  const ScratchFolder folder;
  for (const std::uint64_t memory : {std::uint64_t{0}, std::uint64_t{20'000}, Buckets::usual_memory}) {
    Buckets buckets(folder.path(), 5, memory);
    std::vector<std::vector<std::byte>> expected(5);
    for (std::size_t k = 0; k < 300; ++k) {
      const auto bytes = bytes_of(k);
      const std::size_t bucket = k * k % 4;  // one bucket stays empty
      buckets.add(bucket, bytes);
      expected[bucket].insert(expected[bucket].end(), bytes.begin(), bytes.end());
    }
    for (std::size_t bucket = 0; bucket < 5; ++bucket) {
      EXPECT_EQ(buckets.bytes(bucket), expected[bucket].size());
      EXPECT_EQ(buckets.read(bucket), expected[bucket]);
      std::vector<std::byte> visited;
      for (std::size_t k = 0; k < buckets.pieces(bucket); ++k) {
        const auto piece = buckets.piece(bucket, k);
        EXPECT_LE(piece.size(), std::max<std::uint64_t>(memory, 5000));
        visited.insert(visited.end(), piece.begin(), piece.end());
      }
      EXPECT_EQ(visited, expected[bucket]);
    }
    EXPECT_EQ(buckets.scratch_bytes() > 0, memory < Buckets::usual_memory);
    EXPECT_TRUE(folder.is_empty()) << "the scratch file has a name";
  }
}

TEST(Buckets, ADiskThatTakesNoMoreIsAnOutputError) {
  const ScratchFolder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{100'000, before.rlim_max};
  ::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Buckets buckets(folder.path(), 1, 1000);
  const std::vector<std::byte> bytes(10'000);
  try {
    for (int k = 0; k < 20; ++k) buckets.add(0, bytes);
    ADD_FAILURE() << "200 kB went into a file of at most 100 kB";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::output);
    EXPECT_NE(std::string(error.what()).find(folder.path()), std::string::npos) << error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
}

TEST(ScratchFile, AFolderThatIsNotThereIsAnOutputError) {
  ScratchFile file("/no/such/folder");
  const std::vector<std::byte> bytes(1);
  EXPECT_THROW(file.append(bytes), Error);
}

}  // namespace
}  // namespace machi
