/// \file  A folder for the files of one test, the same on all ranks, removed at the end.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/comm/comm.hpp"

namespace machi {

class Scratch {
 public:
  explicit Scratch(const Comm& comm) : comm_(comm) {
    static int count = 0;
    const auto base = std::filesystem::temp_directory_path();
    folder_ = comm.broadcast(fmt::format("{}/machi_test_{}_{}", base.string(), ::getpid(), count++));
    if (comm.first()) std::filesystem::create_directories(folder_);
    comm.barrier();
  }
  ~Scratch() {
    comm_.barrier();
    std::error_code ignored;
    if (comm_.first()) std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  /// Writes a file from the first rank and answers with its path.
  std::string file(const std::string& name, const std::string& text) const {
    if (comm_.first()) {
      std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
      std::ofstream(path(name), std::ios::binary) << text;
    }
    comm_.barrier();
    return path(name);
  }
  const std::string& folder() const { return folder_; }
  /// Names in the folder, so that a test sees what was left behind.
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

 private:
  const Comm& comm_;
  std::string folder_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace machi
