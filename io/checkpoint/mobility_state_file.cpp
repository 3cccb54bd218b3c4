#include "io/checkpoint/mobility_state_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/process/mobility/fleet_operator.hpp"
#include "io/checkpoint/fleet_state_file.hpp"
#include "io/checkpoint/state_table.hpp"
#include "io/run/sort_rows.hpp"

namespace machi {
namespace {

// ---- Tables: each names its columns once, for writing and for reading

template <class Row>
void each_traveller_column(const ColumnVisit<Row>& visit) {
  visit(
      "person", [](auto& r) -> auto& { return r.person; }, "", "row of the demand; behind all of these, drivers");
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network, by which it is found");
  visit(
      "exit", [](auto& r) -> auto& { return r.exit; }, "", "0 the link itself, k its k-th exit");
  visit(
      "due", [](auto& r) -> auto& { return r.due; }, "step", "until when it does what it does; waiting: since when");
  visit(
      "links_left", [](auto& r) -> auto& { return r.links_left; }, "",
      "of its leg, that on which it drives among them");
  visit(
      "trip_start", [](auto& r) -> auto& { return r.trip_start; }, "step", "when its trip began");
  visit(
      "drive_start", [](auto& r) -> auto& { return r.drive_start; }, "step", "when it got into the traffic");
  visit(
      "driven_mm", [](auto& r) -> auto& { return r.driven_mm; }, "mm", "of its leg");
  visit(
      "element", [](auto& r) -> auto& { return r.element; }, "", "of its plan: 2 k its k-th activity, 2 k + 1 a leg");
  visit(
      "vehicle_class", [](auto& r) -> auto& { return r.vehicle_class; }, "", "row of the classes");
  visit(
      "state", [](auto& r) -> auto& { return r.state; }, "",
      "0 at an activity, 1 teleported, 2 arrived, 3 driving, 4 waiting, 5 riding, 6 beside the link, 7 pulling out");
  visit(
      "mode", [](auto& r) -> auto& { return r.mode; }, "", "of its leg");
  visit(
      "place", [](auto& r) -> auto& { return r.place; }, "",
      "0 in no list, 1 in a queue, 2 in a buffer, 3 departing, 4 at a stand, 5 in the vehicle of the driver before it");
}

template <class Row>
void each_ride_vehicle_column(const ColumnVisit<Row>& visit) {
  visit(
      "driver", [](auto& r) -> auto& { return r.driver; }, "", "its row among persons and drivers");
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network, by which it is found");
  visit(
      "call", [](auto& r) -> auto& { return r.call; }, "", "calls that it has made");
  visit(
      "arrived", [](auto& r) -> auto& { return r.arrived; }, "step",
      "at the call that it makes; 2^32 - 1: it makes none");
  visit(
      "entered", [](auto& r) -> auto& { return r.entered; }, "step", "the link where it has stopped; 2^32 - 1: none");
  visit(
      "boarded", [](auto& r) -> auto& { return r.boarded; }, "person", "at this call");
  visit(
      "alighted", [](auto& r) -> auto& { return r.alighted; }, "person", "at this call");
  visit(
      "waited_steps", [](auto& r) -> auto& { return r.waited_steps; }, "step", "those who boarded, altogether");
  visit(
      "leaving_ms", [](auto& r) -> auto& { return r.leaving_ms; }, "ms", "that those who got off still need");
  visit(
      "entering_ms", [](auto& r) -> auto& { return r.entering_ms; }, "ms", "that those who got on still need");
  visit(
      "open", [](auto& r) -> auto& { return r.open; }, "", "1 its doors are open");
  visit(
      "words", [](auto& r) -> auto& { return r.words; }, "", "what its operator keeps of it: how many of the next two");
  visit(
      "word_0", [](auto& r) -> auto& { return r.word[0]; }, "", "of a fleet: drives that it has begun");
  visit(
      "word_1", [](auto& r) -> auto& { return r.word[1]; }, "", "of a fleet: the call that it drives to");
}

template <class Row>
void each_link_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network");
  visit(
      "exit", [](auto& r) -> auto& { return r.exit; }, "", "0 the link itself, k its k-th exit");
  visit(
      "flow_left", [](auto& r) -> auto& { return r.flow_left; }, "1e-9 pcu", "may pass in a step");
  visit(
      "flow_step", [](auto& r) -> auto& { return r.flow_step; }, "step", "up to which that has grown");
  visit(
      "moved_step", [](auto& r) -> auto& { return r.moved_step; }, "step", "since when its first vehicle may pass");
  visit(
      "wake_step", [](auto& r) -> auto& { return r.wake_step; }, "step", "in which it moves next; 2^32 - 1: none");
  visit(
      "wants_flow", [](auto& r) -> auto& { return r.wants_flow; }, "", "1 a vehicle waits for flow");
}

template <class Row>
void each_entrance_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network");
  visit(
      "used", [](auto& r) -> auto& { return r.used; }, "1e-9 pcu", "room that is taken");
  visit(
      "inflow_left", [](auto& r) -> auto& { return r.inflow_left; }, "1e-9 pcu", "may enter in a step");
  visit(
      "inflow_step", [](auto& r) -> auto& { return r.inflow_step; }, "step", "up to which that has grown");
}

template <class Row>
void each_credit_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network");
  visit(
      "step", [](auto& r) -> auto& { return r.step; }, "step", "from which on the room counts");
  visit(
      "room", [](auto& r) -> auto& { return r.room; }, "1e-9 pcu", "that becomes free at the entrance");
}

template <class Row>
void each_record_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.record.link; }, "", "row of the network");
  visit(
      "bin", [](auto& r) -> auto& { return r.record.bin; }, "", "of time");
  visit(
      "entered", [](auto& r) -> auto& { return r.record.entered; }, "", "vehicles that entered in it");
  visit(
      "passed", [](auto& r) -> auto& { return r.record.passed; }, "", "of these, that drove on");
  visit(
      "steps", [](auto& r) -> auto& { return r.record.steps; }, "step", "these took, altogether");
  visit(
      "part", [](auto& r) -> auto& { return r.part; }, "", "0 still being written, 1 closed, 2 known to the guide");
}

template <class Row>
void each_event_column(const ColumnVisit<Row>& visit) {
  visit(
      "step", [](auto& r) -> auto& { return r.step; }, "step", "in which it happened");
  visit(
      "person", [](auto& r) -> auto& { return r.person; }, "", "row of the demand; behind all of these, drivers");
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network; of who boards, the driver");
  visit(
      "element", [](auto& r) -> auto& { return r.element; }, "", "of the plan; of a driver's call, its number");
  visit(
      "kind", [](auto& r) -> auto& { return r.kind; }, "", "as in the result");
}

template <class Row>
void each_visit_column(const ColumnVisit<Row>& visit) {
  visit(
      "driver", [](auto& r) -> auto& { return r.driver; }, "", "row among persons and drivers");
  visit(
      "call", [](auto& r) -> auto& { return r.call; }, "", "of the vehicle, from 0");
  visit(
      "arrived", [](auto& r) -> auto& { return r.arrived; }, "step", "when");
  visit(
      "departed", [](auto& r) -> auto& { return r.departed; }, "step", "when");
  visit(
      "boarded", [](auto& r) -> auto& { return r.boarded; }, "person", "who got on");
  visit(
      "alighted", [](auto& r) -> auto& { return r.alighted; }, "person", "who got off");
  visit(
      "load", [](auto& r) -> auto& { return r.load; }, "person", "in the vehicle when it departed");
  visit(
      "left_behind", [](auto& r) -> auto& { return r.left_behind; }, "person", "who had no room");
  visit(
      "waited_steps", [](auto& r) -> auto& { return r.waited_steps; }, "step", "those who boarded, altogether");
}

struct LegCountRow {
  std::uint32_t bin{0};
  std::uint8_t mode{0};
  LegCounts::Counts counts;
};

template <class Row>
void each_leg_column(const ColumnVisit<Row>& visit) {
  visit(
      "bin", [](auto& r) -> auto& { return r.bin; }, "", "of time");
  visit(
      "mode", [](auto& r) -> auto& { return r.mode; }, "", "row of the modes");
  visit(
      "departures", [](auto& r) -> auto& { return r.counts.departures; }, "", "legs that began");
  visit(
      "arrivals", [](auto& r) -> auto& { return r.counts.arrivals; }, "", "legs that ended");
  visit(
      "stuck", [](auto& r) -> auto& { return r.counts.stuck; }, "", "legs that failed");
}

template <class Row>
void each_day_column(const ColumnVisit<Row>& visit) {
  visit(
      "persons", [](auto& r) -> auto& { return r.persons; }, "person", "all");
  visit(
      "score_micro", [](auto& r) -> auto& { return r.score_micro; }, "1e-6", "sum of scores of the plans carried out");
  visit(
      "best_micro", [](auto& r) -> auto& { return r.best_micro; }, "1e-6", "sum of scores of the best plans");
  visit(
      "trips", [](auto& r) -> auto& { return r.trips; }, "", "that arrived");
  visit(
      "trip_steps", [](auto& r) -> auto& { return r.trip_steps; }, "step", "these took");
  visit(
      "route_ms", [](auto& r) -> auto& { return r.route_ms; }, "ms", "of the routes that were driven");
  visit(
      "least_ms", [](auto& r) -> auto& { return r.least_ms; }, "ms", "of the best routes");
  visit(
      "plan_bytes", [](auto& r) -> auto& { return r.plan_bytes; }, "byte", "of all plans that were known");
  visit(
      "legs", [](auto& r) -> auto& { return r.legs; }, "", "of the plans that were carried out");
  visit(
      "steps_per_s", [](auto& r) -> auto& { return r.steps_per_s; }, "1/s", "steps");
}

template <class Row>
void each_share_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network");
  visit(
      "factor", [](auto& r) -> auto& { return r.factor; }, "1", "that walkers leave of its flow capacity");
}

template <class Row>
void each_trip_column(const ColumnVisit<Row>& visit) {
  visit(
      "person", [](auto& r) -> auto& { return r.person; }, "", "row of the demand");
  visit(
      "departure", [](auto& r) -> auto& { return r.departure; }, "step", "when it began; 2^32 - 1: it did not");
  visit(
      "arrival", [](auto& r) -> auto& { return r.arrival; }, "step", "when it ended; 2^32 - 1: it did not");
  visit(
      "trip", [](auto& r) -> auto& { return r.trip; }, "", "of the person");
  visit(
      "mode", [](auto& r) -> auto& { return r.mode; }, "", "of it");
}

template <class Row>
void each_under_way_column(const ColumnVisit<Row>& visit) {
  visit(
      "person", [](auto& r) -> auto& { return r.person; }, "", "row of the demand");
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network where it is");
  visit(
      "along", [](auto& r) -> auto& { return r.along; }, "1", "part of the link that lies behind it");
  visit(
      "left", [](auto& r) -> auto& { return r.left; }, "step", "teleported: until it arrives");
  visit(
      "element", [](auto& r) -> auto& { return r.element; }, "", "of its plan");
  visit(
      "mode", [](auto& r) -> auto& { return r.mode; }, "", "row of the modes");
  visit(
      "state", [](auto& r) -> auto& { return r.state; }, "",
      "0 departing, 1 driving, 2 teleported, 3 arriving, 4 waiting, 5 riding");
}

// ---- Sums and what is sorted

void write_legs(const Comm& comm, H5Output& file, const LegCounts& mine) {
  const LegCounts all = mine.total(comm);
  std::vector<LegCountRow> rows;
  for (std::uint32_t bin = 0; bin < all.bins(); ++bin)
    for (std::uint8_t mode = 0; mode <= last_counted_mode; ++mode) {
      const LegCounts::Counts& counts = all.of(bin, mode);
      if (counts.departures != 0 || counts.arrivals != 0 || counts.stuck != 0) rows.push_back({bin, mode, counts});
    }
  each_leg_column(column_writer(file, "/legs", on_first(comm, rows)));
}

void write_totals(const Comm& comm, H5Output& file, const TravelTotals& mine) {
  each_total([&](const char* name, const auto& member, const char*, const char*) {
    file.attribute("/totals", name, comm.sum(mine.*member));
  });
}

std::vector<TravelEvent> sorted_events(const Comm& comm, const std::vector<TravelEvent>& mine) {
  return sort_rows(
      comm, mine, [](const TravelEvent& event) { return std::uint64_t{event.step}; },
      [](const TravelEvent& a, const TravelEvent& b) { return a < b; });
}

std::vector<StopVisit> sorted_visits(const Comm& comm, const std::vector<StopVisit>& mine) {
  return sort_rows(
      comm, mine, [](const StopVisit& visit) { return std::uint64_t{visit.driver}; },
      [](const StopVisit& a, const StopVisit& b) { return std::tie(a.driver, a.call) < std::tie(b.driver, b.call); });
}

std::vector<UnderWay> sorted_under_way(const Comm& comm, const std::vector<UnderWay>& mine) {
  return sort_rows(
      comm, mine, [](const UnderWay& row) { return std::uint64_t{row.person}; },
      [](const UnderWay& a, const UnderWay& b) { return a.person < b.person; });
}

void write_plans(H5Output& file, const MobilityState& state) {
  std::vector<std::uint64_t> begin{0};
  for (const TravellerRow& row : state.travellers) begin.push_back(begin.back() + row.words);
  file.write_offsets("/travellers/plan_begin", std::move(begin), {"", "where its plan begins among the words", "row"});
  file.write_column("/travellers/plan", state.words,
                    {"", "what is left of the plans, one behind the other (running_plan.hpp)", "word"});
}

void write_days(const Comm& comm, H5Output& file, const MobilityProgress& progress) {
  each_day_column(column_writer(file, "/days", on_first(comm, progress.days)));
  std::vector<std::int64_t> tried;
  std::vector<std::int64_t> modes;
  for (const DayFacts& day : progress.days) {
    tried.insert(tried.end(), std::begin(day.tried), std::end(day.tried));
    modes.insert(modes.end(), std::begin(day.trips_by_mode), std::end(day.trips_by_mode));
  }
  file.write_table("/days/tried", tried,
                   {"person", "who tried what after the day", "day, strategy", "", {std::size(DayFacts{}.tried)}});
  file.write_table("/days/trips_by_mode", modes,
                   {"", "trips that began", "day, mode", "", {std::size(DayFacts{}.trips_by_mode)}});
  std::vector<std::uint64_t> begin{0};
  std::vector<std::uint8_t> bytes;
  for (const std::vector<std::uint8_t>& plans : progress.plans) {
    bytes.insert(bytes.end(), plans.begin(), plans.end());
    begin.push_back(bytes.size());
  }
  file.write_offsets("/known_plans/begin", std::move(begin), {"", "where a person's plans begin", "person"});
  file.write_column("/known_plans/bytes", bytes, {"", "all plans that everyone knows (day_plan.hpp)", "byte"});
  each_trip_column(column_writer(file, "/learned_trips", progress.trips));
}

// ---- What a file must keep to

template <class Row, class Columns>
std::vector<Row> read_rows(const Comm& comm, const H5Input& file, const std::string& group, const char* first_column,
                           const Columns& columns) {
  const RowRange part = even_part(comm, file, group + "/" + first_column);
  std::vector<Row> rows(part.count);
  columns(column_reader(file, group, rows, part));
  return rows;
}

// Persons and, behind them, drivers.
std::int64_t travellers_of(const MobilityFrame& frame) {
  const std::vector<RideOperator*>& operators = frame.world->operators;
  if (operators.empty()) return frame.persons;
  return std::int64_t{operators.back()->first_driver()} + operators.back()->vehicles();
}

void read_travellers(const Comm& comm, const H5Input& file, const MobilityFrame& frame, std::uint32_t next_step,
                     MobilityState& state) {
  const RowRange part = even_part(comm, file, "/travellers/person");
  state.travellers.resize(part.count);
  each_traveller_column(column_reader(file, "/travellers", state.travellers, part));
  const std::vector<std::uint64_t> begin = file.read_offsets("/travellers/plan_begin", part);
  check_state(file.path(), begin.size() == part.count + 1 && std::is_sorted(begin.begin(), begin.end()), "plans");
  state.words = file.read<std::uint32_t>("/travellers/plan", {begin.front(), begin.back() - begin.front()});
  check_state(file.path(), state.words.size() == begin.back() - begin.front(), "plans");
  for (std::size_t k = 0; k < part.count; ++k) {
    TravellerRow& row = state.travellers[k];
    row.words = static_cast<std::uint32_t>(begin[k + 1] - begin[k]);
    const std::span plan(state.words.data() + (begin[k] - begin.front()), row.words);
    check_state(file.path(), row.person < travellers_of(frame) && fits(row, plan, *frame.world, next_step), "persons");
  }
}

void read_links(const Comm& comm, const H5Input& file, const MobilityWorld& world, std::uint32_t next_step,
                MobilityState& state) {
  const TrafficNetwork& network = *world.network;
  state.vehicles =
      read_rows<RideVehicleRow>(comm, file, "/vehicles", "driver", [](auto read) { each_ride_vehicle_column(read); });
  for (const RideVehicleRow& row : state.vehicles) check_state(file.path(), fits(row, world), "vehicles");
  state.links = read_rows<LinkStateRow>(comm, file, "/links", "link", [](auto read) { each_link_column(read); });
  for (const LinkStateRow& row : state.links)
    check_state(file.path(), has_exit(network, row.link, row.exit) && row.wake_step >= next_step, "links");
  state.entrances =
      read_rows<EntranceStateRow>(comm, file, "/entrances", "link", [](auto read) { each_entrance_column(read); });
  for (const EntranceStateRow& row : state.entrances) check_state(file.path(), row.link < network.links(), "entrances");
  state.credits =
      read_rows<CreditStateRow>(comm, file, "/credits", "link", [](auto read) { each_credit_column(read); });
  for (const CreditStateRow& row : state.credits)
    check_state(file.path(), row.link < network.links() && world.rules.dynamics != TrafficDynamics::queue, "credits");
  state.records =
      read_rows<RecordStateRow>(comm, file, "/records", "link", [](auto read) { each_record_column(read); });
  for (const RecordStateRow& row : state.records)
    check_state(file.path(), row.record.link < network.links() && row.part <= RecordPart::shown && world.bin_steps > 0,
                "records");
  state.seen_ms = file.read<std::uint32_t>("/guide/link_ms");
  check_state(file.path(), state.seen_ms.size() == (world.guide != nullptr ? network.links() : 0U), "travel times");
  state.shares.resize(file.rows("/shares/link"));
  each_share_column(column_reader(file, "/shares", state.shares, {}));
  for (const LinkShare& row : state.shares)
    check_state(file.path(),
                row.link < network.links() && row.factor > 0 && row.factor <= 1 && world.handover_step != no_index,
                "shares of links");
}

void read_recorded(const Comm& comm, const H5Input& file, const MobilityFrame& frame, std::uint32_t next_step,
                   MobilityState& state) {
  const std::int64_t travellers = travellers_of(frame);
  const auto read_events = [&](const std::string& group) {
    std::vector<TravelEvent> events =
        read_rows<TravelEvent>(comm, file, group, "step", [](auto read) { each_event_column(read); });
    for (const TravelEvent& event : events)
      check_state(
          file.path(),
          event.kind <= TravelEventKind::departs_from_stop && event.person < travellers && event.step <= next_step,
          "events");
    return events;
  };
  state.events = read_events("/events");
  state.driver_events = read_events("/driver_events");
  state.visits = read_rows<StopVisit>(comm, file, "/visits", "driver", [](auto read) { each_visit_column(read); });
  for (const StopVisit& visit : state.visits) check_state(file.path(), visit.driver < travellers, "visits");
  const auto legs = read_rows<LegCountRow>(comm, file, "/legs", "bin", [](auto read) { each_leg_column(read); });
  for (const LegCountRow& row : legs) {
    const bool counted = frame.world->bin_steps > 0 && row.bin <= next_step / frame.world->bin_steps;
    check_state(file.path(), counted && row.mode <= last_counted_mode, "legs");
    state.legs.at(row.bin, row.mode) = row.counts;
  }
  if (!comm.first()) return;
  each_total([&](const char* name, const auto& member, const char*, const char*) {
    state.totals.*member = file.integer_attribute("/totals", name);
  });
}

void read_days(const H5Input& file, const MobilityFrame& frame, MobilityProgress& progress) {
  progress.days.resize(file.rows("/days/persons"));
  each_day_column(column_reader(file, "/days", progress.days, {}));
  const auto tried = file.read<std::int64_t>("/days/tried");
  const auto modes = file.read<std::int64_t>("/days/trips_by_mode");
  constexpr std::size_t strategies = std::size(DayFacts{}.tried), counted = std::size(DayFacts{}.trips_by_mode);
  check_state(file.path(),
              tried.size() == strategies * progress.days.size() && modes.size() == counted * progress.days.size(),
              "days");
  for (std::size_t day = 0; day < progress.days.size(); ++day) {
    std::copy_n(tried.begin() + static_cast<std::ptrdiff_t>(day * strategies), strategies, progress.days[day].tried);
    std::copy_n(modes.begin() + static_cast<std::ptrdiff_t>(day * counted), counted, progress.days[day].trips_by_mode);
  }
  progress.trips.resize(progress.learned ? frame.trips.count : 0);
  each_trip_column(column_reader(file, "/learned_trips", progress.trips, {frame.trips.first, progress.trips.size()}));
  for (const TripRecord& trip : progress.trips) check_state(file.path(), trip.person < frame.persons, "trips");
  if (frame.people.count == 0) return;
  const std::vector<std::uint64_t> begin = file.read_offsets("/known_plans/begin", frame.people);
  check_state(file.path(), begin.size() == frame.people.count + 1 && std::is_sorted(begin.begin(), begin.end()),
              "plans");
  const auto bytes = file.read<std::uint8_t>("/known_plans/bytes", {begin.front(), begin.back() - begin.front()});
  check_state(file.path(), bytes.size() == begin.back() - begin.front(), "plans");
  for (std::size_t p = 0; p < frame.people.count; ++p)
    progress.plans.emplace_back(bytes.begin() + static_cast<std::ptrdiff_t>(begin[p] - begin.front()),
                                bytes.begin() + static_cast<std::ptrdiff_t>(begin[p + 1] - begin.front()));
  check_state(file.path(), frame.days == nullptr || frame.days->can_know(progress.plans), "plans");
}

std::vector<UnderWay> read_under_way(const Comm& comm, const H5Input& file, const std::string& group,
                                     const MobilityFrame& frame) {
  const TrafficNetwork& network = *frame.world->network;
  auto rows = read_rows<UnderWay>(comm, file, group, "person", [](auto read) { each_under_way_column(read); });
  for (const UnderWay& row : rows) {
    const bool teleported = row.state == WayState::travelling || row.state == WayState::arriving;
    check_state(
        file.path(),
        row.state <= WayState::riding && row.person < frame.persons && (teleported || row.link < network.links()),
        "persons under way");
  }
  return rows;
}

}  // namespace

void write_mobility_state(const Comm& comm, H5Output& file, const MobilityProgress& progress) {
  const MobilityState& state = progress.traffic;
  const std::vector<TravelEvent> events = sorted_events(comm, state.events);
  const std::vector<TravelEvent> driver_events = sorted_events(comm, state.driver_events);
  const std::vector<StopVisit> visits = sorted_visits(comm, state.visits);
  const std::vector<UnderWay> at_handover = sorted_under_way(comm, progress.at_handover);
  const std::vector<UnderWay> at_end = sorted_under_way(comm, progress.at_end);
  file.attribute("/", "format", std::string("machi mobility state"));
  file.attribute("/", "learned", std::int64_t{progress.learned});
  file.attribute("/", "lived", std::int64_t{progress.lived});
  file.attribute("/", "day", progress.day);
  file.attribute("/", "next_step", std::int64_t{progress.next_step});
  each_traveller_column(column_writer(file, "/travellers", state.travellers));
  write_plans(file, state);
  each_ride_vehicle_column(column_writer(file, "/vehicles", state.vehicles));
  each_link_column(column_writer(file, "/links", state.links));
  each_entrance_column(column_writer(file, "/entrances", state.entrances));
  each_credit_column(column_writer(file, "/credits", state.credits));
  each_record_column(column_writer(file, "/records", state.records));
  file.write_table("/guide/link_ms", state.seen_ms, {"ms", "drive along each link as the guide knows it", "link"});
  each_share_column(column_writer(file, "/shares", on_first(comm, state.shares)));
  each_under_way_column(column_writer(file, "/at_handover", at_handover));
  each_under_way_column(column_writer(file, "/at_end", at_end));
  each_event_column(column_writer(file, "/events", events));
  each_event_column(column_writer(file, "/driver_events", driver_events));
  each_visit_column(column_writer(file, "/visits", visits));
  write_legs(comm, file, state.legs);
  write_totals(comm, file, state.totals);
  write_days(comm, file, progress);
  for (std::size_t f = 0; f < progress.fleets.size(); ++f)
    write_fleet_state(comm, file, fmt::format("/fleets/{}", f), progress.fleets[f]);
}

void read_mobility_state(const Comm& comm, const std::string& path, const std::string& group,
                         const MobilityFrame& frame, MobilityProgress& progress) {
  const MobilityWorld& world = *frame.world;
  progress = {};
  MobilityState rows;
  comm.agree([&] {
    const H5Input file(path, group);
    check_state(path, file.text_attribute("/", "format") == "machi mobility state", "contents");
    progress.learned = file.integer_attribute("/", "learned") != 0;
    progress.lived = file.integer_attribute("/", "lived") != 0;
    progress.day = file.integer_attribute("/", "day");
    const std::int64_t next_step = file.integer_attribute("/", "next_step");
    check_state(path, progress.day >= 0 && next_step > 0 && next_step < std::int64_t{no_index}, "steps");
    progress.next_step = static_cast<std::uint32_t>(next_step);
    read_travellers(comm, file, frame, progress.next_step, rows);
    read_links(comm, file, world, progress.next_step, rows);
    read_recorded(comm, file, frame, progress.next_step, rows);
    progress.at_handover = read_under_way(comm, file, "/at_handover", frame);
    progress.at_end = read_under_way(comm, file, "/at_end", frame);
    read_days(file, frame, progress);
    for (std::size_t f = 0; f < world.fleets.size(); ++f)
      progress.fleets.push_back(
          read_fleet_state(file, fmt::format("/fleets/{}", f), world.fleets[f]->vehicles(), *world.network));
  });
  progress.traffic = deal_state(comm, world, std::move(rows));
}

}  // namespace machi
