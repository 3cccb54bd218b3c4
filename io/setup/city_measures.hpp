/// \file  Measures that buildings of a city take up.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/energy.hpp"
#include "engine/process/energy/city_world.hpp"

namespace machi {

/// A building that gets other faces, by row of the world's zones.
struct RetrofittedZone {
  std::uint32_t row{0};
  CityRetrofit retrofit;
};

/// Rows of this rank's zones that take measure number `measure` up: those of its uses and years, by chance (takes_part
/// of the building's row in the city), or the first of all ranks' by floor area or as the city lists them. Collective.
std::vector<std::uint32_t> city_zones_of_measure(const Comm& comm, const CityWorld& world,
                                                 const EnergyMeasure& measure, std::uint32_t number,
                                                 std::uint64_t seed);

/// Carries the measures out in the world's supplies, in their order; which zones get other faces is handed back, the
/// last measure counts. Throws UsageError for a use or a system that does not exist. Collective.
std::vector<RetrofittedZone> take_city_measures(const Comm& comm, const std::vector<EnergyMeasure>& measures,
                                                std::uint64_t seed, CityWorld& world);

}  // namespace machi
