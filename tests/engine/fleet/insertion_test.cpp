// Insertions are the best ones: against all sequences of stops that there are, each worked out from its beginning.
#include "engine/fleet/insertion.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/engine/fleet/crooked_town.hpp"

namespace machi {
namespace {

constexpr std::uint32_t stop_steps = 20;

using Drives = std::vector<std::vector<std::uint32_t>>;

struct Stop {
  std::uint32_t link;
  std::vector<std::uint32_t> on;
  std::vector<std::uint32_t> off;
};

/// The step in which the last stop of a sequence ends; none where a limit is broken on the way.
std::optional<std::int64_t> end_of(const Schedule& start, const std::vector<Stop>& stops, const Drives& drives,
                                   const std::vector<RideRequest>& requests) {
  std::uint32_t link = start.link;
  std::int64_t now = start.ready;
  std::uint32_t load = start.load;
  for (const Stop& stop : stops) {
    now += drives[link][stop.link];
    link = stop.link;
    for (const std::uint32_t row : stop.off) {
      if (now > requests[row].latest_dropoff) return std::nullopt;
      load -= requests[row].room;
    }
    for (const std::uint32_t row : stop.on) {
      if (now > requests[row].latest_pickup) return std::nullopt;
      load += requests[row].room;
    }
    now += stop_steps;
    if (load > start.capacity) return std::nullopt;
  }
  if (now > start.service_end) return std::nullopt;
  return now;
}

std::vector<Stop> stops_of(const Schedule& schedule) {
  std::vector<Stop> stops;
  for (const ScheduleStop& stop : schedule.stops) stops.push_back({stop.link, stop.on, stop.off});
  return stops;
}

/// All ways to put a stop for a request in: as a stop of its own, or at one that is there.
std::vector<std::pair<std::vector<Stop>, std::size_t>> with_stop(const std::vector<Stop>& stops, std::size_t first,
                                                                 std::uint32_t link, std::uint32_t row, bool on) {
  std::vector<std::pair<std::vector<Stop>, std::size_t>> all;
  for (std::size_t k = first; k <= stops.size(); ++k) {
    std::vector<Stop> made = stops;
    made.insert(made.begin() + static_cast<std::ptrdiff_t>(k), Stop{link, {}, {}});
    (on ? made[k].on : made[k].off).push_back(row);
    all.emplace_back(made, k);
    if (k == stops.size() || stops[k].link != link) continue;
    made = stops;
    (on ? made[k].on : made[k].off).push_back(row);
    all.emplace_back(made, k);
  }
  return all;
}

std::int64_t brute_force(const Schedule& schedule, const Drives& drives, const std::vector<RideRequest>& requests,
                         std::uint32_t row) {
  const std::vector<Stop> stops = stops_of(schedule);
  std::int64_t before = schedule.ready;
  if (!schedule.stops.empty()) before = schedule.stops.back().depart;
  std::int64_t best = Insertion::impossible;
  // Where it is committed, nothing comes before its first stop; but people may get on there.
  for (const auto& [with_pickup, at] : with_stop(stops, 0, requests[row].from, row, true)) {
    const bool before_first = at == 0 && (stops.empty() || with_pickup.size() > stops.size());
    if (schedule.committed && before_first) continue;
    for (const auto& [with_both, where] : with_stop(with_pickup, at + 1, requests[row].to, row, false)) {
      const auto end = end_of(schedule, with_both, drives, requests);
      if (end) best = std::min(best, *end - before);
    }
  }
  return best;
}

struct Case {
  explicit Case(std::uint64_t seed)
      : network(crooked_town(4, seed)), times(network, 1, {}, 100, 1), drives(drives_between(network, times)) {}
  TrafficNetwork network;
  DriveTimes times;
  Drives drives;
};

RideRequest draw_request(const Case& town, RandomStream& random, std::uint32_t now) {
  RideRequest request;
  request.from = random.below(town.network.links());
  do request.to = random.below(town.network.links());
  while (request.to == request.from);
  request.direct = town.drives[request.from][request.to];
  request.latest_pickup = now + 40 + random.below(200);
  request.latest_dropoff =
      now + 30 + static_cast<std::uint32_t>((1 + random.uniform()) * request.direct) + random.below(200);
  request.room = 1 + random.below(2);
  return request;
}

TEST(DriveTimes, AreThoseOfFloydAndNeverBelowTheirBounds) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Case town(seed);
    DrivesOf drives(town.times);
    for (std::uint32_t a = 0; a < town.network.links(); ++a) {
      drives.set(a);
      for (std::uint32_t b = 0; b < town.network.links(); ++b) {
        ASSERT_EQ(drives.to(b), town.drives[a][b]);
        ASSERT_EQ(drives.from(b), town.drives[b][a]);
        ASSERT_LE(town.times.at_least(a, b), town.drives[a][b]);
      }
    }
  }
}

TEST(DriveTimes, BoundsAreTightInALargeTown) {
  const TrafficNetwork network = crooked_town(30, 3);
  const DriveTimes times(network, 1, {}, 100, 1);
  DrivesOf drives(times);
  std::int64_t bounds = 0;
  std::int64_t exact = 0;
  RandomStream random(1, 1, 1);
  for (int k = 0; k < 2000; ++k) {
    const std::uint32_t a = random.below(network.links());
    const std::uint32_t b = random.below(network.links());
    drives.set(a);
    bounds += times.at_least(a, b);
    exact += drives.to(b);
  }
  EXPECT_GT(static_cast<double>(bounds), 0.75 * static_cast<double>(exact));
}

// Schedules grow by insertions, so that all that a schedule can be comes up; each insertion is held against all others.
TEST(Insertion, IsTheBestOfAllSequencesOfStops) {
  std::int64_t possible = 0;
  std::int64_t joined = 0;
  std::int64_t impossible = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Case town(seed % 6 + 1);
    RandomStream random(seed, 2, 2);
    DrivesOf pickup(town.times);
    DrivesOf dropoff(town.times);
    std::vector<RideRequest> requests;
    Schedule schedule;
    schedule.link = random.below(town.network.links());
    schedule.ready = 100;
    schedule.capacity = 2 + random.below(3);
    schedule.service_end = 900;
    for (int k = 0; k < 14; ++k) {
      if (!schedule.stops.empty()) schedule.committed = random.below(3) == 0;
      requests.push_back(draw_request(town, random, 100));
      const auto row = static_cast<std::uint32_t>(requests.size() - 1);
      const RideRequest& request = requests[row];
      pickup.set(request.from);
      dropoff.set(request.to);
      ExactDrives exact(pickup, dropoff, request.direct);
      LeastDrives least(town.times, request);
      const Insertion found = best_insertion(schedule, request, stop_steps, exact);
      ASSERT_EQ(found.cost, brute_force(schedule, town.drives, requests, row)) << "seed " << seed << ", request " << k;
      ASSERT_LE(best_insertion(schedule, request, stop_steps, least).cost, found.cost);
      if (!found.possible()) {
        ++impossible;
        continue;
      }
      ++possible;
      joined += found.joins_pickup || found.joins_dropoff ? 1 : 0;
      const std::int64_t before = schedule.stops.empty() ? schedule.ready : schedule.stops.back().depart;
      insert(schedule, requests, row, found, stop_steps, exact);
      ASSERT_EQ(schedule.stops.back().depart - before, found.cost);
      ASSERT_EQ(end_of(schedule, stops_of(schedule), town.drives, requests), schedule.stops.back().depart);
      for (const ScheduleStop& stop : schedule.stops) {
        ASSERT_GE(stop.slack, 0);
        for (const std::uint32_t other : stop.on)
          if (other == row) {
            ASSERT_EQ(stop.arrive, found.pickup);
          }
        for (const std::uint32_t other : stop.off)
          if (other == row) {
            ASSERT_EQ(stop.arrive, found.dropoff);
          }
      }
    }
  }
  // All of it came up.
  EXPECT_GT(possible, 200);
  EXPECT_GT(joined, 20);
  EXPECT_GT(impossible, 200);
}

TEST(Insertion, KeepsToTheEndOfService) {
  const Case town(1);
  DrivesOf pickup(town.times);
  DrivesOf dropoff(town.times);
  Schedule schedule;
  schedule.link = 0;
  schedule.ready = 0;
  schedule.capacity = 1;
  RideRequest request;
  request.from = 5;
  request.to = 11;
  request.direct = town.drives[5][11];
  request.latest_pickup = request.latest_dropoff = 100000;
  pickup.set(5);
  dropoff.set(11);
  ExactDrives exact(pickup, dropoff, request.direct);
  const std::uint32_t needed = town.drives[0][5] + stop_steps + request.direct + stop_steps;
  schedule.service_end = needed;
  EXPECT_EQ(best_insertion(schedule, request, stop_steps, exact).cost, needed);
  schedule.service_end = needed - 1;
  EXPECT_FALSE(best_insertion(schedule, request, stop_steps, exact).possible());
}

}  // namespace
}  // namespace machi
