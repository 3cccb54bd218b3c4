#include "io/run/presence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace machi {
namespace {

constexpr std::size_t most_hours = 24;

/// Start or end of an activity.
struct Change {
  std::uint32_t person;
  std::uint32_t step;
  std::uint16_t activity;  ///< of the person
  std::uint16_t starts;
  friend bool operator<(const Change& a, const Change& b) {
    return std::tie(a.person, a.activity, b.starts) < std::tie(b.person, b.activity, a.starts);
  }
};

bool of_activity(TravelEventKind kind) {
  return kind == TravelEventKind::activity_start || kind == TravelEventKind::activity_end;
}

/// Changes of this rank's persons, by person and activity, starts before ends.
std::vector<Change> own_changes(const Comm& comm, const PresencePlan& plan, const std::vector<TravelEvent>& events) {
  const std::uint64_t persons = plan.activity_begin->size() - 1;
  const std::uint64_t mine[] = {plan.first_person + persons};
  const std::vector<std::uint64_t> ends = comm.all_gather_of(std::span<const std::uint64_t>(mine));
  std::vector<std::vector<Change>> to(ends.size());
  for (const TravelEvent& event : events) {
    if (!of_activity(event.kind)) continue;
    const auto rank = std::upper_bound(ends.begin(), ends.end(), std::uint64_t{event.person}) - ends.begin();
    const std::uint16_t starts = event.kind == TravelEventKind::activity_start ? 1 : 0;
    to[static_cast<std::size_t>(rank)].push_back(
        {event.person, event.step, static_cast<std::uint16_t>(event.element / 2), starts});
  }
  std::vector<Change> changes;
  for (const std::vector<Change>& part : comm.all_to_all_of(to))
    changes.insert(changes.end(), part.begin(), part.end());
  std::sort(changes.begin(), changes.end());
  return changes;
}

/// Where this rank's persons are as the hours pass.
class Whereabouts {
 public:
  Whereabouts(std::vector<Change> changes, std::uint64_t first_person, std::uint64_t persons)
      : changes_(std::move(changes)), next_(persons + 1, 0), activity_(persons, 0) {
    for (const Change& change : changes_) ++next_[change.person - first_person + 1];
    for (std::size_t p = 1; p < next_.size(); ++p) next_[p] += next_[p - 1];
    end_.assign(next_.begin() + 1, next_.end());
  }

  /// The activity of a person at a step, or -1 under way. Steps must not fall from call to call.
  std::int32_t at(std::uint64_t person, std::uint32_t step) {
    std::uint64_t& next = next_[person];
    for (; next < end_[person] && changes_[next].step <= step; ++next)
      activity_[person] = changes_[next].starts != 0 ? changes_[next].activity : -1;
    return activity_[person];
  }

 private:
  std::vector<Change> changes_;
  std::vector<std::uint64_t> next_;     // [persons + 1]
  std::vector<std::uint64_t> end_;      // [persons]
  std::vector<std::int32_t> activity_;  // [persons] everyone begins in the first
};

/// Equal runs of the buildings for the ranks.
struct BuildingRuns {
  std::uint64_t buildings;
  std::uint64_t ranks;
  std::uint64_t first(std::uint64_t rank) const { return buildings * rank / ranks; }
  std::uint64_t rank_of(std::uint32_t building) const {
    std::uint64_t rank = building * ranks / std::max<std::uint64_t>(buildings, 1);
    while (first(rank + 1) <= building) ++rank;
    while (first(rank) > building) --rank;
    return rank;
  }
};

std::vector<std::uint64_t> summed(const Comm& comm, std::vector<std::int64_t> values) {
  comm.sum(values);
  return {values.begin(), values.end()};
}

}  // namespace

PresenceHours presence_hours(double start_s, double simulated_s, std::int64_t steps_per_s) {
  PresenceHours hours;
  hours.first_hour = static_cast<std::int64_t>(std::ceil(start_s / 3600));
  for (std::int64_t hour = hours.first_hour; hours.step.size() < most_hours; ++hour) {
    const double second = 3600.0 * static_cast<double>(hour) - start_s;
    if (second > simulated_s) break;
    hours.step.push_back(static_cast<std::uint32_t>(std::llround(second * static_cast<double>(steps_per_s))));
  }
  return hours;
}

// One hour after the other, so that no more than a number a person is under way between ranks.
Presence count_presence(const Comm& comm, const PresencePlan& plan, const std::vector<TravelEvent>& events,
                        const PresenceHours& hours) {
  const std::size_t count = hours.step.size();
  const std::uint64_t persons = plan.activity_begin->size() - 1;
  Whereabouts where(own_changes(comm, plan, events), plan.first_person, persons);
  const BuildingRuns runs{plan.buildings, static_cast<std::uint64_t>(comm.size())};
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  Presence presence;
  presence.persons.assign((runs.first(rank + 1) - runs.first(rank)) * count, 0);
  std::vector<std::int64_t> under_way(count, 0);
  std::vector<std::int64_t> by_purpose(count * plan.purposes, 0);
  for (std::size_t hour = 0; hour < count; ++hour) {
    std::vector<std::vector<std::uint32_t>> stays(runs.ranks);
    for (std::uint64_t p = 0; p < persons; ++p) {
      const std::int32_t activity = where.at(p, hours.step[hour]);
      if (activity < 0) {
        ++under_way[hour];
        continue;
      }
      const std::uint64_t row = (*plan.activity_begin)[p] + static_cast<std::uint64_t>(activity);
      ++by_purpose[hour * plan.purposes + plan.purpose[row]];
      stays[runs.rank_of((*plan.building)[row])].push_back((*plan.building)[row]);
    }
    for (const std::vector<std::uint32_t>& part : comm.all_to_all_of(stays))
      for (const std::uint32_t building : part) ++presence.persons[(building - runs.first(rank)) * count + hour];
  }
  presence.under_way = summed(comm, std::move(under_way));
  presence.by_purpose = summed(comm, std::move(by_purpose));
  return presence;
}

std::string presence_text(const Presence& presence, const PresenceHours& hours, const std::vector<std::string>& types) {
  std::string text = "Where people are, %:\n  hour ";
  for (const std::string& type : types) text += fmt::format("{:>10}", type);
  text += fmt::format("{:>10}\n", "under way");
  for (std::size_t hour = 0; hour < hours.step.size(); ++hour) {
    const std::uint64_t* here = &presence.by_purpose[hour * types.size()];
    std::uint64_t all = presence.under_way[hour];
    for (std::size_t type = 0; type < types.size(); ++type) all += here[type];
    const double percent = all > 0 ? 100.0 / static_cast<double>(all) : 0;
    text += fmt::format("  {:>4} ", (hours.first_hour + static_cast<std::int64_t>(hour)) % 24);
    for (std::size_t type = 0; type < types.size(); ++type)
      text += fmt::format("{:>10.1f}", percent * static_cast<double>(here[type]));
    text += fmt::format("{:>10.1f}\n", percent * static_cast<double>(presence.under_way[hour]));
  }
  text.pop_back();
  return text;
}

}  // namespace machi
