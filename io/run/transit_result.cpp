#include "io/run/transit_result.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

#include "io/json/json.hpp"
#include "io/run/result_parts.hpp"
#include "io/run/sort_rows.hpp"

namespace machi {
namespace {

const TimetableCall& call_of(const TimetableService& service, const StopVisit& visit) {
  return service.calls()[service.call_begin()[visit.driver - service.first_driver()] + visit.call];
}

/// From a call to the next one of its trip, in mm; 0 from the last one.
std::int64_t onward_mm(const TransitTables& tables, const TimetableCall& call) {
  const Timetable& timetable = tables.service.timetable();
  const std::uint32_t route = tables.service.route_of(call.trip);
  if (call.place + 1 == timetable.calls(route)) return 0;
  const std::uint64_t row = timetable.call(route, call.place);
  if (!call.on_road) {
    const std::uint32_t a = timetable.call_stop[row];
    const std::uint32_t b = timetable.call_stop[row + 1];
    return std::llround(std::hypot(static_cast<double>(timetable.stop_x_mm[b] - timetable.stop_x_mm[a]),
                                   static_cast<double>(timetable.stop_y_mm[b] - timetable.stop_y_mm[a])));
  }
  std::int64_t sum = 0;
  const std::uint64_t first = timetable.route_link_begin[route];
  for (std::uint64_t l = first + timetable.call_link_at[row] + 1; l <= first + timetable.call_link_at[row + 1]; ++l)
    sum += std::llround(1000 * tables.network.length_m[timetable.route_link[l]]);
  return sum;
}

void write_timetable(H5Output& file, const Timetable& timetable) {
  file.write_strings("/transit/stops/id", timetable.stop_id, {"", "identifier", "stop"});
  file.write_strings("/transit/stops/name", timetable.stop_name, {"", "name", "stop"});
  file.write_table("/transit/stops/x_mm", timetable.stop_x_mm, {"mm", "eastward, in the network's frame", "stop"});
  file.write_table("/transit/stops/y_mm", timetable.stop_y_mm, {"mm", "northward", "stop"});
  file.write_table("/transit/stops/link", timetable.stop_link, {"", "row of /links; 2^32 - 1 none", "stop"});
  file.write_strings("/transit/lines/id", timetable.line_id, {"", "identifier", "line"});
  file.write_strings("/transit/lines/name", timetable.line_name, {"", "name", "line"});
  file.write_strings("/transit/routes/id", timetable.route_id, {"", "identifier within its line", "route"});
  file.write_table("/transit/routes/line", timetable.route_line, {"", "row of lines", "route"});
  file.write_strings("/transit/trips/id", timetable.trip_id, {"", "identifier of the departure", "trip"});
  std::vector<std::uint32_t> routes;
  for (std::uint32_t route = 0; route < timetable.routes(); ++route)
    routes.resize(timetable.route_trip_begin[route + 1], route);
  file.write_table("/transit/trips/route", routes, {"", "row of routes", "trip"});
}

// Drivers and what they are to do.
void write_drivers(H5Output& file, const TransitTables& tables) {
  const TimetableService& service = tables.service;
  const Timetable& timetable = service.timetable();
  std::vector<std::string> vehicles;
  for (const std::uint32_t row : service.vehicle_rows()) vehicles.push_back(timetable.vehicle_id[row]);
  file.write_strings(
      "/transit/drivers/vehicle", vehicles,
      {"", "identifier of the vehicle; events have its driver's row behind those of /persons", "driver"});
  file.write_table("/transit/drivers/call_begin", service.call_begin(), {"", "where its calls begin", "driver"});
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/transit/calls/") + name, column_of(service.calls(), value), meta);
  };
  const auto time = [&](const TimetableCall& c) { return timetable.time(service.route_of(c.trip), c.trip, c.place); };
  column("trip", [](const TimetableCall& c) { return c.trip; }, {"", "row of trips", "call"});
  column("stop", [](const TimetableCall& c) { return c.stop; }, {"", "row of stops", "call"});
  column("place", [](const TimetableCall& c) { return c.place; }, {"", "among the stops of the trip, from 0", "call"});
  column("trip_end", [](const TimetableCall& c) { return c.trip_end; },
         {"", "the driver's first call behind the trip, counted from its first", "call"});
  column("element", [](const TimetableCall& c) { return c.element; },
         {"", "of the driver's plan: a leg on the road, an activity off it", "call"});
  column("arrival_s", [&](const TimetableCall& c) { return timetable.arrival_s[time(c)]; },
         {"s", "clock time by the timetable", "call"});
  column("departure_s", [&](const TimetableCall& c) { return timetable.departure_s[time(c)]; },
         {"s", "clock time by the timetable", "call"});
}

// Each rank knows what its own persons ride: here of services that are the same on all ranks.
std::vector<RideWish> shared_rides(const Comm& comm, std::span<const RideWish> mine) {
  const auto services = static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(mine.size())));
  std::vector<std::int64_t> values(3 * services, -1);
  for (std::size_t k = 0; k < mine.size(); ++k) {
    if (mine[k].service == no_index) continue;
    values[3 * k] = mine[k].from;
    values[3 * k + 1] = mine[k].to;
    values[3 * k + 2] = mine[k].service;
  }
  comm.max(std::span<std::int64_t>(values));
  std::vector<RideWish> all(services, RideWish{0, 0, no_index});
  const auto value = [&](std::size_t k) { return static_cast<std::uint32_t>(values[k]); };
  for (std::size_t k = 0; k < services; ++k)
    if (values[3 * k] >= 0) all[k] = {value(3 * k), value(3 * k + 1), value(3 * k + 2)};
  return all;
}

// What each transit service of the plans rides, in the order of /legs/lines.
void write_rides(H5Output& file, const Comm& comm, const TransitTables& tables) {
  const auto own = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(tables.own_services, tables.rides.size()));
  std::vector<RideWish> rides(tables.rides.begin(), tables.rides.begin() + own);
  const std::vector<RideWish> shared = shared_rides(comm, std::span(tables.rides).subspan(rides.size()));
  if (comm.rank() + 1 == comm.size()) rides.insert(rides.end(), shared.begin(), shared.end());
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/transit/rides/") + name, column_of(rides, value), meta);
  };
  column("from_stop", [](const RideWish& w) { return w.from; }, {"", "row of stops", "service"});
  column("to_stop", [](const RideWish& w) { return w.to; }, {"", "row of stops", "service"});
  column("line", [](const RideWish& w) { return w.service; }, {"", "row of lines; 2^32 - 1: not simulated", "service"});
}

void write_visits(H5Output& file, const Comm& comm, const TransitTables& tables, const std::vector<StopVisit>& visits) {
  const TimetableService& service = tables.service;
  const auto place = [&](const StopVisit& visit) {
    const TimetableCall& call = call_of(service, visit);
    return std::tie(call.trip, call.place);
  };
  const std::vector<StopVisit> rows = sort_rows(
      comm, visits, [&](const StopVisit& visit) { return std::uint64_t{call_of(service, visit).trip}; },
      [&](const StopVisit& a, const StopVisit& b) { return place(a) < place(b); });
  const auto per_s = static_cast<double>(tables.steps_per_s);
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/transit/visits/") + name, column_of(rows, value), meta);
  };
  const auto of_call = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    column(
        name, [&](const StopVisit& visit) { return value(call_of(service, visit)); }, meta);
  };
  const Timetable& timetable = service.timetable();
  const auto time = [&](const TimetableCall& c) { return timetable.time(service.route_of(c.trip), c.trip, c.place); };
  of_call("line", [](const TimetableCall& c) { return c.line; }, {"", "row of lines", "visit"});
  of_call("route", [&](const TimetableCall& c) { return service.route_of(c.trip); }, {"", "row of routes", "visit"});
  of_call("trip", [](const TimetableCall& c) { return c.trip; }, {"", "row of trips", "visit"});
  of_call("place", [](const TimetableCall& c) { return c.place; },
          {"", "among the stops of the trip, from 0", "visit"});
  of_call("stop", [](const TimetableCall& c) { return c.stop; }, {"", "row of stops", "visit"});
  of_call("scheduled_arrival_s", [&](const TimetableCall& c) { return timetable.arrival_s[time(c)]; },
          {"s", "clock time by the timetable", "visit"});
  of_call("scheduled_departure_s", [&](const TimetableCall& c) { return timetable.departure_s[time(c)]; },
          {"s", "clock time by the timetable", "visit"});
  column("arrival_s", [&](const StopVisit& v) { return tables.start_s + v.arrived / per_s; },
         {"s", "clock time", "visit"});
  column("departure_s", [&](const StopVisit& v) { return tables.start_s + v.departed / per_s; },
         {"s", "clock time", "visit"});
  column("boarded", [](const StopVisit& v) { return v.boarded; }, {"", "persons who got on", "visit"});
  column("alighted", [](const StopVisit& v) { return v.alighted; }, {"", "persons who got off", "visit"});
  column("load", [](const StopVisit& v) { return v.load; }, {"", "persons in the vehicle when it departs", "visit"});
  column("left_behind", [](const StopVisit& v) { return v.left_behind; },
         {"", "persons who wanted to get on and found no room", "visit"});
  column("waited_s", [&](const StopVisit& v) { return v.waited_steps / per_s; },
         {"s", "waits of those who got on, summed", "visit"});
}

}  // namespace

TransitTotals transit_totals(const Comm& comm, const TransitTables& tables, const std::vector<StopVisit>& visits) {
  TransitTotals totals;
  for (const StopVisit& visit : visits) {
    const TimetableCall& call = call_of(tables.service, visit);
    ++totals.calls;
    totals.boardings += visit.boarded;
    totals.left_behind += visit.left_behind;
    totals.waited_steps += visit.waited_steps;
    totals.delay_steps += static_cast<std::int64_t>(visit.arrived) - call.arrival_step;
    if (visit.load > 0) totals.passenger_mm += visit.load * onward_mm(tables, call);
    totals.load_max = std::max<std::int64_t>(totals.load_max, visit.load);
  }
  std::int64_t* const members[] = {&totals.calls,        &totals.boardings,   &totals.left_behind,
                                   &totals.waited_steps, &totals.delay_steps, &totals.passenger_mm};
  std::vector<std::int64_t> values;
  for (const std::int64_t* member : members) values.push_back(*member);
  comm.sum(std::span<std::int64_t>(values));
  for (std::size_t k = 0; k < values.size(); ++k) *members[k] = values[k];
  totals.load_max = comm.max(totals.load_max);
  return totals;
}

Json transit_kpi(const TransitTotals& totals, std::int64_t steps_per_s) {
  const auto mean_s = [&](std::int64_t steps, std::int64_t of) {
    return of == 0 ? Json() : Json(static_cast<double>(steps) / static_cast<double>(steps_per_s * of));
  };
  Json kpi;
  kpi["calls"] = totals.calls;
  kpi["boardings"] = totals.boardings;
  kpi["passenger_km"] = 1e-6 * static_cast<double>(totals.passenger_mm);
  kpi["left_behind"] = totals.left_behind;
  kpi["mean_wait_s"] = mean_s(totals.waited_steps, totals.boardings);
  kpi["mean_delay_s"] = mean_s(totals.delay_steps, totals.calls);
  kpi["load_max"] = totals.load_max;
  return kpi;
}

void write_transit(H5Output& file, const Comm& comm, const TransitTables& tables,
                   const std::vector<StopVisit>& visits) {
  write_timetable(file, tables.service.timetable());
  write_drivers(file, tables);
  write_rides(file, comm, tables);
  write_visits(file, comm, tables, visits);
}

}  // namespace machi
