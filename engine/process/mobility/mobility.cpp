#include "engine/process/mobility/mobility.hpp"

#include <omp.h>

#include <cmath>

#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {
namespace {

std::vector<std::uint32_t> places_of(const std::vector<int>& neighbours, int ranks) {
  std::vector<std::uint32_t> places(static_cast<std::size_t>(ranks), no_index);
  for (std::uint32_t n = 0; n < neighbours.size(); ++n) places[static_cast<std::size_t>(neighbours[n])] = n;
  return places;
}

std::vector<int> neighbours_of(const MobilityWorld& world, const std::vector<TeleportReach>& teleports, int rank) {
  std::vector<bool> is(static_cast<std::size_t>(world.shares->ranks), false);
  const auto join = [&](int a, int b) {
    if (a == rank) is[static_cast<std::size_t>(b)] = true;
    if (b == rank) is[static_cast<std::size_t>(a)] = true;
  };
  const TrafficNetwork& network = *world.network;
  const std::vector<int>& owner = world.shares->node_rank;
  for (std::uint32_t l = 0; l < network.links(); ++l) join(owner[network.from[l]], owner[network.to[l]]);
  for (const TeleportReach& reach : teleports) join(reach.from, reach.to);
  // Who goes on on foot may go anywhere.
  if (world.anyone_may_walk()) is.assign(is.size(), true);
  is[static_cast<std::size_t>(rank)] = false;
  std::vector<int> neighbours;
  for (int r = 0; r < world.shares->ranks; ++r)
    if (is[static_cast<std::size_t>(r)]) neighbours.push_back(r);
  return neighbours;
}

}  // namespace

void TravelTotals::add(const TravelTotals& other) {
  each_total([&](const char*, const auto& member, const char*, const char*) { this->*member += other.*member; });
}

Mobility::Mobility(const Comm& comm, MobilityWorld world, std::vector<RunningPlan> people)
    : Mobility(comm, std::move(world), teleport_reaches(comm, *world.network, *world.shares, people)) {
  for (RunningPlan& plan : people) {
    Traveller traveller;
    traveller.person = plan.person;
    traveller.plan = std::move(plan.words);
    const bool drives = drives_others(traveller);
    own_.persons += !drives;
    if (traveller.at_last_activity() && !drives) continue;
    (drives ? own_.in_service : own_.active) += 1;
    const std::uint32_t due = traveller.activity().end(0);
    traveller.due = drives && due == no_index ? 0 : due;
    const std::uint32_t first_step = traveller.due;
    const std::uint32_t slot = travellers_.add(std::move(traveller));
    if (drives) add_vehicle(slot);
    people_wheel_.add(first_step, slot);
    if (lookout_) lookout_->expect(slot, travellers_[slot], 0);
  }
  totals_ = total(comm);
}

Mobility::Mobility(const Comm& comm, MobilityWorld world, const std::vector<TeleportReach>& teleports)
    : world_(std::move(world)),
      rank_(comm.rank()),
      stuck_steps_(
          static_cast<std::uint32_t>(std::floor(world_.rules.stuck_s * static_cast<double>(world_.rules.steps_per_s)))),
      neighbours_(neighbours_of(world_, teleports, rank_)),
      links_(*world_.network, *world_.shares, rank_, world_.rules, places_of(neighbours_, comm.size())),
      recorder_(static_cast<std::uint32_t>(links_.links.size()), world_.bin_steps) {
  if (!world_.operators.empty()) first_driver_ = world_.operators.front()->first_driver();
  node_step_.assign(links_.nodes(), no_index);
  for (int t = 0; t < omp_get_max_threads(); ++t) notes_.push_back(std::make_unique<Notes>());
  if (world_.anyone_may_walk()) roads_ = std::make_unique<RoadState>(world_);
  meet_partners(teleports);
}

Mobility::~Mobility() = default;

// People first, then nodes, then links: the order of QSim. What a thread notes is gathered before the next phase looks.
void Mobility::step_rest(std::uint64_t step) {
  const auto now = static_cast<std::uint32_t>(step);
  for (RideOperator* const runs : world_.operators) runs->begins(now);
  if (now == world_.handover_step) take_over(now);
  change_roads(now);
  act_people(now);
  move_nodes(now);
  lose_vehicles(now);
  move_links(now);
}

bool Mobility::service(const Comm& comm, std::uint64_t step) {
  show_guide(comm, step);
  dispatch_fleets(comm, static_cast<std::uint32_t>(step));
  agree_on_silence(comm, static_cast<std::uint32_t>(step) + 1);
  totals_ = total(comm);
  check_persons(comm, step);
  return totals_.more();
}

TravelTotals Mobility::total(const Comm& comm) const {
  TravelTotals sum = own_;
  std::vector<std::int64_t> values;
  each_total([&](const char*, const auto& member, const char*, const char*) { values.push_back(sum.*member); });
  comm.sum(std::span<std::int64_t>(values));
  std::size_t k = 0;
  each_total([&](const char*, const auto& member, const char*, const char*) { sum.*member = values[k++]; });
  return sum;
}

std::vector<TravelEvent> Mobility::take_events() {
  std::vector<TravelEvent> events;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    events.insert(events.end(), notes->events.begin(), notes->events.end());
    notes->events = {};
  }
  return events;
}

std::vector<TravelEvent> Mobility::take_driver_events() {
  std::vector<TravelEvent> events;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    events.insert(events.end(), notes->driver_events.begin(), notes->driver_events.end());
    notes->driver_events = {};
  }
  return events;
}

std::vector<StopVisit> Mobility::take_visits() {
  std::vector<StopVisit> visits;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    visits.insert(visits.end(), notes->visits.begin(), notes->visits.end());
    notes->visits = {};
  }
  return visits;
}

std::vector<LinkRecord> Mobility::take_link_records() {
  std::vector<LinkRecord> records;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    records.insert(records.end(), notes->link_records.begin(), notes->link_records.end());
    notes->link_records = {};
    notes->shown = 0;
  }
  for (const LinkRecord& open : recorder_.open())
    if (open.entered > 0) records.push_back(open);
  recorder_ = {static_cast<std::uint32_t>(links_.links.size()), world_.bin_steps};
  unite_records(records);
  return records;
}

LegCounts Mobility::leg_counts() const {
  LegCounts sum;
  for (const std::unique_ptr<Notes>& notes : notes_) sum.add(notes->legs);
  return sum;
}

// At the end of each bin, what was seen since the last look: records that were closed, and those of this bin and the
// one before that are still being written.
void Mobility::show_guide(const Comm& comm, std::uint64_t step) {
  if (world_.guide == nullptr || (step + 1) % world_.bin_steps != 0) return;
  std::vector<LinkRecord> seen;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    seen.insert(seen.end(), notes->link_records.begin() + static_cast<std::ptrdiff_t>(notes->shown),
                notes->link_records.end());
    notes->shown = notes->link_records.size();
  }
  const std::uint64_t bin = step / world_.bin_steps;
  for (const LinkRecord& open : recorder_.open())
    if (open.entered > 0 && open.bin + 1 >= bin) seen.push_back(open);
  unite_records(seen);
  world_.guide->look(comm, std::move(seen));
}

std::int64_t Mobility::vehicles() const {
  std::int64_t count = 0;
  const auto length = [&](const Fifo& fifo) {
    for (std::uint32_t slot = fifo.head; slot != no_index; slot = travellers_[slot].next) ++count;
  };
  for (const QueueLink& link : links_.links) {
    length(link.queue);
    length(link.buffer);
    length(link.waiting);
  }
  for (const auto& [driver, vehicle] : rides_.vehicles)
    count += travellers_[vehicle.slot].state == TravelState::at_stop;
  for (const Partner& partner : partners_) count += partner.vehicles;
  return count;
}

void Mobility::record(const Traveller& traveller, std::uint32_t link, TravelEventKind kind, std::uint32_t step,
                      Notes& notes) const {
  if (is_errand(traveller)) return;  // no leg of the person's plan
  if (drives_others(traveller)) {
    if (world_.records) notes.driver_events.push_back({step, traveller.person, link, traveller.element, kind, 0});
    return;
  }
  const bool of_activity = kind == TravelEventKind::activity_start || kind == TravelEventKind::activity_end;
  const bool of_leg = kind == TravelEventKind::departure || kind == TravelEventKind::enters_traffic ||
                      kind == TravelEventKind::arrival || kind == TravelEventKind::stuck;
  if (world_.records || (world_.records_activities && of_activity) || (world_.legs && of_leg))
    notes.events.push_back({step, traveller.person, link, traveller.element, kind, 0});
}

// A link is in the wheel for its earliest step only; later entries that are found there count for nothing.
void Mobility::wake_link(std::uint32_t link, std::uint32_t step) {
  QueueLink& row = links_.links[link];
  if (step >= row.wake_step) return;
  row.wake_step = step;
  link_wheel_.add(step, link);
}

void Mobility::wake_node(std::uint32_t node) {
  if (node_step_[node] == next_step_) return;
  node_step_[node] = next_step_;
  next_nodes_.push_back(node);
}

void Mobility::gather_notes() {
  for (const std::unique_ptr<Notes>& owner : notes_) {
    Notes& notes = *owner;
    for (const Notes::Wake& wake : notes.links) wake_link(wake.id, wake.step);
    for (const Notes::Wake& wake : notes.people) people_wheel_.add(wake.step, wake.id);
    for (const Notes::Wake& wake : notes.sleeping_nodes) node_wheel_.add(wake.step, wake.id);
    for (const std::uint32_t node : notes.nodes) wake_node(node);
    for (const Notes::Leaving& leaving : notes.leaving) send(leaving.slot, leaving.row, leaving.partner);
    for (const Notes::RemoteCredit& remote : notes.credits) {
      const auto room = static_cast<std::uint64_t>(remote.credit.room);
      partners_[remote.partner].credits.insert(
          partners_[remote.partner].credits.end(),
          {remote.row, remote.credit.step, static_cast<std::uint32_t>(room), static_cast<std::uint32_t>(room >> 32U)});
    }
    for (const std::uint32_t slot : notes.finished) {
      if (drives_others(travellers_[slot])) rides_.vehicles.erase(travellers_[slot].person);
      travellers_.remove(slot);
      if (lookout_) lookout_->forget(slot);
    }
    own_.add(notes.totals);
    notes.clear();
  }
}

}  // namespace machi
