/// \file  What machi sweep is told: a scenario, parameters, seeds, when to stop (docs/formats/study.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/study/convergence.hpp"
#include "io/options/options.hpp"

namespace machi {

/// A key of the scenario and the values that it takes.
struct StudyParameter {
  std::string where;
  std::string key;                  ///< section.key, section.list.item.key, or scenario_file
  std::string name;                 ///< of its column; the key where empty
  std::vector<std::string> values;  ///< one by one, or
  std::optional<double> from;       ///< a range
  std::optional<double> to;
  std::int64_t steps{2};  ///< values of a grid in the range, both ends among them
  bool whole{false};      ///< values of a range are rounded to whole numbers
  const std::string& column() const { return name.empty() ? key : name; }
};

enum class StudyDesign : std::uint8_t { grid, latin_hypercube };
enum class StudyKeeps : std::uint8_t { none, kpi, all };

struct StudySettings {
  std::string path;  ///< of the file
  std::string name;
  std::string scenario_file;      ///< absolute
  std::vector<std::string> sets;  ///< of every run, section.key=value
  StudyDesign design{StudyDesign::grid};
  std::int64_t points{10};  ///< of a hypercube
  std::int64_t design_seed{1};
  std::int64_t seeds{1};
  std::int64_t first_seed{1};
  std::int64_t ranks_per_run{1};
  StudyKeeps keep{StudyKeeps::none};
  std::vector<StudyParameter> parameters;
  // When a point has runs enough.
  std::string stop_kpi;
  std::optional<double> half_width;           ///< of its mean's interval
  std::optional<double> relative_half_width;  ///< the same as a part of the mean
  double confidence{0.95};
  std::int64_t least_seeds{5};
  ConvergenceLimits convergence;
  std::int64_t consecutive{10};

  bool stops_early() const { return half_width || relative_half_width || convergence.any(); }
};

/// The tables that a study file is read into; they must not move while in use.
class StudyTables {
 public:
  explicit StudyTables(StudySettings& study);
  std::vector<OptionTable*> all() { return {&study_, &stop_}; }

 private:
  OptionTable study_{"study", "Runs of one scenario with other values and seeds", OptionStyle::keys};
  OptionTable stop_{"stop", "When a point of the study has had runs enough", OptionStyle::keys};
};

/// Throws UsageError with a line for each mistake. Local.
StudySettings read_study(const std::string& path);
StudySettings parse_study(std::string_view text, const std::string& path);

/// One point: what is set in it, and the texts of its columns.
struct StudyPoint {
  std::string scenario_file;
  std::vector<std::string> sets;    ///< section.key=value
  std::vector<std::string> values;  ///< by parameter
};

/// The points of the design, in the order of the table. Local; the same on all ranks.
std::vector<StudyPoint> study_points(const StudySettings& study);

}  // namespace machi
