/// \file  Zones as ISO 13790's simple hourly model sees them: five resistances and one capacity.
#pragma once

#include <vector>

#include "engine/energy/thermal_zone.hpp"

namespace machi {

/// Names of conductances are those of the standard.
struct SimpleZone {
  double h_is_W_K{0};
  double h_w_W_K{0};
  double h_ms_W_K{0};
  double h_em_W_K{0};
  double capacity_J_K{0};
  // Of radiant gains and the sun: what the mass and the surfaces get. The rest leaves through windows.
  double mass_share{0};
  double surface_share{0};
  std::vector<double> outer_share;  ///< [elements] of heat at an outer face, what comes in: U × the outer film
};

/// Heat capacity that takes part in a day, J/(m² K): layers from inside, up to an insulating one (below 0.08 W/(m K))
/// and at most 0.1 m (ISO 13790:2008, 12.3.1.2).
double inner_capacity_J_m2K(const EnergySettings& energy, const EnergyConstruction& construction);

/// ISO 13790:2008, 7.2.2 and 12.2.2: 9.1 W/(m² K) between mass and surfaces, `inside_W_m2K` between surfaces and air
/// over all faces, films of ISO 6946. The zone has heat capacity and no inner walls. Local: any thread.
SimpleZone simple_zone(double inside_W_m2K, const ThermalZone& zone);

}  // namespace machi
