#include "engine/coupling/wet_streets.hpp"

#include <algorithm>

#include "engine/coupling/street_cells.hpp"

namespace machi {
namespace {

template <class Visit>
void for_each_middle_cell(const Network& streets, const GridFrame& frame, Visit visit) {
  for (std::uint32_t street = 0; street < streets.links(); ++street)
    if (streets.level[street] == Level::ground)
      for_each_street_cell(streets, street, 0, frame, [&](const StreetCell& at) { visit(street, at); });
}

}  // namespace

std::vector<std::int64_t> wet_streets_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                         const Network& streets, std::uint16_t least_cm) {
  WetCells cells(leaves);
  for_each_middle_cell(streets, leaves.frame(),
                       [&](std::uint32_t, const StreetCell& at) { cells.add(at.leaf, at.cell); });
  cells.look_up(water, least_cm);
  std::vector<std::int64_t> wet_ms(streets.links(), never_wet_ms);
  for_each_middle_cell(streets, leaves.frame(), [&](std::uint32_t street, const StreetCell& at) {
    wet_ms[street] = std::min(wet_ms[street], cells.wet_ms(at.leaf, at.cell));
  });
  comm.min(wet_ms);
  return wet_ms;
}

}  // namespace machi
