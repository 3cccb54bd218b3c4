/// \file  `machi digest`: one number for what a file says, whatever wrote it.
#include "io/hdf5/digest.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

struct DigestOptions {
  std::vector<std::string> paths;
  bool list{false};

  void declare(OptionTable& table) {
    table.positionals("path", paths, "Files that machi wrote, or folders of runs.").placeholder("PATH").required();
    table.flag("list", list, "Print the digest of every group and dataset before that of the file.");
  }
};

// What a run says is its result; its other files tell of the machine too.
std::string file_of(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return path;
  std::string result = path + (path.ends_with('/') ? "" : "/") + "result.h5";
  if (!std::filesystem::exists(result, ignored))
    throw InputError(path, "holds no result.h5. Name the folder of a run that came to its end, or a file");
  return result;
}

void print_digests(const DigestOptions& options) {
  for (const std::string& path : options.paths) {
    const std::vector<ObjectDigest> objects = digest_objects(file_of(path));
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
