/// \file  `machi verify`: whether a run's files are as they were written.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "engine/core/error.hpp"
#include "io/checkpoint/run_manifest.hpp"

namespace machi {
namespace {

struct VerifyOptions {
  std::vector<std::string> runs;

  void declare(OptionTable& table) { table.positionals("run", runs, "Folders of runs.").placeholder("DIR").required(); }
};

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// A line for each file; the damaged ones are named again in the error.
void verify(const std::vector<std::string>& runs) {
  std::string damaged;
  std::size_t bad = 0;
  std::size_t all = 0;
  for (const std::string& given : runs) {
    const std::string run_path = without_slash(given);
    const VerifiedRun run = verify_run(run_path);
    if (!run.finished) fmt::print("{}: has not come to its end; its checkpoints alone are checked\n", run_path);
    for (const VerifiedFile& file : run.files) {
      ++all;
      if (file.damage.empty()) {
        fmt::print("{}: intact, {} bytes\n", file.path, file.bytes);
        continue;
      }
      ++bad;
      fmt::print("{}: damaged: {}\n", file.path, file.damage);
      damaged += fmt::format("{}{}: {}", damaged.empty() ? "" : "; ", file.path, file.damage);
    }
  }
  if (bad > 0)
    throw InputError(runs.size() == 1 ? without_slash(runs[0]) : "runs",
                     fmt::format("{} of {} are not as they were written ({}). Restore them from a copy, or run again",
                                 bad, all, damaged));
}

}  // namespace

Command verify_command() {
  auto options = std::make_shared<VerifyOptions>();
  return {"verify", "Checks that the results and checkpoints of runs are as they were written, to the bit",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) verify(options->runs);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
