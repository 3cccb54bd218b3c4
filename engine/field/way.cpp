#include "engine/field/way.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "engine/field/tile.hpp"

namespace machi {
namespace {

// What the ways by one side have in common; in the order of kernels::EikonalSide.
struct Side {
  std::ptrdiff_t step;    ///< in a tile
  std::ptrdiff_t across;  ///< to the hand in the positive direction
  Way bits;
};
constexpr std::array<Side, 4> sides{{{-tile_side, 1, 0},
                                     {tile_side, 1, way_bits::towards_positive},
                                     {-1, tile_side, way_bits::along_x},
                                     {1, tile_side, way_bits::along_x | way_bits::towards_positive}}};

// The way of the cell at `here` by the first side that gives its time; the update is that of kernels/eikonal_leaf.
Way way_of(const std::uint32_t* here, const std::array<std::uint64_t, 4>& upwind, int cell, std::uint16_t slowness) {
  const auto gives =
      std::find_if(upwind.begin(), upwind.end(), [&](std::uint64_t cells) { return (cells >> cell & 1) != 0; });
  if (gives == upwind.end()) return way_none;
  const Side* const side = sides.data() + (gives - upwind.begin());
  const std::uint32_t axis = here[side->step];
  const std::uint32_t negative = here[side->step - side->across];
  const std::uint32_t positive = here[side->step + side->across];
  const bool leans_positive = positive < negative;
  const std::uint32_t hand = std::min(negative, positive);
  Way way = side->bits;
  if (hand >= axis) return way;
  const double s = slowness;
  const double lead = std::min<double>(axis - hand, slowness * 181 >> 8);
  const double lean = std::min(lead / std::sqrt(s * s - lead * lead), 1.0);
  if (leans_positive) way |= way_bits::leans_positive;
  const std::uint32_t beside = here[leans_positive ? side->across : -side->across];
  if (beside < *here) way |= way_bits::hand_is_open;
  return way | static_cast<Way>(static_cast<int>(lean / way_bits::lean_unit) << way_bits::lean_shift);
}

void ways_of_leaf(const TravelTimes& field, std::span<const std::uint16_t> slowness, std::uint32_t leaf,
                  std::span<Way, leaf_cells> ways) {
  Tile time;
  read_tile(field.leaves(), field.times(), leaf, time_blocked, time);
  const std::size_t first = std::size_t{leaf} * leaf_cells;
  std::array<std::uint64_t, 4> upwind;
  kernels::eikonal_upwind(time, slowness.subspan(first).first<leaf_cells>(), upwind);
  for (int c = 0; c < leaf_cells; ++c) {
    const std::uint32_t* const here = time.data() + tile_place(c % leaf_side, c / leaf_side);
    const auto cell = static_cast<std::size_t>(c);
    ways[cell] = *here < time_never ? way_of(here, upwind, c, slowness[first + cell]) : way_none;
  }
  field.for_each_start(leaf, [&](int cell, std::uint32_t start) {
    if (time[tile_place(cell % leaf_side, cell / leaf_side)] == start) ways[static_cast<std::size_t>(cell)] = way_here;
  });
}

}  // namespace

WayField::WayField(const LeafDomain& leaves)
    : leaves_(&leaves),
      leaf_mm_(leaves.frame().leaf_mm()),
      cells_per_mm_(1.0F / static_cast<float>(leaves.frame().cell_mm)),
      pages_((leaves.own() + page_leaves - 1) / page_leaves) {}

WayField::WayField(const TravelTimes& field, std::span<const std::uint16_t> slowness) : WayField(field.leaves()) {
  std::vector<std::uint32_t> all(leaves_->own());
  std::iota(all.begin(), all.end(), 0U);
  renew(field, slowness, all);
}

void WayField::renew(const TravelTimes& field, std::span<const std::uint16_t> slowness,
                     std::span<const std::uint32_t> leaves) {
  leaves = leaves.first(
      static_cast<std::size_t>(std::lower_bound(leaves.begin(), leaves.end(), leaves_->own()) - leaves.begin()));
  for (const std::uint32_t leaf : leaves) {
    std::unique_ptr<Page>& page = pages_[leaf / page_leaves];
    if (page != nullptr) continue;
    page = std::make_unique<Page>();
    page->fill(way_none);
  }
  const auto count = static_cast<std::int64_t>(leaves.size());
#pragma omp parallel for schedule(static)
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t leaf = leaves[static_cast<std::size_t>(i)];
    Way* const ways = pages_[leaf / page_leaves]->data() + std::size_t{leaf % page_leaves} * leaf_cells;
    ways_of_leaf(field, slowness, leaf, std::span<Way, leaf_cells>(ways, leaf_cells));
  }
}

std::size_t WayField::bytes() const {
  const auto pages = static_cast<std::size_t>(
      std::count_if(pages_.begin(), pages_.end(), [](const auto& page) { return page != nullptr; }));
  return pages * sizeof(Page) + pages_.size() * sizeof(pages_[0]);
}

// Arithmetic and choices by bits instead of the table of frames, so that the compiler makes vectors of it.
void headings(const WayPoints& points, float* __restrict x, float* __restrict y, std::size_t size) {
  constexpr float cell_part = 1.0F / 65536;
  const std::int32_t* const __restrict ways = points.way;
  const std::int32_t* const __restrict in_x = points.in_cell_x;
  const std::int32_t* const __restrict in_y = points.in_cell_y;
  for (std::size_t i = 0; i < size; ++i) {
    const std::int32_t way = ways[i];
    const bool along_x = (way & way_bits::along_x) != 0;
    const float forward = static_cast<float>(way & 1);
    const float to_positive = static_cast<float>(way >> 2 & 1);
    const float far = static_cast<float>(way >> 1 & 4);
    const float ahead_sign = 2 * forward - 1;
    const float aside_sign = 2 * to_positive - 1;
    const float px = static_cast<float>(in_x[i]) * cell_part;
    const float py = static_cast<float>(in_y[i]) * cell_part;
    const float to_side = forward - ahead_sign * (along_x ? px : py);
    const float to_corner = to_positive - corner_margin + far - aside_sign * (along_x ? py : px);
    const float ahead = to_side + 1e-6F;
    const float lean = static_cast<float>(way >> way_bits::lean_shift) * way_bits::lean_unit;
    const float most = to_corner < 0 ? 0.0F : to_corner;
    const float wanted = lean * ahead;
    const float aside = most < wanted ? most : wanted;
    const float scale = 1.0F / std::sqrt(ahead * ahead + aside * aside);
    const float forth = ahead_sign * ahead * scale;
    const float over = aside_sign * aside * scale;
    const bool stays = way >= way_here;
    x[i] = stays ? 0.0F : along_x ? forth : over;
    y[i] = stays ? 0.0F : along_x ? over : forth;
  }
}

}  // namespace machi
