#include "engine/network/road_areas.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <tuple>

#include "engine/comm/ask.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr double narrow_cells = 1.5;
constexpr double outline_steps = 8;  // a cell

double distance_mm(const PointMm& a, const PointMm& b) {
  const double dx = static_cast<double>(b.x_mm) - a.x_mm;
  const double dy = static_cast<double>(b.y_mm) - a.y_mm;
  return std::sqrt(dx * dx + dy * dy);
}

void sort_unique(std::vector<std::uint32_t>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

bool holds(const std::vector<std::uint32_t>& sorted, std::uint32_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

bool is_vehicle_kind(SurfaceKind kind) {
  return kind == SurfaceKind::carriageway || kind == SurfaceKind::crossing;
}

// Of the rows that this rank keeps those that have a polygon of the kinds that `pick` names, on any rank.
template <class Pick>
std::vector<std::uint32_t> kept_rows_with(const Comm& comm, const TaggedPolygons& surfaces, Pick pick) {
  std::vector<std::uint32_t> mine;
  for (const auto& tag : surfaces.tags)
    if (pick(static_cast<SurfaceKind>(tag[2]))) mine.push_back(tag[0]);
  sort_unique(mine);
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(comm.size()));
  for (const std::uint32_t row : mine) rows[static_cast<std::size_t>(keeper_of_road(row, comm.size()))].push_back(row);
  mine.clear();
  for (const auto& row : comm.all_to_all_of(rows)) mine.insert(mine.end(), row.begin(), row.end());
  sort_unique(mine);
  return mine;
}

// Whether a surface takes part, and as what: traffic areas replace the whole surface of their road.
bool use_of_surface(const std::array<std::uint32_t, 4>& tag, const RoadKinds& kinds, AreaUse& use) {
  const auto kind = static_cast<SurfaceKind>(tag[2]);
  const bool intersection = tag[1] == 4 || kind == SurfaceKind::crossing;
  if (kind == SurfaceKind::sidewalk) {
    use = AreaUse::sidewalk;
    return true;
  }
  use = intersection ? AreaUse::intersection : AreaUse::carriageway;
  return is_vehicle_kind(kind) || (kind == SurfaceKind::surface && !kinds.is_detailed(tag[0]));
}

// Unites covers of the same leaf and area.
void unite(std::vector<AreaCover>& covers) {
  std::sort(covers.begin(), covers.end(),
            [](const AreaCover& a, const AreaCover& b) { return std::tie(a.key, a.area) < std::tie(b.key, b.area); });
  std::size_t kept = 0;
  for (const AreaCover& cover : covers) {
    if (kept > 0 && covers[kept - 1].key == cover.key && covers[kept - 1].area == cover.area)
      covers[kept - 1].mask |= cover.mask, covers[kept - 1].drawn |= cover.drawn;
    else
      covers[kept++] = cover;
  }
  covers.resize(kept);
}

// A sidewalk on a carriageway's or a whole surface's cells takes them.
void cut_sidewalks(std::vector<AreaCover>& covers) {
  for (std::size_t begin = 0, end = 0; begin < covers.size(); begin = end) {
    while (end < covers.size() && covers[end].key == covers[begin].key) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      if (use_of(covers[i].area) != AreaUse::sidewalk) continue;
      for (std::size_t j = begin; j < end; ++j)
        if (j != i && row_of(covers[j].area) == row_of(covers[i].area))
          covers[j].mask &= ~covers[i].mask, covers[j].drawn &= ~covers[i].mask;
    }
  }
  std::erase_if(covers, [](const AreaCover& cover) { return cover.cells() == 0; });
}

}  // namespace

Level level_of_section(std::uint32_t section_type) {
  switch (section_type) {
    case 2:
    case 3:
    case 7:
      return Level::elevated;
    case 5:
    case 6:
      return Level::tunnel;
    default:
      return Level::ground;
  }
}

RoadKinds::RoadKinds(const Comm& comm, const TaggedPolygons& surfaces)
    : kept_detailed_(kept_rows_with(comm, surfaces, is_vehicle_kind)),
      kept_sidewalk_(kept_rows_with(comm, surfaces, [](SurfaceKind kind) { return kind == SurfaceKind::sidewalk; })) {
  std::vector<std::uint32_t> rows;
  for (const auto& tag : surfaces.tags) rows.push_back(tag[0]);
  sort_unique(rows);
  const auto detailed = ask_each<std::uint8_t>(
      comm, std::span<const std::uint32_t>(rows), [&](std::uint32_t row) { return keeper_of_road(row, comm.size()); },
      [&](std::uint32_t row) -> std::uint8_t { return keeps_detailed(row) ? 1 : 0; });
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (detailed[k] != 0) detailed_.push_back(rows[k]);
}

bool RoadKinds::is_detailed(std::uint32_t row) const {
  return holds(detailed_, row);
}

bool RoadKinds::keeps_detailed(std::uint32_t row) const {
  return holds(kept_detailed_, row);
}

bool RoadKinds::keeps_sidewalk(std::uint32_t row) const {
  return holds(kept_sidewalk_, row);
}

AreaCovers::AreaCovers(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, const TaggedPolygons& surfaces,
                       const RoadKinds& kinds)
    : frame_(frame), cuts_(&cuts), rank_(comm.rank()) {
  comm.agree([&] {
    for (std::uint32_t p = 0; p < surfaces.polygons.size(); ++p) {
      const auto& tag = surfaces.tags[p];
      AreaUse use{};
      if (!use_of_surface(tag, kinds, use)) continue;
      if (tag[0] > max_road_row) throw RunError("More than 2^30 roads in one city. Split the input");
      const AreaId area = area_of(tag[0], use);
      const Level level = level_of_section(tag[1]);
      add_polygon(surfaces.polygons, p, area, level);
    }
  });
  unite(covers_);
  cut_sidewalks(covers_);
  std::sort(narrow_.begin(), narrow_.end(), [](const NarrowArea& a, const NarrowArea& b) {
    return std::tie(a.area, a.width_m) < std::tie(b.area, b.width_m);
  });
}

void AreaCovers::add_polygon(const PolygonTable& polygons, std::uint32_t polygon, AreaId area, Level level) {
  rasterise(frame_, polygons, polygon, [&](LeafXY leaf, std::uint64_t mask) {
    covers_.push_back({frame_.key(leaf), area, level, mask, 0});
  });
  double outline_mm = 0;
  const auto shell = polygons.shell(polygon);
  for (std::size_t k = 0; k < shell.size(); ++k) outline_mm += distance_mm(shell[k], shell[(k + 1) % shell.size()]);
  if (outline_mm == 0) return;
  const double width_m = 2 * area_m2(polygons, polygon) / (outline_mm / 1000.0);
  if (width_m >= narrow_cells * frame_.cell_mm / 1000.0) return;
  narrow_.push_back({area, static_cast<float>(width_m)});
  draw_outline(shell, area, level);
}

void AreaCovers::draw_outline(std::span<const PointMm> ring, AreaId area, Level level) {
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const PointMm& a = ring[k];
    const PointMm& b = ring[(k + 1) % ring.size()];
    const auto steps = static_cast<std::int64_t>(distance_mm(a, b) * outline_steps / frame_.cell_mm) + 1;
    for (std::int64_t i = 0; i < steps; ++i) {
      const std::int64_t x = (a.x_mm + (std::int64_t{b.x_mm} - a.x_mm) * i / steps) / frame_.cell_mm;
      const std::int64_t y = (a.y_mm + (std::int64_t{b.y_mm} - a.y_mm) * i / steps) / frame_.cell_mm;
      const LeafXY leaf{static_cast<std::int32_t>(x >> 3), static_cast<std::int32_t>(y >> 3)};
      if (!frame_.inside(leaf)) continue;
      const std::uint64_t cell = std::uint64_t{1} << ((y & 7) * leaf_side + (x & 7));
      const LeafKey key = frame_.key(leaf);
      if (!covers_.empty() && covers_.back().key == key && covers_.back().area == area)
        covers_.back().drawn |= cell;
      else
        covers_.push_back({key, area, level, 0, cell});
    }
  }
}

std::span<const AreaCover> AreaCovers::of(LeafKey key) const {
  const auto [begin, end] = std::equal_range(covers_.begin(), covers_.end(), AreaCover{key, 0, Level::ground, 0, 0},
                                             [](const AreaCover& a, const AreaCover& b) { return a.key < b.key; });
  return {begin, end};
}

namespace {

// Runs over own leaves: visit(key, covers of the leaf).
template <class Visit>
void for_own_leaves(const AreaCovers& covers, Visit visit) {
  const auto all = covers.all();
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    while (end < all.size() && all[end].key == all[begin].key) ++end;
    if (covers.owns(all[begin].key)) visit(all[begin].key, all.subspan(begin, end - begin));
  }
}

bool same_group(AreaId a, AreaId b) {
  return (use_of(a) == AreaUse::sidewalk) == (use_of(b) == AreaUse::sidewalk) && row_of(a) != row_of(b);
}

// Adds up the cells of equal pairs.
void sum_pairs(std::vector<Pass>& pairs) {
  std::sort(pairs.begin(), pairs.end(),
            [](const Pass& a, const Pass& b) { return std::tie(a.special, a.other) < std::tie(b.special, b.other); });
  std::size_t kept = 0;
  for (const Pass& pair : pairs) {
    if (kept > 0 && pairs[kept - 1].special == pair.special && pairs[kept - 1].other == pair.other)
      pairs[kept - 1].cells += pair.cells;
    else
      pairs[kept++] = pair;
  }
  pairs.resize(kept);
}

}  // namespace

std::vector<Pass> find_passes(const Comm& comm, const AreaCovers& covers, std::int64_t least_cells) {
  std::vector<Pass> pairs;
  for_own_leaves(covers, [&](LeafKey, std::span<const AreaCover> here) {
    for (const AreaCover& a : here) {
      if (a.level == Level::ground) continue;
      for (const AreaCover& b : here)
        if (same_group(a.area, b.area) && (a.mask & b.mask) != 0)
          pairs.push_back({a.area, b.area, std::popcount(a.mask & b.mask)});
    }
  });
  sum_pairs(pairs);
  pairs = comm.all_gather_of(std::span<const Pass>(pairs));
  sum_pairs(pairs);
  std::erase_if(pairs, [&](const Pass& pair) { return pair.cells < least_cells; });
  return pairs;
}

std::vector<Contact> find_contacts(const Comm& comm, const AreaCovers& covers, std::span<const Pass> passes) {
  const auto passing = [&](AreaId a, AreaId b) {
    const auto less = [](const Pass& p, const Pass& q) {
      return std::tie(p.special, p.other) < std::tie(q.special, q.other);
    };
    return std::binary_search(passes.begin(), passes.end(), Pass{a, b, 0}, less);
  };
  std::vector<Contact> contacts;
  const GridFrame& frame = covers.frame();
  constexpr std::array<std::array<int, 2>, 4> sides{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
  const auto look = [&](const AreaCover& special, std::int32_t x, std::int32_t y) {
    for (const auto& [dx, dy] : sides) {
      const LeafXY leaf{(x + dx) >> 3, (y + dy) >> 3};
      if (!frame.inside(leaf)) continue;
      const std::uint64_t bit = std::uint64_t{1} << (((y + dy) & 7) * 8 + ((x + dx) & 7));
      for (const AreaCover& other : covers.of(frame.key(leaf)))
        if ((other.mask & bit) != 0 && same_group(special.area, other.area) && !passing(special.area, other.area))
          contacts.push_back({special.area, other.area, x, y, x + dx, y + dy});
    }
  };
  for_own_leaves(covers, [&](LeafKey key, std::span<const AreaCover> here) {
    const LeafXY leaf = frame.leaf(key);
    for (const AreaCover& special : here) {
      if (special.level == Level::ground) continue;
      for (std::uint64_t bits = special.mask; bits != 0; bits &= bits - 1) {
        const int bit = std::countr_zero(bits);
        look(special, leaf.x * 8 + (bit & 7), leaf.y * 8 + (bit >> 3));
      }
    }
  });
  contacts = comm.all_gather_of(std::span<const Contact>(contacts));
  std::sort(contacts.begin(), contacts.end());
  return contacts;
}

}  // namespace machi
