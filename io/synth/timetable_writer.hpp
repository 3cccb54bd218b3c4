/// \file  The buses of the synthetic town as a timetable in GTFS-JP.
#pragma once

#include <string>

#include "engine/synth/town.hpp"
#include "io/synth/geodesy.hpp"
#include "io/synth/synth.hpp"

namespace machi::synth {

/// Writes transit/gtfs.zip (docs/formats/gtfs.md): weekdays and holidays of the fiscal year 2026. A town without a main
/// road gets none. One rank alone.
void write_timetable(const Town& town, const Geodesy& geodesy, const std::string& directory, SynthSummary& summary);

}  // namespace machi::synth
