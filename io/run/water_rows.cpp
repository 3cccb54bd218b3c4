#include "io/run/water_rows.hpp"

#include <algorithm>
#include <cstdint>

namespace machi {
namespace {

std::vector<double> thinned(const std::vector<double>& time_s) {
  const std::size_t step = (time_s.size() + most_water_frames - 1) / most_water_frames;
  std::vector<double> kept;
  for (std::size_t i = 0; i < time_s.size(); i += std::max<std::size_t>(step, 1)) kept.push_back(time_s[i]);
  return kept;
}

std::vector<std::uint16_t> deepest_by_leaf(const Water& water, std::uint32_t leaves) {
  std::vector<std::uint16_t> deepest(leaves);
  const auto depth_cm = water.depth_cm();
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    const auto cells = depth_cm.subspan(leaf * leaf_cells, leaf_cells);
    deepest[leaf] = *std::max_element(cells.begin(), cells.end());
  }
  return deepest;
}

}  // namespace

void write_water(H5Output& file, const LeafDomain& leaves, Water& water, const std::vector<double>& time_s) {
  const std::vector<double> frames = thinned(time_s);
  std::vector<std::vector<std::uint16_t>> deepest;
  std::vector<std::uint32_t> changed;
  for (const double time : frames) {
    water.advance(time, changed);
    deepest.push_back(deepest_by_leaf(water, leaves.own()));
  }
  if (!time_s.empty()) water.advance(time_s.back(), changed);
  std::vector<std::int32_t> xy;
  std::vector<std::uint16_t> depth_cm;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    if (std::all_of(deepest.begin(), deepest.end(), [&](const auto& frame) { return frame[leaf] == 0; })) continue;
    xy.insert(xy.end(), {leaves.leaf(leaf).x, leaves.leaf(leaf).y});
    for (const std::vector<std::uint16_t>& frame : deepest) depth_cm.push_back(frame[leaf]);
  }
  file.attribute("/water", "leaf_m", 1e-3 * leaves.frame().leaf_mm());
  file.write_table("/water/time_s", frames, {"s", "time after the start of the run", "frame"});
  file.write_column("/water/leaf_xy", xy, {"leaf", "column and row from the origin", "leaf, axis", "", {2}});
  file.write_column("/water/depth_cm", depth_cm,
                    {"cm", "largest depth in a cell of the leaf", "leaf, frame", "0 dry", {frames.size()}});
}

}  // namespace machi
