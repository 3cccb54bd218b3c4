/// \file  What a run of a city's zones leaves behind: kpi.json and result.h5 (docs/formats/energy.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/city_energy_figures.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// The text of kpi.json. `base`: the same without measures, where it was run; else null. Local.
std::string city_energy_kpi(const Scenario& scenario, const CityEnergyFigures& figures,
                            const CityEnergyFigures* base = nullptr);

/// Writes all tables into the group that `file` is in. `ids`: gml:id of this rank's zones. All that is written is the
/// same for any ranks and threads, but for /provenance. Throws OutputError. Collective.
void write_city_energy_tables(H5Output& file, const Scenario& scenario, const CityEnergy& energy,
                              const CityEnergyFigures& figures, const StringTable& ids, const std::string& attribution,
                              const RunFacts& facts);

}  // namespace machi
