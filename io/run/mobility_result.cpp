#include "io/run/mobility_result.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "io/hdf5/output.hpp"
#include "io/run/result_parts.hpp"
#include "io/run/sort_rows.hpp"

namespace machi {
namespace {

void write_header(H5Output& file, const TravelTables& tables, const ResultMeta& meta) {
  write_origin(file, "machi travel result", travel_result_version, meta);
  file.attribute("/", "name", meta.name);
  file.attribute("/", "title", meta.title);
  file.attribute("/", "seed", meta.seed);
  file.attribute("/", "end_s", meta.end_s);
  file.attribute("/", "start_s", tables.start_s);
  file.attribute("/", "steps_per_s", tables.steps_per_s);
}

// The network is on every rank, the demand on the first only.
void write_network(H5Output& file, const TrafficNetwork& network) {
  file.write_strings("/nodes/id", network.node_id, {"", "identifier", "node"});
  file.write_table("/nodes/x_m", network.x_m, {"m", "eastward, in the network's frame", "node"});
  file.write_table("/nodes/y_m", network.y_m, {"m", "northward", "node"});
  file.write_strings("/links/id", network.link_id, {"", "identifier", "link"});
  file.write_table("/links/from", network.from, {"", "row of /nodes where it begins", "link"});
  file.write_table("/links/to", network.to, {"", "row of /nodes where it ends", "link"});
  file.write_table("/links/length_m", network.length_m, {"m", "length", "link"});
}

void write_plans(H5Output& file, const TravelTables& tables) {
  const TravelDemand& demand = tables.demand;
  file.write_strings("/persons/id", demand.person_id, {"", "identifier", "person"});
  file.write_table("/persons/activity_begin", demand.activity_begin,
                   {"",
                    "where the activities of each person begin in /activities; its legs begin that many less its own "
                    "row in /legs",
                    "person"});
  file.write_strings("/activities/types", demand.activity_types, {"", "names of the types", "type"});
  const std::vector<Activity>& activities = demand.activities;
  file.write_table("/activities/type", column_of(activities, [](const Activity& a) { return a.type; }),
                   {"", "row of types", "activity"});
  file.write_table("/activities/link", column_of(activities, [](const Activity& a) { return a.link; }),
                   {"", "row of /links", "activity"});
  file.write_table("/activities/x_m", column_of(activities, [](const Activity& a) { return a.x_m; }),
                   {"m", "eastward; NaN where not given", "activity"});
  file.write_table("/activities/y_m", column_of(activities, [](const Activity& a) { return a.y_m; }),
                   {"m", "northward; NaN where not given", "activity"});
  file.write_strings("/legs/modes", demand.modes, {"", "names of the modes", "mode"});
  file.write_strings("/legs/vehicles", demand.vehicle_id, {"", "identifiers of the vehicles", "vehicle"});
  file.write_strings("/legs/lines", column_of(demand.services, [](const TransitService& s) { return s.line; }),
                     {"", "lines of the transit services", "service"});
  file.write_strings("/legs/routes", column_of(demand.services, [](const TransitService& s) { return s.route; }),
                     {"", "routes of the transit services", "service"});
  const std::vector<Leg>& legs = demand.legs;
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/legs/") + name, column_of(legs, value), meta);
  };
  column("mode", [](const Leg& leg) { return leg.mode; }, {"", "row of modes", "leg"});
  column("routing_mode", [](const Leg& leg) { return leg.routing_mode; }, {"", "row of modes: of its trip", "leg"});
  column("on_network", [&](const Leg& leg) { return static_cast<std::uint8_t>(tables.on_network[leg.mode]); },
         {"", "whether it is driven on the links", "leg", "0 teleported, 1 driven"});
  column("distance_m", [](const Leg& leg) { return leg.distance_m; }, {"m", "of a teleported leg", "leg"});
  column("vehicle", [](const Leg& leg) { return leg.vehicle; }, {"", "row of vehicles; 2^32 - 1 none", "leg"});
  column("service", [](const Leg& leg) { return leg.service; }, {"", "row of lines and routes; 2^32 - 1 none", "leg"});
}

void write_events(H5Output& file, const std::vector<TravelEvent>& events) {
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/events/") + name, column_of(events, value), meta);
  };
  column("step", [](const TravelEvent& e) { return e.step; },
         {"", "step; its clock time is start_s + step / steps_per_s", "event"});
  column("person", [](const TravelEvent& e) { return e.person; }, {"", "row of /persons", "event"});
  column(
      "kind", [](const TravelEvent& e) { return static_cast<std::uint8_t>(e.kind); },
      {"", "what happened", "event",
       "0 activity_start, 1 activity_end, 2 departure, 3 enters_traffic, 4 enters_link, 5 leaves_traffic, 6 arrival, 7 "
       "stuck"});
  column("link", [](const TravelEvent& e) { return e.link; }, {"", "row of /links", "event"});
  column("element", [](const TravelEvent& e) { return e.element; },
         {"", "of the person's plan: 2 k its activity k, 2 k + 1 the leg after it", "event"});
}

}  // namespace

std::uint64_t write_travel_result(const Comm& comm, const std::string& path, const TravelTables& tables,
                                  std::vector<TravelEvent> events, const ResultMeta& meta) {
  events = sort_rows(
      comm, events, [](const TravelEvent& event) { return std::uint64_t{event.step}; },
      [](const TravelEvent& a, const TravelEvent& b) { return a < b; });
  H5Output file(comm, path, true);
  write_header(file, tables, meta);
  write_network(file, tables.network);
  write_plans(file, tables);
  write_events(file, events);
  file.commit();
  std::int64_t bytes = 0;
  comm.agree([&] {
    if (comm.first()) bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
  });
  return static_cast<std::uint64_t>(comm.max(bytes));
}

std::string mobility_kpi(const TravelTotals& totals, std::int64_t steps_per_s) {
  const auto seconds = [&](std::int64_t steps) {
    return static_cast<double>(steps) / static_cast<double>(steps_per_s);
  };
  nlohmann::ordered_json kpi;
  kpi["persons"] = totals.persons;
  kpi["trips"] = totals.trips;
  kpi["arrived"] = totals.arrived;
  kpi["stuck"] = totals.trips - totals.arrived;
  kpi["removed"] = totals.removed;
  kpi["forced_moves"] = totals.forced;
  kpi["mean_travel_time_s"] = nullptr;
  if (totals.arrived > 0) kpi["mean_travel_time_s"] = seconds(totals.trip_steps) / static_cast<double>(totals.arrived);
  kpi["vehicle_km"] = 1e-6 * static_cast<double>(totals.length_mm);
  kpi["mean_speed_m_s"] = nullptr;
  if (totals.drive_steps > 0)
    kpi["mean_speed_m_s"] = 1e-3 * static_cast<double>(totals.driven_mm) / seconds(totals.drive_steps);
  return nlohmann::ordered_json{{"mobility", kpi}}.dump(2) + "\n";
}

}  // namespace machi
