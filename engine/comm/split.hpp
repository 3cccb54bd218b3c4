/// \file  Ranks in groups, for runs beside one another.
#pragma once

#include "engine/comm/comm.hpp"

namespace machi {

/// The ranks that name the same `group` (0 or more), in their order, as ranks of their own; each gets that of its
/// group. A group of one rank is the null form. Collective.
Comm split(const Comm& comm, int group);

/// The ranks that can share memory with this one, in their order, as ranks of their own. Collective.
Comm split_by_host(const Comm& comm);

}  // namespace machi
