#include "io/study/study_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <set>

#include "engine/core/error.hpp"
#include "engine/study/design.hpp"
#include "io/options/yaml.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_runs = 10'000'000;
constexpr const char* scenario_key = "scenario_file";

void declare_parameter(StudyParameter& parameter, OptionTable& table) {
  table
      .text("key", parameter.key,
            "Key of the scenario as for --set: section.key, section.list.item.key; scenario_file for whole scenarios.")
      .required();
  table.text("name", parameter.name, "Of its column; the key where empty.");
  table.list("values", parameter.values, "The values that it takes.");
  table.number("from", parameter.from, "", -1e15, 1e15, "Or a range: where it begins,");
  table.number("to", parameter.to, "", -1e15, 1e15, "and where it ends.");
  table.integer("steps", parameter.steps, "", 1, 100'000, "Of a grid: values in the range, both ends among them.");
  table.flag("whole", parameter.whole, "Values of a range are rounded to whole numbers.");
}

void declare_study(StudySettings& study, OptionTable& table) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  table.text("name", study.name, "Short name; that of the file where empty.");
  table.text("scenario", study.scenario_file, "Scenario file, as seen from the study's folder.").placeholder("FILE");
  table.list("set", study.sets, "Overrules keys of every run: section.key=value.");
  table.choice("design", study.design, {"grid", "latin_hypercube"},
               "All combinations of the values, or as many points by chance as `points` says, spread over all ranges.");
  table.integer("points", study.points, "", 1, 1'000'000, "latin_hypercube: how many.");
  table.integer("design_seed", study.design_seed, "", 0, most, "latin_hypercube: seed of its numbers.");
  table.integer("seeds", study.seeds, "", 1, 1'000'000, "Runs of each point, with seeds that follow one another.");
  table.integer("first_seed", study.first_seed, "", 0, 1'000'000'000, "The first of them.");
  table.integer("ranks_per_run", study.ranks_per_run, "ranks", 1, 1'000'000, "Ranks that share one run.");
  table.choice("keep", study.keep, {"none", "kpi", "all"},
               "What is kept of each run beside its row: nothing, kpi.json and run.json, or the whole folder.");
  table.items("parameters", "", "What varies.")
      .kind("", "A key and its values", study.parameters,
            [](StudyParameter& parameter, OptionTable& item) { declare_parameter(parameter, item); });
}

void declare_stop(StudySettings& study, OptionTable& table) {
  table.text("kpi", study.stop_kpi, "Figure of kpi.json whose interval is looked at, such as evacuation.lost.");
  table.number("half_width", study.half_width, "", 0, 1e15,
               "Enough: half of the interval of its mean is no wider than this.");
  table.number("relative_half_width", study.relative_half_width, "", 0, 10, "The same as a part of the mean.");
  table.number("confidence", study.confidence, "", 0.5, 0.999, "Of the interval.");
  table.integer("least_seeds", study.least_seeds, "", 2, 1'000'000, "Never fewer runs of a point.");
  table.number("tet", study.convergence.tet, "", 0, 10,
               "Enough: the last arrival's mean changes by less than this part (Ronchi et al. 2014), and");
  table.number("sd", study.convergence.sd, "", 0, 10, "its standard deviation, and");
  table.number("erd", study.convergence.erd, "", 0, 10, "the mean curve of arrivals by Euclidean relative difference,");
  table.number("epc", study.convergence.epc, "", 0, 10, "by Euclidean projection coefficient,");
  table.number("sc", study.convergence.sc, "", 0, 10, "by secant cosine,");
  table.integer("consecutive", study.consecutive, "runs", 1, 1'000'000, "in so many runs in a row.");
}

std::vector<std::string> values_of(const StudyParameter& parameter) {
  if (!parameter.from) return parameter.values;
  std::vector<std::string> values;
  for (std::int64_t k = 0; k < parameter.steps; ++k) {
    const double part = parameter.steps == 1 ? 0 : static_cast<double>(k) / static_cast<double>(parameter.steps - 1);
    const double value = *parameter.from + part * (*parameter.to - *parameter.from);
    values.push_back(fmt::format("{}", parameter.whole ? std::round(value) : value));
  }
  return values;
}

// The value at a place in [0, 1) of a parameter's range, or of its list.
std::string value_at(const StudyParameter& parameter, double place) {
  if (!parameter.from)
    return parameter.values[static_cast<std::size_t>(place * static_cast<double>(parameter.values.size()))];
  const double value = *parameter.from + place * (*parameter.to - *parameter.from);
  return fmt::format("{}", parameter.whole ? std::round(value) : value);
}

std::int64_t points_of(const StudySettings& study) {
  if (study.design == StudyDesign::latin_hypercube) return study.points;
  double points = 1;
  for (const StudyParameter& parameter : study.parameters)
    points *= parameter.from ? static_cast<double>(parameter.steps) : static_cast<double>(parameter.values.size());
  return points > static_cast<double>(most_runs) ? most_runs + 1 : static_cast<std::int64_t>(points);
}

void check_study(const StudySettings& study) {
  std::vector<std::string> mistakes;
  std::set<std::string> columns;
  bool names_scenarios = false;
  for (const StudyParameter& parameter : study.parameters) {
    const auto complain = [&](const std::string& problem) {
      mistakes.push_back(fmt::format("{}: study.parameters '{}': {}", parameter.where, parameter.key, problem));
    };
    names_scenarios = names_scenarios || parameter.key == scenario_key;
    if (parameter.from.has_value() != parameter.to.has_value()) complain("from and to belong together. Give both");
    if (parameter.from.has_value() == !parameter.values.empty()) complain("give either values or a range (from, to)");
    if (!columns.insert(parameter.column()).second) complain("stands there twice. Take one out, or give it a name");
    if (parameter.key == "scenario.seed") complain("seeds are given by study.seeds and first_seed. Take it out");
    if (parameter.key == scenario_key && parameter.from) complain("scenarios have no range. Give values");
  }
  const auto complain = [&](const std::string& problem) { mistakes.push_back(study.path + ": " + problem); };
  if (study.scenario_file.empty() && !names_scenarios)
    complain("nothing says what runs. Give study.scenario, or a parameter scenario_file");
  if ((study.half_width || study.relative_half_width) && study.stop_kpi.empty())
    complain("stop: of which figure? Give stop.kpi");
  if (!study.stop_kpi.empty() && !study.half_width && !study.relative_half_width)
    complain("stop.kpi: how narrow? Give stop.half_width or stop.relative_half_width");
  if (points_of(study) > most_runs / study.seeds)
    complain(fmt::format("more than {} runs. Take fewer values or seeds", most_runs));
  if (!mistakes.empty()) throw UsageError(fmt::format("{}", fmt::join(mistakes, "\n")));
}

}  // namespace

StudyTables::StudyTables(StudySettings& study) {
  declare_study(study, study_);
  declare_stop(study, stop_);
}

StudySettings parse_study(std::string_view text, const std::string& path) {
  StudySettings study;
  StudyTables tables(study);
  study.path = path;
  read_yaml(text, path, tables.all());
  study.convergence.consecutive = static_cast<std::size_t>(study.consecutive);
  const fs::path file = fs::absolute(path).lexically_normal();
  if (study.name.empty()) study.name = file.stem().string();
  const auto resolved = [&](const std::string& name) {
    return name.empty() ? name : fs::absolute(file.parent_path() / name).lexically_normal().string();
  };
  study.scenario_file = resolved(study.scenario_file);
  for (StudyParameter& parameter : study.parameters)
    if (parameter.key == scenario_key)
      for (std::string& value : parameter.values) value = resolved(value);
  check_study(study);
  return study;
}

StudySettings read_study(const std::string& path) {
  return parse_study(read_options_text(path), path);
}

std::vector<StudyPoint> study_points(const StudySettings& study) {
  std::vector<std::vector<std::string>> rows;
  if (study.design == StudyDesign::latin_hypercube) {
    for (const auto& place : latin_hypercube(static_cast<std::size_t>(study.points), study.parameters.size(),
                                             static_cast<std::uint64_t>(study.design_seed))) {
      rows.emplace_back();
      for (std::size_t p = 0; p < place.size(); ++p) rows.back().push_back(value_at(study.parameters[p], place[p]));
    }
  } else {
    std::vector<std::size_t> levels;
    for (const StudyParameter& parameter : study.parameters) levels.push_back(values_of(parameter).size());
    for (const auto& level : full_grid(levels)) {
      rows.emplace_back();
      for (std::size_t p = 0; p < level.size(); ++p) rows.back().push_back(values_of(study.parameters[p])[level[p]]);
    }
  }
  std::vector<StudyPoint> points;
  for (std::vector<std::string>& row : rows) {
    StudyPoint point{study.scenario_file, study.sets, std::move(row)};
    for (std::size_t p = 0; p < study.parameters.size(); ++p) {
      if (study.parameters[p].key == scenario_key) {
        point.scenario_file = point.values[p];
      } else {
        point.sets.push_back(study.parameters[p].key + "=" + point.values[p]);
      }
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace machi
