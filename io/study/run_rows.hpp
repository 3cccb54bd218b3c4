/// \file  Figures of single rows, read from the results of traffic and energy.
#pragma once

#include <vector>

#include "io/study/row_changes.hpp"

namespace machi {

/// One kind of rows of a run.
struct RunRows {
  RowKind kind;
  RowFigures figures;
};

/// Travellers of a result of traffic, with their trips and time under way. Throws InputError.
RunRows travellers_of(const H5Input& file);

/// Of traffic: travellers with their trips and time under way, links with their vehicles (where the result has
/// events, trips and volumes). Of energy: zones with what they take in a year. Nothing of other results. Throws
/// InputError.
std::vector<RunRows> read_run_rows(const StudyRun& run);

}  // namespace machi
