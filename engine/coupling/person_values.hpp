/// \file  Values of persons that other ranks know.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

struct PersonValue {
  std::uint64_t id{0};
  float value{0};
  std::uint32_t unused{0};
};

/// The value of each person `id` that some rank has in `known`, in the order of `id`; NaN where none has. Ids are
/// unique in both over all ranks. Collective.
std::vector<float> values_of_persons(const Comm& comm, const std::vector<std::uint64_t>& id,
                                     const std::vector<PersonValue>& known);

}  // namespace machi
