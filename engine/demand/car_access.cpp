#include "engine/demand/car_access.hpp"

#include <numeric>

#include "engine/model/population.hpp"

namespace machi {

CarAccess::CarAccess(const Network& streets, const TrafficNetwork& network, std::uint32_t car_bits)
    : streets_(streets),
      network_(network),
      inside_(strong_part(network, car_bits)),
      in_begin_(network.nodes() + 1, 0),
      nearest_(network, inside_) {
  const auto usable = [&](std::uint32_t l) {
    return (network.link_modes[l] & car_bits) != 0 && inside_[network.from[l]] != 0 && inside_[network.to[l]] != 0;
  };
  for (std::uint32_t l = 0; l < network.links(); ++l) in_begin_[network.to[l] + 1] += usable(l);
  std::partial_sum(in_begin_.begin(), in_begin_.end(), in_begin_.begin());
  in_.resize(in_begin_.back());
  std::vector<std::uint32_t> next(in_begin_.begin(), in_begin_.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (usable(l)) in_[next[network.to[l]]++] = l;
}

std::uint32_t CarAccess::link(std::uint32_t street, std::uint32_t node, double x_m, double y_m) const {
  if (street < streets_.links() && node < network_.nodes()) {
    const std::uint32_t other = streets_.from[street] == node ? streets_.to[street] : streets_.from[street];
    for (std::uint32_t k = in_begin_[node]; k < in_begin_[node + 1]; ++k)
      if (network_.from[in_[k]] == other) return in_[k];
  }
  const std::uint32_t near = nearest_(x_m, y_m);
  return near == no_node || in_begin_[near] == in_begin_[near + 1] ? no_index : in_[in_begin_[near]];
}

}  // namespace machi
