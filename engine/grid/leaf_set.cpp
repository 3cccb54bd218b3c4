#include "engine/grid/leaf_set.hpp"

#include <algorithm>
#include <utility>

#include "engine/grid/leaf_box.hpp"
#include "engine/grid/rasterise.hpp"

namespace machi {
namespace {

// Easting at which the line from `low` to `high` has the northing y, rounded down. low.y < high.y.
std::int64_t x_at(const PointMm& low, const PointMm& high, std::int64_t y) {
  const Int128 run = static_cast<Int128>(std::int64_t{high.x_mm} - low.x_mm) * (y - low.y_mm);
  const std::int64_t height = std::int64_t{high.y_mm} - low.y_mm;
  Int128 quotient = run / height;
  if (quotient * height > run) --quotient;
  return low.x_mm + static_cast<std::int64_t>(quotient);
}

// Calls visit(leaf) for every leaf of the frame that the edge passes, some more than once.
template <class Visit>
void leaves_on_edge(const GridFrame& frame, PointMm low, PointMm high, Visit&& visit) {
  if (low.y_mm > high.y_mm) std::swap(low, high);
  const std::int32_t side = frame.leaf_mm();
  const LeafBox box = intersection(leaves_around(frame, std::array{low, high}), leaves_of_frame(frame));
  if (box.empty()) return;
  for (std::int32_t row = box.first.y; row <= box.last.y; ++row) {
    std::int64_t from = low.x_mm;
    std::int64_t to = high.x_mm;
    if (low.y_mm < high.y_mm) {
      const std::int64_t south = std::max<std::int64_t>(low.y_mm, std::int64_t{row} * side);
      const std::int64_t north = std::min<std::int64_t>(high.y_mm, (std::int64_t{row} + 1) * side);
      from = x_at(low, high, south);
      to = x_at(low, high, north);
    }
    const auto column_of = [&](std::int64_t x) { return frame.leaf_at(static_cast<std::int32_t>(x), 0).x; };
    const std::int32_t first = std::max(column_of(std::min(from, to)), box.first.x);
    const std::int32_t last = std::min(column_of(std::max(from, to)), box.last.x);
    for (std::int32_t column = first; column <= last; ++column) visit(LeafXY{column, row});
  }
}

}  // namespace

void LeafSet::insert(LeafXY leaf) {
  const LeafXY page{leaf.x >> page_bits, leaf.y >> page_bits};
  const std::uint64_t name =
      static_cast<std::uint64_t>(static_cast<std::uint32_t>(page.x)) << 32 | static_cast<std::uint32_t>(page.y);
  if (name != last_page_) {
    const auto [it, is_new] = index_.try_emplace(name, static_cast<std::uint32_t>(pages_.size()));
    if (is_new) {
      pages_.emplace_back();
      corners_.push_back({page.x << page_bits, page.y << page_bits});
    }
    last_page_ = name;
    last_index_ = it->second;
  }
  pages_[last_index_][static_cast<std::size_t>(leaf.y & 63)] |= std::uint64_t{1} << (leaf.x & 63);
}

void LeafSet::insert(const GridFrame& frame, const PolygonTable& polygons, std::uint32_t polygon) {
  rasterise(frame, polygons, polygon, [&](LeafXY leaf, std::uint64_t) { insert(leaf); });
  for (std::uint32_t r = polygons.ring_begin[polygon]; r < polygons.ring_begin[polygon + 1]; ++r)
    insert_boundary(frame, polygons.ring(r));
}

void LeafSet::insert(const GridFrame& frame, std::span<const PointMm> ring) {
  Rasteriser(frame).ring(ring, leaves_of_frame(frame), [&](LeafXY leaf, std::uint64_t) { insert(leaf); });
  insert_boundary(frame, ring);
}

void LeafSet::insert_boundary(const GridFrame& frame, std::span<const PointMm> ring) {
  for (std::size_t i = 0; i < ring.size(); ++i)
    leaves_on_edge(frame, ring[i], ring[(i + 1) % ring.size()], [&](LeafXY leaf) { insert(leaf); });
}

std::uint64_t LeafSet::size() const {
  std::uint64_t count = 0;
  for (const Page& page : pages_)
    for (const std::uint64_t row : page) count += static_cast<std::uint64_t>(__builtin_popcountll(row));
  return count;
}

std::vector<LeafKey> LeafSet::keys(const GridFrame& frame) const {
  // A page is one quadrant of the curve, so its keys share all but the lowest 12 bits.
  constexpr LeafKey page_mask = (LeafKey{1} << (2 * page_bits)) - 1;
  std::vector<std::pair<LeafKey, std::uint32_t>> order;
  for (std::uint32_t p = 0; p < pages_.size(); ++p) order.emplace_back(frame.key(corners_[p]) & ~page_mask, p);
  std::sort(order.begin(), order.end());
  std::vector<LeafKey> keys;
  keys.reserve(size());
  for (const auto& [base, p] : order) {
    Page along_curve{};
    for (std::int32_t y = 0; y < 64; ++y) {
      for (std::uint64_t row = pages_[p][static_cast<std::size_t>(y)]; row != 0; row &= row - 1) {
        const LeafKey key = frame.key({corners_[p].x + __builtin_ctzll(row), corners_[p].y + y}) & page_mask;
        along_curve[key / 64] |= std::uint64_t{1} << (key % 64);
      }
    }
    for (std::size_t word = 0; word < along_curve.size(); ++word)
      for (std::uint64_t bits = along_curve[word]; bits != 0; bits &= bits - 1)
        keys.push_back(base + word * 64 + static_cast<LeafKey>(__builtin_ctzll(bits)));
  }
  return keys;
}

std::vector<LeafKey> leaves_of(const GridFrame& frame, const PolygonTable& polygons) {
  LeafSet set;
  for (std::uint32_t polygon = 0; polygon < polygons.size(); ++polygon) set.insert(frame, polygons, polygon);
  return set.keys(frame);
}

}  // namespace machi
