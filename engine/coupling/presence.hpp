/// \file  Who is in which building at each full hour of a run, from the activities that were carried out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/activity_changes.hpp"

namespace machi {

/// At which steps people are counted: those of the full hours from `first_hour` on.
struct PresenceHours {
  std::int64_t first_hour{0};
  std::vector<std::uint32_t> step;
};

/// The full hours of the clock between `start_s` and `start_s` + `simulated_s`, both included, up to 24 of them.
PresenceHours presence_hours(double start_s, double simulated_s, std::int64_t steps_per_s);

/// A run of buildings; rank after rank they are those of the city.
struct Presence {
  std::vector<std::uint32_t> persons;     ///< [buildings of this rank × hours]
  std::vector<std::uint64_t> under_way;   ///< [hours] the same on all ranks
  std::vector<std::uint64_t> by_purpose;  ///< [hours × purposes] the same on all ranks
};

/// Counts, at each hour, who is in an activity that began at that step or before and has not ended by it; everyone else
/// is under way. So everyone is in exactly one place. `events`: those of this rank, of any persons. Collective.
Presence count_presence(const Comm& comm, const PresencePlan& plan, const std::vector<TravelEvent>& events,
                        const PresenceHours& hours);

/// A line for each hour: how many are in activities of each type, and under way, in per cent. `types`: their names.
std::string presence_text(const Presence& presence, const PresenceHours& hours, const std::vector<std::string>& types);

}  // namespace machi
