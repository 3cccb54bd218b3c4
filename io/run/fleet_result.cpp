#include "io/run/fleet_result.hpp"

#include <limits>

#include "engine/fleet/fleet_facts.hpp"
#include "io/json/json.hpp"
#include "io/run/result_parts.hpp"

namespace machi {
namespace {

struct RequestRow {
  std::uint8_t fleet;
  RideRequest request;
  RideOutcome outcome;
};

struct FleetVisitRow {
  std::uint8_t fleet;
  FleetVisit visit;
};

/// Steps as they stand in tables.
struct TableClock {
  double start_s;
  double steps_per_s;
  double clock_s(std::uint32_t step) const {
    return step == no_step ? std::numeric_limits<double>::quiet_NaN() : start_s + step / steps_per_s;
  }
};

void write_requests(H5Output& file, const std::vector<FleetRecord>& fleets, const TableClock& clock) {
  std::vector<RequestRow> rows;
  for (std::size_t f = 0; f < fleets.size(); ++f)
    for (std::size_t k = 0; k < fleets[f].dispatcher->requests().size(); ++k)
      rows.push_back(
          {static_cast<std::uint8_t>(f), fleets[f].dispatcher->requests()[k], fleets[f].dispatcher->outcomes()[k]});
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/fleets/requests/") + name, column_of(rows, value), meta);
  };
  const auto time = [&](const char* name, const auto& step, const char* text) {
    column(name, [&](const RequestRow& r) { return clock.clock_s(step(r)); }, {"s", text, "request"});
  };
  column("fleet", [](const RequestRow& r) { return r.fleet; }, {"", "row of /fleets/names", "request"});
  column("person", [](const RequestRow& r) { return r.request.person; }, {"", "row of /persons", "request"});
  column("from", [](const RequestRow& r) { return r.request.from; }, {"", "row of /links", "request"});
  column("to", [](const RequestRow& r) { return r.request.to; }, {"", "row of /links", "request"});
  column("state", [](const RequestRow& r) { return static_cast<std::uint8_t>(r.outcome.state); },
         {"", "what became of it", "request", "0 waiting, 1 on_board, 2 served, 3 rejected, 4 failed"});
  column("vehicle",
         [](const RequestRow& r) {
           return r.outcome.state == RideState::rejected ? std::numeric_limits<std::uint32_t>::max()
                                                         : r.outcome.vehicle;
         },
         {"", "of the fleet, from 0; 2^32 - 1 none", "request"});
  time(
      "called_s", [](const RequestRow& r) { return r.request.called; }, "clock time of the call");
  time(
      "answered_s", [](const RequestRow& r) { return r.outcome.answered; }, "clock time of the answer");
  time(
      "promised_pickup_s", [](const RequestRow& r) { return r.outcome.promised_pickup; },
      "clock time expected then; NaN where rejected");
  time(
      "picked_up_s", [](const RequestRow& r) { return r.outcome.picked_up; },
      "clock time; NaN where it did not happen");
  time(
      "promised_dropoff_s", [](const RequestRow& r) { return r.outcome.promised_dropoff; },
      "clock time expected then; NaN where rejected");
  time(
      "set_down_s", [](const RequestRow& r) { return r.outcome.set_down; }, "clock time; NaN where it did not happen");
  column("direct_s",
         [&](const RequestRow& r) {
           return r.request.direct == no_drive ? std::numeric_limits<double>::quiet_NaN()
                                               : r.request.direct / clock.steps_per_s;
         },
         {"s", "drive without detour; NaN where no way leads there", "request"});
  column("shared", [](const RequestRow& r) { return static_cast<std::uint8_t>(r.outcome.shared); },
         {"", "whether another party was on board for a part of the way", "request"});
}

void write_visits(H5Output& file, const std::vector<FleetRecord>& fleets, const TableClock& clock) {
  std::vector<FleetVisitRow> rows;
  for (std::size_t f = 0; f < fleets.size(); ++f)
    for (const FleetVisit& visit : fleets[f].dispatcher->visits())
      rows.push_back({static_cast<std::uint8_t>(f), visit});
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_table(std::string("/fleets/stops/") + name, column_of(rows, value), meta);
  };
  column("fleet", [](const FleetVisitRow& r) { return r.fleet; }, {"", "row of /fleets/names", "stop"});
  column("vehicle", [](const FleetVisitRow& r) { return r.visit.vehicle; }, {"", "of the fleet, from 0", "stop"});
  column("link", [](const FleetVisitRow& r) { return r.visit.link; }, {"", "row of /links", "stop"});
  column("arrived_s", [&](const FleetVisitRow& r) { return clock.clock_s(r.visit.arrived); },
         {"s", "clock time", "stop"});
  column("departed_s", [&](const FleetVisitRow& r) { return clock.clock_s(r.visit.departed); },
         {"s", "clock time; NaN where it only came to wait, or the run had ended", "stop"});
  column("driven_m", [](const FleetVisitRow& r) { return 1e-3 * r.visit.driven_mm; }, {"m", "to get there", "stop"});
  column("load", [](const FleetVisitRow& r) { return r.visit.load; }, {"", "persons on board on that drive", "stop"});
  column("set_down", [](const FleetVisitRow& r) { return r.visit.set_down; }, {"", "persons", "stop"});
  column("taken_up", [](const FleetVisitRow& r) { return r.visit.taken_up; }, {"", "persons", "stop"});
  column("relocation", [](const FleetVisitRow& r) { return static_cast<std::uint8_t>(r.visit.relocation); },
         {"", "whether it came to wait there", "stop"});
}

}  // namespace

void write_fleets(H5Output& file, const std::vector<FleetRecord>& fleets, double start_s, std::int64_t steps_per_s) {
  std::vector<std::string> names;
  for (const FleetRecord& fleet : fleets) names.push_back(fleet.name);
  file.write_strings("/fleets/names", names, {"", "names of the fleets", "fleet"});
  const TableClock clock{start_s, static_cast<double>(steps_per_s)};
  write_requests(file, fleets, clock);
  write_visits(file, fleets, clock);
}

Json fleet_kpi(const FleetRecord& fleet, std::uint32_t end_step, std::int64_t steps_per_s) {
  const FleetFacts facts = fleet_facts(*fleet.dispatcher, end_step);
  Json kpi;
  kpi["vehicles"] = fleet.dispatcher->vehicles().size();
  kpi["requests"] = facts.requests;
  kpi["served"] = facts.served;
  kpi["rejected"] = facts.rejected;
  kpi["unfinished"] = facts.unfinished;
  kpi["mean_wait_s"] = nullptr;
  kpi["p95_wait_s"] = nullptr;
  if (facts.picked_up > 0) {
    kpi["mean_wait_s"] = facts.mean_wait_s(steps_per_s);
    kpi["p95_wait_s"] = static_cast<double>(facts.p95_wait_steps) / static_cast<double>(steps_per_s);
  }
  kpi["mean_in_vehicle_s"] = nullptr;
  kpi["mean_detour"] = nullptr;
  kpi["shared_share"] = nullptr;
  if (facts.served > 0) {
    kpi["mean_in_vehicle_s"] = facts.mean_in_vehicle_s(steps_per_s);
    kpi["mean_detour"] = facts.mean_detour();
    kpi["shared_share"] = facts.shared_share();
  }
  kpi["vehicle_km"] = 1e-6 * static_cast<double>(facts.driven_mm);
  kpi["passenger_km"] = 1e-6 * static_cast<double>(facts.passenger_mm);
  kpi["pooling"] = nullptr;
  kpi["empty_km_share"] = nullptr;
  if (facts.driven_mm > 0) {
    kpi["pooling"] = facts.occupancy();
    kpi["empty_km_share"] = facts.empty_share();
  }
  kpi["passengers_per_vehicle_hour"] = facts.served_1_h(steps_per_s);
  return kpi;
}

}  // namespace machi
