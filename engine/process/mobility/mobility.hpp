/// \file  The traffic of one rank: people who are at an activity, drive over links or are teleported, step after step.
/// A step is: people whose time has come, then nodes (from the buffers of links into the next ones), then links (from
/// queues into buffers, arrivals, departures). Nodes touch only the buffers of their own links and the entrances behind
/// them, links only themselves, so neither threads nor ranks can show in the result.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/fleet/dispatcher.hpp"
#include "engine/process/mobility/detours.hpp"
#include "engine/process/mobility/handover.hpp"
#include "engine/process/mobility/leg_counts.hpp"
#include "engine/process/mobility/link_records.hpp"
#include "engine/process/mobility/lookout.hpp"
#include "engine/process/mobility/queue_links.hpp"
#include "engine/process/mobility/rides.hpp"
#include "engine/process/mobility/road_changes.hpp"
#include "engine/process/mobility/route_guide.hpp"
#include "engine/process/mobility/teleport_reach.hpp"
#include "engine/process/mobility/time_wheel.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "engine/process/mobility/travellers.hpp"
#include "engine/process/mobility/under_way.hpp"
#include "engine/step/process.hpp"

namespace machi {

class FleetOperator;
struct MobilityState;
struct TravellerRow;

/// What a rank tells all others of a fleet: what a vehicle did, or that someone has called.
struct FleetNote {
  std::uint32_t fleet{0};  ///< row of MobilityWorld::operators
  bool is_call{false};
  FleetReport report;
  FleetCall call;
};

/// What the process stands on. Network and shares must outlive it.
struct MobilityWorld {
  const TrafficNetwork* network{nullptr};
  const TrafficShares* shares{nullptr};
  QueueRules rules;
  std::vector<VehicleClass> classes;
  bool records{true};              ///< whether events are kept
  bool records_activities{false};  ///< whether starts and ends of activities are kept where other events are not
  bool legs{false};  ///< whether departures, entries into traffic, arrivals and failures are kept where others are not
  std::uint32_t bin_steps{0};          ///< of what is recorded of links and legs; 0: nothing is
  RouteGuide* guide{nullptr};          ///< of those who look at the traffic when they depart; bin_steps says how often
  std::vector<LinkChange> changes{};   ///< of links while the run goes on, by step; the same on all ranks
  std::shared_ptr<Detours> detours{};  ///< needed where any of them closes a link
  /// The step in which another process takes people over (Mobility::hand_over), and from which on links may change in
  /// ways that are not known before; none: never.
  std::uint32_t handover_step{no_index};
  bool stops_close{false};  ///< whether an operator's vehicles ever let people off elsewhere than they wanted
  /// Whether someone may have to walk from anywhere to anywhere.
  bool anyone_may_walk() const { return !changes.empty() || handover_step != no_index || stops_close; }
  double walk_speed_m_s{3 / 3.6};  ///< of who goes on on foot
  double beeline_factor{1.3};      ///< length of that way over the straight line
  /// Who runs vehicles in which people ride, in the order of their drivers. They must outlive the process.
  std::vector<RideOperator*> operators{};
  std::vector<FleetOperator*> fleets{};  ///< those of them that have a dispatcher
  std::uint32_t dispatch_steps{0};       ///< between two looks at calls; divides a minute
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
  std::int64_t rerouted{0};       ///< ways that were changed because of a closed link
  std::int64_t on_foot{0};        ///< drivers who left their cars because there was no other way, or water
  std::int64_t lost_vehicles{0};  ///< of these, in water
  std::int64_t active{0};         ///< persons who are not at their last activity
  std::int64_t waiting{0};        ///< of these, for a vehicle
  std::int64_t in_service{0};     ///< drivers who are not at their last activity
  std::int64_t taken_over{0};     ///< persons who left for another process (handover.hpp)
  std::int64_t errands{0};        ///< cars that drive for another process
  void add(const TravelTotals& other);
  /// Whether someone still does something by themselves.
  bool more() const { return active > waiting || in_service > 0; }
};

/// Calls visit(name, member, unit, description) for each sum.
template <class Visit>
void each_total(const Visit& visit) {
  using Totals = TravelTotals;
  visit("persons", &Totals::persons, "person", "all");
  visit("trips", &Totals::trips, "", "trips that have begun");
  visit("arrived", &Totals::arrived, "", "trips that came to their end");
  visit("removed", &Totals::removed, "", "trips that failed");
  visit("forced", &Totals::forced, "", "vehicles that were pushed into a link without room");
  visit("trip_steps", &Totals::trip_steps, "step", "of trips that arrived");
  visit("drives", &Totals::drives, "", "legs on the network that came to their end");
  visit("drive_steps", &Totals::drive_steps, "step", "of these, in traffic");
  visit("driven_mm", &Totals::driven_mm, "mm", "of these");
  visit("length_mm", &Totals::length_mm, "mm", "of links that vehicles entered");
  visit("links_entered", &Totals::links_entered, "", "by vehicles");
  visit("rerouted", &Totals::rerouted, "", "ways that were changed because of a closed link");
  visit("on_foot", &Totals::on_foot, "", "drivers who left their cars");
  visit("lost_vehicles", &Totals::lost_vehicles, "", "of these, in water");
  visit("active", &Totals::active, "person", "who are not at their last activity");
  visit("waiting", &Totals::waiting, "person", "of these, for a vehicle");
  visit("in_service", &Totals::in_service, "", "drivers who are not at their last activity");
  visit("taken_over", &Totals::taken_over, "person", "whom another process took");
  visit("errands", &Totals::errands, "", "cars that drive for another process");
}

class Mobility : public Process {
 public:
  /// Persons whose first activity lies on a link of this rank, and drivers, whose plans have the same form: a driver
  /// leaves an activity once its end has come and its calls there are made. Collective: neighbours are agreed on.
  Mobility(const Comm& comm, MobilityWorld world, std::vector<RunningPlan> people);
  /// As it was before step `next_step`: `state` has the rows of the links of this rank, and the world the operators
  /// and the guide of the same day. Collective.
  Mobility(const Comm& comm, MobilityWorld world, const MobilityState& state, std::uint32_t next_step);
  ~Mobility() override;

  // Process
  std::int64_t steps_per_s() const { return world_.rules.steps_per_s; }
  /// A minute, or the period in which fleets answer calls.
  std::int64_t steps_per_service() const override {
    return world_.fleets.empty() ? 60 * steps_per_s() : std::int64_t{world_.dispatch_steps};
  }
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
  /// The same of drivers.
  std::vector<TravelEvent> take_driver_events();
  /// Calls of vehicles on this rank since the last call of this function, in no order.
  std::vector<StopVisit> take_visits();
  /// Those who still wait for a vehicle are stuck: the run is over.
  void give_up_waiting(std::uint32_t step);
  /// A vehicle with passengers that is on this rank; null where it is not.
  RideVehicle* ride_vehicle(std::uint32_t driver);
  /// Gives a vehicle that parks on this rank (RideOperator::parks) a new plan, which begins with the activity where it
  /// is; it sets off in `step`, which has not begun yet.
  void send_out(RideVehicle& vehicle, std::vector<std::uint32_t> plan, std::uint32_t step);
  /// Once the run is over, the dispatchers of fleets hear what has happened since their last look. Collective.
  void close_fleets(const Comm& comm);
  /// What was seen on the links of this rank since the last call; vehicles that are still on a link are not in it.
  std::vector<LinkRecord> take_link_records();
  /// Legs that began and ended on this rank.
  LegCounts leg_counts() const;
  /// Vehicles on this rank: in queues, buffers, waiting to depart, or sent and not yet on their way. For tests.
  std::int64_t vehicles() const;
  const MobilityWorld& world() const { return world_; }
  /// To be called once, before step world().handover_step, with the same on all ranks; again where a run goes on behind
  /// it, whose world has all changes of links.
  void hand_over(Handover handover);
  /// Cars that drive for another process by way `kind` of the handover to the end of one of `goals` (links, ascending),
  /// or have not set off yet, take `way` from the end of the link where they are, or of the next one where they have
  /// their turn for it; who has none goes on as before. Counts those on this rank. Between two steps after
  /// the handover, with the same on all ranks; `way` is asked by one thread. Collective.
  Redirected redirect(const Comm& comm, std::uint8_t kind, std::span<const std::uint32_t> goals, const WayFrom& way);
  /// The same of those that set off before `step`, wherever they are to go. Local.
  void redirect_before(std::uint8_t kind, std::uint32_t step, const WayFrom& way);
  /// Links that take longer now than an empty road, of all ranks, by link. Between two steps. Collective.
  std::vector<LinkTime> slow_links(const Comm& comm);
  /// [links of the network] 1: nobody may enter; empty where no link ever changes.
  std::span<const std::uint8_t> closed_links() const;
  /// The cars that drive for another process and have come to their end on this rank since the last call, in no order.
  std::vector<LeftCar> take_left_cars();
  /// All changes of links from the start on, in place of those that were known; none before the next step is new, and
  /// nothing of a link ever exceeds what was known before. By step; the same on all ranks, from the handover on.
  void take_changes(std::vector<LinkChange> changes);
  /// The part of its flow capacity that a link has left from the next step on, because of walkers on it; of those that
  /// are not named it stays as it was. Factors up to 1; the same on all ranks, from the handover on.
  void share_roads(std::span<const LinkShare> shares);
  /// Everyone on this rank who is at no activity before step `next_step`, in no order; over all ranks each of them
  /// once. Without those whom another process has taken over.
  std::vector<UnderWay> under_way(std::uint64_t next_step) const;
  /// Between two steps: all of this rank; left cars must have been taken. What is between two ranks arrives first,
  /// which no result shows. Throws RunError on all ranks, which names the person, where anyone stands in no list or in
  /// two. Collective.
  MobilityState state(const Comm& comm);

 private:
  struct Notes;
  struct Partner;
  struct RoadState;
  Mobility(const Comm& comm, MobilityWorld world, const std::vector<TeleportReach>& teleports);

  // mobility_people.cpp
  void act_people(std::uint32_t step);
  void start_activity(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void end_activity(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void start_driving(Traveller& traveller, std::uint32_t step);
  void ask_guide(Traveller& traveller, std::uint32_t step);
  LegCounts::Counts& counts(const Traveller& traveller, std::uint32_t step, Notes& notes) const;
  void teleport(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void travel(std::uint32_t slot, std::uint32_t steps, std::uint32_t step, Notes& notes);
  void end_leg(Traveller& traveller, std::uint32_t link, std::uint32_t step, Notes& notes);
  void start_departures(std::uint32_t step);

  // mobility_nodes.cpp
  void move_nodes(std::uint32_t step);
  void move_node(std::uint32_t node, std::uint32_t step, Notes& notes);
  bool move_first(std::uint32_t index, std::uint32_t step, Notes& notes);
  void enter(std::uint32_t slot, std::uint32_t entrance, std::uint32_t step, Notes& notes);
  void give_up(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes);
  std::uint32_t pop_buffer(std::uint32_t index, std::uint32_t step, bool passes, Notes& notes);
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
  void free_room(std::uint32_t index, Traveller& traveller, std::uint32_t step, Notes& notes);
  bool insert_waiting(std::uint32_t index, std::uint32_t step, Notes& notes);
  void into_buffer(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes);
  void observe(std::uint32_t index, const Traveller& traveller, std::uint32_t step, bool passed, Notes& notes);
  void arrive(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes);

  // mobility_roads.cpp
  std::uint32_t next_change() const;
  void change_roads(std::uint32_t step);
  void repeat_changes(std::uint32_t next_step);
  void close_or_open();
  void change_link(const LinkChange& change, std::uint32_t step);
  void set_link(const LinkChange& change, std::uint32_t step);
  void change_entrance(Entrance& entrance, const LinkState& state);
  void set_capacity(std::uint32_t link, std::uint32_t step);
  void change_capacity(std::uint32_t link, std::uint32_t step);
  void change_flow(std::uint32_t index, double factor, std::uint32_t step);
  std::uint32_t drive_time(std::uint32_t row, double max_speed_m_s, double factor) const;
  std::uint32_t entered_step(const LinkPlace& place, const Traveller& traveller, std::uint32_t due) const;
  bool find_way(Traveller& traveller, Notes& notes);
  void leave_car(std::uint32_t slot, std::uint32_t row, std::uint32_t step, Notes& notes);
  void go_on_foot(std::uint32_t slot, std::uint32_t row, std::uint32_t step, Notes& notes);
  std::uint32_t least_walk_steps() const;
  std::uint32_t walk_steps(std::uint32_t from, std::uint32_t to) const;
  void lose_vehicles(std::uint32_t step);
  void lose_row(std::uint32_t index, std::uint32_t step, Notes& notes);
  std::uint32_t pop_queue(std::uint32_t index, std::uint32_t step, Notes& notes);

  // mobility_handover.cpp
  void take_over(std::uint32_t step);
  bool leaves(std::uint32_t person) const;
  void sift_row(std::uint32_t index, std::uint32_t step, Notes& notes);
  void sift_fifo(Fifo& fifo, const std::function<bool(std::uint32_t slot)>& keep);
  bool turn_round(std::uint32_t index, std::uint32_t slot, bool keeps_turn, std::uint32_t step, Notes& notes);
  bool redirect_driver(Traveller& traveller, std::uint32_t row, bool keeps_turn, const WayFrom& way) const;
  bool redirect_parked(Traveller& traveller, const WayFrom& way) const;
  const std::vector<std::uint32_t>& parked();
  void sift_rides();
  void sift_others();
  void add_errand(const Errand& errand, std::uint32_t step);
  void set_off(std::uint32_t slot, std::uint32_t step, Notes& notes);
  bool is_errand(const Traveller& traveller) const {
    return !errands_.empty() && errands_.contains(traveller.person) && !drives_others(traveller);
  }
  float along_link(const Traveller& traveller, std::uint32_t row, std::uint32_t step) const;
  void get_out(std::uint32_t slot, std::uint32_t row, LeftCar::Why why, std::uint32_t step, Notes& notes);
  // mobility_rides.cpp
  bool drives_others(const Traveller& traveller) const { return traveller.person >= first_driver_; }
  RideVehicle& ride_of(const Traveller& traveller);
  RideOperator& operator_of(const RideVehicle& vehicle) const { return *world_.operators[vehicle.operator_]; }
  void add_vehicle(std::uint32_t slot);
  void start_waiting(std::uint32_t step);
  void act_drivers(std::uint32_t step);
  void act_driver(std::uint32_t slot, std::uint32_t step, Notes& notes);
  void pull_out(std::uint32_t step);
  std::vector<std::uint32_t>* stand(const RideVehicle& vehicle, const RideCall& call);
  std::uint32_t serve(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes);
  std::uint32_t stay(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes);
  std::uint32_t wanting(const RideVehicle& vehicle, const RideCall& call, std::uint32_t most);
  void record_call(const RideVehicle& vehicle, std::uint32_t link, TravelEventKind kind, std::uint32_t step,
                   Notes& notes) const;
  void depart_from_stop(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes);
  bool let_on(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes);
  bool let_off(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes);
  bool goes_on(std::uint32_t index, Fifo& queue, std::uint32_t step, Notes& notes);
  bool stops_first(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes);
  void give_up_vehicle(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes);
  void pack_ride(const Traveller& traveller, std::vector<std::uint32_t>& words);
  void unpack_ride(std::uint32_t slot, const std::uint32_t*& words);
  static void each_packed_rider(const std::uint32_t*& words, const std::function<void(const Traveller&)>& visit);
  void add_stopped_rides(std::uint32_t step, std::vector<UnderWay>& rows) const;

  // mobility_fleets.cpp
  void report(const Traveller& traveller, FleetReport report, Notes& notes);
  std::uint32_t operator_row(const FleetOperator& fleet) const;
  void dispatch_fleets(const Comm& comm, std::uint32_t step);
  std::vector<FleetNote> exchange_fleet_notes(const Comm& comm);
  void take_reports(FleetOperator& fleet, const std::vector<FleetNote>& all) const;
  void send_vehicle(FleetOperator& fleet, std::uint32_t v);
  void turn(FleetOperator& fleet, RideVehicle& vehicle);
  void catch_up(std::uint32_t slot);
  void send_away(const FleetOperator& fleet, std::uint32_t request, std::uint32_t step);

  // mobility_state.cpp
  struct Kept;
  std::vector<Kept> kept() const;
  void check_kept(const std::vector<Kept>& rows) const;
  void add_row(const Kept& kept, std::uint32_t slot, MobilityState& state) const;
  void add_travellers(MobilityState& state) const;
  void add_links(MobilityState& state) const;
  void add_entrances(MobilityState& state) const;
  void add_records(MobilityState& state) const;
  void take_shares(const MobilityState& state);
  void take_links(const MobilityState& state);
  void take_travellers(const MobilityState& state);
  void put(const TravellerRow& row, std::uint32_t slot);
  void take_records(const MobilityState& state);
  void wake_full_nodes();
  void check_persons(const Comm& comm, std::uint64_t step) const;

  // mobility_exchange.cpp
  void settle(const Comm& comm);
  void take_mail(const std::uint32_t* words, std::uint32_t credits, std::uint32_t travellers);
  void meet_partners(const std::vector<TeleportReach>& teleports);
  void bound_inflow();
  bool credit(std::uint32_t entrance, Credit credit);
  void collect_credits(std::uint32_t entrance, std::uint32_t step);
  std::uint32_t horizon(std::size_t partner);
  std::uint32_t plain_horizon(const Partner& partner) const;
  /// Whether plans say in a step where all go; the same on all ranks. Vehicles that stop for others, and closed roads,
  /// are not foreseen, nor what comes after a handover.
  bool foresees(std::uint32_t step) const {
    return world_.changes.empty() && world_.operators.empty() && step < world_.handover_step;
  }
  void agree_on_silence(const Comm& comm, std::uint32_t now);
  std::uint32_t safe_steps(const Entrance& entrance, std::uint32_t most) const;
  void take_traveller(const std::uint32_t*& words);
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
  std::vector<Partner> partners_;     ///< [neighbours]
  std::unique_ptr<Lookout> lookout_;  ///< where there are neighbours and plans say where all go
  QueueLinks links_;
  LinkRecorder recorder_;
  Travellers travellers_;
  TimeWheel people_wheel_;
  TimeWheel link_wheel_;
  TimeWheel node_wheel_;
  std::vector<std::uint32_t> due_;        ///< of a wheel
  std::vector<std::uint32_t> departing_;  ///< slots; in act_people() only, as the next three
  std::vector<std::uint32_t> waiting_;
  std::vector<std::uint32_t> serving_;  ///< drivers at activities
  std::vector<std::uint32_t> joining_;  ///< vehicles that leave a stop beside the link
  Rides rides_;
  std::uint32_t first_driver_{no_index};
  std::vector<std::uint32_t> now_nodes_;
  std::vector<std::uint32_t> next_nodes_;      ///< to be moved in the next step
  std::vector<std::uint32_t> node_step_;       ///< [own nodes] for which it is in next_nodes_
  std::vector<std::unique_ptr<Notes>> notes_;  ///< [threads]
  std::unique_ptr<RoadState> roads_;           ///< where any link changes
  std::uint32_t next_step_{0};
  std::unique_ptr<Handover> handover_;  ///< until it is done
  /// Persons who drive for another process, or did, and by which of the handover's ways; on all ranks.
  std::unordered_map<std::uint32_t, std::uint8_t> errands_;
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
