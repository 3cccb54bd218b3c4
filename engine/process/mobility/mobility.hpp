/// \file  The traffic of one rank: people who are at an activity, drive over links or are teleported, step after step.
/// A step is: people whose time has come, then nodes (from the buffers of links into the next ones), then links (from
/// queues into buffers, arrivals, departures). Nodes touch only the buffers of their own links and the entrances behind
/// them, links only themselves, so neither threads nor ranks can show in the result.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/process/mobility/leg_counts.hpp"
#include "engine/process/mobility/link_records.hpp"
#include "engine/process/mobility/queue_links.hpp"
#include "engine/process/mobility/route_guide.hpp"
#include "engine/process/mobility/teleport_reach.hpp"
#include "engine/process/mobility/time_wheel.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "engine/process/mobility/travellers.hpp"
#include "engine/process/mobility/under_way.hpp"
#include "engine/step/process.hpp"

namespace machi {

/// What the process stands on. Network and shares must outlive it.
struct MobilityWorld {
  const TrafficNetwork* network{nullptr};
  const TrafficShares* shares{nullptr};
  QueueRules rules;
  std::vector<VehicleClass> classes;
  bool records{true};              ///< whether events are kept
  bool records_activities{false};  ///< whether starts and ends of activities are kept where other events are not
  bool legs{false};  ///< whether departures, entries into traffic, arrivals and failures are kept where others are not
  std::uint32_t bin_steps{0};  ///< of what is recorded of links and legs; 0: nothing is
  RouteGuide* guide{nullptr};  ///< of those who look at the traffic when they depart; bin_steps says how often
};

/// Sums over persons and vehicles; of one rank or of all.
struct TravelTotals {
  std::int64_t persons{0};
  std::int64_t trips{0};        ///< begun
  std::int64_t arrived{0};      ///< trips that came to their end
  std::int64_t removed{0};      ///< trips that failed (StuckRule::remove)
  std::int64_t forced{0};       ///< vehicles that were pushed into a link without room
  std::int64_t trip_steps{0};   ///< of those that arrived
  std::int64_t drives{0};       ///< legs on the network that came to their end
  std::int64_t drive_steps{0};  ///< of these, in traffic
  std::int64_t driven_mm{0};    ///< of these
  std::int64_t length_mm{0};    ///< of links that vehicles entered
  std::int64_t links_entered{0};
  std::int64_t active{0};  ///< persons who are not at their last activity
  void add(const TravelTotals& other);
};

class Mobility : public Process {
 public:
  /// Persons whose first activity lies on a link of this rank. Collective: neighbours are agreed on.
  Mobility(const Comm& comm, MobilityWorld world, std::vector<RunningPlan> people);
  ~Mobility() override;

  // Process
  std::int64_t steps_per_s() const { return world_.rules.steps_per_s; }
  std::int64_t steps_per_service() const override { return 60 * steps_per_s(); }  ///< a minute
  const std::vector<int>& neighbours() const override { return neighbours_; }
  void pack(NeighbourExchange& exchange) override;
  void arrange_inner() override {}
  void step_inner(std::uint64_t) override {}
  void receive(std::span<const std::byte> bytes) override;
  void arrange_rest() override {}
  void step_rest(std::uint64_t step) override;
  bool service(const Comm& comm, std::uint64_t step) override;

  /// Of all ranks, as of the last service.
  const TravelTotals& totals() const { return totals_; }
  /// Sums over all ranks as of now. Collective.
  TravelTotals total(const Comm& comm) const;
  /// Events on this rank since the last call, in no order.
  std::vector<TravelEvent> take_events();
  /// What was seen on the links of this rank since the last call; vehicles that are still on a link are not in it.
  std::vector<LinkRecord> take_link_records();
  /// Legs that began and ended on this rank.
  LegCounts leg_counts() const;
  /// Vehicles on this rank: in queues, buffers, waiting to depart, or sent and not yet on their way. For tests.
  std::int64_t vehicles() const;
  const MobilityWorld& world() const { return world_; }
  /// Everyone on this rank who is at no activity before step `next_step`, in no order; over all ranks each of them
  /// once.
  std::vector<UnderWay> under_way(std::uint64_t next_step) const;

 private:
  struct Notes;
  struct Partner;
  Mobility(const Comm& comm, MobilityWorld world, const std::vector<TeleportReach>& teleports);

  // mobility_people.cpp
  void act_people(std::uint32_t step);
  void start_activity(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void end_activity(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void start_driving(Traveller& traveller, std::uint32_t step);
  void ask_guide(Traveller& traveller, std::uint32_t step);
  LegCounts::Counts& counts(const Traveller& traveller, std::uint32_t step, Notes& notes) const;
  void teleport(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void end_leg(Traveller& traveller, std::uint32_t link, std::uint32_t step, Notes& notes);
  void start_departures(std::uint32_t step);

  // mobility_nodes.cpp
  void move_nodes(std::uint32_t step);
  void move_node(std::uint32_t node, std::uint32_t step, Notes& notes);
  bool move_first(std::uint32_t index, std::uint32_t step, Notes& notes);
  void enter(std::uint32_t slot, std::uint32_t entrance, std::uint32_t step, Notes& notes);
  void give_up(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes);
  std::uint32_t pop_buffer(std::uint32_t index, std::uint32_t step, Notes& notes);
  std::size_t draw(std::uint32_t node, std::uint32_t step, std::uint32_t count,
                   const std::vector<std::uint32_t>& among) const;
  bool is_green(std::uint32_t index, std::uint32_t step) const;
  bool is_stuck(std::uint32_t index, std::uint32_t step) const;
  void rest_node(std::uint32_t node, std::uint32_t step, Notes& notes) const;

  // mobility_links.cpp
  void move_links(std::uint32_t step);
  void move_link(std::uint32_t index, std::uint32_t step, Notes& notes);
  std::uint32_t move_row(std::uint32_t index, std::uint32_t step, Notes& notes);
  std::uint32_t move_approach(std::uint32_t index, std::uint32_t step, Notes& notes);
  std::uint32_t get_in_line(std::uint32_t link, std::uint32_t slot);
  void leave_line(std::uint32_t index, std::uint32_t slot);
  bool empty_queue(std::uint32_t index, std::uint32_t step, Notes& notes);
  void free_room(std::uint32_t index, const Traveller& traveller, std::uint32_t step, Notes& notes);
  bool insert_waiting(std::uint32_t index, std::uint32_t step, Notes& notes);
  void into_buffer(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes);
  void observe(std::uint32_t index, const Traveller& traveller, std::uint32_t step, bool passed, Notes& notes);
  void arrive(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes);

  // mobility_exchange.cpp
  void meet_partners(const std::vector<TeleportReach>& teleports);
  void bound_inflow();
  bool credit(std::uint32_t entrance, Credit credit);
  void collect_credits(std::uint32_t entrance, std::uint32_t step);
  std::uint32_t horizon(const Partner& partner) const;
  std::uint32_t safe_steps(const Entrance& entrance, std::uint32_t most) const;
  void take_traveller(Traveller traveller, std::uint32_t row);
  void send(std::uint32_t slot, std::uint32_t row, std::uint32_t partner);

  void show_guide(const Comm& comm, std::uint64_t step);
  void record(const Traveller& traveller, std::uint32_t link, TravelEventKind kind, std::uint32_t step,
              Notes& notes) const;
  void wake_link(std::uint32_t link, std::uint32_t step);
  void wake_node(std::uint32_t node);
  void gather_notes();

  MobilityWorld world_;
  int rank_{0};
  std::uint32_t stuck_steps_{10};
  std::vector<int> neighbours_;
  std::vector<Partner> partners_;  ///< [neighbours]
  QueueLinks links_;
  LinkRecorder recorder_;
  Travellers travellers_;
  TimeWheel people_wheel_;
  TimeWheel link_wheel_;
  TimeWheel node_wheel_;
  std::vector<std::uint32_t> due_;        ///< of a wheel
  std::vector<std::uint32_t> departing_;  ///< slots; in act_people() only
  std::vector<std::uint32_t> now_nodes_;
  std::vector<std::uint32_t> next_nodes_;      ///< to be moved in the next step
  std::vector<std::uint32_t> node_step_;       ///< [own nodes] for which it is in next_nodes_
  std::vector<std::unique_ptr<Notes>> notes_;  ///< [threads]
  std::uint32_t next_step_{0};
  TravelTotals own_;
  TravelTotals totals_;
  /// Room that the vehicles through a node can need, for look-ahead.
  struct Inflow {
    double a_step{0};
    double at_once{0};
  };
  std::vector<Inflow> inflows_;  ///< [own nodes]
  double room_per_flow_{0};
  double most_room_{0};
};

}  // namespace machi
