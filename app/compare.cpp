/// \file  `machi compare`: what proposals change against a base, run by run with the same seed.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "io/study/comparison.hpp"
#include "io/study/comparison_files.hpp"
#include "io/study/comparison_maps.hpp"

namespace machi {
namespace {

struct CompareOptions {
  std::string base;
  std::vector<std::string> proposals;
  std::string output;
  std::string effect;
  double confidence{0.95};
  std::int64_t size_pixels{1600};
  bool json{false};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("base", base, "Folder of the base's run, or of folders of its runs with other seeds.")
        .placeholder("BASE")
        .required();
    table.positionals("proposal", proposals, "The same of each proposal. Runs of the same seed are pairs.")
        .placeholder("PROPOSAL")
        .required();
    table.text("output", output, "Folder for tables and maps; nothing is written where empty.")
        .short_name('o')
        .placeholder("DIR");
    table
        .text("effect", effect,
              "Figure of kpi.json that costs are held against, such as evacuation.lost; the usual one of the process "
              "where empty.")
        .placeholder("KEY");
    table.number("confidence", confidence, "1", 0.5, 0.999, "Of the intervals.");
    table.integer("size", size_pixels, "pixels", 400, 8000, "Long side of the maps.");
    table.flag("json", json, "Print JSON.");
    table.flag("force", force, "Write into a folder that has a comparison already.");
  }
};

void make_folder(const CompareOptions& options) {
  std::error_code error;
  if (!options.force && std::filesystem::exists(options.output + "/compare.json", error))
    throw UsageError(options.output + ": holds a comparison already. Choose another folder, or give --force");
  std::filesystem::create_directories(options.output, error);
  if (error) throw OutputError(options.output, "cannot be made (" + error.message() + "). Choose another folder");
}

void compare(const CompareOptions& options) {
  if (!options.output.empty()) make_folder(options);
  const Comparison comparison = compare_runs(options.base, options.proposals, options.confidence, options.effect);
  fmt::print("{}", options.json ? comparison_json(comparison) : comparison_text(comparison));
  if (options.output.empty()) return;
  write_comparison(comparison, options.output);
  const std::size_t maps = draw_comparison(comparison, options.output, static_cast<int>(options.size_pixels)).size();
  log_info(fmt::format("Wrote tables and {} maps of differences to {}.", maps, options.output));
}

}  // namespace

Command compare_command() {
  auto options = std::make_shared<CompareOptions>();
  return {"compare", "Compares runs of proposals with those of a base, pair by pair",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) compare(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
