/// \file  What a run leaves behind of its transit: the group /transit of result.h5, and figures of kpi.json
/// (docs/formats/travel_result.md).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/process/mobility/timetable_service.hpp"
#include "io/hdf5/output.hpp"
#include "io/json/json_fwd.hpp"

namespace machi {

/// What the tables of transit stand on.
struct TransitTables {
  const TimetableService& service;
  const TrafficNetwork& network;
  const std::vector<RideWish>& rides;  ///< [services of the demand]
  std::uint64_t own_services{0};       ///< of the demand
  double start_s{0};
  std::int64_t steps_per_s{1};
};

/// Sums over all calls of all ranks.
struct TransitTotals {
  std::int64_t calls{0};
  std::int64_t boardings{0};
  std::int64_t left_behind{0};
  std::int64_t waited_steps{0};
  std::int64_t delay_steps{0};  ///< arrivals after the timetable's, earlier ones negative
  std::int64_t passenger_mm{0};
  std::int64_t load_max{0};
};

/// Sums of the calls that each rank passes. Passengers' distances are those of the route's links, off the road straight
/// lines between stops. Collective; the same on all ranks.
TransitTotals transit_totals(const Comm& comm, const TransitTables& tables, const std::vector<StopVisit>& visits);

/// Under `mobility.transit` of kpi.json.
Json transit_kpi(const TransitTotals& totals, std::int64_t steps_per_s);

/// The group /transit, visits of all ranks in the order of trips. Collective.
void write_transit(H5Output& file, const Comm& comm, const TransitTables& tables, const std::vector<StopVisit>& visits);

}  // namespace machi
