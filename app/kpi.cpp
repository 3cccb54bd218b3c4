/// \file  `machi kpi`: the figures that are asked of a city, by area, from a run that is over.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "io/run/atomic_file.hpp"
#include "io/study/kpi_sheet.hpp"
#include "io/study/street_figures.hpp"

namespace machi {
namespace {

struct KpiOptions {
  std::string run;
  std::string output;
  std::string mesh{"none"};
  std::string districts;
  std::string district_key{"name"};
  std::optional<double> arrival_s;
  double start_s{300};
  double climb_s{0};
  double speed_m_s{1.0};
  double step_length_m{0.7};
  double yen_per_step{0.065};
  std::string gtfs;
  std::string date;

  void declare(OptionTable& table) {
    table.positional("run", run, "Folder of a run.").placeholder("DIR").required();
    table
        .text("output", output,
              "Folder for sheet.csv, sheet.json and, of travel, streets.csv; the table goes to the screen where empty.")
        .short_name('o')
        .placeholder("DIR");
    table.choice("mesh", mesh, {"none", "1000", "500", "250", "125", "100"},
                 "Rows by cell of the national grid (JIS X 0410), of about so many metres.");
    table.text("districts", districts, "Rows by polygon of a GeoJSON file, instead.").placeholder("FILE");
    table.text("district_key", district_key, "Property that names the polygons.");
    table.number("arrival_s", arrival_s, "s", 0, 1e7,
                 "When the water comes, after the start of the run: for who is not safe by then, and for "
                 "evacuation-difficult areas.");
    table.number("start_s", start_s, "s", 0, 1e6, "Difficult areas: when people set off.");
    table.number("climb_s", climb_s, "s", 0, 1e6, "Difficult areas: time that climbing takes.");
    table.number("walk_speed", speed_m_s, "m/s", 0.01, 10, "Difficult areas: speed on foot.");
    table.number("step_length", step_length_m, "m", 0.1, 2, "Travel: length of a step.");
    table.number("yen_per_step", yen_per_step, "yen", 0, 100, "Travel: what a step is worth.");
    table
        .text("gtfs", gtfs,
              "Timetable (GTFS, zip or folder) of accessibility by transit; that of the run where not given.")
        .placeholder("FILE");
    table.text("date", date, "Its day, YYYY-MM-DD. Where not given: the first on which most trips run.");
  }
};

SheetSettings settings_of(const KpiOptions& options) {
  SheetSettings settings;
  const std::map<std::string, MeshLevel> levels{{"1000", MeshLevel::third},
                                                {"500", MeshLevel::half},
                                                {"250", MeshLevel::quarter},
                                                {"125", MeshLevel::eighth},
                                                {"100", MeshLevel::tenth}};
  if (const auto level = levels.find(options.mesh); level != levels.end()) settings.mesh = level->second;
  settings.districts_file = options.districts;
  settings.district_key = options.district_key;
  if (options.arrival_s)
    settings.reach = ReachRule{options.speed_m_s, *options.arrival_s, options.start_s, options.climb_s};
  settings.step_length_m = options.step_length_m;
  settings.yen_per_step = options.yen_per_step;
  settings.gtfs_file = options.gtfs;
  settings.gtfs_date = options.date;
  return settings;
}

// Of runs with travel.
void write_streets(const RunFiles& files, const std::string& folder) {
  for (const ResultPart& part : open_parts(files.result)) {
    if (part.process != ResultPart::Process::mobility) continue;
    write_atomically(folder + "/streets.csv", streets_csv(street_figures(part.file), passers_by(part.file)));
    log_info(fmt::format("Wrote {}/streets.csv.", folder));
  }
}

void print_kpis(const KpiOptions& options) {
  if (options.mesh != "none" && !options.districts.empty())
    throw UsageError("kpi: --mesh and --districts exclude each other. Give one");
  const RunFiles files = read_run_files(options.run);
  const KpiSheet sheet = kpi_sheet(files, settings_of(options));
  for (const std::string& note : sheet.notes) log_warning(note);
  if (options.output.empty()) {
    fmt::print("{}", sheet_csv(sheet));
    return;
  }
  std::error_code error;
  std::filesystem::create_directories(options.output, error);
  if (error) throw OutputError(options.output, "cannot be made (" + error.message() + "). Choose another folder");
  write_atomically(options.output + "/sheet.csv", sheet_csv(sheet));
  write_atomically(options.output + "/sheet.json", sheet_json(sheet));
  log_info(fmt::format("Wrote {0}/sheet.csv and {0}/sheet.json: {1} figures of {2} areas.", options.output,
                       sheet.columns.size(), sheet.rows.size()));
  write_streets(files, options.output);
}

}  // namespace

Command kpi_command() {
  auto options = std::make_shared<KpiOptions>();
  return {"kpi", "Works out the figures that are asked of a city, by area, from a run",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) print_kpis(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
