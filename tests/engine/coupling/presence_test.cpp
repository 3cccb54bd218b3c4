// Everyone is in exactly one place at every hour.
#include "engine/coupling/presence.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint64_t buildings = 37;
constexpr std::uint64_t persons = 501;

/// Persons of a rank with three activities each, and all their events.
struct Day {
  PresencePlan plan;
  std::vector<std::uint64_t> begin{0};
  std::vector<std::uint32_t> building;
  std::vector<TravelEvent> events;

  void add(std::uint32_t person) {
    RandomStream random(5, person, 1);
    std::uint32_t step = random.below(9 * 3600);
    for (std::uint16_t k = 0; k < 3; ++k) {
      building.push_back(random.below(buildings));
      plan.purpose.push_back(static_cast<std::uint8_t>(k));
      if (k > 0)
        events.push_back({step, person, 0, static_cast<std::uint16_t>(2 * k), TravelEventKind::activity_start, 0});
      if (k < 2) {
        step += random.below(6 * 3600);
        events.push_back({step, person, 0, static_cast<std::uint16_t>(2 * k), TravelEventKind::activity_end, 0});
        step += 1 + random.below(5000);
      }
    }
    begin.push_back(building.size());
  }
};

Day day_of(std::uint64_t first, std::uint64_t end) {
  Day day;
  for (std::uint64_t p = first; p < end; ++p) day.add(static_cast<std::uint32_t>(p));
  day.plan.first_person = first;
  day.plan.buildings = buildings;
  day.plan.purposes = 3;
  return day;
}

TEST(Presence, PutsEveryoneInOnePlaceOnAnyRanks) {
  const Comm comm = Comm::world();
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  Day day = day_of(persons * rank / ranks, persons * (rank + 1) / ranks);
  day.plan.activity_begin = &day.begin;
  day.plan.building = &day.building;
  Day whole = day_of(0, persons);
  whole.plan.activity_begin = &whole.begin;
  whole.plan.building = &whole.building;
  // Each rank has seen the events of any persons.
  std::vector<TravelEvent> seen;
  for (std::size_t k = 0; k < whole.events.size(); ++k)
    if (k % ranks == rank) seen.push_back(whole.events[k]);
  const PresenceHours hours = presence_hours(0, 86400, 1);
  ASSERT_EQ(hours.step.size(), 24U);
  const Presence mine = count_presence(comm, day.plan, seen, hours);
  const Presence all = count_presence(Comm::null(), whole.plan, whole.events, hours);
  EXPECT_EQ(comm.all_gather_of(std::span<const std::uint32_t>(mine.persons)), all.persons);
  EXPECT_EQ(mine.under_way, all.under_way);
  EXPECT_EQ(mine.by_purpose, all.by_purpose);
  for (std::size_t hour = 0; hour < 24; ++hour) {
    std::uint64_t inside = 0;
    for (std::uint64_t b = 0; b < buildings; ++b) inside += all.persons[b * 24 + hour];
    EXPECT_EQ(inside + all.under_way[hour], persons);
    EXPECT_EQ(std::accumulate(all.by_purpose.begin() + static_cast<std::ptrdiff_t>(3 * hour),
                              all.by_purpose.begin() + static_cast<std::ptrdiff_t>(3 * hour + 3), std::uint64_t{0}),
              inside);
  }
  EXPECT_EQ(all.under_way[0], 0U);
  EXPECT_GT(std::accumulate(all.under_way.begin(), all.under_way.end(), std::uint64_t{0}), 100U);
}

// Home until 3600, on the way until 7300, at work from then on.
TEST(Presence, CountsAtTheFullHour) {
  const std::vector<std::uint64_t> begin{0, 2};
  const std::vector<std::uint32_t> building{4, 9};
  const PresencePlan plan{0, &begin, &building, {0, 1}, 10, 2};
  const std::vector<TravelEvent> events{{7300, 0, 0, 2, TravelEventKind::activity_start, 0},
                                        {3600, 0, 0, 0, TravelEventKind::activity_end, 0}};
  const Presence presence = count_presence(Comm::null(), plan, events, presence_hours(0, 3 * 3600, 1));
  EXPECT_EQ(presence.under_way, (std::vector<std::uint64_t>{0, 1, 1, 0}));
  EXPECT_EQ(presence.persons[4 * 4 + 0], 1U);
  EXPECT_EQ(presence.persons[9 * 4 + 3], 1U);
  EXPECT_EQ(presence.by_purpose, (std::vector<std::uint64_t>{1, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(Presence, KnowsTheClock) {
  const PresenceHours hours = presence_hours(6.5 * 3600, 2 * 3600, 10);
  EXPECT_EQ(hours.first_hour, 7);
  EXPECT_EQ(hours.step, (std::vector<std::uint32_t>{18000, 54000}));
  EXPECT_EQ(presence_hours(0, 200000, 1).step.size(), 24U);
}

}  // namespace
}  // namespace machi
