#include "io/study/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/options/options.hpp"
#include "io/study/kpi_sheet.hpp"
#include "io/study/kpi_values.hpp"

namespace machi {
namespace {

std::vector<EditMade> edits_of(const StudyRun& run) {
  std::vector<EditMade> edits;
  const auto facts = try_parse_json(run.files.run_json);
  if (!facts.is_object() || !facts.contains("edits")) return edits;
  for (const auto& edit : facts["edits"]) {
    EditMade made{edit.value(edit.value("name", "").empty() ? "id" : "name", ""),
                  edit.value("edit", ""),
                  edit.value("where", ""),
                  {}};
    if (edit.contains("cost_yen") && edit["cost_yen"].is_number()) made.cost_yen = edit["cost_yen"].get<double>();
    edits.push_back(std::move(made));
  }
  return edits;
}

double cost_of(const std::vector<EditMade>& edits) {
  double yen = 0;
  for (const EditMade& edit : edits) yen += edit.cost_yen.value_or(0);
  return yen;
}

bool has_evacuation(const StudyRun& run) {
  if (run.format == "machi assignment result") return false;
  const std::vector<ResultPart> parts = open_parts(run.files.result);
  return std::any_of(parts.begin(), parts.end(),
                     [](const ResultPart& part) { return part.process == ResultPart::Process::evacuation; });
}

/// Values of one figure in the pairs in which both runs have it.
struct PairValues {
  bool in_list{false};
  std::vector<double> base;
  std::vector<double> proposal;
};

/// The figures of runs of one side, in their order: those of kpi.json and of the KPI sheet. What belongs to the city is
/// worked out once.
class SideFigures {
 public:
  std::vector<KpiValue> of(const StudyRun& run) {
    std::vector<KpiValue> values = kpi_values(run.files.kpi_json, run.files.folder + "/kpi.json");
    const bool first = !known_;
    for (KpiValue& value : sheet_values(run.files, first)) values.push_back(std::move(value));
    if (first) {
      known_ = true;
      for (const KpiDefinition& kpi : city_kpis())
        for (const KpiValue& value : values)
          if (value.key == std::string("sheet.") + kpi.id) of_city_.push_back(value);
    } else {
      values.insert(values.end(), of_city_.begin(), of_city_.end());
    }
    return values;
  }

 private:
  bool known_{false};
  std::vector<KpiValue> of_city_;
};

std::vector<KpiChange> kpi_changes(const std::vector<RunPair>& pairs, double confidence) {
  std::vector<std::string> order;
  std::map<std::string, PairValues> by_key;
  SideFigures base_side, proposal_side;
  for (const RunPair& pair : pairs) {
    std::map<std::string, double> of_base;
    for (const KpiValue& value : base_side.of(*pair.base)) of_base.emplace(value.key, value.value);
    for (const KpiValue& value : proposal_side.of(*pair.proposal)) {
      const auto base = of_base.find(value.key);
      if (base == of_base.end()) continue;
      const auto [it, fresh] = by_key.try_emplace(value.key);
      if (fresh) order.push_back(value.key);
      it->second.in_list = value.in_list;
      it->second.base.push_back(base->second);
      it->second.proposal.push_back(value.value);
    }
  }
  std::vector<KpiChange> changes;
  for (const std::string& key : order) {
    const PairValues& values = by_key.at(key);
    changes.push_back({key, values.in_list, compare_pairs(values.base, values.proposal, confidence)});
  }
  return changes;
}

// The figure that costs are held against.
std::string effect_of(const std::vector<KpiChange>& kpis, const std::string& asked) {
  std::vector<std::string> keys;
  for (const KpiChange& kpi : kpis) keys.push_back(kpi.key);
  const auto has = [&](const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
  if (!asked.empty()) {
    if (has(asked)) return asked;
    throw UsageError(
        fmt::format("--effect {}: no figure of these runs is called so{}", asked, did_you_mean(asked, keys)));
  }
  for (const char* usual :
       {"evacuation.lost", "mobility.mean_travel_time_s", "energy.co2_t", "energy.heating_MWh", "mobility.tstt"})
    if (has(usual)) return usual;
  return {};
}

ProposalComparison compare_with(const RunSide& base, const std::string& proposal, double confidence,
                                const std::string& effect_key) {
  ProposalComparison comparison;
  comparison.proposal = find_runs(proposal);
  comparison.runs = pair_runs(base, comparison.proposal);
  const std::vector<RunPair>& pairs = comparison.runs.pairs;
  comparison.kpis = kpi_changes(pairs, confidence);
  comparison.effect_key = effect_of(comparison.kpis, effect_key);
  comparison.edits = edits_of(*pairs.front().proposal);
  comparison.cost_yen = cost_of(comparison.edits) - cost_of(edits_of(*pairs.front().base));
  if (has_evacuation(base.runs.front())) {
    comparison.persons.emplace();
    for (const RunPair& pair : pairs) add_person_changes(pair, *comparison.persons);
  }
  comparison.rows = row_changes(pairs);
  return comparison;
}

}  // namespace

Comparison compare_runs(const std::string& base, const std::vector<std::string>& proposals, double confidence,
                        const std::string& effect_key) {
  Comparison comparison;
  comparison.confidence = confidence;
  comparison.base = find_runs(base);
  comparison.proposals.reserve(proposals.size());
  for (const std::string& proposal : proposals)
    comparison.proposals.push_back(compare_with(comparison.base, proposal, confidence, effect_key));
  return comparison;
}

}  // namespace machi
