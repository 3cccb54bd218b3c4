#include "engine/coupling/activity_changes.hpp"

#include <algorithm>

namespace machi {
namespace {

bool of_activity(TravelEventKind kind) {
  return kind == TravelEventKind::activity_start || kind == TravelEventKind::activity_end;
}

}  // namespace

DemandRanks::DemandRanks(const Comm& comm, const PresencePlan& plan) {
  const std::uint64_t mine[] = {plan.first_person + plan.persons()};
  ends_ = comm.all_gather_of(std::span<const std::uint64_t>(mine));
}

std::size_t DemandRanks::of(std::uint32_t person) const {
  return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), std::uint64_t{person}) - ends_.begin());
}

std::vector<ActivityChange> own_changes(const Comm& comm, const PresencePlan& plan,
                                        const std::vector<TravelEvent>& events) {
  const DemandRanks ranks(comm, plan);
  std::vector<std::vector<ActivityChange>> to(ranks.ranks());
  for (const TravelEvent& event : events) {
    if (!of_activity(event.kind)) continue;
    const std::uint16_t starts = event.kind == TravelEventKind::activity_start ? 1 : 0;
    to[ranks.of(event.person)].push_back(
        {event.person, event.step, static_cast<std::uint16_t>(event.element / 2), starts});
  }
  std::vector<ActivityChange> changes;
  for (const std::vector<ActivityChange>& part : comm.all_to_all_of(to))
    changes.insert(changes.end(), part.begin(), part.end());
  sort_changes(plan, changes);
  return changes;
}

// Persons by counting, then the few changes of each.
void sort_changes(const PresencePlan& plan, std::vector<ActivityChange>& changes) {
  std::vector<std::size_t> begin(plan.persons() + 1, 0);
  for (const ActivityChange& change : changes) ++begin[change.person - plan.first_person + 1];
  for (std::size_t p = 1; p < begin.size(); ++p) begin[p] += begin[p - 1];
  std::vector<ActivityChange> sorted(changes.size());
  std::vector<std::size_t> next = begin;
  for (const ActivityChange& change : changes) sorted[next[change.person - plan.first_person]++] = change;
  for (std::size_t p = 0; p + 1 < begin.size(); ++p)
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(begin[p]),
              sorted.begin() + static_cast<std::ptrdiff_t>(begin[p + 1]));
  changes = std::move(sorted);
}

ActivityTrail::ActivityTrail(std::vector<ActivityChange> changes, const PresencePlan& plan)
    : changes_(std::move(changes)), next_(plan.persons() + 1, 0), activity_(plan.persons(), 0) {
  for (const ActivityChange& change : changes_) ++next_[change.person - plan.first_person + 1];
  for (std::size_t p = 1; p < next_.size(); ++p) next_[p] += next_[p - 1];
  end_.assign(next_.begin() + 1, next_.end());
}

std::int32_t ActivityTrail::at(std::uint64_t person, std::uint32_t step) {
  std::uint64_t& next = next_[person];
  for (; next < end_[person] && changes_[next].step <= step; ++next)
    activity_[person] = changes_[next].starts != 0 ? changes_[next].activity : -1;
  return activity_[person];
}

std::uint64_t BuildingRuns::rank_of(std::uint32_t building) const {
  std::uint64_t rank = building * ranks / std::max<std::uint64_t>(buildings, 1);
  while (first(rank + 1) <= building) ++rank;
  while (first(rank) > building) --rank;
  return rank;
}

}  // namespace machi
