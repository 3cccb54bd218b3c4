#include "io/study/sweep_table.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace machi {
namespace {

const double* value_in(const SweepRow& row, const std::string& kpi) {
  const auto at = std::find_if(row.kpis.begin(), row.kpis.end(), [&](const auto& each) { return each.first == kpi; });
  return at == row.kpis.end() ? nullptr : &at->second;
}

// Measures of the first `runs` runs of a point; runs that failed do not count.
std::vector<Convergence> measures_of(const std::vector<std::optional<SweepRow>>& runs, std::size_t count) {
  std::vector<std::vector<double>> curves;
  for (std::size_t k = 0; k < count; ++k)
    if (runs[k]->failure.empty() && !runs[k]->arrival_s.empty()) curves.push_back(runs[k]->arrival_s);
  return convergence_of(curves);
}

std::vector<double> values_in(const std::vector<std::optional<SweepRow>>& runs, std::size_t count,
                              const std::string& kpi) {
  std::vector<double> values;
  for (std::size_t k = 0; k < count; ++k)
    if (const double* value = value_in(*runs[k], kpi)) values.push_back(*value);
  return values;
}

}  // namespace

SweepTable::SweepTable(const StudySettings& study, std::vector<StudyPoint> points)
    : study_(study), points_(std::move(points)), state_(points_.size()) {
  for (State& state : state_) state.runs.resize(static_cast<std::size_t>(study.seeds));
}

bool SweepTable::has_enough(const State& state, std::size_t runs) const {
  if (!study_.stops_early() || runs < static_cast<std::size_t>(study_.least_seeds)) return false;
  if (study_.half_width || study_.relative_half_width) {
    const Sample sample = sample_of(values_in(state.runs, runs, study_.stop_kpi));
    const std::optional<double> half = half_width(sample, study_.confidence);
    if (!half) return false;
    if (study_.half_width && *half > *study_.half_width) return false;
    if (study_.relative_half_width && *half > *study_.relative_half_width * std::fabs(sample.mean)) return false;
  }
  if (!study_.convergence.any()) return true;
  return runs_until_converged(measures_of(state.runs, runs), study_.convergence).has_value();
}

void SweepTable::add(const SweepRow& row) {
  if (row.point >= state_.size() || row.seed < study_.first_seed || row.seed >= study_.first_seed + study_.seeds)
    return;
  State& state = state_[row.point];
  std::optional<SweepRow>& place = state.runs[static_cast<std::size_t>(row.seed - study_.first_seed)];
  if (place) return;
  place = row;
  ++finished_;
  while (state.looked_at < state.runs.size() && state.runs[state.looked_at] && !state.enough) {
    ++state.looked_at;
    if (has_enough(state, state.looked_at)) state.enough = state.looked_at;
  }
}

bool SweepTable::needs(std::size_t row) const {
  const State& state = state_[point_of(row)];
  const std::size_t k = row / points_.size();
  return !state.runs[k] && !(state.enough && k >= *state.enough);
}

std::vector<const SweepRow*> SweepTable::runs_of(std::size_t point) const {
  const State& state = state_[point];
  std::vector<const SweepRow*> runs;
  for (std::size_t k = 0; k < state.enough.value_or(state.runs.size()); ++k)
    if (state.runs[k]) runs.push_back(&*state.runs[k]);
  return runs;
}

std::vector<Convergence> SweepTable::convergence_of_point(std::size_t point) const {
  return measures_of(state_[point].runs, state_[point].looked_at);
}

std::vector<double> SweepTable::values_of(std::size_t point, const std::string& kpi) const {
  std::vector<double> values;
  for (const SweepRow* row : runs_of(point))
    if (const double* value = value_in(*row, kpi)) values.push_back(*value);
  return values;
}

std::vector<std::string> SweepTable::kpis() const {
  std::vector<std::string> keys;
  std::set<std::string> known;
  for (std::size_t point = 0; point < points_.size(); ++point)
    for (const SweepRow* row : runs_of(point))
      for (const auto& [key, value] : row->kpis)
        if (known.insert(key).second) keys.push_back(key);
  return keys;
}

std::string chief_kpi(const SweepTable& table) {
  if (!table.study().stop_kpi.empty()) return table.study().stop_kpi;
  const std::vector<std::string> keys = table.kpis();
  for (const char* usual : {"evacuation.lost", "mobility.mean_travel_time_s", "energy.heating_MWh"})
    if (std::find(keys.begin(), keys.end(), usual) != keys.end()) return usual;
  return keys.empty() ? std::string() : keys.front();
}

}  // namespace machi
