/// \file  All that the zones of one rank stand on.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/energy/simple_zone.hpp"
#include "engine/energy/sunlit_faces.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/energy/zone_day.hpp"
#include "engine/model/weather.hpp"

namespace machi {

struct EnergyWorld {
  EnergyModel model{EnergyModel::layered};
  std::int64_t steps_per_h{4};  ///< 1 of the simple model
  std::int64_t warm_up_days{30};
  WeatherYear weather;
  std::vector<ThermalZone> zones;                  ///< of the whole scenario
  std::vector<std::vector<std::uint32_t>> groups;  ///< of this rank, zones that hang together
  SunlitFaces sun;                                 ///< of this rank's zones
  // [zones]; empty where another rank has the zone.
  std::vector<ZoneDay> days;
  std::vector<SimpleZone> simple;  ///< of the simple model only
};

}  // namespace machi
