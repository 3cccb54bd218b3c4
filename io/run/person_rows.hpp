/// \file  What became of each person, in the order of their ids.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Codes of /persons/fate: those of Fate, and `stays` for who never leaves and is not lost.
enum class PersonFate : std::uint8_t { waiting, walking, safe, lost, at_entrance, stays };

/// One person at the end of a run; moved as it is between ranks.
struct PersonRow {
  Walker walker;
  float time_s{0};  ///< of arrival or loss, else 0
  std::uint32_t destination{no_index};
  PersonFate fate{PersonFate::waiting};
};

/// Everyone, sorted by id over the ranks. Collective.
std::vector<PersonRow> persons_by_id(const Comm& comm, const Evacuation& evacuation);

}  // namespace machi
