/// \file  `machi export`: what a run left behind, in the form of another program.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "io/export/matsim_events.hpp"
#include "io/export/run_csv.hpp"
#include "io/export/run_czml.hpp"
#include "io/export/run_geopackage.hpp"
#include "io/export/run_ngsi.hpp"
#include "io/export/run_rasters.hpp"

namespace machi {
namespace {

struct ExportOptions {
  std::string run;
  std::string to{"gpkg"};
  std::string output;
  ExportCalendar calendar;
  bool bom{false};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("run", run, "Folder of a run.").placeholder("DIR").required();
    table.choice(
        "to", to, {"gpkg", "geotiff", "csv", "czml", "ngsi-ld", "matsim-events"},
        "The form. gpkg: layers for QGIS; geotiff: water and crowds by time; csv: every table; czml: up to 500 "
        "moving persons for Cesium; ngsi-ld: entities for a city's data platform; matsim-events: events_v1. "
        "Of geotiff and csv the output is a folder.");
    table
        .text("output", output,
              "File or folder to write; ngsi-ld and matsim-events are compressed where it ends in "
              ".gz.")
        .short_name('o')
        .placeholder("PATH")
        .required();
    table.text("date", calendar.date, "Day of the run's first second, for forms that have dates.").placeholder("DATE");
    table.number("utc_offset", calendar.utc_offset_h, "h", -14, 14, "The city's clock less UTC.").placeholder("H");
    table.flag("bom", bom, "csv: begin files with a byte order mark, as some spreadsheets want it.");
    table.flag("force", force, "Overwrite what is there.");
  }
};

std::string export_events(const std::string& result, const std::string& path) {
  return fmt::format("Wrote {} events to {}.", export_matsim_events(result, path), path);
}

std::string write_export(const ExportOptions& options) {
  const RunFiles files = read_run_files(options.run);
  if (options.to == "matsim-events") return export_events(files.result, options.output);
  const ExportedParts parts = export_parts(files, options.calendar);
  if (options.to == "geotiff") return export_rasters(parts, options.output);
  if (options.to == "csv") return export_csv(files.result, options.output, options.bom);
  if (options.to == "czml") return export_czml(parts, options.output);
  if (options.to == "ngsi-ld") return export_ngsi(parts, options.output);
  return export_geopackage(parts, options.output);
}

void export_run(const ExportOptions& options) {
  std::error_code ignored;
  if (!options.force && std::filesystem::exists(options.output, ignored))
    throw UsageError(options.output + ": is there already. Choose another name, or give --force");
  log_info(write_export(options));
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
