/// \file  Maps to walk on, and a travel-time field by a heap over single cells that shares no code with the engine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/field/travel_time.hpp"

namespace machi::maps {

/// A rectangle of cells, its sides multiples of eight, with a slowness in each.
struct Map {
  int width{0};
  int height{0};
  std::vector<std::uint16_t> slowness;  ///< row by row from the south-west corner
  std::uint16_t at(int x, int y) const { return slowness[static_cast<std::size_t>(y) * width + x]; }
  bool inside(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
};

inline Map make_map(int width, int height, const std::function<std::uint16_t(int, int)>& slowness) {
  Map map{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) map.slowness.push_back(slowness(x, y));
  return map;
}

inline std::uint32_t dice(std::uint64_t seed, int x, int y, std::uint32_t sides) {
  const std::uint64_t id = static_cast<std::uint64_t>(y) << 32 | static_cast<std::uint32_t>(x);
  return random_block(seed, id, 0, 0)[0] % sides;
}

/// Free space at 1.34 m/s on 1 m cells.
inline Map open_space(int width, int height) {
  return make_map(width, height, [](int, int) { return std::uint16_t{191}; });
}

/// Single cells closed at random, `percent` of them; slowness differs from cell to cell.
inline Map random_cells(int width, int height, std::uint32_t percent, std::uint64_t seed) {
  return make_map(width, height, [&](int x, int y) {
    if (dice(seed, x, y, 100) < percent) return slowness_blocked;
    return static_cast<std::uint16_t>(150 + dice(seed + 1, x, y, 200));
  });
}

/// Blocks of houses between streets: houses of 8 to 14 m stand in plots of 18 m × 20 m, about one cell in five, and
/// walking is slower off the streets, which run every 54 m and 80 m.
inline Map town(int width, int height, std::uint64_t seed) {
  return make_map(width, height, [&](int x, int y) {
    if (x % 54 < 6 || y % 80 < 6) return std::uint16_t{191};
    const int plot_x = x / 18;
    const int plot_y = y / 20;
    const int wide = 7 + static_cast<int>(dice(seed, plot_x, plot_y, 6));
    const int deep = 7 + static_cast<int>(dice(seed + 1, plot_x, plot_y, 6));
    const int left = 6 + static_cast<int>(dice(seed + 2, plot_x, plot_y, 4));
    const int low = 6 + static_cast<int>(dice(seed + 3, plot_x, plot_y, 4));
    const int from_left = x % 18 - left;
    const int from_low = y % 20 - low;
    const bool house = from_left >= 0 && from_left < wide && from_low >= 0 && from_low < deep;
    return house ? slowness_blocked : std::uint16_t{240};
  });
}

/// Part of the leaves missing, walls, and one spiral that makes paths long.
inline Map maze(int width, int height) {
  return make_map(width, height, [&](int x, int y) {
    const bool wall = (y % 12 == 5 && x % (width - 6) > 3 - (y / 12 % 2) * 3 && x < width - 3 + (y / 12 % 2) * 3);
    return wall && (y / 12 % 2 == 0 ? x < width - 3 : x > 3) ? slowness_blocked
                                                             : static_cast<std::uint16_t>(x % 7 == 0 ? 3000 : 191);
  });
}

/// The leaves of a map, dealt to the ranks.
inline LeafDomain domain_of(const Comm& comm, const Map& map, std::int32_t cell_mm = 1000) {
  int order = 0;
  while ((1 << order) * leaf_side < std::max(map.width, map.height)) ++order;
  const GridFrame frame{cell_mm, order};
  std::vector<LeafKey> keys;
  if (comm.first())
    for (int y = 0; y < map.height / leaf_side; ++y)
      for (int x = 0; x < map.width / leaf_side; ++x) keys.push_back(frame.key({x, y}));
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, frame, cuts, keys, 1};
}

/// The slownesses of this rank's own leaves.
inline std::vector<std::uint16_t> own_slowness(const LeafDomain& leaves, const Map& map) {
  std::vector<std::uint16_t> slowness;
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c)
      slowness.push_back(map.at(leaves.leaf(leaf).x * 8 + c % 8, leaves.leaf(leaf).y * 8 + c / 8));
  return slowness;
}

inline FieldSource source_at(int x, int y, std::uint32_t start = 0, std::uint32_t label = 0) {
  return {{x / 8, y / 8}, static_cast<std::uint8_t>(y % 8 * 8 + x % 8), start, label};
}

/// The field of the definition, by a heap over cells (Dijkstra's order).
class HeapField {
 public:
  HeapField(const Map& map, const std::vector<FieldSource>& sources)
      : map_(map), time(map.slowness.size(), time_never), label(map.slowness.size(), no_label) {
    using Entry = std::pair<std::uint32_t, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap;
    for (std::size_t c = 0; c < time.size(); ++c)
      if (map.slowness[c] == slowness_blocked) time[c] = time_blocked;
    for (const FieldSource& s : sources) {
      const std::size_t c = place(s.leaf.x * 8 + s.cell % 8, s.leaf.y * 8 + s.cell / 8);
      if (time[c] == time_blocked || s.start > time[c]) continue;
      label[c] = s.start == time[c] ? std::min(label[c], s.label) : s.label;
      time[c] = s.start;
      heap.emplace(s.start, c);
    }
    std::vector<std::uint8_t> done(time.size(), 0);
    while (!heap.empty()) {
      const auto [when, c] = heap.top();
      heap.pop();
      if (done[c] != 0 || when != time[c]) continue;
      done[c] = 1;
      const int x = static_cast<int>(c % static_cast<std::size_t>(map.width));
      const int y = static_cast<int>(c / static_cast<std::size_t>(map.width));
      for (int side = 0; side < 4; ++side)
        if (from_side(x, y, side) == when) label[c] = std::min(label[c], label_at(x, y, side));
      for (int k = 0; k < 9; ++k) {
        const int nx = x + k % 3 - 1;
        const int ny = y + k / 3 - 1;
        if (k == 4 || !map.inside(nx, ny) || time[place(nx, ny)] == time_blocked) continue;
        for (int side = 0; side < 4; ++side) {
          const std::uint32_t value = from_side(nx, ny, side);
          if (value >= time[place(nx, ny)]) continue;
          time[place(nx, ny)] = value;
          heap.emplace(value, place(nx, ny));
        }
      }
    }
  }

  std::size_t place(int x, int y) const { return static_cast<std::size_t>(y) * map_.width + x; }

 private:
  static constexpr int dx[4] = {0, 0, -1, 1};
  static constexpr int dy[4] = {-1, 1, 0, 0};
  std::uint64_t time_at(int x, int y) const { return map_.inside(x, y) ? time[place(x, y)] : time_blocked; }
  std::uint32_t label_at(int x, int y, int side) const { return label[place(x + dx[side], y + dy[side])]; }
  std::uint32_t from_side(int x, int y, int side) const {
    const auto s = static_cast<std::uint64_t>(map_.at(x, y));
    const std::uint64_t a = time_at(x + dx[side], y + dy[side]);
    const std::uint64_t b = std::min(time_at(x + dx[side] + dy[side], y + dy[side] + dx[side]),
                                     time_at(x + dx[side] - dy[side], y + dy[side] - dx[side]));
    if (a >= time_never) return time_never;
    const std::uint64_t reach = s * 181 / 256;
    std::uint64_t value = a + s;  // from the nearer end of the segment
    if (b < a) {
      const std::uint64_t lead = std::min(a - b, reach);
      value = b + lead + static_cast<std::uint64_t>(std::llround(std::sqrt(static_cast<double>(s * s - lead * lead))));
      value = std::max(value, a + 1);
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, time_never));
  }

  const Map& map_;

 public:
  std::vector<std::uint32_t> time;  ///< cell by cell of the map
  std::vector<std::uint32_t> label;
};

}  // namespace machi::maps
