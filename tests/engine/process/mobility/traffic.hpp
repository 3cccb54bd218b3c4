/// \file  Small networks with vehicles on them, run on the ranks that the test was started with.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_state.hpp"
#include "engine/step/stepper.hpp"

namespace machi {

struct LinkSketch {
  std::uint32_t from;
  std::uint32_t to;
  double length_m{100};
  double speed_m_s{10};
  double capacity_1_s{1};
  double lanes{1};
};

/// Nodes lie 100 m apart on a line.
inline TrafficNetwork network_of(std::uint32_t nodes, const std::vector<LinkSketch>& links) {
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t n = 0; n < nodes; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(100 * n);
    network.y_m.push_back(0);
  }
  for (const LinkSketch& link : links) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(link.from);
    network.to.push_back(link.to);
    network.length_m.push_back(link.length_m);
    network.free_speed_m_s.push_back(link.speed_m_s);
    network.flow_capacity_1_s.push_back(link.capacity_1_s);
    network.lanes.push_back(link.lanes);
    network.link_modes.push_back(1);
  }
  return network;
}

/// Someone who leaves the first link of a route in a step and stays at its end.
struct Drive {
  std::uint32_t step{0};
  std::vector<std::uint32_t> route;
  std::uint8_t vehicle_class{0};
};

/// All rows of all ranks, on every rank.
inline MobilityState whole(const Comm& comm, MobilityState state) {
  const auto unite = [&](auto& rows) {
    using Row = typename std::decay_t<decltype(rows)>::value_type;
    rows = comm.all_gather_of<Row>(std::span<const Row>(rows));
  };
  unite(state.travellers);
  unite(state.words);
  unite(state.vehicles);
  unite(state.links);
  unite(state.entrances);
  unite(state.credits);
  unite(state.records);
  unite(state.events);
  unite(state.driver_events);
  unite(state.visits);
  state.legs = state.legs.total(comm);
  each_total([&](const char*, const auto& member, const char*, const char*) {
    state.totals.*member = comm.sum(state.totals.*member);
  });
  return state;
}

template <class Row>
bool same_rows(const std::vector<Row>& a, const std::vector<Row>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Row)) == 0);
}

/// Whether two whole states are the same to the bit, but for the order of events.
inline bool same_state(const MobilityState& a, const MobilityState& b) {
  bool same =
      same_rows(a.travellers, b.travellers) && same_rows(a.words, b.words) && same_rows(a.vehicles, b.vehicles) &&
      same_rows(a.links, b.links) && same_rows(a.credits, b.credits) && same_rows(a.entrances, b.entrances) &&
      same_rows(a.records, b.records) && a.events.size() == b.events.size() && a.visits.size() == b.visits.size() &&
      std::equal(a.shares.begin(), a.shares.end(), b.shares.begin(), b.shares.end(),
                 [](const LinkShare& x, const LinkShare& y) { return x.link == y.link && x.factor == y.factor; });
  each_total([&](const char*, const auto& member, const char*, const char*) {
    same = same && a.totals.*member == b.totals.*member;
  });
  return same;
}

/// A run on all ranks; every rank gets all events, in their order.
struct Traffic {
  TrafficNetwork network;
  QueueRules rules;
  std::vector<VehicleClass> classes{{one_pcu, one_pcu, 1e9}};
  std::vector<Drive> drives;
  std::vector<RunningPlan> plans;  ///< of everyone, instead of drives
  CutRule cut{CutRule::even};
  std::uint32_t bin_steps{0};  ///< of records of links
  std::vector<LinkChange> changes;
  RouteGuide* guide{nullptr};   ///< bin_steps must be given then
  RideOperator* runs{nullptr};  ///< vehicles in which people ride
  std::uint64_t stop_step{0};   ///< a whole minute: the run goes on there from `left`; 0: it begins
  MobilityState left;           ///< whole, on all ranks
  bool is_watched{false};       ///< whether its state is asked for at every service
  std::uint32_t handover_step{no_index};
  Handover handover;                          ///< in that step
  std::vector<LinkChange> flood;              ///< known then only, in place of `changes`
  std::vector<LinkShare> shares_then;         ///< as well
  std::uint32_t redirect_step{no_index};      ///< after the handover: who drives to
  std::vector<std::uint32_t> redirect_goals;  ///< one of these takes the way of
  WayFrom redirect_way;                       ///< this
  std::uint32_t renew_before_step{0};         ///< so do those by way 1 that set off before, wherever they are to go

  // After run():
  std::vector<TravelEvent> events;
  std::vector<TravelEvent> driver_events;
  std::vector<StopVisit> visits;
  TravelTotals totals;
  StepTimes times;
  std::int64_t vehicles{0};       ///< still on links
  std::vector<LinkRecord> links;  ///< of all ranks
  LegCounts legs;
  std::vector<UnderWay> under_way;  ///< on all ranks, by person
  std::vector<LeftCar> left_cars;   ///< on all ranks, by person
  std::int64_t redirected{0};       ///< on all ranks
  std::vector<LinkTime> slow_links;

  void run(std::uint64_t steps, bool stop_when_done = true) { run(Comm::world(), steps, stop_when_done); }

  void run(const Comm& comm, std::uint64_t steps, bool stop_when_done = true) {
    const TrafficShares shares = deal_traffic(network, rules.steps_per_s, comm.size(), cut);
    const std::unique_ptr<Mobility> running = start(comm, shares);
    Mobility& mobility = *running;
    times = run_to(comm, mobility, steps, stop_when_done);
    times.steps += stop_step;
    if (runs != nullptr) mobility.give_up_waiting(static_cast<std::uint32_t>(times.steps));
    left_cars = comm.all_gather_of<LeftCar>(mobility.take_left_cars());
    std::sort(left_cars.begin(), left_cars.end(),
              [](const LeftCar& a, const LeftCar& b) { return a.person < b.person; });
    events = comm.all_gather_of<TravelEvent>(mobility.take_events());
    std::sort(events.begin(), events.end());
    driver_events = comm.all_gather_of<TravelEvent>(mobility.take_driver_events());
    std::sort(driver_events.begin(), driver_events.end());
    visits = comm.all_gather_of<StopVisit>(mobility.take_visits());
    std::sort(visits.begin(), visits.end(), [](const StopVisit& a, const StopVisit& b) {
      return std::make_pair(a.driver, a.call) < std::make_pair(b.driver, b.call);
    });
    totals = mobility.total(comm);
    vehicles = comm.sum(mobility.vehicles());
    links = comm.all_gather_of<LinkRecord>(mobility.take_link_records());
    unite_records(links);
    legs = mobility.leg_counts().total(comm);
    under_way = comm.all_gather_of<UnderWay>(mobility.under_way(times.steps));
    std::sort(under_way.begin(), under_way.end(),
              [](const UnderWay& a, const UnderWay& b) { return a.person < b.person; });
  }

  /// From where it begins to a step, with the handover where that lies between.
  StepTimes run_to(const Comm& comm, Mobility& mobility, std::uint64_t step, bool stop_when_done) {
    const auto after_service = [&](std::uint64_t) { return look(comm, mobility); };
    StepTimes ran;
    if (handover_step != no_index && stop_step <= handover_step && handover_step <= step) {
      ran = run_steps(comm, mobility, stop_step, handover_step, after_service, false);
      mobility.take_changes(flood);
      mobility.hand_over(handover);
      mobility.share_roads(shares_then);
    }
    if (redirect_step != no_index && stop_step + ran.steps <= redirect_step && redirect_step <= step) {
      ran += run_steps(comm, mobility, stop_step + ran.steps, redirect_step, after_service, false);
      redirected = comm.sum(mobility.redirect(comm, 0, redirect_goals, redirect_way).turned);
      slow_links = mobility.slow_links(comm);
      mobility.redirect_before(1, renew_before_step, redirect_way);
    }
    ran += run_steps(comm, mobility, stop_step + ran.steps, step, after_service, stop_when_done);
    return ran;
  }

  /// What a run is before a step, whole.
  MobilityState state_before(const Comm& comm, std::uint64_t step) {
    const TrafficShares shares = deal_traffic(network, rules.steps_per_s, comm.size(), cut);
    const std::unique_ptr<Mobility> mobility = start(comm, shares);
    run_to(comm, *mobility, step, false);
    mobility->take_left_cars();
    return whole(comm, mobility->state(comm));
  }

  std::unique_ptr<Mobility> start(const Comm& comm, const TrafficShares& shares) const {
    if (stop_step == 0) return std::make_unique<Mobility>(comm, world_of(shares), people_of(comm, shares));
    MobilityState state = comm.first() ? left : MobilityState{};
    state.seen_ms = left.seen_ms;
    state.shares = left.shares;
    MobilityWorld world = world_of(shares);
    const bool behind = stop_step > handover_step;
    if (behind) world.changes = flood;
    auto mobility = std::make_unique<Mobility>(comm, world, deal_state(comm, world, std::move(state)),
                                               static_cast<std::uint32_t>(stop_step));
    if (behind) mobility->hand_over(handover);
    return mobility;
  }

  bool look(const Comm& comm, Mobility& mobility) const {
    if (is_watched) mobility.state(comm);
    return true;
  }

  MobilityWorld world_of(const TrafficShares& shares) const {
    MobilityWorld world{&network, &shares, rules, classes, true, false, false, bin_steps, guide};
    world.changes = changes;
    world.handover_step = handover_step;
    if (world.anyone_may_walk()) world.detours = std::make_shared<Detours>(network, classes, rules.steps_per_s);
    if (runs != nullptr) world.operators = {runs};
    return world;
  }

  std::vector<RunningPlan> people_of(const Comm& comm, const TrafficShares& shares) const {
    std::vector<RunningPlan> people;
    for (const RunningPlan& plan : everyone())
      if (shares.node_rank[network.to[ActivityWords(plan.words.data()).link()]] == comm.rank()) people.push_back(plan);
    return people;
  }

  /// Steps of a driver's events of a kind.
  std::vector<std::uint32_t> driver_steps(TravelEventKind kind, std::uint32_t driver) const {
    std::vector<std::uint32_t> steps;
    for (const TravelEvent& event : driver_events)
      if (event.kind == kind && event.person == driver) steps.push_back(event.step);
    return steps;
  }

  /// Steps of all events of a kind, of one person or of all, on one link or on all.
  std::vector<std::uint32_t> steps_of(TravelEventKind kind, std::uint32_t link = no_index,
                                      std::uint32_t person = no_index) const {
    std::vector<std::uint32_t> steps;
    for (const TravelEvent& event : events)
      if (event.kind == kind && (link == no_index || event.link == link) &&
          (person == no_index || event.person == person))
        steps.push_back(event.step);
    return steps;
  }

  std::vector<RunningPlan> everyone() const {
    if (!plans.empty()) return plans;
    std::vector<RunningPlan> all;
    for (std::uint32_t p = 0; p < drives.size(); ++p) {
      RunningPlan plan{p, {drives[p].route.front(), drives[p].step, no_index}};
      add_drive(plan.words, drives[p].route, drives[p].vehicle_class);
      plan.words.insert(plan.words.end(), {drives[p].route.back(), no_index, no_index});
      all.push_back(std::move(plan));
    }
    return all;
  }

  static void add_drive(std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& route,
                        std::uint8_t vehicle_class) {
    words.insert(words.end(), {2U * vehicle_class + 1U, static_cast<std::uint32_t>(route.size())});
    words.insert(words.end(), route.begin(), route.end());
  }
};

inline bool same_end(const Traffic& a, const Traffic& b) {
  bool same = same_rows(a.events, b.events) && same_rows(a.driver_events, b.driver_events) &&
              same_rows(a.visits, b.visits) && same_rows(a.links, b.links) && a.times.steps == b.times.steps;
  each_total([&](const char*, const auto& member, const char*, const char*) {
    same = same && a.totals.*member == b.totals.*member;
  });
  return same;
}

/// Leaves a run at a step, on one rank and on all; goes on on one rank, and on all while its state is asked for again
/// and again. The end is that of the run that nobody looked at, and what is left does not show the ranks.
inline void expect_a_stop_does_not_show(Traffic traffic, const Traffic& expected, std::uint64_t step) {
  constexpr std::uint64_t to_the_end = 20000;
  const Comm alone = Comm::null();
  const Comm all = Comm::world();
  const MobilityState later = traffic.state_before(alone, step + 120);
  traffic.left = traffic.state_before(all, step);
  EXPECT_TRUE(same_state(traffic.left, traffic.state_before(alone, step)));
  traffic.stop_step = step;
  EXPECT_TRUE(same_state(traffic.state_before(alone, step + 120), later));
  traffic.run(alone, to_the_end);
  EXPECT_TRUE(same_end(traffic, expected)) << "stopped before " << step;
  traffic.cut = CutRule::skewed;
  traffic.is_watched = true;
  traffic.run(all, to_the_end);
  EXPECT_TRUE(same_end(traffic, expected)) << "stopped before " << step;
}

/// A square town, its streets in both directions, with people on random ways of least time.
inline Traffic square_town(std::uint32_t persons) {
  constexpr std::uint32_t side = 8;
  std::vector<LinkSketch> links;
  for (std::uint32_t y = 0; y < side; ++y)
    for (std::uint32_t x = 0; x < side; ++x)
      for (const std::uint32_t next : {x + 1 < side ? y * side + x + 1 : 0, y + 1 < side ? (y + 1) * side + x : 0}) {
        if (next == 0) continue;
        links.push_back({y * side + x, next, 60 + 10.0 * (x % 5), 12, 0.4, 1});
        links.push_back({next, y * side + x, 60 + 10.0 * (x % 5), 12, 0.4, 1});
      }
  Traffic traffic;
  traffic.network = network_of(side * side, links);
  for (std::uint32_t n = 0; n < traffic.network.nodes(); ++n) {
    traffic.network.x_m[n] = 100 * (n % side);
    traffic.network.y_m[n] = 100 * (n / side);
  }
  Detours routes(traffic.network, traffic.classes, 1);
  routes.take(std::vector<std::uint8_t>(traffic.network.links(), 0), std::vector<double>(traffic.network.links(), 1));
  for (std::uint32_t p = 0; traffic.drives.size() < persons; ++p) {
    RandomStream random(7, p, 1);
    const std::uint32_t first = random.below(traffic.network.links());
    const auto route = routes.route(first, random.below(traffic.network.links()), 0);
    if (route.size() > 3) traffic.drives.push_back({random.below(200), route});
  }
  return traffic;
}

}  // namespace machi
