/// \file  The sun that zones take in, hour by hour.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/climate/sky_year.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/model/energy.hpp"

namespace machi {

/// Short-wave radiation of one zone's year.
struct ZoneSun {
  std::vector<float> outer_W;  ///< [hours][elements] absorbed by outer faces under the sky
  std::vector<float> inner_W;  ///< [hours][elements] absorbed by inner faces
  // Sums over the year
  std::vector<double> incident_kWh_m2;     ///< [elements] on outer faces, past shades
  std::vector<double> transmitted_kWh_m2;  ///< [elements] through windows, 0 for others
};

/// Irradiance of each element (engine/climate), shaded by the overhangs and fins of its surface: the direct and
/// circumsolar parts by the lit share, sky, horizon and ground by their diffuse shares; windows by the angles of their
/// glass. An hour is the mean over its moments in `sky`, a whole number for each hour, at which the sun is up; the
/// middle of the hour alone would count 0.3 % too much direct light. Local: any thread.
ZoneSun zone_sun(const EnergySettings& energy, const std::vector<SkyState>& sky, const ThermalZone& zone);

}  // namespace machi
