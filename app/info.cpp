/// \file  `machi info`: what a city file or a timetable holds, or what a run gave, as a page, as JSON, as a picture.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/mobility_table.hpp"
#include "app/people_table.hpp"
#include "engine/core/log.hpp"
#include "io/people/people_h5.hpp"
#include "io/report/city_info.hpp"
#include "io/report/map.hpp"
#include "io/report/png.hpp"
#include "io/report/run_map.hpp"
#include "io/report/run_page.hpp"
#include "io/transit/gtfs_info.hpp"
#include "io/transit/gtfs_timetable.hpp"

namespace machi {
namespace {

struct InfoOptions {
  std::string file;
  bool json{false};
  std::string map;
  std::int64_t size_pixels{1600};
  std::string layer{map_layers.front()};
  std::string title;
  std::string date;

  void declare(OptionTable& table) {
    table
        .positional("file", file,
                    "City file, people that machi people wrote, timetable (GTFS, zip or folder), folder of a run, or a "
                    "network, plans or trips of MATSim, SUMO or TNTP.")
        .placeholder("FILE")
        .required();
    table.flag("json", json, "Print JSON for programs instead of a page for people.");
    table.text("map", map, "Draw a map of the city, or of what the run gave, and write it here as PNG.")
        .placeholder("PNG");
    table.integer("size", size_pixels, "pixels", 400, 8000, "Long side of the map.");
    table.choice("layer", layer, map_layers, "What the map of a city shows above its ground.");
    table.text("date", date, "Day of a timetable, YYYY-MM-DD. Where not given: the first on which most trips run.");
    table.text("title", title, "Title of the map, in ASCII; where empty the file's name, or the title of the run.");
  }
};

void inform_of_city(const InfoOptions& options) {
  const CityFileSummary summary = summarise(options.file);
  fmt::print("{}", options.json ? info_json(summary) : info_text(summary));
  if (options.map.empty()) return;
  MapOptions map;
  map.layer =
      static_cast<MapLayer>(std::find(map_layers.begin(), map_layers.end(), options.layer) - map_layers.begin());
  map.size_pixels = static_cast<int>(options.size_pixels);
  map.title = options.title;
  write_whole_file(options.map, draw_map(summary, map));
  log_info(fmt::format("Wrote {}.", options.map));
}

void inform_of_run(const InfoOptions& options) {
  const RunFiles files = read_run_files(options.file);
  const std::string page = run_page(files);
  fmt::print("{}", options.json ? files.kpi_json : page);
  if (options.map.empty()) return;
  write_whole_file(options.map, draw_run(files, {static_cast<int>(options.size_pixels), options.title}).png);
  log_info(fmt::format("Wrote {}.", options.map));
}

void inform_of_timetable(const InfoOptions& options) {
  if (!options.map.empty()) throw UsageError(options.file + ": no map is drawn of a timetable. Leave --map out");
  const GtfsFeed feed = read_gtfs(options.file, options.date);
  const Timetable timetable = gtfs_timetable(feed, frame_of(feed), 0);
  fmt::print("{}", options.json ? gtfs_json(feed, timetable) : gtfs_text(feed, timetable));
}

bool is_run(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder + "/kpi.json", ignored);
}

void inform(const InfoOptions& options) {
  if (is_mobility_file(options.file)) {
    if (options.json || !options.map.empty())
      throw UsageError(options.file + ": is told as a page for people only. Leave --json and --map out");
    fmt::print("{}", mobility_table(options.file));
    return;
  }
  std::error_code ignored;
  if (!is_run(options.file) && is_gtfs(options.file)) return inform_of_timetable(options);
  std::filesystem::is_directory(options.file, ignored) ? inform_of_run(options) : inform_of_city(options);
}

// Each rank looks at its run of the people.
void inform_of_people(const Comm& comm, const InfoOptions& options) {
  if (options.json || !options.map.empty())
    throw UsageError(options.file + ": people are told as a page for people only. Leave --json and --map out");
  People people;
  comm.agree([&] {
    people = read_people(options.file, static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size()))
                 .people;
  });
  const PeopleSummary sums = summarise(people, comm);
  if (comm.first()) fmt::print("{}", people_table(sums));
}

}  // namespace

Command info_command() {
  auto options = std::make_shared<InfoOptions>();
  return {"info", "Says what a city file or a timetable holds or a run gave and draws a map",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            if (is_people_file(options->file)) {
              inform_of_people(comm, *options);
              return ExitCode::done;
            }
            comm.agree([&] {
              if (comm.first()) inform(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
