/// \file  Small networks with vehicles on them, run on the ranks that the test was started with.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/mobility.hpp"
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
  RouteGuide* guide{nullptr};  ///< bin_steps must be given then
  std::uint32_t handover_step{no_index};
  Handover handover;                   ///< in that step
  std::vector<LinkChange> flood;       ///< known then only, in place of `changes`
  std::vector<LinkShare> shares_then;  ///< as well

  // After run():
  std::vector<TravelEvent> events;
  TravelTotals totals;
  StepTimes times;
  std::int64_t vehicles{0};       ///< still on links
  std::vector<LinkRecord> links;  ///< of all ranks
  LegCounts legs;
  std::vector<UnderWay> under_way;  ///< on all ranks, by person
  std::vector<LeftCar> left_cars;   ///< on all ranks, by person

  void run(std::uint64_t steps, bool stop_when_done = true) { run(Comm::world(), steps, stop_when_done); }

  void run(const Comm& comm, std::uint64_t steps, bool stop_when_done = true) {
    const TrafficShares shares = deal_traffic(network, rules.steps_per_s, comm.size(), cut);
    std::vector<RunningPlan> people;
    for (const RunningPlan& plan : everyone())
      if (shares.node_rank[network.to[ActivityWords(plan.words.data()).link()]] == comm.rank()) people.push_back(plan);
    MobilityWorld world{&network, &shares, rules, classes, true, false, false, bin_steps, guide};
    world.changes = changes;
    world.handover_step = handover_step;
    if (world.anyone_may_walk()) world.detours = std::make_shared<Detours>(network, classes, rules.steps_per_s);
    Mobility mobility(comm, std::move(world), std::move(people));
    if (handover_step != no_index) {
      times = run_steps(
          comm, mobility, 0, handover_step, [](std::uint64_t) { return true; }, false);
      mobility.take_changes(flood);
      mobility.hand_over(handover);
      mobility.share_roads(shares_then);
    }
    times.add(run_steps(
        comm, mobility, times.steps, steps, [](std::uint64_t) { return true; }, stop_when_done));
    left_cars = comm.all_gather_of<LeftCar>(mobility.take_left_cars());
    std::sort(left_cars.begin(), left_cars.end(),
              [](const LeftCar& a, const LeftCar& b) { return a.person < b.person; });
    events = comm.all_gather_of<TravelEvent>(mobility.take_events());
    std::sort(events.begin(), events.end());
    totals = mobility.total(comm);
    vehicles = comm.sum(mobility.vehicles());
    links = comm.all_gather_of<LinkRecord>(mobility.take_link_records());
    unite_records(links);
    legs = mobility.leg_counts().total(comm);
    under_way = comm.all_gather_of<UnderWay>(mobility.under_way(times.steps));
    std::sort(under_way.begin(), under_way.end(),
              [](const UnderWay& a, const UnderWay& b) { return a.person < b.person; });
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
