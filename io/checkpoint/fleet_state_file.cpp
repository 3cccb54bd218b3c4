#include "io/checkpoint/fleet_state_file.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/checkpoint/state_table.hpp"

namespace machi {
namespace {

/// A vehicle with its schedule, but for its stops.
struct FleetVehicleRow {
  FleetVehicle vehicle;
  std::uint8_t lost{0};
  std::uint8_t entered{0};
  std::uint8_t committed{0};
  std::uint8_t stands{0};
  std::uint32_t open_visit{0};
  std::uint32_t stops{0};
  std::uint32_t aboard{0};
};

struct FleetStopRow {
  ScheduleStop stop;
  std::uint32_t on{0};
  std::uint32_t off{0};
};

struct FleetRequestRow {
  RideRequest request;
  RideOutcome outcome;
  std::uint8_t shared{0};
};

struct FleetVisitRow {
  FleetVisit visit;
  std::uint8_t relocation{0};
};

template <class Row>
void each_vehicle_column(const ColumnVisit<Row>& visit) {
  visit(
      "task", [](auto& r) -> auto& { return r.vehicle.task; }, "", "0 parks, 1 stands, 2 drives, 3 relocates");
  visit(
      "lost", [](auto& r) -> auto& { return r.lost; }, "", "1 taken out of the traffic");
  visit(
      "done", [](auto& r) -> auto& { return r.vehicle.done; }, "", "stops that it has left");
  visit(
      "service_from", [](auto& r) -> auto& { return r.vehicle.service_from; }, "step", "from which on it may be sent");
  visit(
      "position", [](auto& r) -> auto& { return r.vehicle.position; }, "",
      "link where it stands or that it entered last");
  visit(
      "due", [](auto& r) -> auto& { return r.vehicle.due; }, "step", "in which it reaches the end of that");
  visit(
      "entered", [](auto& r) -> auto& { return r.entered; }, "", "1 it has entered a link since it set off");
  visit(
      "left", [](auto& r) -> auto& { return r.vehicle.left; }, "step", "drive from there on");
  visit(
      "target", [](auto& r) -> auto& { return r.vehicle.target; }, "", "link that it drives to");
  visit(
      "open_visit", [](auto& r) -> auto& { return r.open_visit; }, "",
      "row of the visits; 2^32 - 1: it stands nowhere");
  visit(
      "schedule_link", [](auto& r) -> auto& { return r.vehicle.schedule.link; }, "", "from where it can be sent");
  visit(
      "schedule_ready", [](auto& r) -> auto& { return r.vehicle.schedule.ready; }, "step", "when it leaves there");
  visit(
      "schedule_load", [](auto& r) -> auto& { return r.vehicle.schedule.load; }, "person", "places taken there");
  visit(
      "capacity", [](auto& r) -> auto& { return r.vehicle.schedule.capacity; }, "person", "places");
  visit(
      "service_end", [](auto& r) -> auto& { return r.vehicle.schedule.service_end; }, "step",
      "the last stop ends by then");
  visit(
      "committed", [](auto& r) -> auto& { return r.committed; }, "", "1 nothing comes before its first stop");
  visit(
      "stands", [](auto& r) -> auto& { return r.stands; }, "", "1 at its first stop");
  visit(
      "stops", [](auto& r) -> auto& { return r.stops; }, "", "that are still to come");
  visit(
      "aboard", [](auto& r) -> auto& { return r.aboard; }, "", "requests that are on board");
}

template <class Row>
void each_stop_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.stop.link; }, "", "row of the network");
  visit(
      "drive", [](auto& r) -> auto& { return r.stop.drive; }, "step", "from the stop before it");
  visit(
      "arrive", [](auto& r) -> auto& { return r.stop.arrive; }, "step", "expected");
  visit(
      "depart", [](auto& r) -> auto& { return r.stop.depart; }, "step", "expected");
  visit(
      "slack", [](auto& r) -> auto& { return r.stop.slack; }, "step", "by which it may come later");
  visit(
      "load", [](auto& r) -> auto& { return r.stop.load; }, "person", "places taken when it leaves");
  visit(
      "on", [](auto& r) -> auto& { return r.on; }, "", "requests that are taken up");
  visit(
      "off", [](auto& r) -> auto& { return r.off; }, "", "requests that are set down");
}

template <class Row>
void each_request_column(const ColumnVisit<Row>& visit) {
  visit(
      "person", [](auto& r) -> auto& { return r.request.person; }, "", "row of the demand");
  visit(
      "from", [](auto& r) -> auto& { return r.request.from; }, "", "link");
  visit(
      "to", [](auto& r) -> auto& { return r.request.to; }, "", "link");
  visit(
      "called", [](auto& r) -> auto& { return r.request.called; }, "step", "when");
  visit(
      "latest_pickup", [](auto& r) -> auto& { return r.request.latest_pickup; }, "step", "on board by then");
  visit(
      "latest_dropoff", [](auto& r) -> auto& { return r.request.latest_dropoff; }, "step", "at the stop by then");
  visit(
      "direct", [](auto& r) -> auto& { return r.request.direct; }, "step", "drive from one link to the other");
  visit(
      "room", [](auto& r) -> auto& { return r.request.room; }, "person", "places that it takes");
  visit(
      "state", [](auto& r) -> auto& { return r.outcome.state; }, "",
      "0 waiting, 1 on board, 2 served, 3 rejected, 4 failed");
  visit(
      "shared", [](auto& r) -> auto& { return r.shared; }, "", "1 another party was on board");
  visit(
      "vehicle", [](auto& r) -> auto& { return r.outcome.vehicle; }, "", "row");
  visit(
      "answered", [](auto& r) -> auto& { return r.outcome.answered; }, "step",
      "when; 2^32 - 1: not, as in the next four");
  visit(
      "promised_pickup", [](auto& r) -> auto& { return r.outcome.promised_pickup; }, "step", "when it was answered");
  visit(
      "promised_dropoff", [](auto& r) -> auto& { return r.outcome.promised_dropoff; }, "step", "when it was answered");
  visit(
      "picked_up", [](auto& r) -> auto& { return r.outcome.picked_up; }, "step", "when");
  visit(
      "set_down", [](auto& r) -> auto& { return r.outcome.set_down; }, "step", "when");
}

template <class Row>
void each_fleet_visit_column(const ColumnVisit<Row>& visit) {
  visit(
      "vehicle", [](auto& r) -> auto& { return r.visit.vehicle; }, "", "row");
  visit(
      "link", [](auto& r) -> auto& { return r.visit.link; }, "", "row of the network");
  visit(
      "arrived", [](auto& r) -> auto& { return r.visit.arrived; }, "step", "when");
  visit(
      "departed", [](auto& r) -> auto& { return r.visit.departed; }, "step", "when; 2^32 - 1: not yet");
  visit(
      "driven_mm", [](auto& r) -> auto& { return r.visit.driven_mm; }, "mm", "to get there");
  visit(
      "load", [](auto& r) -> auto& { return r.visit.load; }, "person", "on that drive");
  visit(
      "set_down", [](auto& r) -> auto& { return r.visit.set_down; }, "person", "there");
  visit(
      "taken_up", [](auto& r) -> auto& { return r.visit.taken_up; }, "person", "there");
  visit(
      "relocation", [](auto& r) -> auto& { return r.relocation; }, "", "1 it went there to wait");
}

void append(std::vector<std::uint32_t>& list, const std::vector<std::uint32_t>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// Gives out a list piece by piece.
class Pieces {
 public:
  explicit Pieces(std::vector<std::uint32_t> list) : list_(std::move(list)) {}
  bool take(std::uint32_t count, std::vector<std::uint32_t>& piece) {
    if (count > list_.size() - at_) return false;
    const auto first = list_.begin() + static_cast<std::ptrdiff_t>(at_);
    piece.assign(first, first + count);
    at_ += count;
    return true;
  }
  bool is_empty() const { return at_ == list_.size(); }

 private:
  std::vector<std::uint32_t> list_;
  std::size_t at_{0};
};

}  // namespace

void write_fleet_state(const Comm& comm, H5Output& file, const std::string& group, const DispatcherState& state) {
  std::vector<FleetVehicleRow> vehicles;
  std::vector<FleetStopRow> stops;
  std::vector<FleetRequestRow> requests;
  std::vector<FleetVisitRow> visits;
  std::vector<std::uint32_t> aboard;
  std::vector<std::uint32_t> at_stops;
  for (std::size_t v = 0; v < state.vehicles.size(); ++v) {
    const FleetVehicle& vehicle = state.vehicles[v];
    const Schedule& schedule = vehicle.schedule;
    vehicles.push_back({vehicle, std::uint8_t{vehicle.lost}, std::uint8_t{vehicle.entered},
                        std::uint8_t{schedule.committed}, std::uint8_t{schedule.stands}, state.open_visit[v],
                        static_cast<std::uint32_t>(schedule.stops.size()),
                        static_cast<std::uint32_t>(vehicle.aboard.size())});
    append(aboard, vehicle.aboard);
    for (const ScheduleStop& stop : schedule.stops) {
      stops.push_back({stop, static_cast<std::uint32_t>(stop.on.size()), static_cast<std::uint32_t>(stop.off.size())});
      append(at_stops, stop.on);
      append(at_stops, stop.off);
    }
  }
  for (std::size_t k = 0; k < state.requests.size(); ++k)
    requests.push_back({state.requests[k], state.outcomes[k], std::uint8_t{state.outcomes[k].shared}});
  for (const FleetVisit& visit : state.visits) visits.push_back({visit, std::uint8_t{visit.relocation}});
  each_vehicle_column(column_writer(file, group + "/vehicles", on_first(comm, vehicles)));
  each_stop_column(column_writer(file, group + "/stops", on_first(comm, stops)));
  each_request_column(column_writer(file, group + "/requests", on_first(comm, requests)));
  each_fleet_visit_column(column_writer(file, group + "/visits", on_first(comm, visits)));
  file.write_table(group + "/aboard", aboard, {"", "requests on board, vehicle after vehicle", "row"});
  file.write_table(group + "/at_stops", at_stops, {"", "requests taken up, then set down, stop after stop", "row"});
  file.write_table(group + "/again", state.again, {"", "requests to be answered anew", "row"});
  file.attribute(group, "relocated", std::int64_t{state.relocated});
  file.attribute(group, "seen_requests", std::int64_t{state.seen_requests});
  file.attribute(group, "looked_at", static_cast<std::int64_t>(state.looked_at));
}

DispatcherState read_fleet_state(const H5Input& file, const std::string& group, std::uint32_t vehicles,
                                 const TrafficNetwork& network) {
  DispatcherState state;
  const auto check = [&](bool well) { check_state(file.path(), well, "vehicles of " + group); };
  std::vector<FleetVehicleRow> rows(file.rows(group + "/vehicles/task"));
  check(rows.size() == vehicles);
  each_vehicle_column(column_reader(file, group + "/vehicles", rows, {}));
  std::vector<FleetStopRow> stops(file.rows(group + "/stops/link"));
  each_stop_column(column_reader(file, group + "/stops", stops, {}));
  std::vector<FleetRequestRow> requests(file.rows(group + "/requests/person"));
  each_request_column(column_reader(file, group + "/requests", requests, {}));
  std::vector<FleetVisitRow> visits(file.rows(group + "/visits/vehicle"));
  each_fleet_visit_column(column_reader(file, group + "/visits", visits, {}));
  const auto are_requests = [&](const std::vector<std::uint32_t>& list) {
    return std::all_of(list.begin(), list.end(), [&](std::uint32_t row) { return row < requests.size(); });
  };
  const auto aboard_list = file.read<std::uint32_t>(group + "/aboard");
  const auto stop_list = file.read<std::uint32_t>(group + "/at_stops");
  state.again = file.read<std::uint32_t>(group + "/again");
  check(are_requests(aboard_list) && are_requests(stop_list) && are_requests(state.again));
  Pieces aboard(aboard_list);
  Pieces at_stops(stop_list);
  std::size_t next_stop = 0;
  for (FleetVehicleRow& row : rows) {
    FleetVehicle& vehicle = state.vehicles.emplace_back(std::move(row.vehicle));
    vehicle.lost = row.lost != 0;
    vehicle.entered = row.entered != 0;
    vehicle.schedule.committed = row.committed != 0;
    vehicle.schedule.stands = row.stands != 0;
    state.open_visit.push_back(row.open_visit);
    const bool stands = vehicle.task == FleetTask::stands;
    check(vehicle.position < network.links() && vehicle.target < network.links() &&
          vehicle.task <= FleetTask::relocates && row.stops <= stops.size() - next_stop &&
          (row.open_visit < visits.size() || (row.open_visit == no_step && !stands)) &&
          (row.stops > 0 || vehicle.task == FleetTask::parks || vehicle.task == FleetTask::relocates) &&
          aboard.take(row.aboard, vehicle.aboard));
    for (std::uint32_t k = 0; k < row.stops; ++k, ++next_stop) {
      FleetStopRow& stop = stops[next_stop];
      check(stop.stop.link < network.links() && at_stops.take(stop.on, stop.stop.on) &&
            at_stops.take(stop.off, stop.stop.off));
      vehicle.schedule.stops.push_back(std::move(stop.stop));
    }
  }
  check(next_stop == stops.size() && aboard.is_empty() && at_stops.is_empty());
  for (const FleetRequestRow& row : requests) {
    check(row.request.from < network.links() && row.request.to < network.links() &&
          row.outcome.state <= RideState::failed && row.outcome.vehicle < std::max(vehicles, 1U));
    state.requests.push_back(row.request);
    state.outcomes.push_back(row.outcome);
    state.outcomes.back().shared = row.shared != 0;
  }
  for (const FleetVisitRow& row : visits) {
    check(row.visit.vehicle < vehicles && row.visit.link < network.links());
    state.visits.push_back(row.visit);
    state.visits.back().relocation = row.relocation != 0;
  }
  state.relocated = static_cast<std::uint32_t>(file.integer_attribute(group, "relocated"));
  state.seen_requests = static_cast<std::uint32_t>(file.integer_attribute(group, "seen_requests"));
  state.looked_at = static_cast<std::uint64_t>(file.integer_attribute(group, "looked_at"));
  check(state.seen_requests <= requests.size());
  return state;
}

}  // namespace machi
