/// \file  What a checkpoint holds of traffic: persons, vehicles, links and records between two steps, and what people
/// have learned on the days before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/choice/day_to_day.hpp"
#include "engine/comm/comm.hpp"
#include "engine/fleet/dispatcher.hpp"
#include "engine/process/mobility/mobility_state.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Where a run of traffic stands.
struct MobilityProgress {
  std::int64_t day{0};         ///< of those that people learn from
  std::uint32_t next_step{0};  ///< of the day
  MobilityState traffic;
  std::vector<DispatcherState> fleets;           ///< the same on all ranks
  std::vector<DayFacts> days;                    ///< so far; the same on all ranks
  std::vector<std::vector<std::uint8_t>> plans;  ///< of the persons for whom this rank plans, where they learn
  bool learned{false};            ///< the days that people learn from are over: this one is cut short behind them
  std::vector<TripRecord> trips;  ///< then: of the last of those days, of the same persons
  bool lived{false};              ///< all of it is over: `traffic` has no more than what was recorded, and the totals
  /// Who was under way when another process took people over, and when all was over; of this rank.
  std::vector<UnderWay> at_handover;
  std::vector<UnderWay> at_end;
};

/// What a file must fit. `people`: persons for whom this rank plans, [first, first + count) of all; 0: nobody learns.
struct MobilityFrame {
  const MobilityWorld* world{nullptr};  ///< with the operators of a day
  std::int64_t persons{0};              ///< rows of the demand
  RowRange people{0, 0};
  RowRange trips{0, 0};           ///< of these, in the same way
  const DayToDay* days{nullptr};  ///< of these; where somebody learns
};

/// Writes into the group that the file has entered, the same bytes for any ranks and threads. Throws OutputError on all
/// ranks. Collective.
void write_mobility_state(const Comm& comm, H5Output& file, const MobilityProgress& progress);

/// From a group of a file, empty: from its root. Rows on the ranks of their links, events and visits dealt evenly.
/// Throws InputError on all ranks, which names the file, where it does not hold the state of such a world. Collective.
void read_mobility_state(const Comm& comm, const std::string& path, const std::string& group,
                         const MobilityFrame& frame, MobilityProgress& progress);

}  // namespace machi
