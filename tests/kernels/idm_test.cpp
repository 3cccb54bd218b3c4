// Every variant of the Intelligent Driver Model gives the reference's bits, and the reference the law's values.
#include "kernels/idm/idm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct LaneCase {
  std::vector<float> gap_m, leader_m_s, desired_m_s, speed_m_s;
};

LaneCase some_lane(std::uint64_t id, std::size_t size) {
  RandomStream random(44, id, 0);
  LaneCase made;
  for (std::size_t i = 0; i < size; ++i) {
    made.gap_m.push_back(i % 17 == 3 ? 0 : static_cast<float>(random.uniform(-1, 80)));
    made.leader_m_s.push_back(i % 5 == 0 ? 0 : static_cast<float>(random.uniform(0, 30)));
    made.desired_m_s.push_back(static_cast<float>(random.uniform(5, 33)));
    made.speed_m_s.push_back(i % 7 == 0 ? 0 : static_cast<float>(random.uniform(0, 35)));
  }
  return made;
}

// Speeds, then ways.
std::vector<float> stepped(Variant variant, const LaneCase& given, float dt_s) {
  std::vector<float> speed_m_s = given.speed_m_s;
  std::vector<float> way_m(speed_m_s.size());
  idm(variant, {}, dt_s,
      {given.gap_m.data(), given.leader_m_s.data(), given.desired_m_s.data(), speed_m_s.data(), way_m.data(),
       speed_m_s.size()});
  speed_m_s.insert(speed_m_s.end(), way_m.begin(), way_m.end());
  return speed_m_s;
}

TEST(Idm, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t id = 0; id < 100; ++id) {
    const LaneCase given = some_lane(id, 1 + id % 67);
    for (const float dt_s : {0.1F, 0.5F, 1.0F}) {
      const std::vector<float> expected = stepped(Variant::ref, given, dt_s);
      for (const Variant variant : available_variants())
        EXPECT_EQ(stepped(variant, given, dt_s), expected) << name_of(variant) << " " << id;
    }
  }
}

TEST(Idm, AcceleratesAsTheLawSays) {
  const LaneCase given{{20}, {10}, {30}, {15}};
  const auto found = stepped(Variant::ref, given, 0.1F);
  const double wanted_m = 2 + 15 * 1 + 15.0 * 5 / (2 * std::sqrt(1.5));
  const double a = 1 - std::pow(0.5, 4) - std::pow(wanted_m / 20, 2);
  EXPECT_NEAR(found[0], 15 + 0.1 * a, 1e-5);
  EXPECT_NEAR(found[1], 15 * 0.1 + 0.5 * a * 0.01, 1e-5);
}

TEST(Idm, StopsWithinTheStepAndNeverInTheNextOne) {
  for (std::uint64_t id = 0; id < 100; ++id) {
    const LaneCase given = some_lane(id, 64);
    const auto found = stepped(Variant::ref, given, 1);
    for (std::size_t i = 0; i < 64; ++i) {
      EXPECT_GE(found[i], 0);
      EXPECT_GE(found[64 + i], 0);
      EXPECT_LE(found[64 + i], std::max(given.gap_m[i], 0.0F));
    }
  }
}

}  // namespace
}  // namespace machi::kernels
