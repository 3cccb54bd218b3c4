#include <fmt/format.h>

#include <algorithm>

#include "io/study/comparison_files.hpp"

namespace machi {
namespace {

constexpr std::size_t most_rows_told = 12;

std::string seeds_text(const RunPairs& runs) {
  std::string text = fmt::format("{} pair{} of runs, seed{}", runs.pairs.size(), runs.pairs.size() == 1 ? "" : "s",
                                 runs.pairs.size() == 1 ? "" : "s");
  for (std::size_t k = 0; k < std::min(runs.pairs.size(), most_rows_told); ++k)
    text += fmt::format(" {}", runs.pairs[k].base->seed);
  if (runs.pairs.size() > most_rows_told) text += " …";
  if (!runs.unpaired.empty()) text += fmt::format("; {} runs have no partner", runs.unpaired.size());
  return text;
}

std::string moves_line(const std::string& name, const Moves& moves) {
  return fmt::format("  {:<28}{:>10}{:>14}{:>14}{:>12}\n", name, moves.persons(),
                     moves.of(PersonOutcome::lost, PersonOutcome::safe),
                     moves.of(PersonOutcome::safe, PersonOutcome::lost), moves.more_lost());
}

std::string persons_text(const PersonChanges& persons) {
  std::string text = fmt::format("\n  {:<28}{:>10}{:>14}{:>14}{:>12}\n", "persons", "in both", "lost → safe",
                                 "safe → lost", "more lost");
  text += moves_line("everyone", persons.all);
  for (const auto& [name, moves] : persons.classes) text += moves_line("class " + name, moves);
  for (const auto& [name, moves] : persons.districts) text += moves_line("district " + name, moves);
  if (persons.only_in_base + persons.only_in_proposal > 0)
    text += fmt::format("  {} persons are in the base only, {} in the proposal only.\n", persons.only_in_base,
                        persons.only_in_proposal);
  if (persons.with_other_traits > 0)
    text += fmt::format(
        "  {} persons have another class, speed or departure in the proposal: for them the pairs do not share their "
        "draws.\n",
        persons.with_other_traits);
  const ArrivalChange& arrival = persons.arrival;
  if (arrival.persons() > 0)
    text += fmt::format(
        "  Of {} who are safe in both, {} arrive earlier and {} later: {:+.1f} s in the mean, 10, 50 and 90 % within "
        "{:+.1f}, {:+.1f} and {:+.1f} s.\n",
        arrival.persons(), arrival.earlier(), arrival.later(), arrival.mean_s(), arrival.quantile_s(0.1),
        arrival.quantile_s(0.5), arrival.quantile_s(0.9));
  return text;
}

std::string optional_text(const std::optional<double>& value) {
  return value ? fmt::format("{:.5g}", *value) : std::string("-");
}

std::string kpi_line(const KpiChange& kpi) {
  const PairedSamples& s = kpi.samples;
  return fmt::format("  {:<36}{:>13.6g}{:>13.6g}{:>13.5g}{:>12}{:>12}{:>9}\n", kpi.key, s.base.mean, s.proposal.mean,
                     s.difference.mean, optional_text(s.half_width), optional_text(s.half_width_apart),
                     s.seeds_saved ? fmt::format("{:.1f}x", *s.seeds_saved) : std::string("-"));
}

bool differs(const KpiChange& kpi) {
  return kpi.samples.difference.mean != 0 || kpi.samples.difference.sd != 0;
}

std::string kpis_text(const ProposalComparison& proposal, double confidence) {
  std::string text = fmt::format("\n  {:<36}{:>13}{:>13}{:>13}{:>12}{:>12}{:>9}\n", "figure", "base", "proposal",
                                 "difference", fmt::format("± {:g} %", 100 * confidence), "± unpaired", "seeds");
  std::size_t same = 0;
  std::size_t in_lists = 0;
  for (const KpiChange& kpi : proposal.kpis) {
    if (!differs(kpi)) {
      ++same;
    } else if (kpi.in_list) {
      ++in_lists;
    } else {
      text += kpi_line(kpi);
    }
  }
  return text + fmt::format(
                    "  {} figures are the same in both; {} more differ in classes, districts and the like "
                    "(compare.csv).\n",
                    same, in_lists);
}

std::string rows_text(const RowChanges& rows) {
  std::string text;
  for (std::size_t c = 0; c < rows.kind.columns.size(); ++c) {
    double base = 0;
    double proposal = 0;
    std::size_t more = 0;
    std::size_t less = 0;
    for (std::size_t k = 0; k < rows.id.size(); ++k) {
      base += rows.base[c][k];
      proposal += rows.proposal[c][k];
      more += rows.proposal[c][k] > rows.base[c][k] ? 1 : 0;
      less += rows.proposal[c][k] < rows.base[c][k] ? 1 : 0;
    }
    text += fmt::format("  {:<36}{:>13.6g}{:>13.6g}{:>13.5g}   of {} rows {} have more, {} less\n",
                        rows.kind.name + " " + rows.kind.columns[c], base, proposal, proposal - base, rows.id.size(),
                        more, less);
  }
  if (rows.only_in_base + rows.only_in_proposal > 0)
    text += fmt::format("  {} {} are in the base only, {} in the proposal only.\n", rows.only_in_base, rows.kind.name,
                        rows.only_in_proposal);
  return text;
}

const KpiChange* effect_kpi(const ProposalComparison& proposal) {
  const auto at = std::find_if(proposal.kpis.begin(), proposal.kpis.end(),
                               [&](const KpiChange& kpi) { return kpi.key == proposal.effect_key; });
  return at == proposal.kpis.end() ? nullptr : &*at;
}

std::string edits_text(const ProposalComparison& proposal) {
  if (proposal.edits.empty()) return {};
  std::string text = fmt::format("\n  {:<40}  {:<22}{:>16}\n", "edit", "kind", "cost, yen");
  for (const EditMade& edit : proposal.edits)
    text += fmt::format("  {:<40}  {:<22}{:>16}\n", edit.name.empty() ? edit.where : edit.name, edit.kind,
                        edit.cost_yen ? fmt::format("{:.0f}", *edit.cost_yen) : std::string("not given"));
  const KpiChange* effect = effect_kpi(proposal);
  if (effect != nullptr && proposal.cost_yen > 0)
    text += fmt::format("  {:.0f} yen more than the base: {:+.4g} of {} for 100 million yen.\n", proposal.cost_yen,
                        effect->samples.difference.mean / (1e-8 * proposal.cost_yen), effect->key);
  return text;
}

}  // namespace

std::string comparison_text(const Comparison& comparison) {
  std::string text;
  for (const ProposalComparison& proposal : comparison.proposals) {
    text += fmt::format("{}base      {}\nproposal  {}\n          {}\n", text.empty() ? "" : "\n", comparison.base.label,
                        proposal.proposal.label, seeds_text(proposal.runs));
    if (proposal.persons) text += persons_text(*proposal.persons);
    text += kpis_text(proposal, comparison.confidence);
    for (const RowChanges& rows : proposal.rows) text += rows_text(rows);
    text += edits_text(proposal);
  }
  return text +
         "\n± is half of the interval of the mean difference: from the pairs, and as if both were independent "
         "samples. seeds: how many\ntimes as many seeds independent samples need for the same interval.\n";
}

}  // namespace machi
