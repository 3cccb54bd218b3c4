#include "engine/coupling/wet_cells.hpp"

#include <cmath>

namespace machi {

WetCells::WetCells(const LeafDomain& leaves)
    : own_(leaves.own()), cursor_(leaves.cursor()), page_of_(leaves.own(), LeafDomain::none) {}

std::uint32_t WetCells::add(LeafXY leaf, int cell) {
  const std::uint32_t index = cursor_.find(leaf);
  if (index >= own_) return none;
  if (page_of_[index] == LeafDomain::none) {
    page_of_[index] = static_cast<std::uint32_t>(leaves_.size());
    leaves_.push_back({index, 0});
  }
  leaves_[page_of_[index]].cells |= std::uint64_t{1} << cell;
  return page_of_[index] * static_cast<std::uint32_t>(leaf_cells) + static_cast<std::uint32_t>(cell);
}

void WetCells::look_up(const Water& water, std::uint16_t least_cm) {
  wet_s_ = water.first_wet_s(least_cm, leaves_);
}

std::int64_t wet_ms_of(float wet_s) {
  return std::isinf(wet_s) ? never_wet_ms : std::llround(1e3 * static_cast<double>(wet_s));
}

}  // namespace machi
