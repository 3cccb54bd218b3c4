// Every variant of the density model's speed gives the reference's bits, and the reference the law's values.
#include "kernels/density_speed/density_speed.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr std::size_t table_size = 513;
constexpr std::int32_t bins = 4;
constexpr std::size_t wide = bins + 2;

struct Case {
  bool open;
  std::vector<float> persons, open_m2, at_throat, speed, supply, x_m, y_m, heading_x, heading_y, desired_m_s;
  DensityGround ground() const {
    return {persons.data(), open ? nullptr : open_m2.data(), at_throat.data(), bins, 0.5F};
  }
  DensityTables tables() const {
    return {speed.data(), supply.data(), table_size, 64, 0.25F, 1.75F, 2.7F, 0.01F, 0.1F, 0.3F, 0.5F, 0.31F};
  }
};

Case some_case(std::uint64_t id, std::size_t walkers) {
  RandomStream random(43, id, 0);
  Case made;
  made.open = id % 3 == 0;
  for (std::size_t i = 0; i < wide * wide; ++i) {
    made.persons.push_back(static_cast<float>(random.below(25)));
    made.open_m2.push_back(static_cast<float>(random.uniform(0, 4)));
    made.at_throat.push_back(static_cast<float>(random.below(2)));
  }
  for (std::size_t k = 0; k < table_size; ++k) {
    made.speed.push_back(1 / (1 + 0.01F * static_cast<float>(k)));
    made.supply.push_back(k < 112 ? 0.9F : 0.9F * static_cast<float>(table_size - k) / 401);
  }
  for (std::size_t i = 0; i < (walkers + crowd_lanes - 1) / crowd_lanes * crowd_lanes; ++i) {
    made.x_m.push_back(i % 11 == 0 ? 8.0F : static_cast<float>(random.uniform(0, 8)));
    made.y_m.push_back(i % 13 == 0 ? 0.0F : static_cast<float>(random.uniform(0, 8)));
    const float side = i % 2 == 0 ? 0.6F : -0.8F;
    made.heading_x.push_back(i % 7 == 0 ? 0 : side);
    made.heading_y.push_back(i % 7 == 0 ? 0 : side == 0.6F ? -0.8F : 0.6F);
    made.desired_m_s.push_back(static_cast<float>(random.uniform(0.5, 1.7)));
  }
  return made;
}

std::vector<float> velocities(Variant variant, const Case& given, std::size_t size) {
  std::vector<float> vx(given.x_m.size(), 0), vy(given.x_m.size(), 0);
  const Walkers walkers{
      nullptr, given.heading_x.data(), given.heading_y.data(), given.desired_m_s.data(), vx.data(), vy.data(), size};
  density_speed(variant, given.ground(), given.tables(), given.x_m.data(), given.y_m.data(), walkers);
  std::vector<float> all(vx.begin(), vx.begin() + static_cast<std::ptrdiff_t>(size));
  all.insert(all.end(), vy.begin(), vy.begin() + static_cast<std::ptrdiff_t>(size));
  return all;
}

TEST(DensitySpeed, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t id = 0; id < 200; ++id) {
    const std::size_t size = 1 + id % 37;
    const Case given = some_case(id, size);
    const auto expected = velocities(Variant::ref, given, size);
    for (const Variant variant : available_variants())
      EXPECT_EQ(velocities(variant, given, size), expected) << name_of(variant) << " " << id;
  }
}

TEST(DensitySpeed, OpenGroundIsGroundWhoseBinsAreWhole) {
  Case given = some_case(3, 30);
  ASSERT_TRUE(given.open);
  given.open_m2.assign(wide * wide, 4);
  const auto expected = velocities(Variant::ref, given, 30);
  given.open = false;
  const auto found = velocities(Variant::ref, given, 30);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-5F) << i;
}

TEST(DensitySpeed, SomeoneAloneWalksAtItsFreeSpeed) {
  Case given = some_case(1, 1);
  given.persons.assign(wide * wide, 0);
  given.open_m2.assign(wide * wide, 4);
  given.x_m[0] = 2.5F;
  given.y_m[0] = 5;
  given.persons[3 * wide + 2] = 1;
  given.heading_x[0] = 1;
  given.heading_y[0] = 0;
  for (const Variant variant : available_variants()) {
    const auto velocity = velocities(variant, given, 1);
    EXPECT_NEAR(velocity[0], given.desired_m_s[0], 1e-5F);
    EXPECT_NEAR(velocity[1], 0, 1e-5F);
  }
}

}  // namespace
}  // namespace machi::kernels
