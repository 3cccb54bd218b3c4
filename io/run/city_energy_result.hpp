/// \file  What a run of a city's zones leaves behind: kpi.json and result.h5 (docs/formats/energy.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// Sums over zones in whole numbers, the same on all ranks: energies in Wh, areas in m².
struct CityGroup {
  std::string name;
  std::int64_t zones{0};
  std::int64_t floor_area_m2{0};
  std::int64_t persons{0};
  std::int64_t dwellings{0};  ///< with a household
  std::array<std::int64_t, summed_kinds> Wh{};
};

struct CityEnergyFigures {
  CityGroup all;
  std::vector<CityGroup> uses;            ///< those that occur, in the order of the archetypes
  std::vector<CityGroup> vintages;        ///< periods of the archetypes' stock
  std::vector<std::int64_t> district_mW;  ///< of all ranks, [districts][kinds][hours_per_year]
  /// Over all districts, [kinds][hours_per_year].
  std::vector<std::int64_t> hours_mW;
};
/// Collective.
CityEnergyFigures city_figures(const Comm& comm, const CityEnergy& energy);

/// The text of kpi.json. Local.
std::string city_energy_kpi(const Scenario& scenario, const CityEnergy& energy, const CityEnergyFigures& figures);

/// Writes all tables into the group that `file` is in. `ids`: gml:id of this rank's zones. All that is written is the
/// same for any ranks and threads, but for /provenance. Throws OutputError. Collective.
void write_city_energy_tables(H5Output& file, const Scenario& scenario, const CityEnergy& energy,
                              const CityEnergyFigures& figures, const StringTable& ids, const std::string& attribution,
                              const RunFacts& facts);

}  // namespace machi
