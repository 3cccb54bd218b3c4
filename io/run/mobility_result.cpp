#include "io/run/mobility_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "io/hdf5/output.hpp"
#include "io/json/json.hpp"
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
  file.attribute("/", "crs", tables.network.crs);
  file.attribute("/", "crs_offset_x_m", tables.network.crs_offset_x_m);
  file.attribute("/", "crs_offset_y_m", tables.network.crs_offset_y_m);
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

// Names that are the same on all ranks.
void write_names(H5Output& file, const TravelDemand& demand) {
  file.write_strings("/activities/types", demand.activity_types, {"", "names of the types", "type"});
  file.write_strings("/legs/modes", demand.modes, {"", "names of the modes", "mode"});
}

// Those that all ranks have stand behind all others.
void write_services(const Comm& comm, H5Output& file, const TravelDemand& demand) {
  const bool last = comm.rank() + 1 == comm.size();
  const std::size_t mine = last ? demand.services.size() : demand.own_services;
  StringTable lines;
  StringTable routes;
  for (std::size_t s = 0; s < mine; ++s) {
    lines.add(demand.services[s].line);
    routes.add(demand.services[s].route);
  }
  file.write_strings("/legs/lines", lines, {"", "lines of the transit services", "service"});
  file.write_strings("/legs/routes", routes, {"", "routes of the transit services", "service"});
}

/// Rows of this rank's vehicles and services among those of all ranks.
class GlobalRows {
 public:
  GlobalRows(const Comm& comm, const TravelDemand& demand) : demand_(demand), shared_(!demand.vehicle_row.empty()) {
    const auto vehicles = static_cast<std::int64_t>(demand.vehicle_id.size());
    const auto services = static_cast<std::int64_t>(demand.own_services);
    vehicles_below_ = static_cast<std::uint32_t>(comm.sum_below(vehicles));
    services_below_ = static_cast<std::uint32_t>(comm.sum_below(services));
    own_services_ = static_cast<std::uint32_t>(comm.sum(services));
  }

  std::uint32_t vehicle(std::uint32_t row) const {
    if (row == no_index) return row;
    return shared_ ? demand_.vehicle_row[row] : row + vehicles_below_;
  }
  std::uint32_t service(std::uint32_t row) const {
    if (row == no_index) return row;
    const auto own = static_cast<std::uint32_t>(demand_.own_services);
    return row < own ? services_below_ + row : own_services_ + (row - own);
  }
  StringTable own_vehicles() const {
    StringTable table;
    for (std::size_t v = 0; v < demand_.vehicle_id.size(); ++v)
      if (!shared_ || demand_.vehicle_row[v] >= demand_.first_vehicle) table.add(demand_.vehicle_id[v]);
    return table;
  }

 private:
  const TravelDemand& demand_;
  bool shared_;
  std::uint32_t vehicles_below_{0};
  std::uint32_t services_below_{0};
  std::uint32_t own_services_{0};
};

void write_plans(const Comm& comm, H5Output& file, const TravelTables& tables) {
  const TravelDemand& demand = tables.demand;
  file.write_strings("/persons/id", table_of(demand.person_id), {"", "identifier", "person"});
  file.write_offsets("/persons/activity_begin", std::span<const std::uint64_t>(demand.activity_begin),
                     {"",
                      "where the activities of each person begin in /activities; its legs begin that many less its own "
                      "row in /legs",
                      "person"});
  write_names(file, demand);
  write_services(comm, file, demand);
  const GlobalRows rows(comm, demand);
  file.write_strings("/legs/vehicles", rows.own_vehicles(), {"", "identifiers of the vehicles", "vehicle"});
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
  of_leg("mode", [](const Leg& leg) { return leg.mode; }, {"", "row of modes", "leg"});
  of_leg("routing_mode", [](const Leg& leg) { return leg.routing_mode; }, {"", "row of modes: of its trip", "leg"});
  of_leg("on_network", [&](const Leg& leg) { return static_cast<std::uint8_t>(tables.on_network[leg.mode]); },
         {"", "whether it is driven on the links", "leg", "0 teleported, 1 driven"});
  of_leg("distance_m", [](const Leg& leg) { return leg.distance_m; }, {"m", "of a teleported leg", "leg"});
  of_leg("vehicle", [&](const Leg& leg) { return rows.vehicle(leg.vehicle); },
         {"", "row of vehicles; 2^32 - 1 none", "leg"});
  of_leg("service", [&](const Leg& leg) { return rows.service(leg.service); },
         {"", "row of lines and routes; 2^32 - 1 none", "leg"});
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
  column("person", [](const TravelEvent& e) { return e.person; },
         {"", "row of /persons; behind those, of /transit/drivers", "event"});
  column(
      "kind", [](const TravelEvent& e) { return static_cast<std::uint8_t>(e.kind); },
      {"", "what happened", "event",
       "0 activity_start, 1 activity_end, 2 departure, 3 enters_traffic, 4 enters_link, 5 leaves_traffic, 6 arrival, 7 "
       "stuck, 8 boards, 9 arrives_at_stop, 10 departs_from_stop"});
  column("link", [](const TravelEvent& e) { return e.link; },
         {"", "row of /links; of boards the driver's row, as in person", "event"});
  column(
      "element", [](const TravelEvent& e) { return e.element; },
      {"", "of the person's plan: 2 k its activity k, 2 k + 1 the leg after it; at stops the driver's call", "event"});
}

// Those whose speed nobody knows, because all of them ended there, drove at free speed.
Emissions emissions_of(const LinkRecord& record, const TrafficNetwork& network, double heavy_share,
                       std::int64_t steps_per_s) {
  const double length_m = network.length_m[record.link];
  const double seen_m_s =
      length_m * record.passed * static_cast<double>(steps_per_s) / static_cast<double>(record.steps);
  const double speed_m_s = record.steps > 0 ? seen_m_s : network.free_speed_m_s[record.link];
  return link_emissions(record.entered, length_m, speed_m_s, heavy_share);
}

void write_volumes(H5Output& file, const Comm& comm, const TravelTables& tables, const TravelRecords& records) {
  const std::vector<LinkRecord> links = sort_rows(
      comm, records.links, [](const LinkRecord& record) { return std::uint64_t{record.link}; },
      [](const LinkRecord& a, const LinkRecord& b) { return std::tie(a.link, a.bin) < std::tie(b.link, b.bin); });
  const auto per_s = static_cast<double>(tables.steps_per_s);
  const auto time_s = [&](const LinkRecord& r) {
    return r.passed == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(r.steps) / r.passed / per_s;
  };
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/volumes/") + name, column_of(links, value), meta);
  };
  column("link", [](const LinkRecord& r) { return r.link; }, {"", "row of /links", "link and bin"});
  column("bin", [](const LinkRecord& r) { return r.bin; },
         {"", "bin in which they entered the link; its clock time is start_s + bin bin_s", "link and bin"});
  column("vehicles", [](const LinkRecord& r) { return r.entered; },
         {"", "vehicles that entered the link and left it again", "link and bin"});
  column("passed", [](const LinkRecord& r) { return r.passed; }, {"", "of these, those that drove on", "link and bin"});
  column("time_s", time_s, {"s", "mean time on the link of those that drove on; NaN where none did", "link and bin"});
  column("speed_m_s", [&](const LinkRecord& r) { return tables.network.length_m[r.link] / time_s(r); },
         {"m/s", "length over that time", "link and bin"});
  file.attribute("/volumes", "bin_s", static_cast<double>(records.bin_steps) / per_s);
  if (!records.emits) return;
  const auto emitted = [&](const LinkRecord& r) {
    return emissions_of(r, tables.network, records.heavy_share, tables.steps_per_s);
  };
  column("co2_g", [&](const LinkRecord& r) { return emitted(r).co2_g; },
         {"g", "carbon dioxide from the exhaust of those vehicles", "link and bin"});
  column("nox_g", [&](const LinkRecord& r) { return emitted(r).nox_g; },
         {"g", "oxides of nitrogen, as NO2", "link and bin"});
  column("pm_g", [&](const LinkRecord& r) { return emitted(r).pm_g; },
         {"g", "particulate matter from the exhaust", "link and bin"});
}

struct HistogramRow {
  std::uint32_t bin;
  std::uint8_t mode;
  LegCounts::Counts counts;
  std::int64_t under_way;
};

void write_histogram(H5Output& file, const TravelTables& tables, const TravelRecords& records) {
  std::vector<HistogramRow> rows;
  const auto modes =
      static_cast<std::uint8_t>(std::min<std::size_t>(tables.demand.modes.size(), last_counted_mode + 1));
  std::vector<std::int64_t> under_way(modes, 0);
  for (std::uint32_t bin = 0; bin < records.legs.bins(); ++bin) {
    for (std::uint8_t mode = 0; mode < modes; ++mode) {
      const LegCounts::Counts& counts = records.legs.of(bin, mode);
      under_way[mode] += counts.departures - counts.arrivals - counts.stuck;
      rows.push_back({bin, mode, counts, under_way[mode]});
    }
  }
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/leg_histogram/") + name, column_of(rows, value), meta);
  };
  column("bin", [](const HistogramRow& r) { return r.bin; }, {"", "as in /volumes", "bin and mode"});
  column("mode", [](const HistogramRow& r) { return r.mode; }, {"", "row of /legs/modes", "bin and mode"});
  column("departures", [](const HistogramRow& r) { return r.counts.departures; },
         {"", "legs that began", "bin and mode"});
  column("arrivals", [](const HistogramRow& r) { return r.counts.arrivals; }, {"", "legs that ended", "bin and mode"});
  column("stuck", [](const HistogramRow& r) { return r.counts.stuck; }, {"", "legs that failed", "bin and mode"});
  column("under_way", [](const HistogramRow& r) { return r.under_way; },
         {"", "legs under way at the end of the bin", "bin and mode"});
}

void write_trips(H5Output& file, const TravelTables& tables, const std::vector<TripRecord>& trips) {
  const auto clock_s = [&](std::uint32_t step) {
    return step == no_index ? std::numeric_limits<double>::quiet_NaN()
                            : tables.start_s + static_cast<double>(step) / static_cast<double>(tables.steps_per_s);
  };
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/trips/") + name, column_of(trips, value), meta);
  };
  column("person", [](const TripRecord& r) { return r.person; }, {"", "row of /persons", "trip"});
  column("trip", [](const TripRecord& r) { return r.trip; }, {"", "of the person, from 0", "trip"});
  column("mode", [](const TripRecord& r) { return r.mode; },
         {"", "row of /legs/modes: that of the driven leg, else of the first one", "trip"});
  column("departure_s", [&](const TripRecord& r) { return clock_s(r.departure); },
         {"s", "clock time; NaN where it did not begin", "trip"});
  column("arrival_s", [&](const TripRecord& r) { return clock_s(r.arrival); },
         {"s", "clock time; NaN where it did not end", "trip"});
}

void write_days(H5Output& file, const std::vector<DayFacts>& days) {
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/iterations/") + name, column_of(days, value), meta);
  };
  const auto mean_s = [](const DayFacts& d) { return d.mean_trip_s(); };
  column("score", [](const DayFacts& d) { return d.score(); }, {"", "mean of the plans carried out", "iteration"});
  column("best_score", [](const DayFacts& d) { return d.best_score(); },
         {"", "mean of the best plan that each person knows", "iteration"});
  column("relative_gap", [](const DayFacts& d) { return d.relative_gap(); },
         {"", "part of the time of driven routes that the best routes would save", "iteration"});
  column("arrived", [](const DayFacts& d) { return d.trips; }, {"", "trips that came to their end", "iteration"});
  column("travel_time_s", mean_s, {"s", "mean of these", "iteration"});
  const char* const strategies[] = {"selected", "rerouted", "shifted", "mode_drawn"};
  for (std::size_t k = 0; k < std::size(strategies); ++k)
    column(strategies[k], [&](const DayFacts& d) { return d.tried[k]; },
           {"", "persons who did this after the day", "iteration"});
}

void write_counts(H5Output& file, const TravelTables& tables, const TravelRecords& records) {
  const double bin_s = static_cast<double>(records.bin_steps) / static_cast<double>(tables.steps_per_s);
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/counts/") + name, column_of(records.counts, value), meta);
  };
  const auto simulated = [&](const LinkCount& c) { return records.counts_factor * static_cast<double>(c.simulated); };
  const auto hours = [&](const LinkCount& c) { return (c.end_bin - c.first_bin) * bin_s / 3600; };
  column("link", [](const LinkCount& c) { return c.link; }, {"", "row of /links", "count"});
  column("from_s", [&](const LinkCount& c) { return tables.start_s + c.first_bin * bin_s; },
         {"s", "clock time", "count"});
  column("to_s", [&](const LinkCount& c) { return tables.start_s + c.end_bin * bin_s; }, {"s", "clock time", "count"});
  column("counted", [](const LinkCount& c) { return c.counted; }, {"", "vehicles", "count"});
  column("simulated", simulated, {"", "vehicles of the run times mobility.counts_factor", "count"});
  column("geh", [&](const LinkCount& c) { return geh(simulated(c) / hours(c), c.counted / hours(c)); },
         {"", "sqrt(2 (M - C)^2 / (M + C)), vehicles an hour", "count"});
}

Json counts_kpi(const TravelTables& tables, const TravelRecords& records) {
  const double bin_s = static_cast<double>(records.bin_steps) / static_cast<double>(tables.steps_per_s);
  const CountFit fit = fit_of(records.counts, bin_s, records.counts_factor);
  Json kpi;
  kpi["counts"] = fit.counts;
  kpi["geh_below_5"] = fit.geh_below_5;
  kpi["r2"] = nullptr;
  kpi["scale"] = nullptr;
  if (!std::isnan(fit.r2)) kpi["r2"] = fit.r2;
  if (!std::isnan(fit.scale)) kpi["scale"] = fit.scale;
  return kpi;
}

Json calibration_kpi(const CalibrationFacts& facts) {
  Json kpi;
  for (const CountFit& fit : facts.fits) kpi["geh_below_5"].push_back(fit.geh_below_5);
  for (std::size_t g = 0; g < facts.groups.size(); ++g)
    kpi["groups"].push_back({{"group", facts.groups[g]}, {"persons", facts.persons[g]}, {"factor", facts.factors[g]}});
  return kpi;
}

Json start_kpi(const StartFacts& start) {
  const StartSlice total = start.total();
  return {{"trips", total.trips},
          {"slices", start.slices.size()},
          {"iterations", total.iterations},
          {"relative_gap", total.relative_gap},
          {"beckmann_objective", total.objective},
          {"tstt", total.tstt},
          {"sptt", total.sptt}};
}

}  // namespace

// In whole micrograms, whose sum depends on no order.
Emissions emissions_of(const Comm& comm, const TrafficNetwork& network, const TravelRecords& records,
                       std::int64_t steps_per_s) {
  std::vector<std::int64_t> sums_ug(3, 0);
  for (const LinkRecord& record : records.links) {
    const Emissions made = emissions_of(record, network, records.heavy_share, steps_per_s);
    sums_ug[0] += std::llround(1e6 * made.co2_g);
    sums_ug[1] += std::llround(1e6 * made.nox_g);
    sums_ug[2] += std::llround(1e6 * made.pm_g);
  }
  comm.sum(std::span<std::int64_t>(sums_ug));
  const auto grams = [&](std::size_t k) { return 1e-6 * static_cast<double>(sums_ug[k]); };
  return {grams(0), grams(1), grams(2)};
}

void write_travel_tables(const Comm& comm, H5Output& file, const TravelTables& tables, const TravelRecords& records,
                         std::vector<TravelEvent> events, const ResultMeta& meta) {
  if (!tables.events) events.clear();
  events = sort_rows(
      comm, std::move(events), [](const TravelEvent& event) { return std::uint64_t{event.step}; },
      [](const TravelEvent& a, const TravelEvent& b) { return a < b; });
  write_header(file, tables, meta);
  write_network(file, tables.network);
  write_plans(comm, file, tables);
  write_events(file, events);
  write_presence(file, tables);
  if (tables.transit != nullptr) write_transit(file, comm, *tables.transit, records.visits);
  if (records.bin_steps > 0) {
    write_volumes(file, comm, tables, records);
    write_histogram(file, tables, records);
  }
  if (!records.counts.empty()) write_counts(file, tables, records);
  if (!records.fleets.empty()) write_fleets(file, records.fleets, tables.start_s, tables.steps_per_s);
  if (!records.days.empty()) {
    write_trips(file, tables, records.trips);
    write_days(file, records.days);
  }
}

std::string mobility_kpi(const TravelTotals& totals, const TravelTables& tables, const TravelRecords& records) {
  const auto seconds = [&](std::int64_t steps) {
    return static_cast<double>(steps) / static_cast<double>(tables.steps_per_s);
  };
  Json kpi;
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
  kpi["tstt"] = seconds(totals.drive_steps);
  Json shares = Json::object();
  const std::int64_t trips =
      std::accumulate(records.trips_by_mode.begin(), records.trips_by_mode.end(), std::int64_t{0});
  for (std::size_t mode = 0; mode < tables.demand.modes.size() && trips > 0; ++mode)
    if (records.trips_by_mode[mode] > 0)
      shares[tables.demand.modes[mode]] = static_cast<double>(records.trips_by_mode[mode]) / static_cast<double>(trips);
  kpi["mode_share"] = shares;
  kpi["relative_gap"] = nullptr;
  kpi["beckmann_objective"] = nullptr;
  if (!records.start.slices.empty()) {
    kpi["beckmann_objective"] = records.start.total().objective;
    kpi["start_routes"] = start_kpi(records.start);
  }
  if (!records.days.empty()) {
    kpi["relative_gap"] = records.days.back().relative_gap();
    kpi["iterations"] = records.days.size() - 1;
    kpi["score"] = records.days.back().score();
  }
  if (tables.transit != nullptr) kpi["transit"] = transit_kpi(records.transit, tables.steps_per_s);
  if (!records.counts.empty()) kpi["counts"] = counts_kpi(tables, records);
  if (!records.calibration.groups.empty()) kpi["calibration"] = calibration_kpi(records.calibration);
  if (records.emits)
    kpi["emissions"] = {{"co2_kg", 1e-3 * records.emissions.co2_g},
                        {"nox_g", records.emissions.nox_g},
                        {"pm_g", records.emissions.pm_g}};
  if (records.road_changes)
    kpi["road_events"] = {
        {"rerouted", totals.rerouted}, {"went_on_on_foot", totals.on_foot}, {"vehicles_lost", totals.lost_vehicles}};
  for (const FleetRecord& fleet : records.fleets)
    kpi["fleets"][fleet.name] = fleet_kpi(fleet, records.end_step, tables.steps_per_s);
  return json_text(Json{{"mobility", kpi}}, 2) + "\n";
}

}  // namespace machi
