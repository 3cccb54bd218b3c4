#include "engine/coupling/presence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr std::size_t most_hours = 24;

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
  const std::uint64_t persons = plan.persons();
  ActivityTrail where(own_changes(comm, plan, events), plan);
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
