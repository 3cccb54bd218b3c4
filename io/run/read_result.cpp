#include "io/run/read_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t slice_rows = std::uint64_t{1} << 20;

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, fmt::format("cannot be read ({}). Check its name", std::strerror(errno)));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string format_of(const H5Input& file) {
  return file.has_attribute("/", "format") ? file.text_attribute("/", "format") : std::string();
}

// A column that must have as many rows as its table.
template <class T>
std::vector<T> column(const H5Input& file, const std::string& dataset, std::uint64_t rows, RowRange range = {}) {
  if (file.rows(dataset) != rows)
    throw InputError(
        file.path() + ":" + dataset,
        fmt::format("has {} rows where its table has {} (damaged). Run the scenario again", file.rows(dataset), rows));
  return file.read<T>(dataset, range);
}

ResultCurve read_curve(const H5Input& file) {
  ResultCurve curve;
  curve.time_s = file.read<double>("/curve/time_s");
  const std::uint64_t points = curve.time_s.size();
  curve.waiting = column<std::int64_t>(file, "/curve/waiting", points);
  curve.walking = column<std::int64_t>(file, "/curve/walking", points);
  curve.at_entrance = column<std::int64_t>(file, "/curve/at_entrance", points);
  curve.safe = column<std::int64_t>(file, "/curve/safe", points);
  curve.lost = column<std::int64_t>(file, "/curve/lost", points);
  return curve;
}

std::vector<ResultDestination> read_destinations(const H5Input& file) {
  const std::vector<std::string> ids = file.read_string_list("/destinations/id");
  const auto kind = column<std::uint8_t>(file, "/destinations/kind", ids.size());
  const auto capacity = column<std::int64_t>(file, "/destinations/capacity", ids.size());
  const auto admitted = column<std::int64_t>(file, "/destinations/admitted", ids.size());
  const auto full_at_s = column<double>(file, "/destinations/full_at_s", ids.size());
  std::vector<ResultDestination> destinations;
  for (std::size_t d = 0; d < ids.size(); ++d)
    destinations.push_back({ids[d], static_cast<DestinationKind>(kind[d]), capacity[d], admitted[d], full_at_s[d]});
  return destinations;
}

// Calls `visit(range, rows of the table)` for a table, some rows at a time.
void each_slice(const H5Input& file, const std::string& first_column,
                const std::function<void(RowRange, std::uint64_t)>& visit) {
  const std::uint64_t rows = file.rows(first_column);
  for (std::uint64_t first = 0; first < rows; first += slice_rows)
    visit({first, std::min(slice_rows, rows - first)}, rows);
}

}  // namespace

RunFiles read_run_files(const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw InputError(folder, "no such run directory. Name the folder that `machi run -o` wrote");
  RunFiles files;
  files.folder = folder;
  while (files.folder.size() > 1 && files.folder.back() == '/') files.folder.pop_back();
  files.result = files.folder + "/result.h5";
  for (const char* name : {"kpi.json", "result.h5", "run.json"})
    if (!fs::is_regular_file(files.folder + "/" + name, ignored))
      throw InputError(folder, fmt::format("holds no run that has ended ({} is missing). Name the folder of a run that "
                                           "has",
                                           name));
  files.kpi_json = read_text(files.folder + "/kpi.json");
  files.run_json = read_text(files.folder + "/run.json");
  return files;
}

std::vector<RunInputFile> inputs_of(const RunFiles& files) {
  std::vector<RunInputFile> inputs;
  try {
    const auto run = parse_json(files.run_json);
    for (const Json& input : run.at("inputs"))
      inputs.push_back({input.at("path").get<std::string>(), input.at("bytes").get<std::uint64_t>()});
  } catch (const Json::exception&) {
    throw InputError(files.folder + "/run.json", "is damaged, or another version wrote it. Run the scenario again");
  }
  return inputs;
}

std::vector<ResultPart> open_parts(const std::string& path) {
  using Process = ResultPart::Process;
  std::vector<ResultPart> parts;
  H5Input file(path);
  if (format_of(file) == "machi coupled result") {
    for (const auto& [group, process] : {std::pair{"/mobility", Process::mobility},
                                         {"/evacuation", Process::evacuation},
                                         {"/energy", Process::energy}})
      if (file.has(group)) parts.push_back({process, H5Input(path, group)});
    return parts;
  }
  for (const auto& [format, process] : {std::pair{"machi travel result", Process::mobility},
                                        {"machi result", Process::evacuation},
                                        {"machi energy result", Process::energy}})
    if (format_of(file) == format) {
      parts.push_back({process, std::move(file)});
      return parts;
    }
  throw InputError(path,
                   "is not the result of a run of people or buildings. Name the folder that `machi run -o` wrote");
}

H5Input open_result(const std::string& path) {
  std::vector<ResultPart> parts = open_parts(path);
  const auto found = std::find_if(parts.begin(), parts.end(), [](const ResultPart& part) {
    return part.process == ResultPart::Process::evacuation;
  });
  if (found == parts.end())
    throw InputError(path,
                     "holds no evacuation, the one process that this tells. Read its kpi.json, see its "
                     "report.html, or machi export it");
  H5Input file = std::move(found->file);
  const std::int64_t version = file.integer_attribute("/", "version");
  if (version != result_version)
    throw InputError(path, fmt::format("has format version {}, this program reads {}. Run the scenario again", version,
                                       result_version));
  return file;
}

ResultTables read_result_tables(const H5Input& file) {
  ResultTables tables;
  tables.name = file.text_attribute("/", "name");
  tables.title = file.text_attribute("/", "title");
  tables.attribution = file.text_attribute("/", "attribution");
  tables.simulated = file.text_attribute("/", "simulated");
  tables.end_s = file.number_attribute("/", "end_s");
  tables.persons = file.integer_attribute("/", "persons");
  tables.epsg = file.integer_attribute("/", "epsg");
  tables.curve = read_curve(file);
  if (tables.curve.time_s.empty())
    throw InputError(file.path() + ":/curve/time_s", "is empty (damaged). Run the scenario again");
  tables.destinations = read_destinations(file);
  return tables;
}

std::vector<std::size_t> by_arrivals(std::span<const std::int64_t> admitted) {
  std::vector<std::size_t> order(admitted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return admitted[a] > admitted[b]; });
  return order;
}

void each_person_end(const H5Input& file, const std::function<void(const PersonEnd&)>& visit) {
  each_slice(file, "/persons/fate", [&](RowRange range, std::uint64_t rows) {
    const auto fate = column<std::uint8_t>(file, "/persons/fate", rows, range);
    const auto destination = column<std::uint32_t>(file, "/persons/destination", rows, range);
    const auto x_cm = column<std::int32_t>(file, "/persons/x_cm", rows, range);
    const auto y_cm = column<std::int32_t>(file, "/persons/y_cm", rows, range);
    for (std::size_t i = 0; i < fate.size(); ++i)
      visit({static_cast<PersonFate>(fate[i]), destination[i], x_cm[i], y_cm[i]});
  });
}

void each_way_point(const H5Input& file, const std::function<void(const WayPoint&)>& visit) {
  each_slice(file, "/trajectories/id", [&](RowRange range, std::uint64_t rows) {
    const auto id = column<std::uint64_t>(file, "/trajectories/id", rows, range);
    const auto time_s = column<float>(file, "/trajectories/time_s", rows, range);
    const auto x_cm = column<std::int32_t>(file, "/trajectories/x_cm", rows, range);
    const auto y_cm = column<std::int32_t>(file, "/trajectories/y_cm", rows, range);
    for (std::size_t i = 0; i < id.size(); ++i) visit({id[i], time_s[i], x_cm[i], y_cm[i]});
  });
}

CrowdedBlocks most_crowded(const H5Input& file) {
  CrowdedBlocks crowded;
  if (!file.has("/fields")) return crowded;
  crowded.block_m = file.number_attribute("/fields", "block_m");
  const auto xy = file.read<std::int32_t>("/fields/block_xy");
  for (std::size_t b = 0; b + 1 < xy.size(); b += 2) crowded.blocks.push_back({xy[b], xy[b + 1], 0});
  const std::uint64_t frames = file.rows("/fields/time_s");
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const auto persons = column<std::uint32_t>(file, frame_group(frame) + "/persons", crowded.blocks.size());
    for (std::size_t b = 0; b < persons.size(); ++b)
      crowded.blocks[b].persons = std::max(crowded.blocks[b].persons, persons[b]);
  }
  return crowded;
}

}  // namespace machi
