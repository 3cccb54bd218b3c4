#include "engine/field/near_ways.hpp"

#include "engine/field/tile.hpp"

namespace machi {
namespace {

// Whether an open cell of a leaf has no time, though a cell at one of its sides has.
bool has_end(const LeafDomain& leaves, std::span<const std::uint32_t> times, std::uint32_t leaf) {
  Tile time;
  read_tile(leaves, times, leaf, time_blocked, time);
  for (int y = 0; y < leaf_side; ++y)
    for (int x = 0; x < leaf_side; ++x)
      if (const std::size_t at = tile_place(x, y);
          time[at] == time_never && (time[at - 1] < time_never || time[at + 1] < time_never ||
                                     time[at - tile_side] < time_never || time[at + tile_side] < time_never))
        return true;
  return false;
}

}  // namespace

NearWays::NearWays(const LeafDomain& leaves) : leaves_(&leaves), ways_(leaves), ends_near_(leaves.own()) {}

void NearWays::clear() {
  ways_ = WayField(*leaves_);
  ends_near_ = BitSet(leaves_->own());
  whole_ = true;
}

FieldWork NearWays::solve(const Comm& comm, TravelTimes& times, std::span<const std::uint16_t> slowness,
                          std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources) {
  clear();
  const FieldWork work = times.solve_near(comm, slowness, changed_leaves, sources, horizon_);
  ways_.renew(times, slowness, times.moved_leaves());
  find_ends(comm, times);
  return work;
}

// Only leaves with times and those around them can hold an end.
void NearWays::find_ends(const Comm& comm, const TravelTimes& times) {
  bool ends = false;
  for (const std::uint32_t leaf : times.leaves_near_moved()) {
    if (!has_end(*leaves_, times.times(), leaf)) continue;
    if (leaf < leaves_->own()) {
      ends = true;
      ends_near_.insert(leaf);
    }
    for (const std::uint32_t near : leaves_->around(leaf))
      if (near != LeafDomain::none && near < leaves_->own()) ends_near_.insert(near);
  }
  whole_ = !comm.any(ends);
}

bool NearWays::depends_on(std::uint32_t own_leaf) const {
  if (ends_near(own_leaf)) return true;
  for (int cell = 0; cell < leaf_cells; ++cell)
    if (way(own_leaf, cell) != way_none) return true;
  return false;
}

}  // namespace machi
