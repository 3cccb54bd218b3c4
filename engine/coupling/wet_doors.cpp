#include "engine/coupling/wet_doors.hpp"

#include <cmath>

namespace machi {

std::vector<std::int64_t> wet_doors_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                       const std::vector<PointMm>& door, std::uint16_t least_cm) {
  const GridFrame& frame = leaves.frame();
  const std::vector<float> wet_s = water.first_wet_s(least_cm);
  std::vector<std::int64_t> wet_ms(door.size(), never_wet_ms);
  for (std::size_t k = 0; k < door.size(); ++k) {
    const std::uint32_t leaf = leaves.find(frame.leaf_at(door[k].x_mm, door[k].y_mm));
    if (leaf >= leaves.own()) continue;
    const auto column = static_cast<std::size_t>(door[k].x_mm / frame.cell_mm % 8);
    const auto row = static_cast<std::size_t>(door[k].y_mm / frame.cell_mm % 8);
    const float at_s = wet_s[std::size_t{leaf} * leaf_cells + row * 8 + column];
    if (!std::isinf(at_s)) wet_ms[k] = std::llround(1e3 * static_cast<double>(at_s));
  }
  comm.min(wet_ms);
  return wet_ms;
}

}  // namespace machi
