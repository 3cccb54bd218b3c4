/// \file  The sun on walls and windows, hour by hour; faces that see the same share one year.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/climate/sky_year.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/model/energy.hpp"

namespace machi {

/// Short-wave radiation of a year on a square metre, [hours]; empty columns where there is no glass.
struct FaceYear {
  std::vector<float> incident_W_m2;        ///< on the outer face, past shades
  std::vector<float> through_W_m2;         ///< through glass,
  std::vector<float> absorbed_outer_W_m2;  ///< and what its panes absorb
  std::vector<float> absorbed_inner_W_m2;
  double incident_kWh_m2{0};  ///< of the year
  double through_kWh_m2{0};
};

/// The years of a scenario's faces, and which of them each element has.
struct SunlitFaces {
  std::vector<FaceYear> years;
  std::vector<std::vector<std::uint32_t>> year_of;  ///< [zones][elements]; no_year: no sun reaches it
  static constexpr std::uint32_t no_year = no_zone;

  /// Null where no sun reaches the element.
  const FaceYear* of(std::uint32_t zone, std::size_t element) const;
};

/// Irradiance of the elements of some zones (engine/climate), shaded by the overhangs and fins of their surface: the
/// direct and circumsolar parts by the lit share, sky, horizon and ground by their diffuse shares; windows by the
/// angles of their glass. An hour is the mean over its moments in `sky`, a whole number for each hour, at which the sun
/// is up; the middle of the hour alone would count 0.3 % too much direct light. Local: one thread.
SunlitFaces sunlit_faces(const EnergySettings& energy, const std::vector<SkyState>& sky,
                         const std::vector<ThermalZone>& zones, const std::vector<std::uint32_t>& rows);

}  // namespace machi
