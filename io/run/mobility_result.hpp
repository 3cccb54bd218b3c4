/// \file  What a run of traffic leaves behind: result.h5 and the figures of kpi.json (docs/formats/travel_result.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/choice/calibrate.hpp"
#include "engine/choice/count_fit.hpp"
#include "engine/choice/day_to_day.hpp"
#include "engine/choice/start_routes.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/presence.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/process/mobility/emission_factors.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/fleet_result.hpp"
#include "io/run/transit_result.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t travel_result_version = 1;

/// What the tables stand on.
struct TravelTables {
  const TrafficNetwork& network;
  const TravelDemand& demand;           ///< in runs on the ranks, or whole on the first and empty elsewhere
  const std::vector<bool>& on_network;  ///< [modes] where there are persons
  double start_s{0};                    ///< clock time of step 0
  std::int64_t steps_per_s{1};
  bool events{true};                  ///< whether they are written
  const Presence* presence{nullptr};  ///< null: none
  const PresenceHours* presence_hours{nullptr};
  const TransitTables* transit{nullptr};  ///< null: none is simulated
};

/// What was seen of a run beside its events; where people replan, of the last day.
struct TravelRecords {
  std::uint32_t bin_steps{0};     ///< 0: nothing was
  std::vector<LinkRecord> links;  ///< of this rank
  LegCounts legs;                 ///< of all ranks
  std::vector<TripRecord> trips;  ///< of this rank, which has those of a block of persons; replanning only
  std::vector<DayFacts> days;     ///< of all ranks, day after day; replanning only
  std::vector<LinkCount> counts;  ///< with the volumes of the run; the same on all ranks
  double counts_factor{1};
  CalibrationFacts calibration;  ///< no groups: none
  StartFacts start;              ///< no slices: none
  bool emits{false};             ///< whether emissions are written
  double heavy_share{0};
  Emissions emissions;                      ///< of all ranks
  bool road_changes{false};                 ///< whether links changed
  std::vector<StopVisit> visits;            ///< of this rank; where transit is simulated
  TransitTotals transit;                    ///< of all ranks
  std::vector<std::int64_t> trips_by_mode;  ///< [modes] planned, of all ranks
  std::vector<FleetRecord> fleets;          ///< the same on all ranks
  std::uint32_t end_step{0};                ///< of the run
};

/// Sums what vehicles emitted on the links of all ranks, by the records of this one. Collective.
Emissions emissions_of(const Comm& comm, const TrafficNetwork& network, const TravelRecords& records,
                       std::int64_t steps_per_s);

/// Writes all tables into the group that `file` is in, from the events of all ranks, each of which passes its own. All
/// that is written is the same for any ranks and threads, but for /provenance. Throws OutputError. Collective.
void write_travel_tables(const Comm& comm, H5Output& file, const TravelTables& tables, const TravelRecords& records,
                         std::vector<TravelEvent> events, const ResultMeta& meta);

/// The text of kpi.json. On the first rank.
std::string mobility_kpi(const TravelTotals& totals, const TravelTables& tables, const TravelRecords& records);

}  // namespace machi
