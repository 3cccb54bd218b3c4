/// \file  Measures that a share of the zones takes up: from a scenario without them to one with them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/energy.hpp"

namespace machi {

/// Whether a zone takes a measure up, at random: Philox of (seed, zone, number of the measure) is below the share. Who
/// takes part at a small share still does at a larger one. Any thread.
bool takes_part(std::uint64_t seed, std::uint64_t zone, std::uint32_t measure, double share);

/// The cars of some households.
EnergyVehicles vehicles_of_measure(const EnergyMeasure& measure, double households);

/// Rows of the zones that take part: by takes_part, or the first round(share × zones) of them by floor area or as they
/// are listed. Zones of one meter count for themselves.
std::vector<std::uint32_t> zones_of_measure(const EnergySettings& energy, std::uint32_t measure, std::uint64_t seed);

/// The scenario with its measures carried out, in their order; names must be right. Local: any thread.
EnergySettings with_measures(EnergySettings energy, std::uint64_t seed);

}  // namespace machi
