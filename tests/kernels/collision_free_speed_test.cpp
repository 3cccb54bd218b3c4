// Every variant of the collision-free speed model gives the plain twin's bits, and the twin what the law says.
#include "kernels/collision_free_speed/collision_free_speed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

using Parameters = CollisionFreeSpeedParameters;

struct Person {
  float x;
  float y;
  float vx{0};
  float vy{0};
  float radius{0.2F};
};

struct Wall {
  float x0;
  float y0;
  float x1;
  float y1;
};

struct Velocity {
  float x;
  float y;
  bool operator==(const Velocity&) const = default;
};

struct Goer {
  std::uint32_t self;
  float heading_x{1};
  float heading_y{0};
  float desired{1.3F};
};

// The columns of `rows`, filled up with what must not be looked at.
template <class Row, class... Members>
std::vector<std::vector<float>> columns(const std::vector<Row>& rows, std::size_t lanes, Members... members) {
  std::vector<std::vector<float>> all;
  const auto column = [&](auto member) {
    std::vector<float> values((rows.size() + lanes - 1) / lanes * lanes, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = rows[i].*member;
    all.push_back(values);
  };
  (column(members), ...);
  return all;
}

std::vector<Velocity> velocities(Variant variant, const Parameters& parameters, const std::vector<Person>& persons,
                                 const std::vector<Wall>& walls, const std::vector<Goer>& goers) {
  const auto crowd = columns(persons, crowd_lanes, &Person::x, &Person::y, &Person::vx, &Person::vy, &Person::radius);
  const auto wall = columns(walls, 1, &Wall::x0, &Wall::y0, &Wall::x1, &Wall::y1);
  const auto wish = columns(goers, 1, &Goer::heading_x, &Goer::heading_y, &Goer::desired);
  std::vector<std::uint32_t> self;
  for (const Goer& goer : goers) self.push_back(goer.self);
  std::vector<float> vx(goers.size(), -77);
  std::vector<float> vy(goers.size(), -77);
  collision_free_speed(
      variant, parameters,
      {crowd[0].data(), crowd[1].data(), crowd[2].data(), crowd[3].data(), crowd[4].data(), persons.size()},
      {wall[0].data(), wall[1].data(), wall[2].data(), wall[3].data(), walls.size()},
      {self.data(), wish[0].data(), wish[1].data(), wish[2].data(), vx.data(), vy.data(), goers.size()});
  std::vector<Velocity> all;
  for (std::size_t i = 0; i < goers.size(); ++i) all.push_back({vx[i], vy[i]});
  return all;
}

struct Case {
  std::vector<Person> persons;
  std::vector<Wall> walls;
  std::vector<Goer> goers;
};

Case random_case(RandomStream& random, std::size_t count, std::size_t wall_count) {
  const auto within = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
  Case made;
  for (std::size_t i = 0; i < count; ++i) {
    const bool stands = random.uniform() < 0.2;
    made.persons.push_back({within(0, 6), within(0, 6), stands ? 0 : within(-1.5, 1.5), stands ? 0 : within(-1.5, 1.5),
                            within(0.12, 0.25)});
  }
  if (count > 3) made.persons[2].x = made.persons[1].x, made.persons[2].y = made.persons[1].y;
  for (std::size_t i = 0; i < wall_count; ++i) {
    const float x = within(0, 6);
    const float y = within(0, 6);
    const bool upright = random.uniform() < 0.5;
    made.walls.push_back({x, y, upright ? x : x + within(0, 4), upright ? y + within(0, 4) : y});
  }
  for (std::size_t i = 0; i < count; i += 3 + count / 20) {
    const double angle = random.uniform(0, 6.28);
    const bool aimless = random.uniform() < 0.1;
    made.goers.push_back({static_cast<std::uint32_t>(i), aimless ? 0 : static_cast<float>(std::cos(angle)),
                          aimless ? 0 : static_cast<float>(std::sin(angle)),
                          random.uniform() < 0.1 ? 0 : within(0.3, 1.9)});
  }
  return made;
}

TEST(CollisionFreeSpeed, EveryVariantGivesThePlainTwinsBits) {
  RandomStream random(43, 0, 0);
  Parameters softened;
  softened.push_most = 3;
  softened.push_behind = 0.3F;
  softened.lead_s = 0.3F;
  softened.core_kept = 0.2F;
  for (const std::size_t count : {1U, 2U, 15U, 16U, 17U, 40U, 150U, 700U, 1100U})
    for (const std::size_t wall_count : {0U, 1U, 17U, 130U})
      for (const Parameters& parameters : {Parameters{}, collision_free_speed_as_published, softened}) {
        const Case made = random_case(random, count, wall_count);
        const auto expected = velocities(Variant::ref, parameters, made.persons, made.walls, made.goers);
        for (const Variant variant : available_variants())
          ASSERT_EQ(velocities(variant, parameters, made.persons, made.walls, made.goers), expected)
              << name_of(variant) << " " << count << " persons " << wall_count << " walls";
      }
}

Velocity velocity_of_first(const Parameters& parameters, const std::vector<Person>& persons,
                           const std::vector<Wall>& walls, Goer goer = {0}) {
  return velocities(selected_variant(), parameters, persons, walls, {goer}).front();
}

float speed_of(Velocity velocity) {
  return std::hypot(velocity.x, velocity.y);
}

TEST(CollisionFreeSpeed, ALonePersonGoesWhereAndAsFastAsDesired) {
  EXPECT_EQ(velocity_of_first({}, {{3, 4}}, {}, {0, 0, -1, 1.5F}), (Velocity{0, -1.5F}));
  const Velocity aslant = velocity_of_first({}, {{3, 4}}, {}, {0, 0.6F, 0.8F, 1.5F});
  EXPECT_NEAR(aslant.x, 0.9, 1e-6);
  EXPECT_NEAR(aslant.y, 1.2, 1e-6);
}

TEST(CollisionFreeSpeed, WhoWantsNothingStays) {
  const std::vector<Person> pressed{{0, 0}, {0.2F, 0.1F}};
  EXPECT_EQ(velocity_of_first({}, pressed, {}, {0, 1, 0, 0}), (Velocity{0, 0}));
  EXPECT_EQ(velocity_of_first({}, {{0, 0}}, {}, {0, 0, 0, 1.3F}), (Velocity{0, 0}));
}

TEST(CollisionFreeSpeed, SpeedIsTheGapOverTheTimeGap) {
  Parameters parameters;
  for (const float spacing_m : {0.5F, 0.7F, 0.9F}) {
    const Velocity velocity = velocity_of_first(parameters, {{0, 0}, {spacing_m, 0}}, {});
    EXPECT_NEAR(velocity.x, (spacing_m - 0.4F) / (parameters.time_gap_s + parameters.lead_s), 1e-5);
    EXPECT_EQ(velocity.y, 0);
  }
}

TEST(CollisionFreeSpeed, ALeaderThatGoesOnLeavesMoreRoom) {
  Parameters parameters;
  parameters.lead_s = 0.4F;
  const float gap_m = 0.7F - 0.4F;
  const Velocity velocity = velocity_of_first(parameters, {{0, 0}, {0.7F, 0, 0.5F, 0}}, {});
  EXPECT_NEAR(velocity.x, (gap_m + 0.4F * 0.5F) / (parameters.time_gap_s + 0.4F), 1e-5);
}

TEST(CollisionFreeSpeed, PushesTurnTheHeadingAsPublished) {
  const Parameters& parameters = collision_free_speed_as_published;
  for (const double away_m : {0.41, 0.6, 0.9, 1.15}) {
    const double angle = 2.0;  // behind and to the left, so that the speed stays free
    const Velocity velocity = velocity_of_first(
        parameters,
        {{0, 0}, {static_cast<float>(away_m * std::cos(angle)), static_cast<float>(away_m * std::sin(angle))}}, {});
    const double push = 5 * std::exp((0.4 - away_m) / 0.1);
    const double x = 1 - push * std::cos(angle);
    const double y = -push * std::sin(angle);
    EXPECT_NEAR(velocity.x, 1.3 * x / std::hypot(x, y), 2e-5) << away_m;
    EXPECT_NEAR(velocity.y, 1.3 * y / std::hypot(x, y), 2e-5) << away_m;
  }
}

TEST(CollisionFreeSpeed, NobodyBeyondReachCounts) {
  Parameters parameters;
  parameters.time_gap_s = 5;
  EXPECT_LT(velocity_of_first(parameters, {{0, 0}, {1.99F, 0}}, {}).x, 0.7F);
  EXPECT_EQ(velocity_of_first(parameters, {{0, 0}, {2.01F, 0}}, {}).x, 1.3F);
}

TEST(CollisionFreeSpeed, NobodyBehindAWallCounts) {
  const std::vector<Person> pair{{0, 0}, {0.9F, 0.02F}};
  EXPECT_LT(velocity_of_first({}, pair, {}).x, 1.2F);
  const Velocity alone = velocity_of_first({}, {{0, 0}}, {{0.6F, -1, 0.6F, 1}});
  EXPECT_EQ(velocity_of_first({}, pair, {{0.6F, -1, 0.6F, 1}}), alone);
  const std::vector<Person> upright{{0, 0}, {0.02F, 0.9F}};
  const Velocity alone_north = velocity_of_first({}, {{0, 0}}, {{-1, 0.6F, 1, 0.6F}}, {0, 0, 1});
  EXPECT_EQ(velocity_of_first({}, upright, {{-1, 0.6F, 1, 0.6F}}, {0, 0, 1}), alone_north);
  EXPECT_LT(velocity_of_first({}, pair, {{0.6F, 1, 0.6F, 3}}).x, 1.2F) << "a wall beside the line hides nobody";
}

TEST(CollisionFreeSpeed, WallsPushAway) {
  const Velocity beside = velocity_of_first({}, {{0, 0}}, {{-5, -0.2F, 5, -0.2F}});
  EXPECT_GT(beside.y, 0.1F);
  EXPECT_NEAR(speed_of(beside), 1.3F, 1e-5);
  EXPECT_NEAR(velocity_of_first({}, {{0, 0}}, {{-5, -0.3F, 5, -0.3F}, {-5, 0.3F, 5, 0.3F}}).y, 0, 1e-6);
}

TEST(CollisionFreeSpeed, ABodyIsLedAlongAWall) {
  Parameters parameters;
  parameters.wall_push = 0;
  parameters.wall_keep = 1;
  const Goer aslant{0, 0.6F, 0.8F, 1.3F};
  const auto before = [&](float away_m) {
    return velocity_of_first(parameters, {{0, 0}}, {{away_m, -3, away_m, 3}}, aslant);
  };
  EXPECT_EQ(before(0.4F), (Velocity{1.3F * 0.6F, 1.3F * 0.8F})) << "0.2 m left, 0.12 m wanted";
  EXPECT_NEAR(before(0.25F).x, 0.05F / parameters.wall_gap_s, 1e-5);
  EXPECT_NEAR(before(0.25F).y, 1.3F * 0.8F, 1e-6);
  EXPECT_EQ(before(0.1F), (Velocity{0, 1.3F * 0.8F}));
  EXPECT_EQ(velocity_of_first(parameters, {{0, 0}}, {{-0.1F, -3, -0.1F, 3}}, aslant), before(0.4F))
      << "a wall behind holds nobody";
}

TEST(CollisionFreeSpeed, OfTwoWhoConvergeTheOneAheadGoes) {
  const float slant = std::sqrt(0.5F);
  const std::vector<Person> pair{{0, 0, 0.01F * slant, 0.01F * slant}, {0.1F, 0.25F, 0.01F, 0}};
  Parameters parameters;
  parameters.turning_time_s = 1e6F;  // directions stay
  parameters.swath = 1;
  const auto both = velocities(selected_variant(), parameters, pair, {}, {{0, slant, slant}, {1, 1, 0}});
  EXPECT_LT(speed_of(both[0]), 0.05F);
  EXPECT_NEAR(speed_of(both[1]), 1.3F, 1e-5);
}

TEST(CollisionFreeSpeed, TurningTakesItsTime) {
  Parameters parameters;
  parameters.turning_time_s = 0.4F;
  parameters.step_s = 0.1F;
  const Velocity velocity = velocity_of_first(parameters, {{0, 0, 0, 1}}, {});
  EXPECT_NEAR(velocity.x / velocity.y, 0.25 / 0.75, 1e-6);
  EXPECT_NEAR(speed_of(velocity), 1.3F, 1e-6);
  parameters.step_s = 0.4F;
  EXPECT_EQ(velocity_of_first(parameters, {{0, 0, 0, 1}}, {}), (Velocity{1.3F, 0}));
}

TEST(CollisionFreeSpeed, TwoAtOnePlaceBlockNobody) {
  EXPECT_EQ(velocity_of_first({}, {{1, 1}, {1, 1}}, {}), (Velocity{1.3F, 0}));
}

}  // namespace
}  // namespace machi::kernels
