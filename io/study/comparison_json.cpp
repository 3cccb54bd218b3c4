
#include "io/json/json.hpp"
#include "io/study/comparison_files.hpp"
#include "io/study/kpi_values.hpp"

namespace machi {
namespace {

Json json_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json side_json(const RunSide& side) {
  Json json{{"label", side.label}, {"runs", Json::array()}};
  for (const StudyRun& run : side.runs) json["runs"].push_back({{"folder", run.files.folder}, {"seed", run.seed}});
  return json;
}

Json moves_json(const Moves& moves) {
  Json json{{"persons", moves.persons()},
            {"lost_to_safe", moves.of(PersonOutcome::lost, PersonOutcome::safe)},
            {"safe_to_lost", moves.of(PersonOutcome::safe, PersonOutcome::lost)},
            {"more_lost", moves.more_lost()}};
  Json table;
  for (std::size_t b = 0; b < outcomes; ++b)
    for (std::size_t p = 0; p < outcomes; ++p) table[outcome_names[b]][outcome_names[p]] = moves.count[b][p];
  json["from_to"] = table;
  return json;
}

Json group_moves_json(const std::map<std::string, Moves>& groups) {
  Json list = Json::array();
  for (const auto& [name, moves] : groups) {
    Json one{{"name", name}};
    one.update(moves_json(moves));
    list.push_back(std::move(one));
  }
  return list;
}

Json persons_json(const PersonChanges& persons) {
  const ArrivalChange& arrival = persons.arrival;
  Json json = moves_json(persons.all);
  json["only_in_base"] = persons.only_in_base;
  json["only_in_proposal"] = persons.only_in_proposal;
  json["with_other_traits"] = persons.with_other_traits;
  json["classes"] = group_moves_json(persons.classes);
  json["districts"] = group_moves_json(persons.districts);
  json["arrival"] = {{"safe_in_both", arrival.persons()}, {"earlier", arrival.earlier()}, {"later", arrival.later()}};
  if (arrival.persons() > 0)
    json["arrival"].update({{"mean_s", arrival.mean_s()},
                            {"p10_s", arrival.quantile_s(0.1)},
                            {"p50_s", arrival.quantile_s(0.5)},
                            {"p90_s", arrival.quantile_s(0.9)}});
  return json;
}

Json kpi_json(const KpiChange& kpi) {
  const PairedSamples& s = kpi.samples;
  return {{"key", kpi.key},
          {"unit", unit_of_figure(kpi.key)},
          {"pairs", s.difference.runs},
          {"base", s.base.mean},
          {"proposal", s.proposal.mean},
          {"difference", s.difference.mean},
          {"half_width", json_or_null(s.half_width)},
          {"half_width_unpaired", json_or_null(s.half_width_apart)},
          {"seeds_saved", json_or_null(s.seeds_saved)}};
}

Json rows_json(const RowChanges& rows) {
  Json json{{"rows", rows.id.size()},
            {"only_in_base", rows.only_in_base},
            {"only_in_proposal", rows.only_in_proposal},
            {"columns", Json::array()}};
  for (std::size_t c = 0; c < rows.kind.columns.size(); ++c) {
    double base = 0;
    double proposal = 0;
    std::int64_t differ = 0;
    for (std::size_t k = 0; k < rows.id.size(); ++k) {
      base += rows.base[c][k];
      proposal += rows.proposal[c][k];
      differ += rows.base[c][k] != rows.proposal[c][k] ? 1 : 0;
    }
    json["columns"].push_back({{"name", rows.kind.columns[c]},
                               {"base", base},
                               {"proposal", proposal},
                               {"difference", proposal - base},
                               {"rows_that_differ", differ}});
  }
  return json;
}

Json cost_json(const ProposalComparison& proposal) {
  Json json{{"cost_yen", proposal.cost_yen}, {"edits", Json::array()}};
  for (const EditMade& edit : proposal.edits)
    json["edits"].push_back(
        {{"name", edit.name}, {"edit", edit.kind}, {"where", edit.where}, {"cost_yen", json_or_null(edit.cost_yen)}});
  for (const KpiChange& kpi : proposal.kpis)
    if (kpi.key == proposal.effect_key && proposal.cost_yen > 0)
      json["effect"] = {{"key", kpi.key},
                        {"per_100_million_yen", kpi.samples.difference.mean / (1e-8 * proposal.cost_yen)}};
  return json;
}

Json proposal_json(const ProposalComparison& proposal) {
  Json json = side_json(proposal.proposal);
  json["pairs"] = proposal.runs.pairs.size();
  json["unpaired_seeds"] = proposal.runs.unpaired;
  json["kpi"] = Json::array();
  for (const KpiChange& kpi : proposal.kpis) json["kpi"].push_back(kpi_json(kpi));
  if (proposal.persons) json["persons"] = persons_json(*proposal.persons);
  for (const RowChanges& rows : proposal.rows) json["tables"][rows.kind.name] = rows_json(rows);
  json.update(cost_json(proposal));
  return json;
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  Json json{{"base", side_json(comparison.base)}, {"confidence", comparison.confidence}, {"proposals", Json::array()}};
  for (const ProposalComparison& proposal : comparison.proposals) json["proposals"].push_back(proposal_json(proposal));
  return json_text(json, 2) + "\n";
}

}  // namespace machi
