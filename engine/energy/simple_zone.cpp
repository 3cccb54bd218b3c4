#include "engine/energy/simple_zone.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr double mass_W_m2K = 9.1;
constexpr double outer_film_m2K_W = 0.04;

/// ISO 6946, table 1: heat goes up, sideways, down.
double inner_film_m2K_W(double tilt_deg) {
  if (tilt_deg < 45) return 0.10;
  return tilt_deg < 135 ? 0.13 : 0.17;
}

double u_W_m2K(const ThermalElement& element) {
  double resistance_m2K_W = inner_film_m2K_W(element.tilt_deg) + outer_film_m2K_W;
  for (const double link_W_K : element.link_W_K) resistance_m2K_W += element.area_m2 / link_W_K;
  return 1 / resistance_m2K_W;
}

template <class Row>
const Row& named(const std::vector<Row>& rows, const std::string& name) {
  return *std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
}

}  // namespace

double inner_capacity_J_m2K(const EnergySettings& energy, const EnergyConstruction& construction) {
  constexpr double insulating_W_mK = 0.08;
  double left_m = 0.1;
  double capacity_J_m2K = 0;
  for (std::size_t k = construction.layers.size(); k-- > 0 && left_m > 0;) {
    const EnergyMaterial& material = named(energy.materials, construction.layers[k]);
    if (material.conductivity_W_mK < insulating_W_mK) break;
    const double depth_m = std::min(left_m, construction.thickness_m[k]);
    capacity_J_m2K += depth_m * material.density_kg_m3 * material.heat_capacity_J_kgK;
    left_m -= depth_m;
  }
  return capacity_J_m2K;
}

SimpleZone simple_zone(double inside_W_m2K, const ThermalZone& zone) {
  SimpleZone simple;
  double all_m2 = 0;
  double opaque_W_K = 0;
  double squares = 0;
  for (const ThermalElement& element : zone.elements) {
    const bool window = element.window != no_zone;
    const double u = u_W_m2K(element);
    all_m2 += element.area_m2;
    simple.outer_share.push_back(element.outdoors() ? u * outer_film_m2K_W : 0);
    if (element.outdoors()) (window ? simple.h_w_W_K : opaque_W_K) += u * element.area_m2;
    if (window) continue;
    const double capacity_J_m2K = element.inner_capacity_J_m2K;
    simple.capacity_J_K += capacity_J_m2K * element.area_m2;
    squares += capacity_J_m2K * capacity_J_m2K * element.area_m2;
  }
  const double mass_m2 = simple.capacity_J_K * simple.capacity_J_K / squares;
  simple.h_is_W_K = inside_W_m2K * all_m2;
  simple.h_ms_W_K = mass_W_m2K * mass_m2;
  if (opaque_W_K > 0) simple.h_em_W_K = 1 / (1 / opaque_W_K - std::min(1 / simple.h_ms_W_K, 0.99 / opaque_W_K));
  simple.mass_share = mass_m2 / all_m2;
  simple.surface_share = std::max(0.0, 1 - simple.mass_share - simple.h_w_W_K / (mass_W_m2K * all_m2));
  return simple;
}

}  // namespace machi
