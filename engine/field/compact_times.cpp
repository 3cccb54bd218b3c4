#include "engine/field/compact_times.hpp"

#include <algorithm>

namespace machi {

CompactTimes::CompactTimes(const TravelTimes& field)
    : base_(field.leaves().own(), 0),
      shift_(field.leaves().own(), 0),
      over_(std::size_t{field.leaves().own()} * leaf_cells) {
  const std::span<const std::uint32_t> times = field.times();
  for (std::size_t leaf = 0; leaf < base_.size(); ++leaf) {
    const auto cells = times.subspan(leaf * leaf_cells, leaf_cells);
    std::uint32_t latest = 0;
    std::uint32_t earliest = time_never;
    for (const std::uint32_t time : cells) {
      earliest = std::min(earliest, time);
      if (time < time_never) latest = std::max(latest, time);
    }
    base_[leaf] = earliest;
    while (earliest < time_never && (latest - earliest) >> shift_[leaf] >= over_never) ++shift_[leaf];
    for (std::size_t c = 0; c < leaf_cells; ++c)
      over_[leaf * leaf_cells + c] = cells[c] == time_blocked ? over_blocked
                                     : cells[c] == time_never
                                         ? over_never
                                         : static_cast<std::uint16_t>((cells[c] - earliest) >> shift_[leaf]);
  }
}

}  // namespace machi
