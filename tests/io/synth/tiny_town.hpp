/// \file  A synthetic town in a folder of its own, for tests: gone with the object.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "io/synth/synth.hpp"

namespace machi {

/// 500 buildings unless `options` say otherwise. Collective; every rank sees the same folder.
class TinyTown {
 public:
  explicit TinyTown(const Comm& comm, const SynthOptions& options = {.buildings = 500}) : comm_(comm) {
    std::string name;
    if (comm.first()) {
      name = (std::filesystem::temp_directory_path() / "machi_town_XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) name.clear();
    }
    folder_ = comm.broadcast(name);
    summary_ = write_town(comm, options, folder_.string());
  }
  ~TinyTown() {
    comm_.barrier();
    std::error_code ignored;
    if (comm_.first()) std::filesystem::remove_all(folder_, ignored);
  }
  TinyTown(const TinyTown&) = delete;
  TinyTown& operator=(const TinyTown&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  const SynthSummary& summary() const { return summary_; }

 private:
  Comm comm_;
  std::filesystem::path folder_;
  SynthSummary summary_;
};

}  // namespace machi
