#include "engine/hazard/blocked_roads.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/grid/paint.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_blocked = 0x424c4b44;  // "BLKD"

double length_mm(const PointMm& a, const PointMm& b) {
  const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
  return std::sqrt(dx * dx + dy * dy);
}

PointMm between(const PointMm& a, const PointMm& b, double share) {
  const auto at = [share](std::int32_t from, std::int32_t to) {
    return static_cast<std::int32_t>(std::floor(from + (static_cast<double>(to) - from) * share + 0.5));
  };
  return {at(a.x_mm, b.x_mm), at(a.y_mm, b.y_mm), 0};
}

// The part of a line within `half_mm` of its middle, measured along it.
std::vector<PointMm> middle_of(std::span<const PointMm> line, double half_mm) {
  double total = 0;
  for (std::size_t k = 1; k < line.size(); ++k) total += length_mm(line[k - 1], line[k]);
  const double first = total / 2 - half_mm, last = total / 2 + half_mm;
  std::vector<PointMm> part;
  double begin = 0;
  for (std::size_t k = 1; k < line.size(); ++k) {
    const double length = length_mm(line[k - 1], line[k]);
    const double low = std::max(first, begin), high = std::min(last, begin + length);
    if (length > 0 && low <= high) {
      if (part.empty()) part.push_back(between(line[k - 1], line[k], (low - begin) / length));
      part.push_back(between(line[k - 1], line[k], (high - begin) / length));
    }
    begin += length;
  }
  return part;
}

// Whether a point lies within `reach` of the segment from a to b; exact.
bool is_near(const PointMm& a, const PointMm& b, std::int64_t x_mm, std::int64_t y_mm, std::int64_t reach_mm) {
  const std::int64_t dx = std::int64_t{b.x_mm} - a.x_mm, dy = std::int64_t{b.y_mm} - a.y_mm;
  const std::int64_t px = x_mm - a.x_mm, py = y_mm - a.y_mm;
  const Int128 along = Int128{px} * dx + Int128{py} * dy;
  const Int128 length2 = Int128{dx} * dx + Int128{dy} * dy;
  const Int128 reach2 = Int128{reach_mm} * reach_mm;
  if (along <= 0) return Int128{px} * px + Int128{py} * py <= reach2;
  if (along >= length2) {
    const std::int64_t qx = x_mm - b.x_mm, qy = y_mm - b.y_mm;
    return Int128{qx} * qx + Int128{qy} * qy <= reach2;
  }
  const Int128 across = Int128{px} * dy - Int128{py} * dx;
  return across * across <= reach2 * length2;
}

// Marks the own cells within reach of a segment.
void mark(const LeafDomain& leaves, const PointMm& a, const PointMm& b, std::int32_t reach_mm,
          std::vector<std::uint64_t>& closed) {
  const std::array<PointMm, 2> corners{
      PointMm{std::min(a.x_mm, b.x_mm) - reach_mm, std::min(a.y_mm, b.y_mm) - reach_mm, 0},
      PointMm{std::max(a.x_mm, b.x_mm) + reach_mm, std::max(a.y_mm, b.y_mm) + reach_mm, 0}};
  const LeafBox box = leaves_around(leaves.frame(), corners);
  const std::int64_t cell_mm = leaves.frame().cell_mm;
  for (std::int32_t row = box.first.y; row <= box.last.y; ++row)
    for (std::int32_t column = box.first.x; column <= box.last.x; ++column) {
      const std::uint32_t leaf = leaves.find({column, row});
      if (leaf >= leaves.own()) continue;
      for (int c = 0; c < leaf_cells; ++c) {
        const std::int64_t x = (std::int64_t{column} * leaf_side + c % leaf_side) * cell_mm + cell_mm / 2;
        const std::int64_t y = (std::int64_t{row} * leaf_side + c / leaf_side) * cell_mm + cell_mm / 2;
        if (is_near(a, b, x, y, reach_mm)) closed[leaf] |= std::uint64_t{1} << c;
      }
    }
}

double known_width_m(const Network& network, std::uint32_t link) {
  const auto width = static_cast<double>(network.width_m[link]);
  return width > 0 ? width : 0;
}

}  // namespace

double blocked_percent(double width_m, double damaged_percent) {
  if (!(width_m > 0) || !(damaged_percent >= 0) || width_m >= 13) return 0;
  const double percent = width_m < 3.5   ? 0.9009 * damaged_percent + 19.845
                         : width_m < 5.5 ? 0.3514 * damaged_percent + 13.189
                                         : 0.2229 * damaged_percent - 1.5026;
  return std::clamp(percent, 0.0, 100.0);
}

std::vector<std::uint32_t> draw_blocked_links(const Network& network, std::span<const double> damaged_percent,
                                              std::uint64_t seed) {
  if (damaged_percent.size() != 1 && damaged_percent.size() != network.links())
    throw RunError("the share of damaged buildings is neither one number nor one per link");
  for (const double share : damaged_percent)
    if (!(share >= 0 && share <= 100))
      throw UsageError("blocked roads: a share of damaged buildings is not 0 … 100 %. Give it in per cent");
  std::vector<std::uint32_t> blocked;
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    if (network.level[link] != Level::ground) continue;
    const double damaged = damaged_percent[damaged_percent.size() == 1 ? 0 : link];
    const double draw = uniform01(random_block(seed, link, 0, purpose_blocked)[0]);
    if (100 * draw < blocked_percent(known_width_m(network, link), damaged)) blocked.push_back(link);
  }
  return blocked;
}

std::vector<std::uint64_t> cells_of_blocked_links(const LeafDomain& leaves, const Network& network,
                                                  std::span<const std::uint32_t> blocked, const BarrierRules& rules) {
  std::vector<std::uint64_t> closed(leaves.own(), 0);
  for (const std::uint32_t link : blocked) {
    const auto line =
        std::span(network.shape)
            .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
    double total_mm = 0;
    for (std::size_t k = 1; k < line.size(); ++k) total_mm += length_mm(line[k - 1], line[k]);
    const double width_mm = 1000 * known_width_m(network, link);
    const double half_mm = std::max(std::min(1000 * rules.length_m, total_mm - width_mm), 0.0) / 2;
    const auto reach_mm = static_cast<std::int32_t>(std::floor(width_mm / 2 + 1000 * rules.beyond_edge_m + 0.5));
    mark_near_line(leaves, middle_of(line, half_mm), reach_mm, closed);
  }
  return closed;
}

void mark_near_line(const LeafDomain& leaves, std::span<const PointMm> line, std::int32_t reach_mm,
                    std::vector<std::uint64_t>& cells) {
  for (std::size_t k = 1; k < line.size(); ++k) mark(leaves, line[k - 1], line[k], reach_mm, cells);
}

std::vector<std::uint64_t> cells_of_polygons(const LeafDomain& leaves, const PolygonTable& polygons) {
  std::vector<std::uint64_t> closed(leaves.own(), 0);
  LeafShares(leaves).paint(polygons,
                           [&](std::uint32_t, std::uint32_t leaf, std::uint64_t mask) { closed[leaf] |= mask; });
  return closed;
}

std::vector<std::uint32_t> close_cells(std::span<const std::uint64_t> closed, std::span<std::uint16_t> field,
                                       std::uint16_t value) {
  if (field.size() != closed.size() * leaf_cells) throw RunError("closed cells and field are not of the same leaves");
  std::vector<std::uint32_t> changed;
  for (std::size_t leaf = 0; leaf < closed.size(); ++leaf) {
    bool differs = false;
    for (std::uint64_t left = closed[leaf]; left != 0; left &= left - 1) {
      std::uint16_t& cell = field[leaf * leaf_cells + static_cast<std::size_t>(__builtin_ctzll(left))];
      differs = differs || cell != value;
      cell = value;
    }
    if (differs) changed.push_back(static_cast<std::uint32_t>(leaf));
  }
  return changed;
}

}  // namespace machi
