// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>

#include "kernels/crowd/registers.hpp"
#include "kernels/zone_hour/zone_hour.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

constexpr std::size_t most_side_by_side = 6;

/// A register's zones of a batch.
struct Run {
  const ZoneBatch<float>& zones;
  const ZoneForcing<float>& forcing;
  std::size_t lane;

  std::size_t at(std::size_t row) const { return row * zone_lanes + lane; }
  Part of(const float* column, std::size_t row) const { return load(column + at(row)); }
  void keep(float* column, std::size_t row, Part value) const { store(column + at(row), value); }

  std::size_t nodes_of(std::size_t element) const { return zones.first_node[element + 1] - zones.first_node[element]; }

  /// How many elements from this place of the order on have as many nodes, at most `most_side_by_side`.
  std::size_t alike_from(std::size_t place) const {
    const std::uint32_t* const order = zones.order;
    const std::size_t nodes = nodes_of(order[place]);
    std::size_t end = place + 1;
    while (end < zones.elements && end < place + most_side_by_side && nodes_of(order[end]) == nodes) ++end;
    return end - place;
  }

  /// Forward through elements that have as many nodes, side by side: each chain waits for itself at every node.
  template <std::size_t count>
  void forward(const std::uint32_t* element) const {
    const std::size_t nodes = nodes_of(element[0]);
    std::size_t begin[count];
    Part part_C[count];
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t e = element[k];
      begin[k] = at(zones.first_node[e]);
      const Part face_C = load(zones.node_C + begin[k]);
      const Part face_K = face_C + static_cast<float>(273.15 + zone_zero_C);
      const Part square = face_K * face_K;
      Part outer_W = of(zones.outside_W_K, e) * of(forcing.ambient_C, e) + of(forcing.outer_W, e);
      outer_W = outer_W + (of(zones.radiative_W_K, e) * face_C - of(zones.emission_W_K4, e) * square * square);
      part_C[k] = load(zones.hold + begin[k]) * face_C + of(zones.outer_K_W, e) * outer_W;
    }
    float* node_C = zones.node_C;  // copies: a store could else have changed the pointers
    const float* hold = zones.hold;
    const float* pass = zones.pass;
    for (std::size_t n = 1; n < nodes; ++n) {
      hold += zone_lanes;
      pass += zone_lanes;
      for (std::size_t k = 0; k < count; ++k) {
        store(node_C + begin[k], part_C[k]);
        part_C[k] = load(hold + begin[k]) * load(node_C + zone_lanes + begin[k]) + load(pass + begin[k]) * part_C[k];
      }
      node_C += zone_lanes;
    }
    for (std::size_t k = 0; k < count; ++k)
      store(node_C + begin[k], part_C[k] + of(forcing.inner_W, element[k]) * of(zones.inner_K_W, element[k]));
  }

  template <std::size_t count>
  void backward(const std::uint32_t* element, Part air_C, Part star_C) const {
    const std::size_t nodes = nodes_of(element[0]);
    std::size_t last[count];
    Part node_C[count];
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t e = element[k];
      last[k] = at(zones.first_node[e] + nodes - 1);
      const Part zone_W = of(zones.inside_air_W_K, e) * air_C + of(zones.inside_star_W_K, e) * star_C;
      node_C[k] = load(zones.node_C + last[k]) + of(zones.inner_K_W, e) * zone_W;
      store(zones.node_C + last[k], node_C[k]);
    }
    float* before_C = zones.node_C;
    const float* carry = zones.carry;
    for (std::size_t n = nodes - 1; n > 0; --n) {
      before_C -= zone_lanes;
      for (std::size_t k = 0; k < count; ++k) {
        node_C[k] = load(before_C + last[k]) + load(carry + last[k]) * node_C[k];
        store(before_C + last[k], node_C[k]);
      }
      carry -= zone_lanes;
    }
  }

  template <std::size_t most>
  void forward_up_to(std::size_t alike, const std::uint32_t* element) const {
    if constexpr (most > 1)
      if (alike < most) return forward_up_to<most - 1>(alike, element);
    forward<most>(element);
  }

  template <std::size_t most>
  void backward_up_to(std::size_t alike, const std::uint32_t* element, Part air_C, Part star_C) const {
    if constexpr (most > 1)
      if (alike < most) return backward_up_to<most - 1>(alike, element, air_C, star_C);
    backward<most>(element, air_C, star_C);
  }

  void step(std::size_t row, Part& heating_W, Part& cooling_W, Part& air_sum_C) const {
    const Part flow_W_K = of(forcing.air_change_W_K, row);
    const Part pivot_W_K = of(zones.air_W_K, 0) + flow_W_K;
    const Part pivot_K_W = 1.0F / pivot_W_K;
    Part air_W = of(zones.air_storage_W_K, 0) * of(zones.air_C, 0) + flow_W_K * of(forcing.supply_C, 0);
    air_W = air_W + of(forcing.air_gain_W, 0);
    Part star_W = of(forcing.star_gain_W, 0);
    for (std::size_t place = 0; place < zones.elements;) {
      const std::size_t alike = alike_from(place);
      forward_up_to<most_side_by_side>(alike, zones.order + place);
      place += alike;
    }
    for (std::size_t element = 0; element < zones.elements; ++element) {
      const Part inner_C = of(zones.node_C, zones.first_node[element + 1] - 1);
      air_W = air_W + of(zones.inside_air_W_K, element) * inner_C;
      star_W = star_W + of(zones.inside_star_W_K, element) * inner_C;
    }
    const Part load_W = air_W + of(zones.star_share, 0) * star_W;
    const Part heat_W =
        smaller(larger(of(forcing.heat_to_C, row) * pivot_W_K - load_W, all(0)), of(forcing.heat_most_W, row));
    const Part cool_W =
        smaller(larger(load_W - of(forcing.cool_to_C, row) * pivot_W_K, all(0)), of(forcing.cool_most_W, row));
    const Part air_C = (load_W + (heat_W - cool_W)) * pivot_K_W;
    const Part star_C = (star_W + of(zones.star_W_K, 0) * air_C) * of(zones.star_inverse_K_W, 0);
    for (std::size_t place = 0; place < zones.elements;) {
      const std::size_t alike = alike_from(place);
      backward_up_to<most_side_by_side>(alike, zones.order + place, air_C, star_C);
      place += alike;
    }
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
    for (std::size_t row = 0; row < steps; ++row) run.step(forcing.one_row ? 0 : row, heating_W, cooling_W, air_C);
    run.keep(means.heating_W, 0, heating_W * part);
    run.keep(means.cooling_W, 0, cooling_W * part);
    run.keep(means.air_C, 0, air_C * part);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
