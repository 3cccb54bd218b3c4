#include "engine/coupling/wet_streets.hpp"

#include <algorithm>

#include "engine/coupling/street_cells.hpp"

namespace machi {
std::vector<std::int64_t> wet_streets_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                         const Network& streets, std::uint16_t least_cm) {
  WetCells cells(leaves);
  std::vector<std::uint32_t> places;
  std::vector<std::size_t> end(streets.links(), 0);
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    if (streets.level[street] == Level::ground)
      for_each_street_cell(streets, street, 0, leaves.frame(),
                           [&](const StreetSpot& at) { places.push_back(cells.add(at.leaf, at.cell)); });
    end[street] = places.size();
  }
  cells.look_up(water, least_cm);
  std::vector<std::int64_t> wet_ms(streets.links(), never_wet_ms);
  std::size_t place = 0;
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    float first_s = std::numeric_limits<float>::infinity();
    for (; place < end[street]; ++place) first_s = std::min(first_s, cells.wet_s(places[place]));
    wet_ms[street] = wet_ms_of(first_s);
  }
  comm.min(wet_ms);
  return wet_ms;
}

}  // namespace machi
