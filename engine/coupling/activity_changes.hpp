/// \file  Starts and ends of activities, each on the rank that has its person in the demand.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/travel_event.hpp"

namespace machi {

/// The persons of a run and where their activities are, on the rank that has them in its demand.
struct PresencePlan {
  std::uint64_t first_person{0};                              ///< row among those of all ranks
  const std::vector<std::uint64_t>* activity_begin{nullptr};  ///< [persons + 1] into the next two
  const std::vector<std::uint32_t>* building{nullptr};        ///< [activities]
  std::vector<std::uint8_t> purpose;                          ///< [activities]
  std::uint64_t buildings{0};                                 ///< of the city
  std::size_t purposes{0};

  std::uint64_t persons() const { return activity_begin->size() - 1; }
};

/// Start or end of an activity.
struct ActivityChange {
  std::uint32_t person;  ///< row among those of all ranks
  std::uint32_t step;
  std::uint16_t activity;  ///< of the person
  std::uint16_t starts;    ///< 1: it starts, 0: it ends
  friend bool operator<(const ActivityChange& a, const ActivityChange& b) {
    return std::tie(a.person, a.activity, b.starts) < std::tie(b.person, b.activity, a.starts);
  }
};

/// Which rank has a person in its demand.
class DemandRanks {
 public:
  /// Collective.
  DemandRanks(const Comm& comm, const PresencePlan& plan);
  std::size_t ranks() const { return ends_.size(); }
  std::size_t of(std::uint32_t person) const;

 private:
  std::vector<std::uint64_t> ends_;  // [ranks] first person behind those of a rank
};

/// Changes of this rank's persons, by person and activity, starts before ends. `events`: those that this rank has seen,
/// of any persons. Collective.
std::vector<ActivityChange> own_changes(const Comm& comm, const PresencePlan& plan,
                                        const std::vector<TravelEvent>& events);

/// By person and activity, starts before ends; of this rank's persons. Local.
void sort_changes(const PresencePlan& plan, std::vector<ActivityChange>& changes);

/// Where this rank's persons are as time passes.
class ActivityTrail {
 public:
  ActivityTrail(std::vector<ActivityChange> changes, const PresencePlan& plan);
  /// The activity of a person (row on this rank) at a step, or -1 under way. Steps must not fall from call to call.
  std::int32_t at(std::uint64_t person, std::uint32_t step);
  /// Calls visit(activity, from, to) for each activity of a person that begins before step `end`, in their order; the
  /// first begins at step 0, and what has not ended by `end` ends there.
  template <class Visit>
  void each_stay(std::uint64_t person, std::uint32_t end, Visit visit) const {
    std::uint32_t from = 0;
    std::int32_t activity = 0;
    for (std::uint64_t k = person == 0 ? 0 : end_[person - 1]; k < end_[person] && changes_[k].step < end; ++k) {
      const ActivityChange& change = changes_[k];
      if (change.starts == 0) visit(activity, from, change.step);
      activity = change.starts != 0 ? change.activity : -1;
      from = change.step;
    }
    if (activity >= 0) visit(activity, from, end);
  }

 private:
  std::vector<ActivityChange> changes_;
  std::vector<std::uint64_t> next_;     // [persons + 1]
  std::vector<std::uint64_t> end_;      // [persons]
  std::vector<std::int32_t> activity_;  // [persons] everyone begins in the first
};

/// Equal runs of a city's buildings for the ranks.
struct BuildingRuns {
  std::uint64_t buildings;
  std::uint64_t ranks;
  std::uint64_t first(std::uint64_t rank) const { return buildings * rank / ranks; }
  std::uint64_t rank_of(std::uint32_t building) const;
};

}  // namespace machi
