/// \file  run.json: what ran, on what, from which inputs, and where its time went.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/step/stepper.hpp"
#include "io/run/edit_rows.hpp"

namespace machi {

struct RunInput {
  std::string path;
  std::string sha256;
  std::uint64_t bytes{0};
};

/// Seconds of one part of a run, on this rank.
struct RunPhase {
  std::string name;
  double wall_s{0};
  double processor_s{0};  ///< of all threads
};

struct RunFacts {
  // The first rank's count.
  std::string command;
  std::string version;
  std::string commit;
  std::string compiler;
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name, version
  std::string kernels;                                         ///< variant that ran, e.g. "avx2"
  std::string scenario;                                        ///< name
  std::string started_utc;
  std::string ended{"done"};  ///< "done" or "stopped"
  std::int64_t seed{1};
  int threads{1};
  double simulated_s{0};
  std::int64_t resumed_step{-1};  ///< < 0: from the beginning
  std::vector<RunInput> inputs;
  EditsMade edits;  ///< of the city
  std::uint64_t output_bytes{0};
  double output_s{0};
  // Each rank's own.
  std::vector<RunPhase> phases;  ///< the same names in the same order on all ranks
  StepTimes steps;
};

/// The text of run.json, on the first rank; empty elsewhere. Collective.
std::string run_json(const Comm& comm, const RunFacts& facts);

/// Lines of a table: seconds of each phase of the steps on the mean and on the slowest rank, the ratio of the two, the
/// share of their time in which ranks waited for messages, and what was sent. The same on all ranks. Collective.
std::vector<std::string> step_times_table(const Comm& comm, const StepTimes& steps);

/// SHA-256 and length of a file. Throws InputError. Local.
RunInput hash_input(const std::string& path);

}  // namespace machi
