// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>

#include "kernels/crowd/registers.hpp"
#include "kernels/zone_hour/zone_hour.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

/// A register's zones of a batch.
struct Run {
  const ZoneBatch<float>& zones;
  const ZoneForcing<float>& forcing;
  std::size_t lane;

  std::size_t at(std::size_t row) const { return row * zone_lanes + lane; }
  Part of(const float* column, std::size_t row) const { return load(column + at(row)); }
  void keep(float* column, std::size_t row, Part value) const { store(column + at(row), value); }

  Part forward(std::size_t element) const {
    const std::size_t first = zones.first_node[element];
    const std::size_t last = zones.first_node[element + 1] - 1;
    const Part face_C = of(zones.node_C, first);
    const Part face_K = face_C + 273.15F;
    const Part square = face_K * face_K;
    Part sum = of(zones.storage_W_K, first) * face_C;
    sum = sum + of(zones.outside_W_K, element) * of(forcing.ambient_C, element);
    sum = sum + of(forcing.outer_W, element);
    sum = sum + (of(zones.radiative_W_K, element) * face_C - of(zones.emission_W_K4, element) * square * square);
    for (std::size_t node = first + 1; node <= last; ++node) {
      keep(zones.node_C, node - 1, sum);
      sum = of(zones.storage_W_K, node) * of(zones.node_C, node) + of(zones.carry, node) * sum;
    }
    const Part inner_C = (sum + of(forcing.inner_W, element)) * of(zones.inverse_K_W, last);
    keep(zones.node_C, last, inner_C);
    return inner_C;
  }

  void backward(std::size_t element, Part air_C, Part star_C) const {
    const std::size_t first = zones.first_node[element];
    const std::size_t last = zones.first_node[element + 1] - 1;
    const Part zone_W = of(zones.inside_air_W_K, element) * air_C + of(zones.inside_star_W_K, element) * star_C;
    Part node_C = of(zones.node_C, last) + of(zones.inverse_K_W, last) * zone_W;
    keep(zones.node_C, last, node_C);
    for (std::size_t node = last; node > first; --node) {
      node_C = of(zones.node_C, node - 1) * of(zones.inverse_K_W, node - 1) + of(zones.carry, node) * node_C;
      keep(zones.node_C, node - 1, node_C);
    }
  }

  void step(std::size_t row, Part& heating_W, Part& cooling_W, Part& air_sum_C) const {
    const Part flow_W_K = of(forcing.air_change_W_K, row);
    Part air_W = of(zones.air_storage_W_K, 0) * of(zones.air_C, 0) + flow_W_K * of(forcing.supply_C, 0);
    air_W = air_W + of(forcing.air_gain_W, 0);
    Part star_W = of(forcing.star_gain_W, 0);
    for (std::size_t element = 0; element < zones.elements; ++element) {
      const Part inner_C = forward(element);
      air_W = air_W + of(zones.inside_air_W_K, element) * inner_C;
      star_W = star_W + of(zones.inside_star_W_K, element) * inner_C;
    }
    const Part pivot_W_K = of(zones.air_W_K, 0) + flow_W_K;
    const Part load_W = air_W + of(zones.star_share, 0) * star_W;
    const Part heat_W =
        smaller(larger(of(forcing.heat_to_C, row) * pivot_W_K - load_W, all(0)), of(forcing.heat_most_W, row));
    const Part cool_W =
        smaller(larger(load_W - of(forcing.cool_to_C, row) * pivot_W_K, all(0)), of(forcing.cool_most_W, row));
    const Part air_C = (load_W + (heat_W - cool_W)) / pivot_W_K;
    const Part star_C = (star_W + of(zones.star_W_K, 0) * air_C) * of(zones.star_inverse_K_W, 0);
    for (std::size_t element = 0; element < zones.elements; ++element) backward(element, air_C, star_C);
    keep(zones.air_C, 0, air_C);
    keep(zones.star_C, 0, star_C);
    heating_W = heating_W + heat_W;
    cooling_W = cooling_W + cool_W;
    air_sum_C = air_sum_C + air_C;
  }
};

}  // namespace

void zone_hour(const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means) {
  const float part = 1.0F / static_cast<float>(steps);
  for (std::size_t lane = 0; lane < zone_lanes; lane += width) {
    const Run run{zones, forcing, lane};
    Part heating_W = all(0);
    Part cooling_W = all(0);
    Part air_C = all(0);
    for (std::size_t row = 0; row < steps; ++row) run.step(row, heating_W, cooling_W, air_C);
    run.keep(means.heating_W, 0, heating_W * part);
    run.keep(means.cooling_W, 0, cooling_W * part);
    run.keep(means.air_C, 0, air_C * part);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
