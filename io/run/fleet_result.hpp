/// \file  What fleets of shared vehicles leave behind: their part of result.h5 and kpi.json.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/fleet/dispatcher.hpp"
#include "io/hdf5/output.hpp"
#include "io/json/json_fwd.hpp"

namespace machi {

/// A fleet after its day; the dispatcher is the same on all ranks.
struct FleetRecord {
  std::string name;
  const Dispatcher* dispatcher{nullptr};
};

/// Tables of requests and of the stops of vehicles: /fleets (docs/formats/travel_result.md). Collective.
void write_fleets(H5Output& file, const std::vector<FleetRecord>& fleets, double start_s, std::int64_t steps_per_s);

Json fleet_kpi(const FleetRecord& fleet, std::uint32_t end_step, std::int64_t steps_per_s);

}  // namespace machi
