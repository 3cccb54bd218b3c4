#include "io/study/row_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "io/study/run_rows.hpp"

namespace machi {
namespace {

// Ids may repeat (zones of parts of a building): the k-th of an id is matched with the k-th of the same id.
std::unordered_map<std::string, std::size_t> rows_by_id(const std::vector<std::string>& ids) {
  std::unordered_map<std::string, std::size_t> rows;
  std::unordered_map<std::string, int> seen;
  for (std::size_t row = 0; row < ids.size(); ++row)
    rows.emplace(fmt::format("{}#{}", ids[row], seen[ids[row]]++), row);
  return rows;
}

struct Sums {
  std::string id;
  std::vector<double> base;
  std::vector<double> proposal;
};

// Sums over pairs of runs, by the key of a row.
struct RowSums {
  RowKind kind;
  std::vector<std::string> order;
  std::unordered_map<std::string, Sums> by_key;
  std::int64_t only_in_base{0};
  std::int64_t only_in_proposal{0};

  void add(const RunRows& base, const RunRows& proposal);
  Sums& of(const std::string& key, const std::string& id);
  RowChanges changes(std::int64_t pairs) const;
};

// Keys by their rows.
std::vector<std::pair<std::size_t, const std::string*>> in_order(
    const std::unordered_map<std::string, std::size_t>& rows) {
  std::vector<std::pair<std::size_t, const std::string*>> sorted;
  for (const auto& [key, row] : rows) sorted.emplace_back(row, &key);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Columns that both sides have.
std::vector<std::pair<std::size_t, std::size_t>> common_columns(const RowKind& kind, const RowKind& base,
                                                                const RowKind& proposal) {
  std::vector<std::pair<std::size_t, std::size_t>> columns;
  const auto at = [](const RowKind& of, const std::string& name) {
    return static_cast<std::size_t>(std::find(of.columns.begin(), of.columns.end(), name) - of.columns.begin());
  };
  for (const std::string& name : kind.columns) columns.emplace_back(at(base, name), at(proposal, name));
  return columns;
}

RowKind common_kind(const RowKind& base, const RowKind& proposal) {
  RowKind kind{base.name, {}};
  for (const std::string& name : base.columns)
    if (std::find(proposal.columns.begin(), proposal.columns.end(), name) != proposal.columns.end())
      kind.columns.push_back(name);
  return kind;
}

void RowSums::add(const RunRows& base, const RunRows& proposal) {
  if (kind.name.empty()) kind = common_kind(base.kind, proposal.kind);
  const auto columns = common_columns(kind, base.kind, proposal.kind);
  const auto base_rows = rows_by_id(base.figures.id);
  const auto proposal_rows = rows_by_id(proposal.figures.id);
  for (const auto& [row, key] : in_order(base_rows)) {
    Sums& sums = of(*key, base.figures.id[row]);
    for (std::size_t c = 0; c < columns.size(); ++c) sums.base[c] += base.figures.values[columns[c].first][row];
    only_in_base += proposal_rows.contains(*key) ? 0 : 1;
  }
  for (const auto& [row, key] : in_order(proposal_rows)) {
    Sums& sums = of(*key, proposal.figures.id[row]);
    for (std::size_t c = 0; c < columns.size(); ++c)
      sums.proposal[c] += proposal.figures.values[columns[c].second][row];
    only_in_proposal += base_rows.contains(*key) ? 0 : 1;
  }
}

Sums& RowSums::of(const std::string& key, const std::string& id) {
  const auto [it, fresh] = by_key.try_emplace(key);
  if (fresh) {
    order.push_back(key);
    it->second = {id, std::vector<double>(kind.columns.size(), 0), std::vector<double>(kind.columns.size(), 0)};
  }
  return it->second;
}

RowChanges RowSums::changes(std::int64_t pairs) const {
  RowChanges changes{kind, {}, {}, {}, only_in_base, only_in_proposal};
  changes.base.resize(kind.columns.size());
  changes.proposal.resize(kind.columns.size());
  for (const std::string& key : order) {
    const Sums& sums = by_key.at(key);
    changes.id.push_back(sums.id);
    for (std::size_t c = 0; c < kind.columns.size(); ++c) {
      changes.base[c].push_back(sums.base[c] / static_cast<double>(pairs));
      changes.proposal[c].push_back(sums.proposal[c] / static_cast<double>(pairs));
    }
  }
  return changes;
}

}  // namespace

std::vector<RowChanges> row_changes(const std::vector<RunPair>& pairs) {
  std::vector<RowSums> sums;
  for (const RunPair& pair : pairs) {
    const std::vector<RunRows> base = read_run_rows(*pair.base);
    const std::vector<RunRows> proposal = read_run_rows(*pair.proposal);
    sums.resize(std::max(sums.size(), std::min(base.size(), proposal.size())));
    for (std::size_t k = 0; k < std::min(base.size(), proposal.size()); ++k)
      if (base[k].kind.name == proposal[k].kind.name) sums[k].add(base[k], proposal[k]);
  }
  std::vector<RowChanges> changes;
  for (const RowSums& each : sums)
    if (!each.kind.name.empty()) changes.push_back(each.changes(static_cast<std::int64_t>(pairs.size())));
  return changes;
}

}  // namespace machi
