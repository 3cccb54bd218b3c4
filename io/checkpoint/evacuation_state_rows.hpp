/// \file  Everyone of an evacuation as rows of one kind, which can be sorted, sent and written alike.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"

namespace machi {

/// Which list of EvacuationState a person stands in.
enum class StatePart : std::uint8_t { walking, waiting, at_door, at_entrance, ended, in_car };
inline constexpr int state_parts = 6;

/// What a list does not have is 0.
struct StateRow {
  Walker walker;
  LeafKey block{0};        ///< that holds its position
  std::uint64_t step{0};   ///< waiting: when due; at an entrance: when it came
  std::uint32_t order{0};  ///< at a door: place among those of its block
  std::uint32_t destination{no_index};
  float time_s{0};  ///< ended: when
  std::uint16_t floor_cm{0};
  std::uint8_t indoors{0};
  std::uint8_t by_car{0};
  std::uint8_t fate{0};
  StatePart part{StatePart::walking};
};

/// Rows of this rank's state.
std::vector<StateRow> rows_of(const EvacuationState& state, const BlockFrame& frame);

/// Rows of all ranks by block along the curve, list, order and id. Collective.
std::vector<StateRow> sorted_by_block(const Comm& comm, const std::vector<StateRow>& mine);

/// Sends each row to the rank that owns its block, keeping the order of the ranks' rows. Throws InputError, naming
/// `path`, where nobody does, and where one who walks, or will, stands on no leaf. Collective.
std::vector<StateRow> to_owners(const Comm& comm, const std::vector<StateRow>& mine, const EvacuationWorld& world,
                                const std::string& path);

/// Whether a row keeps to what a world has, so that nothing outside it is ever looked up.
bool fits(const StateRow& row, const EvacuationWorld& world);

/// Puts rows into the lists again, in their order.
void add_rows(const std::vector<StateRow>& rows, EvacuationState& state);

}  // namespace machi
