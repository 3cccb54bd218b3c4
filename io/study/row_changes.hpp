/// \file  What a proposal changes row by row: links and travellers of traffic, zones of energy, matched by id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/study/run_side.hpp"

namespace machi {

/// Some figures of each row of a run.
struct RowFigures {
  std::vector<std::string> id;
  std::vector<std::vector<double>> values;  ///< [columns][rows]
};

/// What is compared row by row for one kind of result.
struct RowKind {
  std::string name;                  ///< "persons", "links", "zones": of the table and of its file
  std::vector<std::string> columns;  ///< with their units as suffix
};

/// One kind, summed over the pairs of runs.
struct RowChanges {
  RowKind kind;
  std::vector<std::string> id;                ///< in the order of the first base, then those of the proposal alone
  std::vector<std::vector<double>> base;      ///< [columns][rows] mean over the pairs
  std::vector<std::vector<double>> proposal;  ///< [columns][rows]
  std::int64_t only_in_base{0};               ///< over all pairs
  std::int64_t only_in_proposal{0};
};

/// The rows of both sides that the results of such runs have; none for an evacuation. A row that a side has not, as a
/// building that the proposal adds, is 0 there.
/// Throws InputError where a result is damaged or of another version.
std::vector<RowChanges> row_changes(const std::vector<RunPair>& pairs);

}  // namespace machi
