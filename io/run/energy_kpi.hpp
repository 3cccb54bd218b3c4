/// \file  The figures of buildings for tables and for people: kpi.json of a run of energy (docs/formats/energy.md).
#pragma once

#include <string>

#include "engine/model/scenario.hpp"
#include "io/run/energy_rows.hpp"

namespace machi {

/// The text of kpi.json from the rows of the first rank. Local.
/// `base`: the same without measures, where it was run; else null.
std::string energy_kpi(const Scenario& scenario, const EnergyRows& rows, const EnergyRows* base = nullptr);

/// An hour of a weather year as people write it: `02-09 06:00`; empty below 0.
std::string hour_text(std::int64_t hour);

}  // namespace machi
