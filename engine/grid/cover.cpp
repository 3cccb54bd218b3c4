#include "engine/grid/cover.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/grid/paint.hpp"

namespace machi {
namespace {

constexpr std::uint32_t no_building = std::numeric_limits<std::uint32_t>::max();
constexpr unsigned cover_bits = 3;
static_assert(cover_count <= 1 << cover_bits);

// While polygons are painted, a cell's cover byte holds its rank: the largest wins, in any order. The low bits are the
// cover itself.
std::uint8_t rank_of(const CoverTag& tag) {
  const unsigned priority = tag.level != 0 ? 0U : tag.priority + 1U;
  return static_cast<std::uint8_t>(priority << cover_bits | static_cast<unsigned>(tag.cover));
}

// 0xff in the byte of each cell of one row that the mask holds.
struct RowBytes {
  std::uint8_t cell[leaf_side];
};
RowBytes bytes_of_row(std::uint64_t mask, int row) {
  const std::uint64_t bits = (mask >> (row * leaf_side) & 0xff) * 0x0101010101010101ULL & 0x8040201008040201ULL;
  const std::uint64_t bytes = ((bits + 0x7f7f7f7f7f7f7f7fULL) >> 7 & 0x0101010101010101ULL) * 0xff;
  RowBytes result{};
  std::memcpy(&result, &bytes, sizeof result);
  return result;
}

void paint_leaf(const CoverTag& tag, std::uint8_t rank, std::uint64_t mask, std::uint8_t* cover, std::uint8_t* level,
                std::uint32_t* building) {
  for (int row = 0; row < leaf_side; ++row) {
    if ((mask >> (row * leaf_side) & 0xff) == 0) continue;
    const RowBytes inside = bytes_of_row(mask, row);
    const int first = row * leaf_side;
    for (int x = 0; x < leaf_side; ++x) {
      const auto painted = static_cast<std::uint8_t>(inside.cell[x] & rank);
      cover[first + x] = std::max(cover[first + x], painted);
    }
    if (tag.level != 0)
      for (int x = 0; x < leaf_side; ++x)
        level[first + x] = static_cast<std::uint8_t>(level[first + x] | (inside.cell[x] & tag.level));
    if (tag.cover == Cover::building)
      for (int x = 0; x < leaf_side; ++x)
        building[first + x] = std::min(building[first + x], inside.cell[x] != 0 ? tag.row : no_building);
  }
}

}  // namespace

std::array<std::uint32_t, 4> CoverTag::packed() const {
  return {row, static_cast<std::uint32_t>(cover), level, priority};
}

CoverTag CoverTag::unpacked(const std::array<std::uint32_t, 4>& tag) {
  return {tag[0], static_cast<Cover>(tag[1]), static_cast<std::uint8_t>(tag[2]),
          static_cast<std::uint8_t>(std::min<std::uint32_t>(tag[3], 15))};
}

std::uint8_t cover_priority(Cover cover) {
  switch (cover) {
    case Cover::unknown:
      return 0;
    case Cover::open:
      return 1;
    case Cover::green:
      return 2;
    case Cover::water:
      return 3;
    case Cover::walkway:
      return 4;
    case Cover::road:
      return 5;
    case Cover::building:
      return 6;
  }
  return 0;
}

CoverTag cover_tag(std::uint32_t row, Cover cover, std::uint8_t level) {
  return {row, cover, level, cover_priority(cover)};
}

void paint_cover(const LeafDomain& domain, const TaggedPolygons& polygons, Grid& grid) {
  const std::size_t cells = std::size_t{domain.own()} * leaf_cells;
  grid.cover.assign(cells, Cover::unknown);
  grid.level.assign(cells, 0);
  grid.building.assign(cells, no_building);
  static_assert(sizeof(Cover) == 1);
  auto* const cover = reinterpret_cast<std::uint8_t*>(grid.cover.data());
  LeafShares(domain).paint(polygons.polygons, [&](std::uint32_t polygon, std::uint32_t leaf, std::uint64_t mask) {
    const CoverTag tag = CoverTag::unpacked(polygons.tags[polygon]);
    const std::size_t first = std::size_t{leaf} * leaf_cells;
    paint_leaf(tag, rank_of(tag), mask, cover + first, grid.level.data() + first, grid.building.data() + first);
  });
#pragma omp parallel for
  for (std::size_t cell = 0; cell < cells; ++cell) {
    cover[cell] &= (1U << cover_bits) - 1;
    if (grid.cover[cell] != Cover::building) grid.building[cell] = no_building;
  }
}

}  // namespace machi
