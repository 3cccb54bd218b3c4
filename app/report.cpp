/// \file  `machi report`: a run as one HTML file that anybody can open.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "io/report/report_page.hpp"
#include "io/report/run_frames.hpp"

namespace machi {
namespace {

struct ReportCommandOptions {
  std::string run;
  std::string proposal;
  std::string output;
  std::string title;
  double most_MB{40};
  std::string frames;
  double frames_every_s{60};
  std::int64_t size_pixels{1600};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("run", run, "Folder of a run.").placeholder("DIR").required();
    table
        .positional("proposal", proposal,
                    "Folder of a second run. The page shows the first as the base, the second as the proposal, with a "
                    "line to draw between them.")
        .placeholder("DIR");
    table.text("output", output, "File to write; report.html in the folder of the run where empty.")
        .short_name('o')
        .placeholder("HTML");
    table.text("title", title, "Title of the page; that of the run where empty.");
    table.number("max_mb", most_MB, "MB", 2, 1000,
                 "Most that the file may take. Ways of persons are left out until it fits; the page says how many.");
    table
        .text("frames", frames,
              "Draw pictures over time into this folder instead of the page: frame_00000.png and so on.")
        .placeholder("DIR");
    table.number("frames_every_s", frames_every_s, "s", 0.1, 1e6,
                 "Time between two pictures, on the clock of the run.");
    table.integer("size", size_pixels, "pixels", 400, 8000, "Long side of the pictures.");
    table.flag("force", force, "Overwrite the file, or pictures in the folder.");
  }
};

void draw_pictures(const RunFiles& files, const ReportCommandOptions& options) {
  std::error_code ignored;
  if (!options.force && std::filesystem::exists(options.frames + "/frame_00000.png", ignored))
    throw UsageError(options.frames + ": holds pictures already. Choose another folder, or give --force");
  const std::size_t pictures = draw_frames(
      files, options.frames, {static_cast<int>(options.size_pixels), options.frames_every_s, options.title});
  log_info(
      fmt::format("Wrote {} pictures to {}, {} s of the run apart.", pictures, options.frames, options.frames_every_s));
}

void report_run(const ReportCommandOptions& options) {
  const RunFiles files = read_run_files(options.run);
  if (!options.frames.empty()) {
    if (!options.proposal.empty()) throw UsageError("report: --frames draws one run. Leave the second out");
    draw_pictures(files, options);
    return;
  }
  const std::string path = options.output.empty() ? files.folder + "/report.html" : options.output;
  std::error_code ignored;
  if (!options.force && std::filesystem::exists(path, ignored))
    throw UsageError(path + ": is there already. Choose another name, or give --force");
  ReportOptions page;
  page.most_MB = options.most_MB;
  page.title = options.title;
  page.sheet = page_sheet(files, {});
  if (!options.proposal.empty()) {
    page.proposal = read_run_files(options.proposal);
    page.proposal_sheet = page_sheet(*page.proposal, {});
  }
  const ReportWritten written = write_report(files, path, page);
  log_info(fmt::format("Wrote {} ({:.1f} MB, ways of {} of {} persons). It opens in any browser, without a network.",
                       path, 1e-6 * static_cast<double>(written.bytes), written.movers, written.persons));
}

}  // namespace

Command report_command() {
  auto options = std::make_shared<ReportCommandOptions>();
  return {"report", "Writes what a run gave as one HTML page that needs no network",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) report_run(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
