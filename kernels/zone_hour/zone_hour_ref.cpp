// The plain twin: zone by zone, in either precision.
#include <algorithm>

#include "kernels/zone_hour/zone_hour.hpp"

namespace machi::kernels::ref {
namespace {

/// One zone of a batch during one step.
template <class Real>
struct ZoneStep {
  const ZoneBatch<Real>& zones;
  const ZoneForcing<Real>& forcing;
  std::size_t lane;

  std::size_t at(std::size_t row) const { return row * zone_lanes + lane; }

  /// Forward through an element; leaves in node_C what nodes have without those further in, and answers with its inner
  /// face's temperature without the zone.
  Real forward(std::size_t element) const {
    const std::size_t first = zones.first_node[element];
    const std::size_t last = zones.first_node[element + 1] - 1;
    const std::size_t e = at(element);
    const Real face_C = zones.node_C[at(first)];
    const Real face_K = face_C + Real(273.15 + zone_zero_C);
    const Real square = face_K * face_K;
    Real outer_W = zones.outside_W_K[e] * forcing.ambient_C[e] + forcing.outer_W[e];
    outer_W = outer_W + (zones.radiative_W_K[e] * face_C - zones.emission_W_K4[e] * square * square);
    Real part_C = zones.hold[at(first)] * face_C + zones.outer_K_W[e] * outer_W;
    for (std::size_t node = first + 1; node <= last; ++node) {
      zones.node_C[at(node - 1)] = part_C;
      part_C = zones.hold[at(node)] * zones.node_C[at(node)] + zones.pass[at(node)] * part_C;
    }
    const Real inner_C = part_C + forcing.inner_W[e] * zones.inner_K_W[e];
    zones.node_C[at(last)] = inner_C;
    return inner_C;
  }

  void backward(std::size_t element, Real air_C, Real star_C) const {
    const std::size_t first = zones.first_node[element];
    const std::size_t last = zones.first_node[element + 1] - 1;
    const std::size_t e = at(element);
    const Real zone_W = zones.inside_air_W_K[e] * air_C + zones.inside_star_W_K[e] * star_C;
    Real node_C = zones.node_C[at(last)] + zones.inner_K_W[e] * zone_W;
    zones.node_C[at(last)] = node_C;
    for (std::size_t node = last; node > first; --node) {
      node_C = zones.node_C[at(node - 1)] + zones.carry[at(node)] * node_C;
      zones.node_C[at(node - 1)] = node_C;
    }
  }

  void step(std::size_t row, Real& heating_W, Real& cooling_W, Real& air_sum_C) const {
    const std::size_t s = at(row);
    const Real flow_W_K = forcing.air_change_W_K[s];
    Real air_W = zones.air_storage_W_K[lane] * zones.air_C[lane] + flow_W_K * forcing.supply_C[lane];
    air_W = air_W + forcing.air_gain_W[lane];
    Real star_W = forcing.star_gain_W[lane];
    for (std::size_t element = 0; element < zones.elements; ++element) {
      const Real inner_C = forward(element);
      air_W = air_W + zones.inside_air_W_K[at(element)] * inner_C;
      star_W = star_W + zones.inside_star_W_K[at(element)] * inner_C;
    }
    const Real pivot_W_K = zones.air_W_K[lane] + flow_W_K;
    const Real pivot_K_W = 1 / pivot_W_K;
    const Real load_W = air_W + zones.star_share[lane] * star_W;
    const Real heat_W = std::min(std::max(Real(0), forcing.heat_to_C[s] * pivot_W_K - load_W), forcing.heat_most_W[s]);
    const Real cool_W = std::min(std::max(Real(0), load_W - forcing.cool_to_C[s] * pivot_W_K), forcing.cool_most_W[s]);
    const Real air_C = (load_W + (heat_W - cool_W)) * pivot_K_W;
    const Real star_C = (star_W + zones.star_W_K[lane] * air_C) * zones.star_inverse_K_W[lane];
    for (std::size_t element = 0; element < zones.elements; ++element) backward(element, air_C, star_C);
    zones.air_C[lane] = air_C;
    zones.star_C[lane] = star_C;
    heating_W = heating_W + heat_W;
    cooling_W = cooling_W + cool_W;
    air_sum_C = air_sum_C + air_C;
  }
};

template <class Real>
void hour_of(const ZoneBatch<Real>& zones, const ZoneForcing<Real>& forcing, std::size_t steps,
             const ZoneMeans<Real>& means) {
  const Real part = Real(1) / static_cast<Real>(steps);
  for (std::size_t lane = 0; lane < zone_lanes; ++lane) {
    const ZoneStep<Real> zone{zones, forcing, lane};
    Real heating_W = 0;
    Real cooling_W = 0;
    Real air_C = 0;
    for (std::size_t row = 0; row < steps; ++row) zone.step(forcing.one_row ? 0 : row, heating_W, cooling_W, air_C);
    means.heating_W[lane] = heating_W * part;
    means.cooling_W[lane] = cooling_W * part;
    means.air_C[lane] = air_C * part;
  }
}

}  // namespace

void zone_hour(const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means) {
  hour_of(zones, forcing, steps, means);
}

void zone_hour(const ZoneBatch<double>& zones, const ZoneForcing<double>& forcing, std::size_t steps,
               const ZoneMeans<double>& means) {
  hour_of(zones, forcing, steps, means);
}

}  // namespace machi::kernels::ref
