// The plain twin: zone by zone.
#include <algorithm>
#include <cstddef>

#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi::kernels::ref {

void five_r_one_c(const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour) {
  for (std::size_t i = 0; i < simple_lanes; ++i) {
    const float through_air = zones.h_is_W_K[i] + forcing.h_ve_W_K[i];
    const float through_air_K_W = 1 / through_air;
    const float share = zones.h_is_W_K[i] * through_air_K_W;  // of heat to the air, what reaches the surfaces
    const float h1 = share * forcing.h_ve_W_K[i];
    const float h2 = h1 + zones.h_w_W_K[i];
    const float surface = zones.h_ms_W_K[i] + h2;
    const float surface_K_W = 1 / surface;
    const float to_mass = zones.h_ms_W_K[i] * surface_K_W;  // of heat to the surfaces, what reaches the mass
    const float h3 = h2 * to_mass;
    const float half = 0.5F * (h3 + zones.h_em_W_K[i]);
    const float pivot_K_W = 1 / (zones.storage_W_K[i] + half);

    const float at_surface = forcing.surface_W[i] + zones.h_w_W_K[i] * forcing.outdoor_C[i] + h1 * forcing.supply_C[i] +
                             share * forcing.air_W[i];
    const float at_mass = forcing.mass_W[i] + zones.h_em_W_K[i] * forcing.outdoor_C[i] + to_mass * at_surface;
    const float before_C = zones.mass_C[i];
    const float free_C = (before_C * (zones.storage_W_K[i] - half) + at_mass) * pivot_K_W;
    const float mean_C = 0.5F * (before_C + free_C);
    const float surface_C = (zones.h_ms_W_K[i] * mean_C + at_surface) * surface_K_W;
    const float air_C = (zones.h_is_W_K[i] * surface_C + forcing.h_ve_W_K[i] * forcing.supply_C[i] + forcing.air_W[i]) *
                        through_air_K_W;

    const float mass_per_W = to_mass * share * pivot_K_W;
    const float surface_per_W = (0.5F * zones.h_ms_W_K[i] * mass_per_W + share) * surface_K_W;
    const float air_per_W = (zones.h_is_W_K[i] * surface_per_W + 1) * through_air_K_W;
    const float W_per_air = 1 / air_per_W;
    const float heat_W = std::min(std::max(0.0F, (forcing.heat_to_C[i] - air_C) * W_per_air), forcing.heat_most_W[i]);
    const float cool_W = std::min(std::max(0.0F, (air_C - forcing.cool_to_C[i]) * W_per_air), forcing.cool_most_W[i]);
    const float power_W = heat_W - cool_W;
    zones.mass_C[i] = free_C + mass_per_W * power_W;
    hour.heating_W[i] = heat_W;
    hour.cooling_W[i] = cool_W;
    hour.air_C[i] = air_C + air_per_W * power_W;
  }
}

}  // namespace machi::kernels::ref
