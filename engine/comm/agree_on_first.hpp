/// \file  Work that ranks do side by side in one order, and one sentence where it fails.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/comm/comm.hpp"

namespace machi {

/// Comm::agree() for work in which ranks go through the same things in the same order and each looks at its own ones
/// more closely: `at` says how far a rank has come, and `work` lets it grow. Of ranks that fail the one that came least
/// far is heard, as if one rank had looked at everything; of equal ones the lowest. Collective.
void agree_on_first(const Comm& comm, const std::function<void(std::uint64_t& at)>& work);

}  // namespace machi
