#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/hdf5/output.hpp"
#include "io/json/json.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/study/sweep_table.hpp"

namespace machi {
namespace {

constexpr std::int64_t sweep_version = 1;
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

double value_or_nan(const SweepRow& row, const std::string& kpi) {
  const auto at = std::find_if(row.kpis.begin(), row.kpis.end(), [&](const auto& each) { return each.first == kpi; });
  return at == row.kpis.end() ? nowhere : at->second;
}

template <class Visit>
void each_run(const SweepTable& table, const Visit& visit) {
  for (std::size_t point = 0; point < table.points().size(); ++point)
    for (const SweepRow* row : table.runs_of(point)) visit(table.points()[point], *row);
}

std::string sweep_csv(const SweepTable& table) {
  const std::vector<std::string> kpis = table.kpis();
  std::string csv = "point,seed";
  for (const StudyParameter& parameter : table.study().parameters)
    csv.append(",").append(csv_field(parameter.column()));
  csv += ",failure";
  for (const std::string& kpi : kpis) csv.append(",").append(csv_field(kpi));
  csv += "\n";
  each_run(table, [&](const StudyPoint& point, const SweepRow& row) {
    csv += fmt::format("{},{}", row.point, row.seed);
    for (const std::string& value : point.values) csv.append(",").append(csv_field(value));
    csv.append(",").append(csv_field(row.failure));
    for (const std::string& kpi : kpis) {
      const double value = value_or_nan(row, kpi);
      csv += std::isnan(value) ? std::string(",") : fmt::format(",{}", value);
    }
    csv += "\n";
  });
  return csv;
}

void write_sweep_h5(const SweepTable& table, const std::string& path) {
  H5Output file(Comm::null(), path, true);
  file.attribute("/", "format", std::string("machi sweep"));
  file.attribute("/", "version", sweep_version);
  file.attribute("/", "name", table.study().name);
  std::vector<std::uint32_t> point;
  std::vector<std::int64_t> seed;
  std::vector<std::string> failure;
  std::vector<std::vector<std::string>> values(table.study().parameters.size());
  each_run(table, [&](const StudyPoint& at, const SweepRow& row) {
    point.push_back(static_cast<std::uint32_t>(row.point));
    seed.push_back(row.seed);
    failure.push_back(row.failure);
    for (std::size_t p = 0; p < values.size(); ++p) values[p].push_back(at.values[p]);
  });
  file.write_table("/runs/point", point, {"", "point of the study, from 0", "run"});
  file.write_table("/runs/seed", seed, {"", "scenario.seed", "run"});
  file.write_strings("/runs/failure", failure, {"", "why it failed; empty where it did not", "run"});
  std::vector<std::string> names;
  for (std::size_t p = 0; p < values.size(); ++p) {
    names.push_back(table.study().parameters[p].column());
    file.write_strings(fmt::format("/parameters/{}", p), values[p],
                       {"", fmt::format("value of {}", table.study().parameters[p].key), "run"});
  }
  if (!names.empty()) file.write_strings("/parameters/name", names, {"", "of each parameter", "parameter"});
  for (const std::string& kpi : table.kpis()) {
    std::vector<double> column;
    each_run(table, [&](const StudyPoint&, const SweepRow& row) { column.push_back(value_or_nan(row, kpi)); });
    file.write_table("/kpi/" + kpi, column,
                     {unit_of_kpi(kpi), "figure of kpi.json; NaN where the run has none or failed", "run"});
  }
  file.commit();
}

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json means_of(const SweepTable& table, std::size_t point) {
  Json means = Json::object();
  for (const std::string& kpi : table.kpis()) {
    const std::vector<double> values = table.values_of(point, kpi);
    if (values.empty()) continue;
    const Sample sample = sample_of(values);
    means[kpi] = {{"runs", sample.runs},
                  {"mean", sample.mean},
                  {"sd", sample.sd},
                  {"half_width", number_or_null(half_width(sample, table.study().confidence))}};
  }
  return means;
}

Json point_json(const SweepTable& table, std::size_t point) {
  Json json{{"point", point}, {"scenario", table.points()[point].scenario_file}};
  json["parameters"] = Json::object();
  for (std::size_t p = 0; p < table.study().parameters.size(); ++p)
    json["parameters"][table.study().parameters[p].column()] = table.points()[point].values[p];
  const std::vector<const SweepRow*> runs = table.runs_of(point);
  json["runs"] = runs.size();
  json["failed"] = std::count_if(runs.begin(), runs.end(), [](const SweepRow* row) { return !row->failure.empty(); });
  const std::optional<std::size_t> enough = table.enough_after(point);
  json["enough_after"] = enough ? Json(*enough) : Json();
  if (const std::vector<Convergence> measures = table.convergence_of_point(point); !measures.empty()) {
    const Convergence& last = measures.back();
    json["convergence"] = {{"tet", last.tet}, {"sd", last.sd}, {"erd", last.erd}, {"epc", last.epc}, {"sc", last.sc}};
  }
  json["kpi"] = means_of(table, point);
  return json;
}

std::string sweep_json(const SweepTable& table) {
  Json json{{"name", table.study().name},
            {"confidence", table.study().confidence},
            {"chief_kpi", chief_kpi(table)},
            {"points", Json::array()}};
  for (std::size_t point = 0; point < table.points().size(); ++point)
    json["points"].push_back(point_json(table, point));
  return json_text(json, 2) + "\n";
}

}  // namespace

void write_sweep(const SweepTable& table, const std::string& folder) {
  write_atomically(folder + "/sweep.csv", sweep_csv(table));
  write_sweep_h5(table, folder + "/sweep.h5");
  write_atomically(folder + "/sweep.json", sweep_json(table));
}

std::string sweep_text(const SweepTable& table) {
  const std::string kpi = chief_kpi(table);
  std::string text = fmt::format("{:>6}  {:>5}  {:>6}  {:>13}  {:>11}  ", "point", "runs", "failed", "mean",
                                 fmt::format("± {:g} %", 100 * table.study().confidence));
  for (const StudyParameter& parameter : table.study().parameters) text += "  " + parameter.column();
  text += fmt::format("   (of {})\n", kpi);
  for (std::size_t point = 0; point < table.points().size(); ++point) {
    const std::vector<const SweepRow*> runs = table.runs_of(point);
    const auto failed =
        std::count_if(runs.begin(), runs.end(), [](const SweepRow* row) { return !row->failure.empty(); });
    const Sample sample = sample_of(table.values_of(point, kpi));
    const std::optional<double> half = half_width(sample, table.study().confidence);
    text += fmt::format("{:>6}  {:>5}  {:>6}  {:>13}  {:>11}  ", point, runs.size(), failed,
                        sample.runs == 0 ? std::string("-") : fmt::format("{:.6g}", sample.mean),
                        half ? fmt::format("{:.4g}", *half) : std::string("-"));
    for (const std::string& value : table.points()[point].values) text += "  " + value;
    text += table.enough_after(point) ? "   enough\n" : "\n";
  }
  return text;
}

}  // namespace machi
