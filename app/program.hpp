/// \file  The program around the subcommands: finds the one that is meant, reads its options, runs it, and turns what
/// goes wrong into one sentence and an exit code that all ranks share.
#pragma once

#include <string>
#include <vector>

#include "app/command.hpp"

namespace machi {

/// Runs `words` (the command line without the program's name). Answers with the exit code, the same on all ranks; a
/// failure of some ranks only ends the others by MPI_Abort. Collective.
int run_program(const Comm& comm, const std::vector<std::string>& words, const std::vector<Command>& commands);

}  // namespace machi
