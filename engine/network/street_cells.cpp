#include "engine/network/street_cells.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "engine/network/clearance.hpp"
#include "engine/network/thin.hpp"

namespace machi {
namespace {

// Streets and squares up to twice this many leaves wide get their true width.
constexpr int widest_half_street_leaves = 5;

struct LayerMasks {
  std::vector<std::uint64_t> street;  ///< [leaves]
  std::vector<std::uint64_t> line;    ///< [leaves] thinned
};

std::vector<LeafKey> own_keys(const AreaCovers& covers) {
  std::vector<LeafKey> keys;
  for (const AreaCover& cover : covers.all())
    if (covers.owns(cover.key) && (keys.empty() || keys.back() != cover.key)) keys.push_back(cover.key);
  return keys;
}

// The portals' cells on one layer, on own leaves and ghosts.
std::vector<std::uint64_t> kept_cells(const LeafDomain& leaves, const RoadLayers& layers, int layer) {
  std::vector<std::uint64_t> keep(leaves.size(), 0);
  const auto mark = [&](std::int32_t x, std::int32_t y) {
    const std::uint32_t leaf = leaves.find({x >> 3, y >> 3});
    if (leaf != LeafDomain::none) keep[leaf] |= std::uint64_t{1} << ((y & 7) * 8 + (x & 7));
  };
  for (const Portal& portal : layers.portals) {
    if (portal.layer_a == layer) mark(portal.xa, portal.ya);
    if (portal.layer_b == layer) mark(portal.xb, portal.yb);
  }
  return keep;
}

LayerMasks thin_layer(const Comm& comm, const LeafDomain& leaves, const AreaCovers& covers, const RoadLayers& layers,
                      int layer) {
  LayerMasks masks;
  masks.street.assign(leaves.size(), 0);
  std::uint32_t leaf = 0;
  for (const AreaCover& cover : covers.all()) {
    if (!covers.owns(cover.key)) continue;
    while (leaves.keys()[leaf] != cover.key) ++leaf;
    if (layers.layer_of(cover.area) == layer) masks.street[leaf] |= cover.mask;
  }
  leaves.exchange(comm, std::span(masks.street));
  masks.line = masks.street;
  thin(comm, leaves, kept_cells(leaves, layers, layer), masks.line);
  return masks;
}

// The area that a cell of a layer belongs to: an intersection before others, then the lowest row.
const AreaCover& cover_of(std::span<const AreaCover> here, std::span<const std::uint8_t> layer_of, int layer, int bit) {
  const AreaCover* best = nullptr;
  for (std::size_t k = 0; k < here.size(); ++k) {
    if (layer_of[k] != layer || (here[k].mask >> bit & 1) == 0) continue;
    const bool better = best == nullptr || (use_of(here[k].area) == AreaUse::intersection &&
                                            use_of(best->area) != AreaUse::intersection);
    if (better) best = &here[k];
  }
  return *best;
}

std::vector<StreetCell> cells_of(const LeafDomain& leaves, const AreaCovers& covers, const RoadLayers& layers,
                                 const std::vector<LayerMasks>& masks) {
  std::vector<StreetCell> cells;
  std::vector<std::uint8_t> layer_of;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    const auto here = covers.of(leaves.keys()[leaf]);
    layer_of.clear();
    for (const AreaCover& cover : here) layer_of.push_back(static_cast<std::uint8_t>(layers.layer_of(cover.area)));
    for (int layer = 0; layer < layers.layers(); ++layer) {
      const LayerMasks& mask = masks[static_cast<std::size_t>(layer)];
      for (std::uint64_t bits = mask.line[leaf]; bits != 0; bits &= bits - 1) {
        const int bit = std::countr_zero(bits);
        const AreaCover& cover = cover_of(here, layer_of, layer, bit);
        cells.push_back({leaves.leaf(leaf).x * leaf_side + (bit & 7), leaves.leaf(leaf).y * leaf_side + (bit >> 3),
                         cover.area,
                         static_cast<std::uint16_t>(squared_clearance(leaves, mask.street, leaf, bit)),
                         static_cast<std::uint8_t>(layer), cover.level});
      }
    }
  }
  return cells;
}

// On the first rank; empty elsewhere.
std::vector<IntersectionPlace> find_intersections(const Comm& comm, const AreaCovers& covers) {
  std::map<AreaId, IntersectionPlace> places;
  for (const AreaCover& cover : covers.all()) {
    if (use_of(cover.area) != AreaUse::intersection || !covers.owns(cover.key)) continue;
    IntersectionPlace& place = places[cover.area];
    const LeafXY leaf = covers.frame().leaf(cover.key);
    for (std::uint64_t bits = cover.mask; bits != 0; bits &= bits - 1) {
      const int bit = std::countr_zero(bits);
      ++place.cells;
      place.sum_x += leaf.x * leaf_side + (bit & 7);
      place.sum_y += leaf.y * leaf_side + (bit >> 3);
    }
  }
  std::vector<IntersectionPlace> mine;
  for (auto& [area, place] : places) {
    place.area = area;
    mine.push_back(place);
  }
  places.clear();
  for (const IntersectionPlace& part : comm.gather_of(std::span<const IntersectionPlace>(mine))) {
    IntersectionPlace& place = places[part.area];
    place.area = part.area;
    place.cells += part.cells;
    place.sum_x += part.sum_x;
    place.sum_y += part.sum_y;
  }
  mine.clear();
  for (const auto& [area, place] : places) mine.push_back(place);
  return mine;
}

}  // namespace

StreetCells find_street_cells(const Comm& comm, const LeafCuts& cuts, const AreaCovers& covers,
                              const RoadLayers& layers) {
  const LeafDomain leaves(comm, covers.frame(), cuts, own_keys(covers), widest_half_street_leaves);
  std::vector<LayerMasks> masks;
  for (int layer = 0; layer < layers.layers(); ++layer)
    masks.push_back(thin_layer(comm, leaves, covers, layers, layer));
  StreetCells result;
  result.intersections = find_intersections(comm, covers);
  const std::vector<StreetCell> mine = cells_of(leaves, covers, layers, masks);
  result.cells = comm.gather_of(std::span<const StreetCell>(mine));
  return result;
}

StreetCellIndex::StreetCellIndex(std::span<const StreetCell> cells, int layers)
    : directories_(static_cast<std::size_t>(layers)) {
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    const StreetCell& cell = cells[i];
    const LeafXY leaf{cell.x >> 3, cell.y >> 3};
    LeafDirectory& directory = directories_[cell.layer];
    std::uint32_t index = directory.find(leaf);
    if (index == LeafDirectory::none) {
      index = static_cast<std::uint32_t>(leaves_.size());
      directory.insert(leaf, index);
      leaves_.push_back({0, i});
    }
    leaves_[index].mask |= std::uint64_t{1} << ((cell.y & 7) * 8 + (cell.x & 7));
  }
}

std::uint32_t StreetCellIndex::find(int layer, std::int32_t x, std::int32_t y) const {
  const std::uint32_t index = directories_[static_cast<std::size_t>(layer)].find({x >> 3, y >> 3});
  if (index == LeafDirectory::none) return none;
  const Leaf& leaf = leaves_[index];
  const int bit = (y & 7) * 8 + (x & 7);
  if ((leaf.mask >> bit & 1) == 0) return none;
  return leaf.first + static_cast<std::uint32_t>(std::popcount(leaf.mask & ((std::uint64_t{1} << bit) - 1)));
}

}  // namespace machi
