#include "engine/coupling/street_walkers.hpp"

#include <algorithm>
#include <utility>

#include "engine/coupling/street_cells.hpp"

namespace machi {

double capacity_beside_walkers(double flow_1_h) {
  const double occupancy = flow_1_h <= 1000 ? flow_1_h / 2000 : 0.4 + flow_1_h / 10000;
  return 1 - std::min(occupancy, 0.9);
}

StreetWalkers::StreetWalkers(const LeafDomain& leaves, const Network& streets)
    : leaves_(leaves.cursor()), page_of_(leaves.size(), no_street), persons_(streets.links(), 0) {
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    if ((streets.modes[street] & mode_car) == 0 || streets.level[street] != Level::ground) continue;
    const double half_m = static_cast<double>(streets.width_m[street]) / 2;
    for_each_street_cell(streets, street, half_m, leaves.frame(), [&](const StreetSpot& at) {
      const std::uint32_t leaf = leaves_.find(at.leaf);
      if (leaf == LeafDomain::none) return;
      if (page_of_[leaf] == no_street) {
        page_of_[leaf] = static_cast<std::uint32_t>(pages_.size() / leaf_cells);
        pages_.resize(pages_.size() + leaf_cells, no_street);
      }
      std::uint32_t& here = pages_[std::size_t{page_of_[leaf]} * leaf_cells + static_cast<std::size_t>(at.cell)];
      here = std::min(here, street);
    });
  }
}

// Who has just gone over to another rank's block is still here, on a ghost leaf.
void StreetWalkers::look_up(LeafXY leaf) {
  leaf_ = leaf;
  const std::uint32_t index = leaves_.find(leaf);
  page_ = index == LeafDomain::none || page_of_[index] == no_street
              ? nullptr
              : pages_.data() + std::size_t{page_of_[index]} * leaf_cells;
}

std::vector<StreetCount> StreetWalkers::take(const Comm& comm) {
  std::sort(touched_.begin(), touched_.end());
  std::vector<StreetCount> counts;
  for (const std::uint32_t street : touched_) counts.push_back({street, 0, std::exchange(persons_[street], 0)});
  touched_.clear();
  if (comm.size() == 1) return counts;
  counts = comm.all_gather_of(std::span<const StreetCount>(counts));
  std::sort(counts.begin(), counts.end(),
            [](const StreetCount& a, const StreetCount& b) { return a.street < b.street; });
  std::size_t kept = 0;
  for (const StreetCount& count : counts) {
    if (kept > 0 && counts[kept - 1].street == count.street)
      counts[kept - 1].walkers += count.walkers;
    else
      counts[kept++] = count;
  }
  counts.resize(kept);
  return counts;
}

}  // namespace machi
