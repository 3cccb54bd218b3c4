#include "engine/coupling/street_walkers.hpp"

#include <algorithm>

#include "engine/coupling/street_cells.hpp"

namespace machi {

double capacity_beside_walkers(double flow_1_h) {
  const double occupancy = flow_1_h <= 1000 ? flow_1_h / 2000 : 0.4 + flow_1_h / 10000;
  return 1 - std::min(occupancy, 0.9);
}

StreetWalkers::StreetWalkers(const LeafDomain& leaves, const Network& streets)
    : leaves_(leaves.cursor()), page_of_(leaves.size(), no_index), persons_(streets.links(), 0) {
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    if ((streets.modes[street] & mode_car) == 0 || streets.level[street] != Level::ground) continue;
    const double half_m = static_cast<double>(streets.width_m[street]) / 2;
    for_each_street_cell(streets, street, half_m, leaves.frame(), [&](const StreetCell& at) {
      const std::uint32_t leaf = leaves_.find(at.leaf);
      if (leaf == LeafDomain::none) return;
      if (page_of_[leaf] == no_index) {
        page_of_[leaf] = static_cast<std::uint32_t>(pages_.size() / leaf_cells);
        pages_.resize(pages_.size() + leaf_cells, no_index);
      }
      std::uint32_t& here = pages_[std::size_t{page_of_[leaf]} * leaf_cells + static_cast<std::size_t>(at.cell)];
      here = std::min(here, street);
    });
  }
}

// Who has just gone over to another rank's block is still here, on a ghost leaf.
void StreetWalkers::add(const Walker& walker) {
  const std::uint32_t leaf = leaves_.find({static_cast<std::int32_t>(walker.x >> leaf_position_bits),
                                           static_cast<std::int32_t>(walker.y >> leaf_position_bits)});
  if (leaf == LeafDomain::none || page_of_[leaf] == no_index) return;
  const auto cell = (walker.y >> position_bits & 7) * 8 + (walker.x >> position_bits & 7);
  const std::uint32_t street = pages_[std::size_t{page_of_[leaf]} * leaf_cells + cell];
  if (street != no_index) ++persons_[street];
}

const std::vector<std::int64_t>& StreetWalkers::sum(const Comm& comm) {
  comm.sum(std::span<std::int64_t>(persons_));
  return persons_;
}

}  // namespace machi
