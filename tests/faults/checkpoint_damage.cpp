// Damages the files of a checkpoint again and again, each time in one place, and counts how often the reader's check
// notices. The files are as before at the end.
//
//   checkpoint_damage CHECKPOINT… --verify        one line a checkpoint: whole, or why not
//   checkpoint_damage CHECKPOINT FLIPS CUTS SEED  FLIPS single bits and CUTS truncations; prints how many went unseen
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/core/rng.hpp"
#include "io/checkpoint/manifest.hpp"

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string damage_in(const fs::path& checkpoint) {
  machi::Manifest manifest;
  return machi::damage_of(checkpoint.string(), manifest);
}

int verify(int count, char** paths) {
  for (int i = 0; i < count; ++i) {
    const std::string damage = damage_in(paths[i]);
    fmt::print("{} {}\n", paths[i], damage.empty() ? "whole" : damage);
  }
  return 0;
}

// One file of a checkpoint that is changed in place and put right again.
class Patient {
 public:
  explicit Patient(fs::path path) : path_(std::move(path)), whole_(bytes_of(path_)) {}
  std::uint32_t size() const { return static_cast<std::uint32_t>(whole_.size()); }
  void flip(std::uint32_t at, std::uint32_t bit) { write(at, static_cast<char>(whole_[at] ^ 1 << bit)); }
  void unflip(std::uint32_t at) { write(at, whole_[at]); }
  void cut(std::uint32_t length) { fs::resize_file(path_, length); }
  void restore() { std::ofstream(path_, std::ios::binary | std::ios::trunc) << whole_; }

 private:
  void write(std::uint32_t at, char byte) {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(at);
    file.put(byte);
  }
  fs::path path_;
  std::string whole_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 3 && std::string_view(argv[argc - 1]) == "--verify") return verify(argc - 2, argv + 1);
  if (argc != 5) {
    fmt::print(stderr, "checkpoint_damage CHECKPOINT FLIPS CUTS SEED, or CHECKPOINT… --verify\n");
    return 2;
  }
  const fs::path checkpoint = argv[1];
  const std::uint64_t flips = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t cuts = std::strtoull(argv[3], nullptr, 10);
  const std::uint64_t seed = std::strtoull(argv[4], nullptr, 10);
  if (!damage_in(checkpoint).empty()) return 2;
  // The manifest is small, so every eighth damage is done to it.
  Patient patients[]{Patient(checkpoint / "state.h5"), Patient(checkpoint / "MANIFEST.json")};
  std::uint64_t unseen_flips = 0;
  std::uint64_t unseen_cuts = 0;
  for (std::uint64_t i = 0; i < flips; ++i) {
    machi::RandomStream dice(seed, i, 1);
    Patient& patient = patients[i % 8 == 0];
    const std::uint32_t at = dice.below(patient.size());
    patient.flip(at, dice.below(8));
    unseen_flips += damage_in(checkpoint).empty();
    patient.unflip(at);
  }
  for (std::uint64_t i = 0; i < cuts; ++i) {
    machi::RandomStream dice(seed, i, 2);
    Patient& patient = patients[i % 8 == 0];
    patient.cut(dice.below(patient.size()));
    unseen_cuts += damage_in(checkpoint).empty();
    patient.restore();
  }
  fmt::print("{} {}\n", unseen_flips, unseen_cuts);
  return damage_in(checkpoint).empty() ? 0 : 2;
}
