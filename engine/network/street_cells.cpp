#include "engine/network/street_cells.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/network/clearance.hpp"
#include "engine/network/cross_section.hpp"
#include "engine/network/mend.hpp"
#include "engine/network/thin.hpp"

namespace machi {
namespace {

// Streets and squares up to twice this many leaves wide get their true width.
constexpr int widest_half_street_leaves = 5;
static_assert(16 * 2 * leaf_side * widest_half_street_leaves < max_chain_width);

// Islands, pillars and gaps up to this size are no reason for two streets.
constexpr double largest_island_m2 = 32.0;

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
    if (layers.layer_of(cover.area) == layer) masks.street[leaf] |= cover.cells();
  }
  const double cell_m = covers.frame().cell_mm / 1000.0;
  const int island_cells = static_cast<int>(largest_island_m2 / (cell_m * cell_m));
  close_gaps(comm, leaves, masks.street);
  fill_holes(comm, leaves, std::min(island_cells, widest_half_street_leaves * leaf_side - 1), masks.street);
  masks.line = masks.street;
  thin(comm, leaves, kept_cells(leaves, layers, layer), masks.line);
  return masks;
}

// Whether cover `a` names a cell better than `b`: an intersection before others, then the lowest row.
bool names_better(const AreaCover& a, const AreaCover* b) {
  const auto rank = [](const AreaCover& cover) {
    return std::pair(use_of(cover.area) != AreaUse::intersection, cover.area);
  };
  return b == nullptr || rank(a) < rank(*b);
}

// The cover of the layer that a cell belongs to: one that holds its centre before an outline; none for a mended cell.
const AreaCover* cover_at(const AreaCovers& covers, const RoadLayers& layers, int layer, std::int32_t x,
                          std::int32_t y) {
  const LeafXY leaf{x >> 3, y >> 3};
  if (!covers.frame().inside(leaf)) return nullptr;
  const int bit = (y & 7) * leaf_side + (x & 7);
  const AreaCover* inside = nullptr;
  const AreaCover* outline = nullptr;
  for (const AreaCover& cover : covers.of(covers.frame().key(leaf))) {
    if ((cover.cells() >> bit & 1) == 0 || layers.layer_of(cover.area) != layer) continue;
    const AreaCover*& best = (cover.mask >> bit & 1) != 0 ? inside : outline;
    if (names_better(cover, best)) best = &cover;
  }
  return inside != nullptr ? inside : outline;
}

// The same for the nearest cell that was not mended; the covers of the leaves around are complete.
const AreaCover* nearest_cover(const AreaCovers& covers, const RoadLayers& layers, int layer, std::int32_t x,
                               std::int32_t y) {
  const AreaCover* best = nullptr;
  int nearest = leaf_side * leaf_side + 1;
  for (int dy = -leaf_side; dy <= leaf_side; ++dy) {
    for (int dx = -leaf_side; dx <= leaf_side; ++dx) {
      const int square = dx * dx + dy * dy;
      if (square > nearest) continue;
      const AreaCover* cover = cover_at(covers, layers, layer, x + dx, y + dy);
      if (cover == nullptr || (square == nearest && !names_better(*cover, best))) continue;
      best = cover;
      nearest = square;
    }
  }
  return best;
}

std::vector<StreetCell> cells_of(const LeafDomain& leaves, const AreaCovers& covers, const RoadLayers& layers,
                                 const std::vector<LayerMasks>& masks) {
  std::size_t count = 0;
  for (const LayerMasks& mask : masks)
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
      count += static_cast<std::size_t>(std::popcount(mask.line[leaf]));
  std::vector<StreetCell> cells;
  cells.reserve(count);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    for (int layer = 0; layer < layers.layers(); ++layer) {
      const LayerMasks& mask = masks[static_cast<std::size_t>(layer)];
      for (std::uint64_t bits = mask.line[leaf]; bits != 0; bits &= bits - 1) {
        const int bit = std::countr_zero(bits);
        const std::int32_t x = leaves.leaf(leaf).x * leaf_side + (bit & 7);
        const std::int32_t y = leaves.leaf(leaf).y * leaf_side + (bit >> 3);
        const AreaCover* cover = cover_at(covers, layers, layer, x, y);
        if (cover == nullptr) cover = nearest_cover(covers, layers, layer, x, y);
        if (cover == nullptr)
          throw RunError("A street cell has no surface. Spread road surfaces with a margin of 1 leaf");
        const std::uint32_t clearance = squared_clearance(leaves, mask.street, leaf, bit);
        const double width = street_width_cells(leaves, mask.street, mask.line, leaf, bit, clearance);
        cells.push_back({{x, y, cover->area, static_cast<std::uint16_t>(std::lround(16.0 * width)), cover->level},
                         static_cast<std::uint16_t>(clearance),
                         static_cast<std::uint8_t>(layer)});
      }
    }
  }
  return cells;
}

}  // namespace

std::vector<StreetCell> find_street_cells(const Comm& comm, const LeafCuts& cuts, const AreaCovers& covers,
                                          const RoadLayers& layers) {
  const LeafDomain leaves(comm, covers.frame(), cuts, own_keys(covers), widest_half_street_leaves);
  std::vector<LayerMasks> masks;
  for (int layer = 0; layer < layers.layers(); ++layer)
    masks.push_back(thin_layer(comm, leaves, covers, layers, layer));
  std::vector<StreetCell> cells;
  comm.agree([&] { cells = cells_of(leaves, covers, layers, masks); });
  return cells;
}

}  // namespace machi
