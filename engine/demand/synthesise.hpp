/// \file  A synthetic population with its day: from a town to households, persons, activities and legs.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>

#include "engine/comm/comm.hpp"
#include "engine/demand/demand_settings.hpp"
#include "engine/demand/town.hpp"
#include "engine/demand/transit_skims.hpp"
#include "engine/model/people.hpp"

namespace machi {

/// What was made; the same on all ranks.
struct DemandReport {
  std::int64_t unplaced{0};  ///< persons of cells of the national grid without a dwelling, who are left out
  std::int64_t zones{0};
  double zone_m{0};
  double jobs{0};  ///< that the floor area offers
  double school_places{0};
  double circuity{0};
  double car_speed_m_s{0};
  std::array<double, purpose_count> decay_1_km{};
  std::array<double, purpose_count> expected_km{};  ///< mean cost by gravity, from home
};

struct SyntheticPeople {
  People people;  ///< of this rank's buildings
  DemandReport report;
};

/// Makes the population of a town (docs/models/population.md). A person depends on the seed and the town alone; which
/// rank has read which buildings does not show. Nothing with persons leaves its rank. Throws UsageError for settings
/// that contradict one another, InputError for a town without dwellings, workplaces or streets. Collective.
/// `transit`: what people may ride; null: nothing. Its stops lie in the frame of the town.
SyntheticPeople make_people(const Town& town, const DemandSettings& settings, const Comm& comm,
                            const TransitOffer* transit = nullptr);

/// Figures of a population, summed over all ranks.
struct PeopleSummary {
  static constexpr std::size_t age_groups = 9;  ///< of ten years, the last from 80
  std::int64_t households{0};
  std::int64_t without_adult{0};  ///< households whose members are all below 18
  std::int64_t cars{0};
  std::int64_t persons{0};
  std::int64_t out{0};  ///< persons who leave home
  // Of persons from 5 years of age on, as surveys count them.
  std::int64_t persons_from_5{0};
  std::int64_t out_from_5{0};
  std::int64_t trips_from_5{0};
  std::int64_t persons_from_15{0};
  // Of those who go to work.
  std::int64_t workers_out{0};
  std::int64_t leave_for_work_s{0};  ///< sum of clock times at which they leave home for it
  std::int64_t back_from_work_s{0};  ///< and are at home again
  std::array<std::int64_t, age_groups> by_age{};
  std::array<std::int64_t, role_count> by_role{};
  std::array<std::int64_t, role_count> trips_by_role{};
  std::array<std::int64_t, purpose_count> trips_to{};
  std::array<std::int64_t, purpose_count> metres_to{};
  std::array<std::int64_t, travel_mode_count> trips_by{};
  std::array<std::int64_t, travel_mode_count> metres_by{};
  std::array<std::int64_t, travel_mode_count> seconds_by{};
  std::array<std::int64_t, 25> departures{};  ///< by hour; after midnight in the last
  std::int64_t trips() const { return std::accumulate(trips_by.begin(), trips_by.end(), std::int64_t{0}); }
};

/// Collective.
PeopleSummary summarise(const People& people, const Comm& comm);

}  // namespace machi
