/// \file  `machi import`: published files into one city file.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/build_info.hpp"
#include "app/command.hpp"
#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/city/city_writer.hpp"
#include "io/hdf5/output.hpp"
#include "io/import/import_city.hpp"
#include "io/report/city_info.hpp"
#include "io/transit/gtfs_feed.hpp"

namespace machi {
namespace {

std::string phase_table(const std::vector<ImportPhase>& phases) {
  std::string text;
  for (const ImportPhase& phase : phases) text += fmt::format("  {:<24}{:8.2f} s\n", phase.name, phase.wall_s);
  return text;
}

// A timetable alone makes no city. Archives of cities are large and come as .tar.xz or .7z as well; feeds do not.
void refuse_timetables(const ImportOptions& options) {
  if (options.inputs.size() != 1) return;
  const std::string& input = options.inputs.front();
  std::error_code ignored;
  const bool may_be = input.ends_with(".zip") || std::filesystem::exists(input + "/stops.txt", ignored);
  if (may_be && is_gtfs(input))
    throw UsageError(input +
                     ": is a timetable (GTFS), which runs read as it is. Name it in mobility.transit.gtfs_file; machi "
                     "info shows it");
}

ExitCode run_import(const Comm& comm, const ImportOptions& options) {
  comm.agree([&] { refuse_timetables(options); });
  check_output(comm, options.output, options.force);
  const double started_s = monotonic_s();
  const std::string started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  CityWriter writer(comm, options.output, options.force);
  ImportedCity imported = import_city(comm, options, writer);
  const double before_s = monotonic_s();
  const Provenance provenance{"machi import", build_info.version,
                              fmt::format("machi import {} -o {}", fmt::join(options.inputs, " "), options.output),
                              started_utc, imported.inputs};
  writer.small_tables(imported.city, imported.water, imported.network, imported.report, provenance);
  writer.commit();
  imported.phases.push_back({"write", comm.max(monotonic_s() - before_s)});
  const double peak_MB = comm.max(peak_memory_MB());
  const double took_s = comm.max(monotonic_s() - started_s);
  if (!comm.first()) return ExitCode::done;
  fmt::print("{}", import_text(imported.report));
  std::fflush(stdout);
  log_detail("Wall time by phase, slowest rank:\n" + phase_table(imported.phases));
  log_info(fmt::format("Wrote {} in {:.1f} s (peak memory {:.0f} MB a rank).", options.output, took_s, peak_MB));
  return ExitCode::done;
}

}  // namespace

Command import_command() {
  auto options = std::make_shared<ImportOptions>();
  return {"import", "Reads published city models into one city file",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return run_import(comm, *options); }};
}

}  // namespace machi
