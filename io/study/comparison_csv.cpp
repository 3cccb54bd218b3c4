#include <fmt/format.h>

#include "io/run/atomic_file.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/study/comparison_files.hpp"
#include "io/study/kpi_values.hpp"

namespace machi {
namespace {

std::string csv_number(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

std::string kpi_table(const Comparison& comparison) {
  std::string csv =
      "proposal,key,unit,pairs,base,proposal_value,difference,half_width,half_width_unpaired,seeds_saved\n";
  for (const ProposalComparison& proposal : comparison.proposals)
    for (const KpiChange& kpi : proposal.kpis) {
      const PairedSamples& s = kpi.samples;
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_field(proposal.proposal.label), csv_field(kpi.key),
                         unit_of_figure(kpi.key), s.difference.runs, s.base.mean, s.proposal.mean, s.difference.mean,
                         csv_number(s.half_width), csv_number(s.half_width_apart), csv_number(s.seeds_saved));
    }
  return csv;
}

std::string moves_row(const std::string& proposal, const char* group, const std::string& name, const Moves& moves) {
  std::string row = fmt::format("{},{},{},{}", csv_field(proposal), group, csv_field(name), moves.persons());
  for (std::size_t b = 0; b < outcomes; ++b)
    for (std::size_t p = 0; p < outcomes; ++p) row += fmt::format(",{}", moves.count[b][p]);
  return row + "\n";
}

std::string moves_table(const Comparison& comparison) {
  std::string csv = "proposal,group,name,persons";
  for (const char* base : outcome_names)
    for (const char* proposal : outcome_names) csv += fmt::format(",{}_to_{}", base, proposal);
  csv += "\n";
  for (const ProposalComparison& proposal : comparison.proposals) {
    if (!proposal.persons) continue;
    const std::string& label = proposal.proposal.label;
    csv += moves_row(label, "all", "", proposal.persons->all);
    for (const auto& [name, moves] : proposal.persons->classes) csv += moves_row(label, "class", name, moves);
    for (const auto& [name, moves] : proposal.persons->districts) csv += moves_row(label, "district", name, moves);
    for (const auto& [row, moves] : proposal.persons->buildings)
      csv += moves_row(label, "building", std::to_string(row), moves);
  }
  return csv;
}

std::string moved_table(const Comparison& comparison) {
  std::string csv = "proposal,seed,id,class,district,building,base,proposal_outcome,base_time_s,proposal_time_s\n";
  const auto name = [](PersonOutcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; };
  for (const ProposalComparison& proposal : comparison.proposals) {
    if (!proposal.persons) continue;
    for (const MovedPerson& person : proposal.persons->moved)
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_field(proposal.proposal.label), person.seed, person.id,
                         csv_field(person.person_class), csv_field(person.district),
                         person.building == no_index ? std::string() : std::to_string(person.building),
                         name(person.base), name(person.proposal), person.base_s, person.proposal_s);
  }
  return csv;
}

std::string rows_head(const RowKind& kind) {
  std::string csv = "proposal,id";
  for (const std::string& column : kind.columns) csv += fmt::format(",{0}_base,{0}_proposal,{0}_difference", column);
  return csv + "\n";
}

std::string rows_table(const std::string& proposal, const RowChanges& rows) {
  std::string csv;
  for (std::size_t k = 0; k < rows.id.size(); ++k) {
    csv += fmt::format("{},{}", csv_field(proposal), csv_field(rows.id[k]));
    for (std::size_t c = 0; c < rows.kind.columns.size(); ++c)
      csv += fmt::format(",{},{},{}", rows.base[c][k], rows.proposal[c][k], rows.proposal[c][k] - rows.base[c][k]);
    csv += "\n";
  }
  return csv;
}

// One file for each kind of rows; proposals with other columns than the first are left to compare.json.
void write_row_tables(const Comparison& comparison, const std::string& folder) {
  const std::vector<RowChanges>& kinds = comparison.proposals.front().rows;
  for (const RowChanges& first : kinds) {
    std::string csv = rows_head(first.kind);
    for (const ProposalComparison& proposal : comparison.proposals)
      for (const RowChanges& rows : proposal.rows)
        if (rows.kind.name == first.kind.name && rows.kind.columns == first.kind.columns)
          csv += rows_table(proposal.proposal.label, rows);
    write_atomically(folder + "/" + first.kind.name + ".csv", csv);
  }
}

}  // namespace

void write_comparison(const Comparison& comparison, const std::string& folder) {
  write_atomically(folder + "/compare.json", comparison_json(comparison));
  write_atomically(folder + "/compare.csv", kpi_table(comparison));
  if (comparison.proposals.front().persons) {
    write_atomically(folder + "/moves.csv", moves_table(comparison));
    write_atomically(folder + "/moved.csv", moved_table(comparison));
  }
  write_row_tables(comparison, folder);
}

}  // namespace machi
