/// \file  A small town of random shapes, and what tests of the grid share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/rng.hpp"
#include "engine/grid/build_grid.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/leaf_set.hpp"

namespace machi::test {

/// Appends a polygon of the rings and returns its index.
inline std::uint32_t add_polygon(PolygonTable& table, const std::vector<std::vector<PointMm>>& rings) {
  for (const auto& ring : rings) {
    table.points.insert(table.points.end(), ring.begin(), ring.end());
    table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
  }
  table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
  table.kind.push_back(SurfaceKind::surface);
  table.lod.push_back(0);
  table.part.push_back(0);
  return table.size() - 1;
}

/// A rectangle, counterclockwise.
inline std::vector<PointMm> rectangle(std::int32_t x_mm, std::int32_t y_mm, std::int32_t width_mm,
                                      std::int32_t depth_mm, std::int32_t z_mm = 0) {
  return {{x_mm, y_mm, z_mm},
          {x_mm + width_mm, y_mm, z_mm},
          {x_mm + width_mm, y_mm + depth_mm, z_mm},
          {x_mm, y_mm + depth_mm, z_mm}};
}

/// Two triangles over each square of a raster, their corners on the surface height_mm(x_mm, y_mm).
template <class Height>
std::vector<TriangleMm> triangulated(std::int32_t columns, std::int32_t rows, std::int32_t side_mm, Height height_mm) {
  std::vector<TriangleMm> triangles;
  const auto at = [&](std::int32_t x, std::int32_t y) {
    return PointMm{x * side_mm, y * side_mm,
                   static_cast<std::int32_t>(std::lround(height_mm(x * side_mm, y * side_mm)))};
  };
  for (std::int32_t y = 0; y < rows; ++y) {
    for (std::int32_t x = 0; x < columns; ++x) {
      triangles.push_back({at(x, y), at(x + 1, y), at(x + 1, y + 1)});
      triangles.push_back({at(x + 1, y + 1), at(x, y), at(x, y + 1)});
    }
  }
  return triangles;
}

/// Shapes of a whole town, the same on all ranks.
struct Town {
  GridFrame frame{1000, 6};  // 512 m × 512 m
  TaggedPolygons cover;
  std::vector<TriangleMm> dem;
  std::vector<TerrainSample> samples;
  std::vector<TaggedPolygons> hazards;
};

inline void add_cover(Town& town, const CoverTag& tag, const std::vector<std::vector<PointMm>>& rings) {
  add_polygon(town.cover.polygons, rings);
  town.cover.tags.push_back(tag.packed());
}

/// `features` rotated rectangles of every cover and level, hills in the west as triangles that overlap, known heights
/// in the east, and two inundations.
inline Town random_town(std::uint64_t seed, int features) {
  Town town;
  RandomStream random(seed, 0, 0);
  const auto below = [&](std::int32_t bound) {
    return static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(bound)));
  };
  for (int i = 0; i < features; ++i) {
    const double angle = random.uniform(0, 3.14);
    const double length = random.uniform(500, i % 10 == 0 ? 150'000 : 20'000);
    const double width = random.uniform(100, 15'000);
    const double x = random.uniform(-10'000, 500'000);
    const double y = random.uniform(-10'000, 400'000);
    std::vector<PointMm> ring;
    for (const auto& [u, v] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}})
      ring.push_back({static_cast<std::int32_t>(x + u * length * std::cos(angle) - v * width * std::sin(angle)),
                      static_cast<std::int32_t>(y + u * length * std::sin(angle) + v * width * std::cos(angle)), 0});
    const auto level = static_cast<std::uint8_t>(i % 13 == 0 ? level_deck : i % 17 == 0 ? level_tunnel : 0);
    const auto row = static_cast<std::uint32_t>(features - i);
    add_cover(town, cover_tag(row, static_cast<Cover>(below(cover_count)), level), {ring});
  }
  const auto hills = [](std::int32_t x, std::int32_t y) {
    return 20'000 + 9'000 * std::sin(x * 2e-5) * std::cos(y * 3e-5);
  };
  town.dem = triangulated(40, 80, 7'000, hills);
  const auto overlapping = triangulated(20, 30, 11'000, hills);
  town.dem.insert(town.dem.end(), overlapping.begin(), overlapping.end());
  for (int i = 0; i < features; ++i)
    town.samples.push_back({{200'000 + below(300'000), below(512'000), 3'000 + below(5'000)},
                            i % 3 == 0 ? TerrainSource::road : TerrainSource::building_base});
  for (int h = 0; h < 2; ++h) {
    TaggedPolygons& water = town.hazards.emplace_back();
    for (const TriangleMm& triangle : triangulated(10, 10, 30'000, [&](std::int32_t x, std::int32_t y) {
           return 15'000 + h * 3'000 + x * 0.01 - y * 0.01;
         })) {
      add_polygon(water.polygons, {{triangle[0], triangle[1], triangle[2]}});
      HazardTag tag{water.polygons.size()};
      if (water.polygons.size() % 7 == 0) tag.depth_cm = 123;
      water.tags.push_back(tag.packed());
    }
  }
  return town;
}

/// Every comm.size()-th polygon, beginning with this rank's.
inline TaggedPolygons share_of(const Comm& comm, const TaggedPolygons& all) {
  TaggedPolygons mine;
  for (std::uint32_t i = 0; i < all.polygons.size(); ++i) {
    if (static_cast<int>(i) % comm.size() != comm.rank()) continue;
    mine.polygons.append(all.polygons, i);
    mine.tags.push_back(all.tags[i]);
  }
  return mine;
}

/// What this rank reads of the town. Triangles come in rounds, in another order for every number of ranks. Collective.
inline GridInput share_of(const Comm& comm, const LeafDomain& domain, const Town& town) {
  GridInput input(domain);
  input.cover = share_of(comm, town.cover);
  for (std::size_t i = 0; i < town.samples.size(); ++i)
    if (static_cast<int>(i) % comm.size() == comm.rank()) input.samples.push_back(town.samples[i]);
  for (const TaggedPolygons& hazard : town.hazards) input.hazards.push_back({"flood", "", share_of(comm, hazard)});
  constexpr std::size_t rounds = 3;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<TriangleMm> mine;
    for (std::size_t i = round; i < town.dem.size(); i += rounds)
      if (static_cast<int>(i / rounds) % comm.size() == comm.rank()) mine.push_back(town.dem[i]);
    if (comm.size() % 2 == 0) std::reverse(mine.begin(), mine.end());
    input.dem.add(mine);
    input.dem.exchange(comm);
  }
  return input;
}

/// The leaves that the town's cover touches, dealt out to the ranks. Collective.
inline LeafDomain domain_of(const Comm& comm, const Town& town) {
  std::vector<LeafKey> keys = leaves_of(town.frame, share_of(comm, town.cover).polygons);
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, town.frame, std::move(cuts), std::move(keys), 1};
}

/// Collective.
inline Grid grid_of(const Comm& comm, const Town& town) {
  const LeafDomain domain = domain_of(comm, town);
  GridInput input = share_of(comm, domain, town);
  return build_grid(comm, domain, input);
}

/// A column of the whole grid, on every rank. Collective.
template <class T>
std::vector<T> whole(const Comm& comm, const std::vector<T>& mine) {
  return comm.all_gather_of(std::span<const T>(mine));
}

inline std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits;
  for (const float value : values) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

/// Expects this rank's columns to be those of the whole grid. Collective.
inline void expect_same(const Comm& comm, const Grid& mine, const Grid& all) {
  EXPECT_EQ(whole(comm, mine.keys), all.keys);
  EXPECT_EQ(bits_of(whole(comm, mine.terrain_m)), bits_of(all.terrain_m));
  EXPECT_EQ(whole(comm, mine.terrain_source), all.terrain_source);
  EXPECT_EQ(whole(comm, mine.cover), all.cover);
  EXPECT_EQ(whole(comm, mine.level), all.level);
  EXPECT_EQ(whole(comm, mine.building), all.building);
  EXPECT_EQ(whole(comm, mine.slope_percent), all.slope_percent);
  ASSERT_EQ(mine.hazards.size(), all.hazards.size());
  for (std::size_t h = 0; h < all.hazards.size(); ++h)
    EXPECT_EQ(whole(comm, mine.hazards[h].depth_cm), all.hazards[h].depth_cm);
}

}  // namespace machi::test
