#include "engine/grid/spread_polygons.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace machi {
namespace {

// Walks the quadrants of the Hilbert curve (each one a range of keys) down to where one rank owns all of a quadrant.
void add_owners(const GridFrame& frame, const LeafCuts& cuts, const LeafBox& box, LeafXY corner, int level,
                std::vector<int>& ranks) {
  const std::int32_t side = std::int32_t{1} << level;
  const LeafBox quadrant{corner, {corner.x + side - 1, corner.y + side - 1}};
  if (intersection(quadrant, box).empty()) return;
  const LeafKey low = frame.key(corner) >> (2 * level) << (2 * level);
  const LeafKey high = low + ((LeafKey{1} << (2 * level)) - 1);
  const int first = cuts.owner(low);
  if (first == cuts.owner(high)) {
    ranks.push_back(first);
    return;
  }
  for (std::int32_t y = 0; y < 2; ++y)
    for (std::int32_t x = 0; x < 2; ++x)
      add_owners(frame, cuts, box, {corner.x + x * side / 2, corner.y + y * side / 2}, level - 1, ranks);
}

template <class T>
void put(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto raw = std::as_bytes(values);
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

template <class T>
void take(std::span<const std::byte>& bytes, std::span<T> values) {
  if (values.empty()) return;
  std::memcpy(values.data(), bytes.data(), values.size_bytes());
  bytes = bytes.subspan(values.size_bytes());
}

void unpack(std::span<const std::byte>& bytes, TaggedPolygons& into) {
  PolygonTable& table = into.polygons;
  std::array<std::uint32_t, 4> head{};
  take(bytes, std::span<std::uint32_t>(into.tags.emplace_back()));
  take(bytes, std::span<std::uint32_t>(head));
  table.kind.push_back(static_cast<SurfaceKind>(head[0]));
  table.lod.push_back(static_cast<std::uint8_t>(head[1]));
  table.part.push_back(static_cast<std::uint16_t>(head[2]));
  for (std::uint32_t r = 0; r < head[3]; ++r) {
    std::uint32_t count = 0;
    take(bytes, std::span<std::uint32_t>(&count, 1));
    table.point_begin.push_back(table.point_begin.back() + count);
  }
  table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
  const std::size_t before = table.points.size();
  table.points.resize(table.point_begin.back());
  take(bytes, std::span(table.points).subspan(before));
}

TaggedPolygons sorted_by_first_tag(TaggedPolygons from) {
  const auto less = [&](std::uint32_t a, std::uint32_t b) { return from.tags[a][0] < from.tags[b][0]; };
  std::vector<std::uint32_t> order(from.tags.size());
  std::iota(order.begin(), order.end(), 0U);
  if (std::is_sorted(order.begin(), order.end(), less)) return from;
  std::stable_sort(order.begin(), order.end(), less);
  TaggedPolygons sorted;
  sorted.tags.reserve(order.size());
  for (const std::uint32_t polygon : order) {
    sorted.polygons.append(from.polygons, polygon);
    sorted.tags.push_back(from.tags[polygon]);
  }
  return sorted;
}

std::vector<std::vector<std::byte>> packed_for_owners(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts,
                                                      const TaggedPolygons& mine, int margin) {
  std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
  std::vector<int> owners;
  for (std::uint32_t polygon = 0; polygon < mine.polygons.size(); ++polygon) {
    owners.clear();
    owners_of(frame, cuts, leaves_around(frame, points_of(mine.polygons, polygon), margin), owners);
    for (const int rank : owners) pack_polygon(mine, polygon, rows[static_cast<std::size_t>(rank)]);
  }
  return rows;
}

TaggedPolygons exchanged(const Comm& comm, std::vector<std::vector<std::byte>>& rows) {
  TaggedPolygons received;
  {
    const ByteRows got = comm.all_to_all(rows);
    unpack_polygons(got.bytes, received);
  }
  return sorted_by_first_tag(std::move(received));
}

}  // namespace

// Tags; kind, lod, part and rings in four numbers; points of each ring; points.
void pack_polygon(const TaggedPolygons& from, std::uint32_t polygon, std::vector<std::byte>& bytes) {
  const PolygonTable& table = from.polygons;
  const std::uint32_t begin = table.ring_begin[polygon];
  const std::uint32_t end = table.ring_begin[polygon + 1];
  const std::array<std::uint32_t, 4> head{static_cast<std::uint32_t>(table.kind[polygon]), table.lod[polygon],
                                          table.part[polygon], end - begin};
  put(bytes, std::span<const std::uint32_t>(from.tags[polygon]));
  put(bytes, std::span<const std::uint32_t>(head));
  for (std::uint32_t r = begin; r < end; ++r) {
    const auto count = static_cast<std::uint32_t>(table.ring(r).size());
    put(bytes, std::span<const std::uint32_t>(&count, 1));
  }
  put(bytes, points_of(table, polygon));
}

void unpack_polygons(std::span<const std::byte> bytes, TaggedPolygons& into) {
  while (!bytes.empty()) unpack(bytes, into);
}

void owners_of(const GridFrame& frame, const LeafCuts& cuts, const LeafBox& box, std::vector<int>& ranks) {
  if (box.empty()) return;
  const auto before = static_cast<std::ptrdiff_t>(ranks.size());
  // At most 2 × 2 quadrants at least as wide as the box cover it.
  const std::int32_t extent = std::max(box.last.x - box.first.x, box.last.y - box.first.y);
  int level = 0;
  while (level < frame.order && (std::int32_t{1} << level) <= extent) ++level;
  for (std::int32_t y = box.first.y >> level; y <= box.last.y >> level; ++y)
    for (std::int32_t x = box.first.x >> level; x <= box.last.x >> level; ++x)
      add_owners(frame, cuts, box, {x << level, y << level}, level, ranks);
  std::sort(ranks.begin() + before, ranks.end());
  ranks.erase(std::unique(ranks.begin() + before, ranks.end()), ranks.end());
}

TaggedPolygons spread_polygons(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts,
                               const TaggedPolygons& mine, int margin) {
  std::vector<std::vector<std::byte>> rows = packed_for_owners(comm, frame, cuts, mine, margin);
  return exchanged(comm, rows);
}

TaggedPolygons spread_polygons(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, TaggedPolygons&& mine,
                               int margin) {
  std::vector<std::vector<std::byte>> rows = packed_for_owners(comm, frame, cuts, mine, margin);
  mine = {};
  return exchanged(comm, rows);
}

}  // namespace machi
