#include "io/study/study_run.hpp"

#include <algorithm>
#include <cmath>

#include "io/run/read_result.hpp"
#include "io/study/kpi_values.hpp"

namespace machi {
namespace {

constexpr std::size_t curve_points = 100;

// The times by which 1, 2, … 100 % of those who are safe had arrived (nearest rank); nothing where nobody is.
std::vector<double> arrival_curve(const std::string& result) {
  const H5Input file(result);
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != "machi result") return {};
  const auto fate = file.read<std::uint8_t>("/persons/fate");
  const auto time_s = file.read<float>("/persons/time_s");
  std::vector<double> times;
  for (std::size_t k = 0; k < fate.size(); ++k)
    if (fate[k] == static_cast<std::uint8_t>(PersonFate::safe)) times.push_back(static_cast<double>(time_s[k]));
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  std::vector<double> curve;
  for (std::size_t k = 1; k <= curve_points; ++k)
    curve.push_back(times[(k * times.size() + curve_points - 1) / curve_points - 1]);
  return curve;
}

}  // namespace

SweepRow row_of_run(const std::string& folder, std::size_t point, std::int64_t seed) {
  const RunFiles files = read_run_files(folder);
  SweepRow row;
  row.point = point;
  row.seed = seed;
  for (const KpiValue& value : kpi_values(files.kpi_json, folder + "/kpi.json"))
    if (!value.in_list && std::isfinite(value.value)) row.kpis.emplace_back(value.key, value.value);
  row.arrival_s = arrival_curve(files.result);
  return row;
}

}  // namespace machi
