// Routes of least time: equal to Dijkstra's with time-dependent times on random networks; first in, first out.
#include "engine/routing/timed_routes.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <queue>
#include <set>

#include "engine/comm/split.hpp"
#include "engine/core/rng.hpp"
#include "engine/routing/dissection.hpp"

namespace machi {
namespace {

constexpr RouteMs bin_ms = 900'000;

/// A network drawn at random: a crooked grid with streets taken out, one-way streets, double links and loops.
TrafficNetwork town(std::uint32_t side, std::uint64_t seed, bool placed) {
  RandomStream random(seed, 1, 1);
  TrafficNetwork network;
  network.placed = placed;
  network.modes = {"car"};
  for (std::uint32_t n = 0; n < side * side; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(placed ? 100 * (n % side) + 40 * random.uniform() : 0);
    network.y_m.push_back(placed ? 100 * (n / side) + 40 * random.uniform() : 0);
  }
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(a);
    network.to.push_back(b);
    network.length_m.push_back(20 + 200 * random.uniform());
    network.free_speed_m_s.push_back(5 + 10 * random.uniform());
    network.flow_capacity_1_s.push_back(0.5);
    network.lanes.push_back(1);
    network.link_modes.push_back(random.below(20) == 0 ? 2 : 1);
  };
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t kind = random.below(10);
    if (kind < 8) add(a, b);
    if (kind > 1) add(b, a);
    if (kind == 5) add(a, b);
    if (kind == 6) add(a, a);
  };
  for (std::uint32_t n = 0; n < side * side; ++n) {
    if (n % side + 1 < side && random.below(8) > 0) join(n, n + 1);
    if (n / side + 1 < side && random.below(8) > 0) join(n, n + side);
    if (random.below(30) == 0) join(n, random.below(side * side));
  }
  return network;
}

/// Times that rise and fall steeply through the day on two links of three.
std::vector<LinkBinTime> rush_hours(const TrafficNetwork& network, std::uint64_t seed) {
  RandomStream random(seed, 2, 2);
  std::vector<LinkBinTime> seen;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (random.below(3) == 0) continue;
    for (std::uint32_t bin = random.below(20); bin < 40; bin += 1 + random.below(4))
      seen.push_back({l, bin, 1 + random.below(random.below(5) == 0 ? 3'000'000 : 60'000)});
  }
  return seen;
}

/// Dijkstra's algorithm (1959) with times by arrival, in plain form.
std::vector<RouteMs> earliest(const TrafficNetwork& network, const LinkTimes& times, std::uint32_t from,
                              std::int64_t when_ms) {
  std::vector<std::vector<std::uint32_t>> out(network.nodes());
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if ((network.link_modes[l] & 1U) != 0) out[network.from[l]].push_back(l);
  std::vector<RouteMs> least(network.nodes(), no_way_ms);
  std::priority_queue<std::pair<RouteMs, std::uint32_t>, std::vector<std::pair<RouteMs, std::uint32_t>>, std::greater<>>
      open;
  least[from] = 0;
  open.emplace(0, from);
  while (!open.empty()) {
    const auto [ms, node] = open.top();
    open.pop();
    if (ms > least[node]) continue;
    for (const std::uint32_t l : out[node]) {
      const RouteMs then = ms + times.at(l, when_ms + ms);
      if (then >= least[network.to[l]]) continue;
      least[network.to[l]] = then;
      open.emplace(then, network.to[l]);
    }
  }
  return least;
}

/// Meets all links of the mode.
void expect_way(const TrafficNetwork& network, const TimedRoute& route, std::uint32_t first, std::uint32_t last) {
  ASSERT_EQ(route.links.front(), first);
  ASSERT_EQ(route.links.back(), last);
  for (std::size_t k = 1; k < route.links.size(); ++k) {
    ASSERT_EQ(network.from[route.links[k]], network.to[route.links[k - 1]]);
    if (k + 1 < route.links.size()) {
      ASSERT_EQ(network.link_modes[route.links[k]], 1U);
    }
  }
}

TEST(TimedRoutes, TakeTheTimeOfDijkstrasRoutes) {
  std::uint32_t compared = 0;
  std::uint32_t none = 0;
  for (const auto& [side, seed, placed] :
       {std::tuple{2U, 1U, true}, {5U, 2U, false}, {12U, 3U, true}, {20U, 4U, false}, {30U, 5U, true}}) {
    const TrafficNetwork network = town(side, seed, placed);
    LinkTimes times(free_times(network, 1), bin_ms);
    RoutePlanner planner(network, 1);
    for (const bool rush : {false, true}) {
      if (rush) times.set(rush_hours(network, seed));
      planner.take(times);
      TimedRoutes routes(planner);
      RandomStream random(seed, rush, 3);
      for (std::uint32_t q = 0; q < 60; ++q) {
        const std::uint32_t first = random.below(network.links());
        const std::int64_t when_ms = static_cast<std::int64_t>(random.below(45)) * bin_ms - 1'000'000;
        const std::vector<RouteMs> least = earliest(network, times, network.to[first], when_ms);
        for (std::uint32_t k = 0; k < 10; ++k) {
          const std::uint32_t last = random.below(network.links());
          if (last == first) continue;
          const TimedRoute route = routes.route(first, last, when_ms);
          const RouteMs before = least[network.from[last]];
          ++compared;
          ASSERT_EQ(route.links.empty(), before == no_way_ms);
          none += route.links.empty() ? 1 : 0;
          if (route.links.empty()) continue;
          ASSERT_EQ(route.ms, before + times.at(last, when_ms + before));
          ASSERT_EQ(TimedRoutes::time_ms(times, route.links, when_ms), route.ms);
          expect_way(network, route, first, last);
        }
      }
    }
  }
  EXPECT_GT(compared, 5500U);
  EXPECT_GT(none, 10U) << "some have no way";
}

/// The same over turns: the least times at the ends of links, from the end of `first`.
std::vector<RouteMs> earliest_by_turns(const TrafficNetwork& network, const LinkTurns& turns, const LinkTimes& times,
                                       std::uint32_t first, std::int64_t when_ms) {
  std::vector<RouteMs> least(network.links(), no_way_ms);
  std::set<std::pair<RouteMs, std::uint32_t>> open{{0, first}};
  least[first] = 0;
  while (!open.empty()) {
    const auto [ms, link] = *open.begin();
    open.erase(open.begin());
    if (ms > least[link]) continue;
    for (std::uint32_t t = turns.begin[link]; t < turns.begin[link + 1]; ++t) {
      const std::uint32_t next = turns.to[t];
      if ((network.link_modes[link] & network.link_modes[next] & 1U) == 0) continue;
      const RouteMs then = ms + times.at(next, when_ms + ms);
      if (then >= least[next]) continue;
      least[next] = then;
      open.emplace(then, next);
    }
  }
  return least;
}

TEST(TimedRoutes, TakeLinkTurnsOnly) {
  for (const bool placed : {true, false}) {
    const TrafficNetwork network = town(14, 21, placed);
    RandomStream random(21, placed, 5);
    LinkTurns turns;
    turns.begin.push_back(0);
    for (std::uint32_t l = 0; l < network.links(); ++l) {
      for (std::uint32_t next = 0; next < network.links(); ++next)
        if (network.from[next] == network.to[l] && random.below(4) > 0) turns.to.push_back(next);
      turns.begin.push_back(static_cast<std::uint32_t>(turns.to.size()));
    }
    LinkTimes times(free_times(network, 1), bin_ms);
    times.set(rush_hours(network, 21));
    RoutePlanner planner(network, 1, turns);
    planner.take(times);
    TimedRoutes routes(planner);
    std::uint32_t found = 0;
    for (std::uint32_t q = 0; q < 60; ++q) {
      const std::uint32_t first = random.below(network.links());
      const std::int64_t when_ms = static_cast<std::int64_t>(random.below(45)) * bin_ms;
      const std::vector<RouteMs> least = earliest_by_turns(network, turns, times, first, when_ms);
      for (std::uint32_t k = 0; k < 10; ++k) {
        const std::uint32_t last = random.below(network.links());
        if (last == first) continue;
        const TimedRoute route = routes.route(first, last, when_ms);
        ASSERT_EQ(route.links.empty(), least[last] == no_way_ms);
        if (route.links.empty()) continue;
        ++found;
        ASSERT_EQ(route.ms, least[last]);
        ASSERT_EQ(TimedRoutes::time_ms(times, route.links, when_ms), route.ms);
        ASSERT_EQ(route.links.front(), first);
        for (std::size_t j = 1; j < route.links.size(); ++j) {
          const auto begin = turns.to.begin() + turns.begin[route.links[j - 1]];
          const auto end = turns.to.begin() + turns.begin[route.links[j - 1] + 1];
          ASSERT_NE(std::find(begin, end, route.links[j]), end);
        }
      }
    }
    EXPECT_GT(found, 200U);
  }
}

TEST(TimedRoutes, AreTheSameByTablesThatAHostHoldsOnce) {
  const TrafficNetwork network = town(20, 5, true);
  LinkTimes times(free_times(network, 1), bin_ms);
  RoutePlanner own(network, 1);
  RoutePlanner shared(network, 1, {}, split_by_host(Comm::world()));
  for (const std::uint64_t day : {1U, 2U}) {
    times.set(rush_hours(network, day));
    own.take(times);
    shared.take(times);
    TimedRoutes by_own(own);
    TimedRoutes by_shared(shared);
    for (std::uint32_t q = 0; q < 100; ++q) {
      const std::uint32_t first = q * 7 % network.links(), last = q * 31 % network.links();
      const TimedRoute expected = by_own.route(first, last, 8 * 3'600'000 + q * 60'000);
      const TimedRoute found = by_shared.route(first, last, 8 * 3'600'000 + q * 60'000);
      EXPECT_EQ(found.links, expected.links);
      EXPECT_EQ(found.ms, expected.ms);
    }
  }
}

TEST(TimedRoutes, DoNotDependOnThreadsOrOnWhatWasAskedBefore) {
  const TrafficNetwork network = town(25, 9, true);
  LinkTimes times(free_times(network, 1), bin_ms);
  times.set(rush_hours(network, 9));
  RoutePlanner planner(network, 1);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  planner.take(times);
  const HierarchyTimes alone = planner.least();
  omp_set_num_threads(2);
  planner.take(times);
  omp_set_num_threads(threads);
  const auto same = [](const HierarchyTimes::Arcs& a, const HierarchyTimes::Arcs& b) {
    return std::equal(a.begin.begin(), a.begin.end(), b.begin.begin(), b.begin.end()) &&
           std::equal(a.arcs.begin(), a.arcs.end(), b.arcs.begin(),
                      [](const auto& x, const auto& y) { return x.head == y.head && x.ms == y.ms; });
  };
  EXPECT_TRUE(same(alone.up(), planner.least().up()));
  EXPECT_TRUE(same(alone.down(), planner.least().down()));
  TimedRoutes used(planner);
  for (std::uint32_t q = 0; q < 50; ++q) {
    TimedRoutes fresh(planner);
    EXPECT_EQ(used.route(q, 900 - q, 1000 * q).links, fresh.route(q, 900 - q, 1000 * q).links);
  }
}

TEST(LinkTimes, LetNobodyOvertake) {
  const TrafficNetwork network = town(6, 11, true);
  LinkTimes times(free_times(network, 1), 60'000);
  std::vector<LinkBinTime> seen = rush_hours(network, 11);
  times.set(seen);
  RandomStream random(1, 1, 4);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    for (std::uint32_t k = 0; k < 500; ++k) {
      const std::int64_t when_ms = random.below(60 * 60'000);
      const std::int64_t later_ms = when_ms + 1 + random.below(k < 250 ? 3 : 100'000);
      ASSERT_LE(when_ms + times.at(l, when_ms), later_ms + times.at(l, later_ms)) << l << " at " << when_ms;
      ASSERT_GE(times.at(l, when_ms), times.least(l));
    }
  }
}

TEST(LinkTimes, LieOnLinesBetweenTheMiddlesOfBins) {
  LinkTimes times(std::vector<RouteMs>{10'000, 20'000}, bin_ms);
  times.set(std::vector<LinkBinTime>{{0, 2, 70'000}, {0, 3, 40'000}});
  const std::int64_t middle = bin_ms / 2;
  EXPECT_EQ(times.at(0, -5), 10'000U);
  EXPECT_EQ(times.at(0, middle + bin_ms), 10'000U);
  EXPECT_EQ(times.at(0, middle + bin_ms + bin_ms / 2), 40'000U);
  EXPECT_EQ(times.at(0, middle + 2 * bin_ms), 70'000U);
  EXPECT_EQ(times.at(0, middle + 3 * bin_ms), 40'000U);
  EXPECT_EQ(times.at(0, middle + 4 * bin_ms), 10'000U);
  EXPECT_EQ(times.at(1, middle + 2 * bin_ms), 20'000U);
  times.set({});
  EXPECT_EQ(times.at(0, middle + 2 * bin_ms), 10'000U) << "what was seen before is forgotten";
}

TEST(Dissection, HasEachNodeOnceAndSmallSeparators) {
  const TrafficNetwork network = town(40, 5, true);
  const RouteGraph graph(network, 1);
  for (const bool placed : {true, false}) {
    const std::vector<std::uint32_t> order =
        placed ? dissection_order(graph, network.x_m, network.y_m) : dissection_order(graph, {}, {});
    EXPECT_EQ(std::set<std::uint32_t>(order.begin(), order.end()).size(), graph.nodes());
    const Hierarchy hierarchy(graph, order);
    // A grid of n nodes needs about 31/4 n log2 n arcs at most (George 1973); in the order of rows it is n side.
    EXPECT_LT(hierarchy.arcs(), 16U * graph.nodes()) << placed;
  }
}

}  // namespace
}  // namespace machi
