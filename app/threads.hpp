/// \file  How many OpenMP threads a rank uses.
#pragma once

#include "engine/comm/comm.hpp"

namespace machi {

/// Logical processors that this process may run on, by its affinity mask; a container's processor quota counts too.
int usable_processors();

/// Ranks whose host and processors are (partly) those of this rank, itself included. Collective.
int ranks_beside_me(const Comm& comm);

/// Sets the threads of this rank: `wanted` where above 0, else OMP_NUM_THREADS, else the rank's share of the host's
/// processors. Answers with the number. Collective.
int set_threads(const Comm& comm, int wanted);

}  // namespace machi
