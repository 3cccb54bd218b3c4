// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>

#include "kernels/crowd/registers.hpp"
#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi::kernels::MACHI_VARIANT {

void five_r_one_c(const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour) {
  for (std::size_t i = 0; i < simple_lanes; i += width) {
    const Part h_is = load(zones.h_is_W_K + i);
    const Part h_w = load(zones.h_w_W_K + i);
    const Part h_ms = load(zones.h_ms_W_K + i);
    const Part h_em = load(zones.h_em_W_K + i);
    const Part storage = load(zones.storage_W_K + i);
    const Part h_ve = load(forcing.h_ve_W_K + i);
    const Part air_W = load(forcing.air_W + i);
    const Part through_air = h_is + h_ve;
    const Part through_air_K_W = 1.0F / through_air;
    const Part share = h_is * through_air_K_W;
    const Part h1 = share * h_ve;
    const Part h2 = h1 + h_w;
    const Part surface = h_ms + h2;
    const Part surface_K_W = 1.0F / surface;
    const Part to_mass = h_ms * surface_K_W;
    const Part h3 = h2 * to_mass;
    const Part half = 0.5F * (h3 + h_em);
    const Part pivot_K_W = 1.0F / (storage + half);

    const Part outdoor_C = load(forcing.outdoor_C + i);
    const Part supply_C = load(forcing.supply_C + i);
    const Part at_surface = load(forcing.surface_W + i) + h_w * outdoor_C + h1 * supply_C + share * air_W;
    const Part at_mass = load(forcing.mass_W + i) + h_em * outdoor_C + to_mass * at_surface;
    const Part before_C = load(zones.mass_C + i);
    const Part free_C = (before_C * (storage - half) + at_mass) * pivot_K_W;
    const Part mean_C = 0.5F * (before_C + free_C);
    const Part surface_C = (h_ms * mean_C + at_surface) * surface_K_W;
    const Part air_C = (h_is * surface_C + h_ve * supply_C + air_W) * through_air_K_W;

    const Part mass_per_W = to_mass * share * pivot_K_W;
    const Part surface_per_W = (0.5F * h_ms * mass_per_W + share) * surface_K_W;
    const Part air_per_W = (h_is * surface_per_W + 1.0F) * through_air_K_W;
    const Part W_per_air = 1.0F / air_per_W;
    const Part heat_W =
        smaller(larger((load(forcing.heat_to_C + i) - air_C) * W_per_air, all(0)), load(forcing.heat_most_W + i));
    const Part cool_W =
        smaller(larger((air_C - load(forcing.cool_to_C + i)) * W_per_air, all(0)), load(forcing.cool_most_W + i));
    const Part power_W = heat_W - cool_W;
    store(zones.mass_C + i, free_C + mass_per_W * power_W);
    store(hour.heating_W + i, heat_W);
    store(hour.cooling_W + i, cool_W);
    store(hour.air_C + i, air_C + air_per_W * power_W);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
