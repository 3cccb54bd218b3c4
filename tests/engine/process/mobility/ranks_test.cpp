// One answer (V9) and nobody lost (V7): a congested town gives the same events on any ranks, cuts and threads.
#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>

#include "engine/core/rng.hpp"
#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;

/// A grid of streets in both directions; some are shorter than a second's drive.
TrafficNetwork grid(std::uint32_t side, double scale = 1) {
  std::vector<LinkSketch> links;
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    const double length_m = (a + b) % 7 == 0 ? 8 : 60 + 10.0 * (a % 5);
    links.push_back({a, b, scale * length_m, 12, 0.4 + 0.1 * (b % 4), 1});
    links.push_back({b, a, scale * length_m, 12, 0.4, 1});
  };
  for (std::uint32_t y = 0; y < side; ++y) {
    for (std::uint32_t x = 0; x < side; ++x) {
      if (x + 1 < side) join(y * side + x, y * side + x + 1);
      if (y + 1 < side) join(y * side + x, (y + 1) * side + x);
    }
  }
  TrafficNetwork network = network_of(side * side, links);
  for (std::uint32_t n = 0; n < network.nodes(); ++n) {
    network.x_m[n] = 100 * (n % side);
    network.y_m[n] = 100 * (n / side);
  }
  return network;
}

/// A random way of `hops` links that does not turn back where it can go on.
std::vector<std::uint32_t> wander(const TrafficNetwork& network, const std::vector<std::vector<std::uint32_t>>& out,
                                  std::uint32_t first, std::uint32_t hops, RandomStream& random) {
  std::vector<std::uint32_t> route{first};
  for (std::uint32_t h = 0; h < hops; ++h) {
    const std::vector<std::uint32_t>& next = out[network.to[route.back()]];
    std::uint32_t link = next[random.below(static_cast<std::uint32_t>(next.size()))];
    if (network.to[link] == network.from[route.back()])
      link = next[random.below(static_cast<std::uint32_t>(next.size()))];
    route.push_back(link);
  }
  return route;
}

/// People who drive, walk to somewhere else, sometimes far in no time, and drive again. They set off within `over_s`.
Traffic town(std::uint32_t side, std::uint32_t persons, std::uint32_t over_s = 120, double scale = 1) {
  Traffic traffic;
  traffic.network = grid(side, scale);
  traffic.classes = {{one_pcu, one_pcu, 1e9}, {one_pcu / 4, one_pcu / 5, 4}, {3 * one_pcu, 2 * one_pcu, 8}};
  traffic.rules.stuck_s = 10;
  std::vector<std::vector<std::uint32_t>> out(traffic.network.nodes());
  for (std::uint32_t l = 0; l < traffic.network.links(); ++l) out[traffic.network.from[l]].push_back(l);
  for (std::uint32_t p = 0; p < persons; ++p) {
    RandomStream random(7, p, 1);
    const auto route =
        wander(traffic.network, out, random.below(traffic.network.links()), 5 + random.below(20), random);
    const std::uint32_t far = random.below(traffic.network.links());
    const auto back = wander(traffic.network, out, far, 3 + random.below(10), random);
    RunningPlan plan{p, {route.front(), random.below(over_s), no_index}};
    const auto vehicle_class = static_cast<std::uint8_t>(p % 10 < 7 ? 0 : p % 10 < 9 ? 1 : 2);
    Traffic::add_drive(plan.words, route, vehicle_class);
    plan.words.insert(plan.words.end(),
                      {route.back() | stage_bit, no_index, 0, 0, p % 3 == 0 ? random.below(3) : random.below(90)});
    plan.words.insert(plan.words.end(), {far, no_index, random.below(200)});
    Traffic::add_drive(plan.words, back, vehicle_class);
    plan.words.insert(plan.words.end(), {back.back(), no_index, no_index});
    traffic.plans.push_back(std::move(plan));
  }
  return traffic;
}

bool same(const std::vector<TravelEvent>& a, const std::vector<TravelEvent>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(TravelEvent)) == 0);
}

TEST(Ranks, GiveTheEventsOfOneRank) {
  for (const TrafficDynamics dynamics :
       {TrafficDynamics::queue, TrafficDynamics::holes, TrafficDynamics::kinematic_waves}) {
    for (const NodeRule rule : {NodeRule::empty_buffers, NodeRule::vehicle_by_vehicle}) {
      Traffic traffic = town(8, 1500);
      traffic.rules.dynamics = dynamics;
      traffic.rules.node_rule = rule;
      traffic.run(Comm::null(), 20000);
      const std::vector<TravelEvent> expected = traffic.events;
      EXPECT_EQ(traffic.totals.active, 0);
      EXPECT_GT(traffic.totals.forced, 0) << "the town is congested";
      for (const CutRule cut : {CutRule::weighted, CutRule::even, CutRule::skewed}) {
        traffic.cut = cut;
        traffic.run(20000);
        EXPECT_TRUE(same(traffic.events, expected))
            << static_cast<int>(dynamics) << static_cast<int>(rule) << static_cast<int>(cut);
      }
      if (rule == NodeRule::vehicle_by_vehicle) continue;
      traffic.run(Comm::null(), 20000);
      expect_a_stop_does_not_show(traffic, traffic, 180);
    }
  }
}

// Who has ended an activity last, and has not begun the next one.
std::vector<std::uint32_t> between_activities(const Traffic& traffic) {
  std::vector<std::uint8_t> on_way(traffic.plans.size(), 0);
  for (const TravelEvent& event : traffic.events) {
    if (event.kind == Kind::activity_end) on_way[event.person] = 1;
    if (event.kind == Kind::activity_start) on_way[event.person] = 0;
  }
  std::vector<std::uint32_t> persons;
  for (std::uint32_t p = 0; p < on_way.size(); ++p)
    if (on_way[p] != 0) persons.push_back(p);
  return persons;
}

TEST(Ranks, TellWhereEveryoneUnderWayIsOnce) {
  Traffic traffic = town(8, 1500);
  for (const std::uint64_t steps : {3U, 97U, 260U, 700U}) {
    traffic.run(Comm::null(), steps);
    const std::vector<UnderWay> expected = traffic.under_way;
    for (const CutRule cut : {CutRule::even, CutRule::skewed}) {
      traffic.cut = cut;
      traffic.run(steps);
      ASSERT_EQ(traffic.under_way.size(), expected.size());
      std::vector<std::uint32_t> persons;
      for (std::size_t k = 0; k < expected.size(); ++k) {
        const UnderWay &seen = traffic.under_way[k], &one = expected[k];
        persons.push_back(seen.person);
        EXPECT_EQ(std::tie(seen.person, seen.state, seen.link, seen.along, seen.left, seen.element, seen.mode),
                  std::tie(one.person, one.state, one.link, one.along, one.left, one.element, one.mode));
        EXPECT_GE(seen.along, 0);
        EXPECT_LE(seen.along, 1);
      }
      EXPECT_EQ(persons, between_activities(traffic));
    }
  }
}

// What links record, made again from the events: who entered a link, and when the next one.
std::vector<LinkRecord> records_of(const Traffic& traffic) {
  std::vector<LinkRecord> records;
  std::vector<TravelEvent> last(traffic.plans.size());  // entry of each person's vehicle
  const auto leave = [&](const TravelEvent& event, bool passed) {
    const TravelEvent& entry = last[event.person];
    if (entry.kind != Kind::enters_link) return;
    records.push_back(
        {entry.link, entry.step / traffic.bin_steps, 1, passed ? 1U : 0U, passed ? event.step - entry.step : 0});
  };
  for (const TravelEvent& event : traffic.events) {
    if (event.kind != Kind::enters_link && event.kind != Kind::leaves_traffic) continue;
    leave(event, event.kind == Kind::enters_link);
    last[event.person] = event;
  }
  unite_records(records);
  return records;
}

TEST(Ranks, RecordOfLinksWhatEventsSay) {
  Traffic traffic = town(8, 1500);
  traffic.bin_steps = 60;
  for (const TrafficDynamics dynamics : {TrafficDynamics::queue, TrafficDynamics::kinematic_waves}) {
    traffic.rules.dynamics = dynamics;
    traffic.run(20000);
    const std::vector<LinkRecord> expected = records_of(traffic);
    ASSERT_EQ(traffic.links.size(), expected.size());
    EXPECT_EQ(std::memcmp(traffic.links.data(), expected.data(), expected.size() * sizeof(LinkRecord)), 0);
    std::int64_t begun = 0;
    std::int64_t ended = 0;
    for (std::uint32_t bin = 0; bin < traffic.legs.bins(); ++bin) {
      begun += traffic.legs.of(bin, 0).departures;
      ended += traffic.legs.of(bin, 0).arrivals;
    }
    EXPECT_EQ(begun, 3 * 1500);
    EXPECT_EQ(ended, begun);
  }
}

TEST(Ranks, ThreadsDoNotShow) {
  Traffic traffic = town(40, 15000);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  traffic.run(Comm::null(), 300);
  const std::vector<TravelEvent> expected = traffic.events;
  omp_set_num_threads(2);
  traffic.run(300);
  EXPECT_TRUE(same(traffic.events, expected));
  omp_set_num_threads(threads);
}

TEST(Ranks, LoseNoVehicleAtAnyTime) {
  Traffic traffic = town(8, 1000);
  for (std::uint64_t steps = 1; steps < 900; steps += 37) {
    traffic.run(steps);
    std::int64_t begun = 0;
    std::int64_t ended = 0;
    for (const TravelEvent& event : traffic.events) {
      // Elements 1 and 5 are drives, 3 is the walk between them.
      begun += event.kind == Kind::departure && event.element != 3;
      ended += event.kind == Kind::leaves_traffic;
    }
    EXPECT_EQ(traffic.vehicles, begun - ended) << steps;
  }
}

TEST(Ranks, SpeakLessOftenThanEveryStepWhereTheRoadsAreEmpty) {
  Traffic traffic;
  traffic.network = grid(10, 20);
  traffic.drives = {{100, {0, 1}}};
  constexpr std::int64_t steps = 2000;
  traffic.run(steps, false);
  const Comm comm = Comm::world();
  const std::int64_t most = comm.max(static_cast<std::int64_t>(traffic.times.messages));
  EXPECT_EQ(most > 0, comm.size() > 1);
  EXPECT_LE(most, steps / 3 * (comm.size() - 1));
}

// On links of a second or two, ranks can be silent only because they know who comes to the border. Three and more know
// it together, once a minute.
TEST(Ranks, AreSilentWhileNobodyComesToTheBorder) {
  Traffic traffic = town(10, 24, 16000, 0.3);
  constexpr std::int64_t steps = 20000;
  traffic.run(Comm::null(), steps, false);
  const std::vector<TravelEvent> expected = traffic.events;
  EXPECT_EQ(traffic.totals.active, 0);
  const Comm comm = Comm::world();
  for (const CutRule cut : {CutRule::weighted, CutRule::skewed}) {
    traffic.cut = cut;
    traffic.run(steps, false);
    EXPECT_TRUE(same(traffic.events, expected)) << static_cast<int>(cut);
    const std::int64_t most = comm.max(static_cast<std::int64_t>(traffic.times.messages));
    EXPECT_LE(most, comm.size() == 2 ? steps / 100 : steps / 4 * (comm.size() - 1));
  }
}

// Ways that nobody can foresee: of two with as few links, the one that the second of the departure says.
class Turncoat : public RouteGuide {
 public:
  explicit Turncoat(const TrafficNetwork& network) : network_(network), out_(network.nodes()) {
    for (std::uint32_t l = 0; l < network.links(); ++l) out_[network.from[l]].push_back(l);
  }
  bool guides(std::uint32_t person, std::uint8_t) const override { return person % 3 == 0; }
  void look(const Comm&, std::vector<LinkRecord>) override {}
  std::vector<std::uint32_t> route(std::uint32_t first, std::uint32_t last, std::uint32_t step) override {
    std::vector<std::uint32_t> by(network_.nodes(), no_index);
    std::vector<std::uint32_t> reached{network_.to[first]};
    by[reached[0]] = first;
    for (std::size_t k = 0; k < reached.size(); ++k) {
      std::vector<std::uint32_t> next = out_[reached[k]];
      if (step % 2 == 1) std::reverse(next.begin(), next.end());
      for (const std::uint32_t link : next) {
        if (by[network_.to[link]] != no_index) continue;
        by[network_.to[link]] = link;
        reached.push_back(network_.to[link]);
      }
    }
    std::vector<std::uint32_t> links{last};
    for (std::uint32_t at = network_.from[last]; at != network_.to[first]; at = network_.from[links.back()])
      links.push_back(by[at]);
    links.push_back(first);
    std::reverse(links.begin(), links.end());
    return links;
  }

 private:
  const TrafficNetwork& network_;
  std::vector<std::vector<std::uint32_t>> out_;
};

TEST(Ranks, ForeseeThatSomeDecideWhenTheyDepart) {
  Traffic traffic = town(10, 400, 3000, 0.5);
  Turncoat guide(traffic.network);
  traffic.guide = &guide;
  traffic.bin_steps = 900;
  traffic.run(Comm::null(), 20000);
  const std::vector<TravelEvent> expected = traffic.events;
  EXPECT_EQ(traffic.totals.active, 0);
  traffic.run(20000);
  EXPECT_TRUE(same(traffic.events, expected));
  traffic.run(Comm::null(), 20000);
  expect_a_stop_does_not_show(traffic, traffic, 1020);
}

}  // namespace
}  // namespace machi
