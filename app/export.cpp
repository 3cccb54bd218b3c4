/// \file  `machi export`: what a run left behind, in the form of another program.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "io/export/matsim_events.hpp"

namespace machi {
namespace {

struct ExportOptions {
  std::string run;
  std::string to{"matsim-events"};
  std::string output;
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("run", run, "Folder of a run.").placeholder("DIR").required();
    table.choice("to", to, {"matsim-events"},
                 "The form. matsim-events: events_v1, compressed where the name ends in .gz.");
    table.text("output", output, "File to write.").short_name('o').placeholder("FILE").required();
    table.flag("force", force, "Overwrite the file.");
  }
};

void export_run(const ExportOptions& options) {
  std::error_code ignored;
  const std::string result = options.run + "/result.h5";
  if (!std::filesystem::exists(result, ignored))
    throw InputError(options.run, "holds no result.h5. Name the folder of a run that came to its end");
  if (!options.force && std::filesystem::exists(options.output, ignored))
    throw UsageError(options.output + ": is there already. Choose another name, or give --force");
  const std::uint64_t events = export_matsim_events(result, options.output);
  log_info(fmt::format("Wrote {} events to {}.", events, options.output));
}

}  // namespace

Command export_command() {
  auto options = std::make_shared<ExportOptions>();
  return {"export", "Writes what a run left behind in the form of another program",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) export_run(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
