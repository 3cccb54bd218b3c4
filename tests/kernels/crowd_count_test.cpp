// Every variant counts as the plain twin does, which looks at everyone around.
#include "kernels/crowd_count/crowd_count.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct Case {
  std::vector<BinnedCrowd::Bin> bins;
  std::vector<float> x_m, y_m;
  std::size_t walkers{0};
  BinnedCrowd crowd() const { return {bins.data(), 4, 8, x_m.data(), y_m.data()}; }
};

// A block of 4 × 4 bins of 2 m and the rim around it; one run in the store for each row of the block.
Case some_case(std::uint64_t id, std::uint32_t most_in_bin) {
  constexpr int wide = 6;
  RandomStream random(47, id, 0);
  Case made;
  made.bins.resize(wide * wide);
  for (int bin = 0; bin < wide * wide; ++bin) {
    const int column = bin % wide, row = bin / wide;
    const auto corner = [](int at) { return 2.0 * ((at + 3) % 4); };  // in the bin's own block
    const std::uint32_t count = random.below(most_in_bin + 1);
    made.bins[static_cast<std::size_t>(bin)] = {static_cast<std::uint32_t>(made.x_m.size()), count};
    if (column > 0 && column < 5 && row > 0 && row < 5) made.walkers += count;
    for (std::uint32_t i = 0; i < count; ++i) {
      made.x_m.push_back(static_cast<float>(corner(column) + (i % 5 == 0 ? 1.0 : random.uniform(0, 2))));
      made.y_m.push_back(static_cast<float>(corner(row) + (i % 7 == 0 ? 0.0 : random.uniform(0, 2))));
    }
  }
  made.x_m.resize(made.x_m.size() + crowd_lanes, 0.5F);
  made.y_m.resize(made.y_m.size() + crowd_lanes, 0.5F);
  return made;
}

TEST(CrowdCount, EveryVariantCountsAsTheReference) {
  for (std::uint64_t id = 0; id < 100; ++id) {
    const Case given = some_case(id, 1 + static_cast<std::uint32_t>(id % 30));
    std::vector<std::uint32_t> expected(given.walkers), found(given.walkers);
    crowd_count(Variant::ref, given.crowd(), expected.data());
    for (const Variant variant : available_variants()) {
      crowd_count(variant, given.crowd(), found.data());
      EXPECT_EQ(found, expected) << name_of(variant) << " " << id;
    }
  }
}

TEST(CrowdCount, CountsOneselfAndThoseAcrossABlocksBorder) {
  Case given;
  given.bins.assign(36, {0, 0});
  given.bins[7] = {0, 1};  // the block's south-west bin, at (0.5, 0.5)
  given.bins[6] = {1, 1};  // west of it, 0.9 m away
  given.bins[1] = {2, 1};  // south of it, 1.1 m away
  given.x_m = {0.5F, 7.6F, 0.5F};
  given.y_m = {0.5F, 0.5F, 7.4F};
  given.x_m.resize(20, 0.5F);
  given.y_m.resize(20, 0.5F);
  for (const Variant variant : available_variants()) {
    std::uint32_t within = 0;
    crowd_count(variant, given.crowd(), &within);
    EXPECT_EQ(within, 2) << name_of(variant);
  }
}

}  // namespace
}  // namespace machi::kernels
