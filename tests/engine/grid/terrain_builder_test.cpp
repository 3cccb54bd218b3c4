// Terrain from triangles does not depend on how the triangles arrive.
#include "engine/grid/terrain_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

LeafDomain square_domain(const Comm& comm) {
  test::Town town;
  test::add_cover(town, cover_tag(0, Cover::open), {test::rectangle(0, 0, 512'000, 512'000)});
  return test::domain_of(comm, town);
}

std::vector<std::uint32_t> terrain_bits(const LeafDomain& domain, const std::vector<TriangleMm>& triangles) {
  TerrainBuilder builder(domain);
  builder.add(triangles);
  builder.exchange(Comm::null());
  std::vector<std::uint32_t> bits;
  for (const float height_m : builder.take()) bits.push_back(std::bit_cast<std::uint32_t>(height_m));
  return bits;
}

TEST(TerrainBuilder, DoesNotDependOnTheOrderOfTrianglesOrCorners) {
  const LeafDomain domain = square_domain(Comm::null());
  RandomStream random(21, 0, 0);
  std::vector<TriangleMm> triangles;
  for (int i = 0; i < 300; ++i) {
    TriangleMm& triangle = triangles.emplace_back();
    for (PointMm& corner : triangle)
      corner = {static_cast<std::int32_t>(random.below(512'000)), static_cast<std::int32_t>(random.below(512'000)),
                static_cast<std::int32_t>(random.below(90'000)) - 40'000};
  }
  const auto expected = terrain_bits(domain, triangles);
  std::reverse(triangles.begin(), triangles.end());
  for (std::size_t i = 0; i < triangles.size(); ++i)
    for (std::size_t turns = 0; turns < i % 6; ++turns) std::next_permutation(triangles[i].begin(), triangles[i].end());
  EXPECT_EQ(terrain_bits(domain, triangles), expected);
}

TEST(TerrainBuilder, HighestOfOverlappingTrianglesCounts) {
  const Comm comm = Comm::world();
  const LeafDomain domain = square_domain(comm);
  TerrainBuilder builder(domain);
  const auto level = [](std::int32_t z) { return TriangleMm{{{0, 0, z}, {512'000, 0, z}, {0, 512'000, z}}}; };
  builder.add(std::vector{level(-9'000), level(3'000 + 500 * comm.rank()), level(0)});
  EXPECT_EQ(builder.pending_bytes() > 0, comm.size() > 1);
  builder.exchange(comm);
  EXPECT_EQ(builder.pending_bytes(), 0U);
  const std::vector<float> height_m = builder.take();
  const float highest_m = 3.0F + 0.5F * static_cast<float>(comm.size() - 1);
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf) {
    const bool inside = domain.leaf(leaf).x + domain.leaf(leaf).y < 63;
    const bool outside = domain.leaf(leaf).x + domain.leaf(leaf).y > 63;
    for (std::size_t cell = 0; cell < leaf_cells; ++cell) {
      const float height = height_m[std::size_t{leaf} * leaf_cells + cell];
      if (inside) {
        ASSERT_EQ(height, highest_m);
      }
      if (outside) {
        ASSERT_TRUE(std::isnan(height));
      }
    }
  }
}

TEST(TerrainBuilder, PassesOverVerticalAbsurdAndEmptyTriangles) {
  const LeafDomain domain = square_domain(Comm::null());
  constexpr std::int32_t far = 2'147'483'647;
  for (const std::uint32_t bits : terrain_bits(domain, {{{{0, 0, 0}, {9'000, 9'000, 0}, {9'000, 9'000, 50'000}}},
                                                        {{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}},
                                                        {{{0, 0, 0}, {500'000, 0, far}, {0, 500'000, 0}}},
                                                        {{{-far, -far, 0}, {far, 0, 0}, {0, far, 0}}}}))
    ASSERT_TRUE(std::isnan(std::bit_cast<float>(bits)));
}

TEST(TerrainBuilder, StaysBetweenTheCornersOfANeedle) {
  const LeafDomain domain = square_domain(Comm::null());
  // 500 m long, a few mm wide, through cell centres, 30 m between its long sides.
  std::size_t found = 0;
  for (const std::uint32_t bits :
       terrain_bits(domain, {{{{0, 0, 10'000}, {500'002, 500'000, 40'000}, {500'000, 500'003, 12'000}}}})) {
    const auto height_m = std::bit_cast<float>(bits);
    if (std::isnan(height_m)) continue;
    ++found;
    ASSERT_GE(height_m, 10.0F);
    ASSERT_LE(height_m, 40.0F);
  }
  EXPECT_GT(found, 100U);
}

TEST(TerrainBuilder, RefusesToEndWithTrianglesThatWereNotSent) {
  const Comm comm = Comm::world();
  const LeafDomain domain = square_domain(comm);
  TerrainBuilder builder(domain);
  builder.add(std::vector{TriangleMm{{{0, 0, 1}, {512'000, 0, 1}, {0, 512'000, 1}}}});
  if (comm.size() > 1) {
    EXPECT_THROW(builder.take(), RunError);
  } else {
    EXPECT_EQ(builder.take().size(), std::size_t{domain.own()} * leaf_cells);
  }
}

}  // namespace
}  // namespace machi
