/// \file  Every variant gives the reference's bits; what users ask for keeps within what they may.
#include "kernels/users_day/users_day.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

using Hours = std::vector<float>;

struct Users {
  Hours room_m2 = Hours(users_lanes), leak = room_m2, most = room_m2, free_C = room_m2, room = room_m2,
        package = room_m2, rated = room_m2, others = room_m2;
  Hours households = Hours(users_households * users_lanes);
  Hours heat_C = Hours(users_hours * users_lanes), heat_part = heat_C, heat_share = heat_C, cool_C = heat_C,
        cool_part = heat_C, cool_share = heat_C, litres = heat_C;
  Hours room_capacity = Hours(users_hours), package_capacity = room_capacity;
  UsersDay day;

  explicit Users(std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const auto fill = [&](Hours& column, double low, double high) {
      for (float& value : column) value = static_cast<float>(random.uniform(low, high));
    };
    const auto some = [&](Hours& column, double high) {
      for (float& value : column) value = random.below(3) == 0 ? 0 : static_cast<float>(random.uniform(0, high));
    };
    some(room_m2, 900);
    fill(leak, 2, 90);
    fill(most, 2000, 90000);
    fill(free_C, -5, 35);
    some(households, 5);
    fill(heat_C, 17, 23);
    fill(cool_C, 22, 29);
    for (Hours* share : {&heat_share, &heat_part, &cool_share, &cool_part, &litres}) some(*share, 1);
    fill(rated, 1000, 20000);
    some(others, 1e12);
    for (std::size_t lane = 0; lane < users_lanes; ++lane) (lane % 2 == 0 ? room : package)[lane] = 1;
    fill(room_capacity, 0.5, 1.2);
    fill(package_capacity, 0.5, 1.2);
    day.room_water_W_m2 = static_cast<float>(random.uniform(0, 60));
    day.home_W_L = static_cast<float>(random.uniform(10, 60));
    for (std::size_t h = 0; h < users_hours; ++h) {
      day.fresh_W_Km2[h] = static_cast<float>(random.uniform(0, 3));
      day.drying_K[h] = static_cast<float>(random.uniform(0, 20));
      day.room_people_1_m2[h] = static_cast<float>(random.uniform(0, 0.3));
      for (float& litre : day.home_L[h]) litre = static_cast<float>(random.uniform(0, 50));
    }
  }

  /// Air change, drying, water, set points, powers, water of the day.
  std::vector<Hours> run(Variant variant, bool counted, bool plants) const {
    std::vector<Hours> asks(7, Hours(heat_C.size()));
    asks.push_back(Hours(users_lanes));
    UsersPlants heating, cooling;
    if (plants) {
      cooling = {room.data(), package.data(), rated.data(), nullptr, room_capacity.data(), package_capacity.data()};
      heating = cooling;
      heating.others_W = others.data();
    }
    users_day(variant, {room_m2.data(), leak.data(), most.data(), free_C.data(), households.data()},
              {heat_C.data(), heat_part.data(), heat_share.data()},
              {cool_C.data(), cool_part.data(), cool_share.data()}, counted ? litres.data() : nullptr, day, heating,
              cooling,
              {asks[0].data(), asks[1].data(), asks[2].data(), asks[3].data(), asks[4].data(), asks[5].data(),
               asks[6].data(), asks[7].data()});
    return asks;
  }
};

TEST(UsersDay, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    for (const bool counted : {false, true})
      for (const bool plants : {false, true}) {
        const Users users(seed);
        const auto expected = users.run(Variant::ref, counted, plants);
        for (const Variant variant : available_variants())
          EXPECT_EQ(users.run(variant, counted, plants), expected) << name_of(variant);
      }
}

TEST(UsersDay, SetPointsDoNotCrossAndAPartIsHeatedNoMoreThanAll) {
  const Users users(4);
  const auto asks = users.run(Variant::ref, false, true);
  for (std::size_t at = 0; at < users.heat_C.size(); ++at) {
    const bool heats = users.heat_share[at] > users_least_share, cools = users.cool_share[at] > users_least_share;
    EXPECT_LE(asks[3][at], heats ? users.heat_C[at] : users_never_heat_C);
    EXPECT_GE(asks[4][at], cools ? users.cool_C[at] : users_never_cool_C);
    EXPECT_LE(asks[3][at], asks[4][at]);
    EXPECT_LE(asks[5][at], heats ? users.most[at % users_lanes] : 0);
    EXPECT_LE(asks[6][at], cools ? 1.2F * users.rated[at % users_lanes] : 0);
  }
}

TEST(UsersDay, WaterOfTheDayIsThatOfItsHours) {
  const Users users(9);
  const auto asks = users.run(Variant::ref, true, false);
  for (std::size_t lane = 0; lane < users_lanes; ++lane) {
    double sum_Wh = 0;
    for (std::size_t h = 0; h < users_hours; ++h) sum_Wh += asks[2][h * users_lanes + lane];
    EXPECT_NEAR(asks[7][lane], sum_Wh, 1e-5 * sum_Wh);
  }
}

}  // namespace
}  // namespace machi::kernels
