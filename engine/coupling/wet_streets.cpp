#include "engine/coupling/wet_streets.hpp"

#include <cmath>

#include "engine/coupling/street_cells.hpp"
#include "engine/coupling/wet_doors.hpp"

namespace machi {

std::vector<std::int64_t> wet_streets_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                         const Network& streets, std::uint16_t least_cm) {
  const std::vector<float> wet_s = water.first_wet_s(least_cm);
  std::vector<std::int64_t> wet_ms(streets.links(), never_wet_ms);
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    if (streets.level[street] != Level::ground) continue;
    for_each_street_cell(streets, street, 0, leaves.frame(), [&](const StreetCell& at) {
      const std::uint32_t leaf = leaves.find(at.leaf);
      if (leaf >= leaves.own()) return;
      const float at_s = wet_s[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(at.cell)];
      if (!std::isinf(at_s))
        wet_ms[street] = std::min<std::int64_t>(wet_ms[street], std::llround(1e3 * static_cast<double>(at_s)));
    });
  }
  comm.min(wet_ms);
  return wet_ms;
}

}  // namespace machi
