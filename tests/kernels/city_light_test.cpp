// Every variant gives the reference's bits; the reference is held against engine/climate by the test of a city's year.
#include "kernels/city_light/city_light.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct Block {
  static constexpr std::size_t faces = 3;
  static constexpr std::size_t elements = 6;
  using Column = std::vector<float>;
  Column east = Column(faces * light_lanes), north = east, up = east, sky = east, horizon = east, ground = east;
  std::vector<std::uint8_t> step = std::vector<std::uint8_t>(faces * light_points * light_sectors * light_lanes);
  std::vector<std::uint32_t> face{0, 0, 1, 1, 2, no_light};
  std::vector<std::uint8_t> is_glass{0, 1, 0, 1, 0, 0};
  Column outer = Column(elements * light_lanes), through = outer, shared = outer, sky_K4 = outer, air_K4 = outer;
  float beam_part[3][6]{};
  float diffuse_part[3]{};
  LightHour hour;
  Column outer_W = outer, inner_W = outer, incoming_W = Column(light_lanes);
  Column face_W_m2 = east;

  explicit Block(std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const auto fill = [&](Column& column, double low, double high) {
      for (float& value : column) value = static_cast<float>(random.uniform(low, high));
    };
    for (Column* column : {&east, &north, &up}) fill(*column, -1, 1);
    for (Column* column : {&sky, &ground, &shared, &outer, &through}) fill(*column, 0, 1);
    fill(horizon, -0.2, 1);
    fill(sky_K4, 0, 1e-7);
    fill(air_K4, 0, 1e-7);
    for (std::uint8_t& s : step) s = static_cast<std::uint8_t>(random.below(256));
    for (auto& part : beam_part)
      for (float& c : part) c = static_cast<float>(random.uniform(-1, 1));
    for (float& part : diffuse_part) part = static_cast<float>(random.uniform(0, 1));
    hour.bright = seed % 5 != 0;
    hour.sky_K4 = 6e9F;
    hour.air_K4 = 7e9F;
    hour.sky = 120;
    hour.horizon = -30;
    hour.ground = 60;
    for (std::size_t m = 0; m < light_moments; ++m) {
      hour.beam[m] = static_cast<float>(random.uniform(0, 400));
      for (float& axis : hour.towards[m]) axis = static_cast<float>(random.uniform(-1, 1));
      hour.sector[m] = static_cast<std::uint8_t>(random.below(light_sectors));
      hour.height[m] = static_cast<std::uint8_t>(random.below(256));
    }
  }
  std::vector<Column> run(Variant variant) {
    city_light(variant,
               {faces, east.data(), north.data(), up.data(), sky.data(), horizon.data(), ground.data(), step.data()},
               {elements, face.data(), is_glass.data(), outer.data(), through.data(), shared.data(), sky_K4.data(),
                air_K4.data(), beam_part, diffuse_part},
               hour, {outer_W.data(), inner_W.data(), incoming_W.data(), face_W_m2.data()});
    return {outer_W, inner_W, incoming_W, face_W_m2};
  }
};

TEST(CityLight, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto expected = Block(seed).run(Variant::ref);
    for (const Variant variant : available_variants())
      EXPECT_EQ(Block(seed).run(variant), expected) << name_of(variant);
  }
}

TEST(CityLight, PointsBehindTheHorizonSeeNoSun) {
  Block block(1);
  block.hour.bright = true;
  block.hour.height[0] = block.hour.height[1] = 100;
  block.hour.sky = block.hour.horizon = block.hour.ground = 0;
  std::fill(block.step.begin(), block.step.end(), std::uint8_t{100});
  const auto dark = block.run(Variant::ref);
  for (const float watt : dark[2]) EXPECT_EQ(watt, 0);
  std::fill(block.step.begin(), block.step.end(), std::uint8_t{99});
  const auto open = block.run(Variant::ref);
  for (std::size_t sector = 0; sector < light_sectors; ++sector)
    std::fill_n(block.step.begin() + static_cast<std::ptrdiff_t>(sector * Block::faces * light_points * light_lanes),
                light_lanes, std::uint8_t{100});
  const auto three_points = block.run(Variant::ref);
  for (std::size_t lane = 0; lane < light_lanes; ++lane) {
    const auto lit = [&](const std::vector<Block::Column>& run) {
      return run[0][lane] - dark[0][lane];  // the wall on face 0
    };
    EXPECT_NEAR(lit(three_points), 0.75F * lit(open), 1e-3F);
  }
}

}  // namespace
}  // namespace machi::kernels
