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

// The network is on every rank.
void write_network(H5Output& file, const TrafficNetwork& network) {
  file.write_strings("/nodes/id", network.node_id, {"", "identifier", "node"});
  file.write_table("/nodes/x_m", network.x_m, {"m", "eastward, in the network's frame", "node"});
  file.write_table("/nodes/y_m", network.y_m, {"m", "northward", "node"});
  file.write_strings("/links/id", network.link_id, {"", "identifier", "link"});
  file.write_table("/links/from", network.from, {"", "row of /nodes where it begins", "link"});
  file.write_table("/links/to", network.to, {"", "row of /nodes where it ends", "link"});
  file.write_table("/links/length_m", network.length_m, {"m", "length", "link"});
}

StringTable table_of(const std::vector<std::string>& rows) {
  StringTable table;
  for (const std::string& row : rows) table.add(row);
  return table;
}

// Names that are the same on all ranks that have persons.
void write_names(H5Output& file, const TravelDemand& demand) {
  file.write_strings("/activities/types", demand.activity_types, {"", "names of the types", "type"});
  file.write_strings("/legs/modes", demand.modes, {"", "names of the modes", "mode"});
  file.write_strings("/legs/lines", column_of(demand.services, [](const TransitService& s) { return s.line; }),
                     {"", "lines of the transit services", "service"});
  file.write_strings("/legs/routes", column_of(demand.services, [](const TransitService& s) { return s.route; }),
                     {"", "routes of the transit services", "service"});
}

void write_plans(const Comm& comm, H5Output& file, const TravelTables& tables) {
  const TravelDemand& demand = tables.demand;
  file.write_strings("/persons/id", table_of(demand.person_id), {"", "identifier", "person"});
  file.write_offsets("/persons/activity_begin", std::span<const std::uint64_t>(demand.activity_begin),
                     {"",
                      "where the activities of each person begin in /activities; its legs begin that many less its own "
                      "row in /legs",
                      "person"});
  write_names(file, demand);
  file.write_strings("/legs/vehicles", table_of(demand.vehicle_id), {"", "identifiers of the vehicles", "vehicle"});
  const auto of_activity = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/activities/") + name, column_of(demand.activities, value), meta);
  };
  of_activity("type", [](const Activity& a) { return a.type; }, {"", "row of types", "activity"});
  of_activity("link", [](const Activity& a) { return a.link; }, {"", "row of /links", "activity"});
  of_activity("x_m", [](const Activity& a) { return a.x_m; }, {"m", "eastward; NaN where not given", "activity"});
  of_activity("y_m", [](const Activity& a) { return a.y_m; }, {"m", "northward; NaN where not given", "activity"});
  const auto of_leg = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/legs/") + name, column_of(demand.legs, value), meta);
  };
  const auto vehicles_below =
      static_cast<std::uint32_t>(comm.sum_below(static_cast<std::int64_t>(demand.vehicle_id.size())));
  of_leg("mode", [](const Leg& leg) { return leg.mode; }, {"", "row of modes", "leg"});
  of_leg("routing_mode", [](const Leg& leg) { return leg.routing_mode; }, {"", "row of modes: of its trip", "leg"});
  of_leg("on_network", [&](const Leg& leg) { return static_cast<std::uint8_t>(tables.on_network[leg.mode]); },
         {"", "whether it is driven on the links", "leg", "0 teleported, 1 driven"});
  of_leg("distance_m", [](const Leg& leg) { return leg.distance_m; }, {"m", "of a teleported leg", "leg"});
  of_leg("vehicle", [&](const Leg& leg) { return leg.vehicle == no_index ? no_index : leg.vehicle + vehicles_below; },
         {"", "row of vehicles; 2^32 - 1 none", "leg"});
  of_leg("service", [](const Leg& leg) { return leg.service; }, {"", "row of lines and routes; 2^32 - 1 none", "leg"});
}

void write_presence(H5Output& file, const TravelTables& tables) {
  if (tables.presence == nullptr) return;
  const Presence& presence = *tables.presence;
  const std::uint64_t hours = tables.presence_hours->step.size();
  file.attribute("/presence", "first_hour", tables.presence_hours->first_hour);
  ColumnMeta persons{"", "persons in each building of the city at the full hours of the clock from first_hour on",
                     "building, hour"};
  persons.row_shape = {hours};
  file.write_column("/presence/persons", presence.persons, persons);
  file.write_table("/presence/under_way", presence.under_way, {"", "persons on their way", "hour"});
  ColumnMeta purposes{"", "persons in activities of each type, all buildings together", "hour, type"};
  purposes.row_shape = {hours > 0 ? presence.by_purpose.size() / hours : 0};
  file.write_table("/presence/by_type", presence.by_purpose, purposes);
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
  if (!tables.events) events.clear();
  events = sort_rows(
      comm, events, [](const TravelEvent& event) { return std::uint64_t{event.step}; },
      [](const TravelEvent& a, const TravelEvent& b) { return a < b; });
  H5Output file(comm, path, true);
  write_header(file, tables, meta);
  write_network(file, tables.network);
  write_plans(comm, file, tables);
  write_events(file, events);
  write_presence(file, tables);
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
