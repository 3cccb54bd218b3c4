/// \file  What a static assignment leaves behind: result.h5 and the figures of kpi.json
/// (docs/formats/travel_result.md).
#pragma once

#include <cstdint>
#include <string>

#include "engine/assignment/equilibrium.hpp"
#include "engine/comm/comm.hpp"
#include "io/network/tntp.hpp"
#include "io/run/evacuation_result.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t assignment_result_version = 1;

/// Writes `path` (replacing what stands there) from what the first rank has. Bytes written. Throws OutputError.
/// Collective.
std::uint64_t write_assignment_result(const Comm& comm, const std::string& path, const TntpNetwork& network,
                                      const AssignmentResult& result, const ResultMeta& meta);

/// The text of kpi.json.
std::string assignment_kpi(const AssignmentResult& result);

}  // namespace machi
