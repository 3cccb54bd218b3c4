/// \file  The events of a run of traffic in the form that MATSim's viewers and analyses read (events_v1).
#pragma once

#include <cstdint>
#include <string>

namespace machi {

/// Writes the events of `result` (result.h5 of a run of traffic) to `path`, compressed where its name ends in .gz. The
/// file appears whole or not at all. Number of events written. Throws InputError where `result` is no such file,
/// OutputError. Local.
std::uint64_t export_matsim_events(const std::string& result, const std::string& path);

}  // namespace machi
