/// \file  `machi digest`: one number for what a file says, whatever wrote it.
#include "io/hdf5/digest.hpp"

#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"

namespace machi {
namespace {

struct DigestOptions {
  std::vector<std::string> paths;
  bool list{false};

  void declare(OptionTable& table) {
    table.positionals("path", paths, "Files that machi wrote.").placeholder("FILE").required();
    table.flag("list", list, "Print the digest of every group and dataset before that of the file.");
  }
};

void print_digests(const DigestOptions& options) {
  for (const std::string& path : options.paths) {
    const std::vector<ObjectDigest> objects = digest_objects(path);
    if (options.list)
      for (const ObjectDigest& object : objects) fmt::print("{}  {}:{}\n", object.hex, path, object.path);
    fmt::print("{}  {}\n", digest_of(objects), path);
  }
}

}  // namespace

Command digest_command() {
  auto options = std::make_shared<DigestOptions>();
  return {"digest", "Prints SHA-256 of what files say, whatever ranks and threads wrote them",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) print_digests(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
