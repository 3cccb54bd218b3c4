/// \file  One side of a comparison: the runs of one proposal, or of the base, each with its seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/run/read_result.hpp"

namespace machi {

/// A finished run as a comparison sees it.
struct StudyRun {
  RunFiles files;
  std::string format;  ///< of result.h5: "machi result", "machi travel result", …
  std::int64_t seed{0};
};

struct RunSide {
  std::string label;
  std::vector<StudyRun> runs;  ///< ascending by seed
};

/// The run in `path`, or the runs in the folders right below it. Throws InputError where there is none, and where two
/// have the same seed or do not run the same processes.
RunSide find_runs(const std::string& path);

/// Runs of the same seed on both sides.
struct RunPair {
  const StudyRun* base{nullptr};
  const StudyRun* proposal{nullptr};
};

struct RunPairs {
  std::vector<RunPair> pairs;          ///< ascending by seed
  std::vector<std::int64_t> unpaired;  ///< seeds that only one side has
};

/// Throws InputError where no seed is on both sides, or their results are of different kinds.
RunPairs pair_runs(const RunSide& base, const RunSide& proposal);

}  // namespace machi
