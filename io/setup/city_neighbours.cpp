#include "io/setup/city_neighbours.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model/grid.hpp"
#include "io/city/city_file.hpp"
#include "io/city/city_file_summary.hpp"

namespace machi {
namespace {

/// A prism end to end: building, base, top, then its rings, each as its count of points and their coordinates.
void pack(const BuildingPrism& prism, std::vector<std::int32_t>& words) {
  words.push_back(static_cast<std::int32_t>(prism.building));
  words.push_back(static_cast<std::int32_t>(std::lround(1000 * prism.base_m)));
  words.push_back(static_cast<std::int32_t>(std::lround(1000 * prism.top_m)));
  words.push_back(static_cast<std::int32_t>(prism.rings.size()));
  for (const std::vector<PointMm>& ring : prism.rings) {
    words.push_back(static_cast<std::int32_t>(ring.size()));
    for (const PointMm& point : ring) words.insert(words.end(), {point.x_mm, point.y_mm, point.z_mm});
  }
}

BuildingPrism unpack(const std::vector<std::int32_t>& words, std::size_t& at) {
  BuildingPrism prism;
  prism.building = static_cast<std::uint32_t>(words[at++]);
  prism.base_m = 1e-3F * static_cast<float>(words[at++]);
  prism.top_m = 1e-3F * static_cast<float>(words[at++]);
  prism.rings.resize(static_cast<std::size_t>(words[at++]));
  for (std::vector<PointMm>& ring : prism.rings) {
    ring.resize(static_cast<std::size_t>(words[at++]));
    for (PointMm& point : ring) {
      point = {words[at], words[at + 1], words[at + 2]};
      at += 3;
      prism.box.add(point);
    }
  }
  return prism;
}

BoxMm reached(const BoxMm& box) {
  if (box.empty()) return box;
  const auto reach_mm = static_cast<std::int64_t>(1000 * Skyline::reach_m);
  const auto held = [](std::int64_t mm) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(mm, INT32_MIN, INT32_MAX));
  };
  return {held(box.x_min - reach_mm), held(box.y_min - reach_mm), held(box.x_max + reach_mm),
          held(box.y_max + reach_mm)};
}

}  // namespace

std::vector<BuildingPrism> with_neighbours(const Comm& comm, const std::vector<BuildingPrism>& mine) {
  BoxMm own;
  for (const BuildingPrism& prism : mine) own.add(prism.box);
  const BoxMm wanted = reached(own);
  const std::vector<BoxMm> boxes = comm.all_gather_of(std::span(&wanted, 1));
  std::vector<std::vector<std::int32_t>> out(static_cast<std::size_t>(comm.size()));
  for (std::size_t rank = 0; rank < out.size(); ++rank)
    if (static_cast<int>(rank) != comm.rank() && !boxes[rank].empty())
      for (const BuildingPrism& prism : mine)
        if (boxes[rank].overlaps(prism.box)) pack(prism, out[rank]);
  std::vector<BuildingPrism> all;
  // Heights pass by whole millimetres on every rank, also where they do not travel.
  std::vector<std::int32_t> here;
  for (const BuildingPrism& prism : mine) pack(prism, here);
  for (std::size_t at = 0; at < here.size();) all.push_back(unpack(here, at));
  for (const std::vector<std::int32_t>& words : comm.all_to_all_of(out))
    for (std::size_t at = 0; at < words.size();) all.push_back(unpack(words, at));
  std::sort(all.begin(), all.end(),
            [](const BuildingPrism& a, const BuildingPrism& b) { return a.building < b.building; });
  return all;
}

TerrainRaster terrain_raster(const Comm& comm, const H5Input& file) {
  constexpr std::int64_t leaves_a_cell = 8;  // of 8 m: 64 m
  const GridFrame frame = read_grid(file, {0, 0}, {.water = false}).frame;
  const RowRange own = run_of_rank(comm, file.rows("/grid/key"));
  const auto leaf_xy = file.read<std::int32_t>("/grid/leaf_xy", own);
  TerrainRaster raster;
  raster.cell_m = 1e-3 * frame.leaf_mm() * leaves_a_cell;
  std::int64_t columns = 0, rows = 0;
  for (std::size_t k = 0; k + 1 < leaf_xy.size(); k += 2) {
    columns = std::max<std::int64_t>(columns, leaf_xy[k] / leaves_a_cell + 1);
    rows = std::max<std::int64_t>(rows, leaf_xy[k + 1] / leaves_a_cell + 1);
  }
  raster.columns = columns = comm.max(columns);
  raster.rows = rows = comm.max(rows);
  const auto cells = static_cast<std::size_t>(columns * rows);
  std::vector<std::int64_t> sum(2 * cells, 0);  // heights in 1/256 m, then counts
  constexpr std::uint64_t slice = 1 << 14;
  for (std::uint64_t first = 0; first < own.count; first += slice) {
    const std::uint64_t count = std::min(slice, own.count - first);
    const auto terrain_m = file.read<float>("/grid/terrain_m", {own.first + first, count});
    for (std::uint64_t leaf = 0; leaf < count; ++leaf) {
      const std::int64_t column = leaf_xy[2 * (first + leaf)] / leaves_a_cell;
      const std::int64_t row = leaf_xy[2 * (first + leaf) + 1] / leaves_a_cell;
      const auto cell = static_cast<std::size_t>(row * columns + column);
      for (std::size_t k = 0; k < leaf_cells; ++k) {
        const float height = terrain_m[leaf * leaf_cells + k];
        if (!std::isfinite(height)) continue;
        sum[cell] += std::lround(256 * static_cast<double>(height));
        ++sum[cells + cell];
      }
    }
  }
  comm.sum(sum);
  raster.height_m.resize(cells);
  for (std::size_t cell = 0; cell < cells; ++cell)
    raster.height_m[cell] =
        sum[cells + cell] == 0
            ? std::nanf("")
            : static_cast<float>(static_cast<double>(sum[cell]) / 256 / static_cast<double>(sum[cells + cell]));
  return raster;
}

}  // namespace machi
