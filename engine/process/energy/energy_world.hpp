/// \file  All that the zones of one rank stand on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/energy/simple_zone.hpp"
#include "engine/energy/sunlit_faces.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/energy/zone_day.hpp"
#include "engine/model/weather.hpp"
#include "engine/process/energy/systems_world.hpp"

namespace machi {

struct EnergyWorld {
  EnergyModel model{EnergyModel::layered};
  std::int64_t steps_per_h{4};  ///< 1 of the simple model
  std::int64_t warm_up_days{30};
  WeatherYear weather;
  std::vector<ThermalZone> zones;                  ///< of the whole scenario
  std::vector<std::string> names;                  ///< [zones] for sentences; may be empty
  std::vector<std::vector<std::uint32_t>> groups;  ///< of this rank, zones that hang together
  SunlitFaces sun;                                 ///< of this rank's zones
  // [zones]; empty where another rank has the zone.
  std::vector<ZoneDay> days;
  std::vector<SimpleZone> simple;  ///< of the simple model only
  SystemsWorld systems;            ///< refers to the sun above

  /// What is asked of a zone at this hour of the year.
  const ZoneDay& asked(std::uint32_t row, std::size_t hour) const {
    return systems.outage.has(hour) ? systems.dark_days[row] : days[row];
  }
  /// Most that a zone's plants, if it has any, can do then.
  float heating_most_W(std::uint32_t row, std::size_t hour) const {
    const auto& plant = systems.plants[row];
    return static_cast<float>(plant ? plant->heating_most_W(hour) : endless_W);
  }
  float cooling_most_W(std::uint32_t row, std::size_t hour) const {
    const auto& plant = systems.plants[row];
    return static_cast<float>(plant ? plant->cooling_most_W(hour) : endless_W);
  }
};

}  // namespace machi
