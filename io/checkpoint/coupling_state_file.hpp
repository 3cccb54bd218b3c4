/// \file  What a checkpoint of a run of several processes holds beside their own states: where the run stands, and what
/// they have told one another that follows from nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/street_walkers.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Streets as traffic shares them with walkers.
struct SharedRoadsState {
  std::int64_t flooded_streets{0};
  std::int64_t shared_streets{0};    ///< with walkers on them, summed over exchanges
  std::vector<StreetCount> walkers;  ///< at the last exchange, by street
};

/// A link at whose end cars have left the area.
struct CarExitCount {
  std::uint32_t link{0};  ///< row of the network
  std::int64_t cars{0};
  std::int64_t persons{0};  ///< in them
};

/// Cars of evacuees that have come to their end.
struct EvacueeCarsState {
  std::array<std::int64_t, 3> ended{};  ///< by LeftCar::Why
  std::int64_t asked{0};                ///< persons in them
  std::int64_t on_foot{0};              ///< of these, who got out alive
  std::int64_t redirected{0};           ///< times that a car turned to another shelter
  std::vector<CarExitCount> exits;      ///< by link
};

/// The same on all ranks.
struct CouplingState {
  enum class Phase : std::uint8_t { mobility, evacuation, energy };
  Phase phase{Phase::mobility};
  std::uint64_t number{0};           ///< of the checkpoint
  double together_s{0};              ///< since the alarm, up to which mobility and evacuation have run
  std::uint64_t evacuation_step{0};  ///< the first that was not done, as the next
  std::uint64_t energy_step{0};
  EvacueeCarsState cars;
  SharedRoadsState roads;
};

/// Writes into the group that the file has entered. Throws OutputError on all ranks. Collective.
void write_coupling_state(const Comm& comm, H5Output& file, const CouplingState& state);

/// From a group of a file. Throws InputError on all ranks, which names the file. Collective.
CouplingState read_coupling_state(const Comm& comm, const std::string& path, const std::string& group);

}  // namespace machi
