/// \file  Journeys by timetable: worked examples, and against a search of the time-expanded graph on random timetables.
#include "engine/transit/raptor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "engine/core/rng.hpp"
#include "engine/transit/transfers.hpp"
#include "tests/engine/transit/made_timetable.hpp"

namespace machi {
namespace {

constexpr std::int32_t never = Raptor::never;

// 0 ── 1 ── 2 by the slow line; 1 ── 3 by a fast one; 2 ── 3 on foot.
Timetable two_lines() {
  MadeTimetable made;
  for (int k = 0; k < 4; ++k) made.stop(500 * k, 0, 60);
  made.route({0, 1, 2}, {{{100, 100}, {200, 210}, {900, 900}}, {{400, 400}, {500, 510}, {1200, 1200}}});
  made.route({1, 3}, {{{240, 240}, {300, 300}}, {{270, 270}, {330, 330}}});
  made.transfer(2, 3, 100);
  return made.take();
}

TEST(Raptor, FindsTheFastestByEachNumberOfRides) {
  const Timetable timetable = two_lines();
  const TransitIndex index(timetable);
  Raptor raptor(index, 4);
  const std::vector<StopAccess> from{{0, 20}};
  // To a place 30 s from stop 3 and 300 s from stop 2: direct at 1200, or by 270 at stop 1, since changing takes 60 s.
  const std::vector<StopAccess> to{{2, 300}, {3, 30}};
  const std::vector<Journey>& found = raptor.journeys(from, to, 80);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].arrival_s, 1200);
  EXPECT_EQ(found[0].rides, (std::vector<JourneyRide>{{0, 0, 0, 2}}));
  EXPECT_EQ(found[0].walk_s, 320U);
  EXPECT_EQ(found[1].arrival_s, 360);
  EXPECT_EQ(found[1].rides, (std::vector<JourneyRide>{{0, 0, 0, 1}, {1, 1, 0, 1}}));
  EXPECT_EQ(found[1].access_s, 20U);
  EXPECT_EQ(found[1].egress_s, 30U);
}

TEST(Raptor, WhoComesASecondLateTakesTheNextOne) {
  const Timetable timetable = two_lines();
  const TransitIndex index(timetable);
  Raptor raptor(index, 1);
  const std::vector<StopAccess> from{{0, 0}};
  const std::vector<StopAccess> to{{2, 0}};
  EXPECT_EQ(raptor.journeys(from, to, 100).at(0).arrival_s, 900);
  EXPECT_EQ(raptor.journeys(from, to, 101).at(0).arrival_s, 1200);
  EXPECT_TRUE(raptor.journeys(from, to, 401).empty());
  EXPECT_TRUE(raptor.journeys(from, to, 100, 900).empty());
}

TEST(Raptor, LeavesAsLateAsItCan) {
  const Timetable timetable = two_lines();
  const TransitIndex index(timetable);
  Raptor raptor(index, 4);
  const std::vector<StopAccess> from{{0, 20}};
  const std::vector<StopAccess> to{{2, 0}};
  EXPECT_EQ(raptor.last_departure(from, to, 0, 1300).departure_s, 380);
  EXPECT_EQ(raptor.last_departure(from, to, 0, 1199).departure_s, 80);
  EXPECT_EQ(raptor.last_departure(from, to, 0, 900).arrival_s, 900);
  EXPECT_TRUE(raptor.last_departure(from, to, 0, 899).rides.empty());
  EXPECT_TRUE(raptor.last_departure(from, to, 81, 1000).rides.empty());
}

TEST(Raptor, OfWaysThatArriveTogetherTakesThatWithLessWalking) {
  const Timetable timetable = two_lines();
  const TransitIndex index(timetable);
  Raptor raptor(index, 1);
  // Stop 1 is next door; stop 0, where the same bus came from, is 90 s away.
  const std::vector<StopAccess> from{{0, 90}, {1, 10}};
  const std::vector<StopAccess> to{{2, 0}};
  const Journey found = raptor.journeys(from, to, 0).at(0);
  EXPECT_EQ(found.arrival_s, 900);
  EXPECT_EQ(found.access_s, 10U);
  EXPECT_EQ(found.rides, (std::vector<JourneyRide>{{0, 0, 1, 2}}));
}

TEST(Raptor, NobodyBoardsOrAlightsWhereThatIsNotAllowed) {
  Timetable timetable = two_lines();
  timetable.call_drop_off[1] = 0;
  const TransitIndex index(timetable);
  Raptor raptor(index, 4);
  const std::vector<StopAccess> from{{0, 0}};
  const std::vector<StopAccess> to{{3, 0}};
  // No change at stop 1: to the end of the line, and walk is egress only where `to` says so.
  EXPECT_TRUE(raptor.journeys(from, to, 0).empty());
  timetable.call_pick_up[0] = 0;
  EXPECT_TRUE(raptor.journeys(from, std::vector<StopAccess>{{2, 0}}, 0).empty());
}

TEST(Transfers, StopsWithinTheRadiusAreJoinedButWhatIsGivenStays) {
  MadeTimetable made;
  made.stop(0, 0).stop(100, 0).stop(0, 150).stop(5000, 0);
  made.transfer(0, 1, 7).transfer(0, 3, 900).transfer(2, 0, no_transfer);
  Timetable timetable = made.take();
  add_walking_transfers(timetable, 160, 60, {1, 1.5});
  EXPECT_EQ(timetable.transfer_begin, (std::vector<std::uint64_t>{0, 3, 4, 4, 4}));
  EXPECT_EQ(timetable.transfer_to, (std::vector<std::uint32_t>{1, 2, 3, 0}));
  EXPECT_EQ(timetable.transfer_s, (std::vector<std::uint32_t>{7, 285, 900, 210}));
}

// ---- against the time-expanded graph

Timetable random_timetable(std::uint64_t seed) {
  RandomStream random(seed, 1, 0x7e57);
  MadeTimetable made;
  const std::uint32_t stops = 5 + random.below(10);
  for (std::uint32_t k = 0; k < stops; ++k) made.stop(0, 0, random.below(3) * 30);
  const std::uint32_t routes = 2 + random.below(8);
  for (std::uint32_t r = 0; r < routes; ++r) {
    std::vector<std::uint32_t> served;
    for (std::uint32_t k = 2 + random.below(5); k > 0; --k) {
      const std::uint32_t stop = random.below(stops);
      if (served.empty() || served.back() != stop) served.push_back(stop);
    }
    if (served.size() < 2) continue;
    std::vector<MadeTimetable::Times> trips;
    for (std::uint32_t t = 1 + random.below(6); t > 0; --t) {
      MadeTimetable::Times times;
      auto now = static_cast<std::int32_t>(random.below(1200));
      for (std::size_t k = 0; k < served.size(); ++k) {
        const auto stays = static_cast<std::int32_t>(random.below(3) * 10);
        times.emplace_back(now, now + stays);
        now += stays + 20 * static_cast<std::int32_t>(random.below(12));
      }
      // No trip overtakes: it is as late as the one before it everywhere.
      for (std::size_t k = 0; k < served.size() && !trips.empty(); ++k) {
        times[k].first = std::max(times[k].first, trips.back()[k].first);
        times[k].second = std::max({times[k].second, times[k].first, trips.back()[k].second});
        if (k > 0) times[k].first = std::max(times[k].first, times[k - 1].second);
        times[k].second = std::max(times[k].second, times[k].first);
      }
      trips.push_back(times);
    }
    made.route(served, trips);
  }
  for (std::uint32_t from = 0; from < stops; ++from)
    for (std::uint32_t to = 0; to < stops; ++to)
      if (from != to && random.below(6) == 0) made.transfer(from, to, 10 * random.below(20));
  Timetable timetable = made.take();
  for (std::uint8_t& flag : timetable.call_pick_up) flag = random.below(8) != 0;
  for (std::uint8_t& flag : timetable.call_drop_off) flag = random.below(8) != 0;
  return timetable;
}

/// Dijkstra over (event, number of rides): the earliest moments at which one can board at, sits in a trip at, and gets
/// off at a stop.
class TimeExpanded {
 public:
  TimeExpanded(const Timetable& timetable, std::uint32_t most_rides) : t_(timetable), most_(most_rides) {}

  /// [stops][rides] least moment of getting off with exactly that many rides.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> search(const std::vector<StopAccess>& from,
                                                                         std::int32_t departure_s) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> off;
    std::set<State> done;
    for (const StopAccess& access : from)
      queue_.push({departure_s + std::int64_t{access.walk_s}, 0, access.stop, 0, 0, 0});
    while (!queue_.empty()) {
      const State state = queue_.top();
      queue_.pop();
      const auto [time, kind, a, b, c, rides] = state;
      State node = state;
      std::get<0>(node) = 0;
      if (!done.insert(node).second) continue;
      if (kind == 0) board(time, a, rides);
      if (kind == 1) ride(a, b, c, rides);
      if (kind == 2) {
        off.emplace(std::pair(a, rides), time);
        queue_.push({time + t_.stop_min_transfer_s[a], 0, a, 0, 0, rides});
        for (std::uint64_t k = t_.transfer_begin[a]; k < t_.transfer_begin[a + 1]; ++k)
          queue_.push({time + t_.transfer_s[k], 0, t_.transfer_to[k], 0, 0, rides});
      }
    }
    return off;
  }

 private:
  /// Time; 0 can board at stop a, 1 sits in trip b of route a behind its stop c, 2 gets off at stop a; rides.
  using State = std::tuple<std::int64_t, int, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

  void board(std::int64_t time, std::uint32_t stop, std::uint32_t rides) {
    if (rides == most_) return;
    for (std::uint32_t route = 0; route < t_.routes(); ++route)
      for (std::uint32_t at = 0; at + 1 < t_.calls(route); ++at) {
        if (t_.call_stop[t_.call(route, at)] != stop || t_.call_pick_up[t_.call(route, at)] == 0) continue;
        for (std::uint64_t trip = t_.route_trip_begin[route]; trip < t_.route_trip_begin[route + 1]; ++trip)
          if (t_.departure_s[t_.time(route, trip, at)] >= time)
            queue_.push(
                {t_.departure_s[t_.time(route, trip, at)], 1, route, static_cast<std::uint32_t>(trip), at, rides + 1});
      }
  }
  void ride(std::uint32_t route, std::uint32_t trip, std::uint32_t at, std::uint32_t rides) {
    if (at + 1 == t_.calls(route)) return;
    const std::int32_t arrives = t_.arrival_s[t_.time(route, trip, at + 1)];
    queue_.push({arrives, 1, route, trip, at + 1, rides});
    if (t_.call_drop_off[t_.call(route, at + 1)] != 0)
      queue_.push({arrives, 2, t_.call_stop[t_.call(route, at + 1)], 0, 0, rides});
  }

  const Timetable& t_;
  std::uint32_t most_;
  std::priority_queue<State, std::vector<State>, std::greater<>> queue_;
};

constexpr std::uint32_t most_rides = 4;

std::vector<StopAccess> random_access(const Timetable& timetable, RandomStream& random) {
  std::map<std::uint32_t, std::uint32_t> walks;
  for (std::uint32_t k = 1 + random.below(3); k > 0; --k)
    walks.emplace(random.below(timetable.stops()), 10 * random.below(20));
  std::vector<StopAccess> access;
  for (const auto& [stop, walk] : walks) access.push_back({stop, walk});
  return access;
}

/// Least arrival by at most 0, 1, … rides.
std::vector<std::int64_t> expected(const Timetable& timetable, const std::vector<StopAccess>& from,
                                   const std::vector<StopAccess>& to, std::int32_t departure_s) {
  const auto off = TimeExpanded(timetable, most_rides).search(from, departure_s);
  std::vector<std::int64_t> best(most_rides + 1, never);
  for (const auto& [node, time] : off)
    for (const StopAccess& target : to)
      for (std::uint32_t rides = node.second; rides <= most_rides && target.stop == node.first; ++rides)
        best[rides] = std::min(best[rides], time + target.walk_s);
  return best;
}

/// Whether a journey can be made as it says, and adds up.
void check_journey(const Timetable& t, const Journey& journey, const std::vector<StopAccess>& from,
                   const std::vector<StopAccess>& to) {
  std::int64_t now = journey.departure_s + std::int64_t{journey.access_s};
  std::int64_t walk = journey.access_s;
  std::uint32_t stop = no_index;
  for (const JourneyRide& ride : journey.rides) {
    const std::uint32_t boards = t.call_stop[t.call(ride.route, ride.board)];
    if (stop == no_index) {
      EXPECT_TRUE(std::any_of(from.begin(), from.end(), [&](const StopAccess& access) {
        return access.stop == boards && access.walk_s == journey.access_s;
      }));
    } else if (boards == stop) {
      now += t.stop_min_transfer_s[stop];
    } else {
      std::int64_t seconds = -1;
      for (std::uint64_t k = t.transfer_begin[stop]; k < t.transfer_begin[stop + 1]; ++k)
        if (t.transfer_to[k] == boards) seconds = t.transfer_s[k];
      ASSERT_GE(seconds, 0);
      now += seconds;
      walk += seconds;
    }
    ASSERT_LT(ride.board, ride.alight);
    EXPECT_NE(t.call_pick_up[t.call(ride.route, ride.board)], 0);
    EXPECT_NE(t.call_drop_off[t.call(ride.route, ride.alight)], 0);
    const std::uint64_t trip = t.route_trip_begin[ride.route] + ride.trip;
    EXPECT_GE(t.departure_s[t.time(ride.route, trip, ride.board)], now);
    now = t.arrival_s[t.time(ride.route, trip, ride.alight)];
    stop = t.call_stop[t.call(ride.route, ride.alight)];
  }
  EXPECT_TRUE(std::any_of(to.begin(), to.end(), [&](const StopAccess& target) {
    return target.stop == stop && target.walk_s == journey.egress_s;
  }));
  EXPECT_EQ(now + journey.egress_s, journey.arrival_s);
  EXPECT_EQ(walk + journey.egress_s, journey.walk_s);
}

TEST(RaptorOnRandomTimetables, IsTheTimeExpandedGraph) {
  int journeys = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const Timetable timetable = random_timetable(seed);
    const TransitIndex index(timetable);
    Raptor raptor(index, most_rides);
    RandomStream random(seed, 2, 0x7e57);
    for (int query = 0; query < 20; ++query) {
      const std::vector<StopAccess> from = random_access(timetable, random);
      const std::vector<StopAccess> to = random_access(timetable, random);
      const auto departure_s = static_cast<std::int32_t>(random.below(900));
      const std::vector<std::int64_t> best = expected(timetable, from, to, departure_s);
      const std::vector<Journey>& found = raptor.journeys(from, to, departure_s);
      std::size_t next = 0;
      for (std::uint32_t rides = 1; rides <= most_rides; ++rides) {
        if (best[rides] == best[rides - 1]) continue;
        ASSERT_LT(next, found.size()) << seed << ' ' << query;
        EXPECT_EQ(found[next].rides.size(), rides);
        EXPECT_EQ(found[next].arrival_s, best[rides]) << seed << ' ' << query;
        EXPECT_EQ(found[next].departure_s, departure_s);
        check_journey(timetable, found[next], from, to);
        ++next;
        ++journeys;
      }
      EXPECT_EQ(next, found.size()) << seed << ' ' << query;
    }
  }
  EXPECT_GT(journeys, 1500);
}

TEST(RaptorOnRandomTimetables, ArrivesEverywhereAsTheTimeExpandedGraphDoes) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Timetable timetable = random_timetable(seed);
    const TransitIndex index(timetable);
    Raptor raptor(index, most_rides);
    RandomStream random(seed, 3, 0x7e57);
    const std::vector<StopAccess> from = random_access(timetable, random);
    std::vector<std::int64_t> best(timetable.stops(), never);
    for (const auto& [node, time] : TimeExpanded(timetable, most_rides).search(from, 100))
      best[node.first] = std::min(best[node.first], time);
    const std::vector<std::int32_t>& found = raptor.arrivals(from, 100);
    EXPECT_TRUE(std::equal(best.begin(), best.end(), found.begin(), found.end())) << seed;
  }
}

TEST(RaptorOnRandomTimetables, TheProfileIsThatOfAllDepartures) {
  constexpr std::int32_t first_s = 100, last_s = 700;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Timetable timetable = random_timetable(seed);
    const TransitIndex index(timetable);
    Raptor raptor(index, most_rides);
    RandomStream random(seed, 4, 0x7e57);
    const std::vector<StopAccess> from = random_access(timetable, random);
    const std::vector<StopAccess> to = random_access(timetable, random);
    // Every second, from the last one on: what arrives earlier than all later ones by as many rides.
    std::vector<std::tuple<std::int32_t, std::int64_t, std::size_t>> all;
    std::vector<std::int64_t> known(most_rides + 1, never);
    for (std::int32_t departure_s = last_s; departure_s >= first_s; --departure_s) {
      const std::vector<std::int64_t> best = expected(timetable, from, to, departure_s);
      std::vector<std::int64_t> now = known;
      for (std::uint32_t rides = 1; rides <= most_rides; ++rides) {
        now[rides] = std::min(known[rides], best[rides]);
        if (best[rides] < known[rides] && best[rides] < now[rides - 1])
          all.emplace_back(departure_s, best[rides], rides);
      }
      known = now;
    }
    std::vector<std::tuple<std::int32_t, std::int64_t, std::size_t>> found;
    for (const Journey& journey : raptor.profile(from, to, first_s, last_s)) {
      check_journey(timetable, journey, from, to);
      found.emplace_back(journey.departure_s, journey.arrival_s, journey.rides.size());
    }
    EXPECT_EQ(found, all) << seed;
  }
}

}  // namespace
}  // namespace machi
