/// \file  result.h5 of a run of energy (docs/formats/energy.md).
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/model/weather.hpp"
#include "io/run/energy_rows.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t energy_result_version = 1;

/// Writes `path`, replacing what stands there. All that is written is the same for any ranks and threads, but for
/// /provenance. Bytes written. Throws OutputError; `path` is then as it was. Collective.
std::uint64_t write_energy_result(const Comm& comm, const std::string& path, const Scenario& scenario,
                                  const WeatherPlace& place, const EnergyRows& rows, const RunFacts& facts);

}  // namespace machi
