#include "engine/process/energy/zone_state.hpp"

#include <array>

namespace machi {

void ZoneStates::add(std::uint64_t nodes, std::uint64_t vehicles) {
  zones.emplace_back();
  node_C.resize(node_C.size() + nodes, 0);
  node_begin.push_back(node_C.size());
  need_Wh.resize(need_Wh.size() + vehicles, 0);
  vehicle_begin.push_back(need_Wh.size());
}

bool ZoneStates::same_shape(const ZoneStates& other) const {
  return size() == other.size() && node_begin == other.node_begin && vehicle_begin == other.vehicle_begin;
}

std::size_t ZoneStates::first_not_finite() const {
  for (std::size_t z = 0; z < size(); ++z) {
    const ZoneState& zone = zones[z];
    const std::array<float, 4> air{zone.air_C, zone.star_C, zone.mass_C, zone.free_C};
    if (!all_finite(air) || !all_finite(&zone.stored_Wh, 1) || !all_finite(nodes(z)) || !all_finite(needs(z))) return z;
  }
  return size();
}

}  // namespace machi
