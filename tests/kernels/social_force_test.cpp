// Every variant of the social force gives the reference's bits, and the reference the model's claims.
#include "kernels/social_force/social_force.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// A crowd with walls, all of whose people walk.
struct Scene {
  std::vector<float> x, y, vx, vy, radius, heading_x, heading_y, desired;
  std::vector<float> wall_x0, wall_y0, wall_x1, wall_y1;
  std::vector<std::uint32_t> self;

  void add(double at_x, double at_y, double to_x = 1, double to_y = 0, double speed_m_s = 0, double free_m_s = 1.34) {
    self.push_back(static_cast<std::uint32_t>(self.size()));
    const auto append = [](std::vector<float>& column, double value) { column.push_back(static_cast<float>(value)); };
    append(x, at_x);
    append(y, at_y);
    append(vx, speed_m_s * to_x);
    append(vy, speed_m_s * to_y);
    append(radius, 0.2);
    append(heading_x, to_x);
    append(heading_y, to_y);
    append(desired, free_m_s);
  }
  void add_wall(double x0, double y0, double x1, double y1) {
    wall_x0.push_back(static_cast<float>(x0));
    wall_y0.push_back(static_cast<float>(y0));
    wall_x1.push_back(static_cast<float>(x1));
    wall_y1.push_back(static_cast<float>(y1));
  }
};

struct Velocities {
  std::vector<float> x, y;
  bool operator==(const Velocities&) const = default;
};

Velocities step(Variant variant, Scene scene, const SocialForceParameters& parameters = {}, float dt_s = 0.02F) {
  const std::size_t size = scene.self.size();
  // What stands beyond the crowd must not matter.
  const std::size_t readable = (size + crowd_lanes - 1) / crowd_lanes * crowd_lanes;
  for (auto* column : {&scene.x, &scene.y, &scene.vx, &scene.vy, &scene.radius})
    column->resize(readable, column == &scene.x ? nan : 0.1F);
  Velocities next{std::vector<float>(size), std::vector<float>(size)};
  const Crowd crowd{scene.x.data(), scene.y.data(), scene.vx.data(), scene.vy.data(), scene.radius.data(), size};
  const Walls walls{scene.wall_x0.data(), scene.wall_y0.data(), scene.wall_x1.data(), scene.wall_y1.data(),
                    scene.wall_x0.size()};
  const Walkers walkers{scene.self.data(),
                        scene.heading_x.data(),
                        scene.heading_y.data(),
                        scene.desired.data(),
                        next.x.data(),
                        next.y.data(),
                        size};
  social_force(variant, parameters, dt_s, crowd, walls, walkers);
  return next;
}

Scene random_scene(std::uint64_t seed, int persons, int walls, double side_m) {
  RandomStream random(seed, 0, 0);
  Scene scene;
  for (int i = 0; i < persons; ++i) {
    const double angle = random.uniform(0, 6.28318);
    const bool waits = random.uniform() < 0.1;
    scene.add(random.uniform(0, side_m), random.uniform(0, side_m), waits ? 0 : std::cos(angle),
              waits ? 0 : std::sin(angle), random.uniform(0, 1.6), random.uniform() < 0.1 ? 0 : random.uniform(0.3, 2));
    scene.radius.back() = static_cast<float>(random.uniform(0.15, 0.3));
    scene.vx.back() += static_cast<float>(random.uniform(-0.5, 0.5));
  }
  for (int i = 0; i < walls; ++i) {
    const double x = std::floor(random.uniform(0, side_m));
    const double y = std::floor(random.uniform(0, side_m));
    const double length = std::floor(random.uniform(1, 4));
    if (i % 2 == 0) scene.add_wall(x, y, x + length, y);
    if (i % 2 == 1) scene.add_wall(x, y, x, y + length);
  }
  return scene;
}

TEST(SocialForce, EveryVariantGivesTheReferencesBits) {
  for (const int walls : {0, 1, 12})
    for (const int persons : {1, 2, 15, 16, 17, 60, 250, 900})
      for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const Scene scene = random_scene(seed, persons, walls, seed % 2 == 0 ? 7.5 : 3);
        const Velocities expected = step(Variant::ref, scene);
        for (const Variant variant : available_variants())
          ASSERT_EQ(step(variant, scene), expected) << name_of(variant) << ", " << persons << " persons, " << walls;
      }
}

TEST(SocialForce, TakesNobody) {
  for (const Variant variant : available_variants()) EXPECT_TRUE(step(variant, {}).x.empty());
}

TEST(SocialForce, ALoneWalkerRelaxesExponentially) {
  Scene scene;
  scene.add(0, 0, 0.6, 0.8);
  for (int i = 1; i <= 100; ++i) {
    const Velocities next = step(Variant::ref, scene);
    scene.vx = next.x;
    scene.vy = next.y;
    const double expected = 1.34 * (1 - std::exp(-0.02 * i / 0.5));
    ASSERT_NEAR(next.x[0], 0.6 * expected, 1e-5);
    ASSERT_NEAR(next.y[0], 0.8 * expected, 1e-5);
  }
}

TEST(SocialForce, NobodyOutOfSightChangesABit) {
  Scene lone;
  lone.add(0, 0, 1, 0, 1.2);
  const Velocities expected = step(Variant::ref, lone);
  for (const double off : {2.05, 3.0, 7.0}) {
    Scene scene = lone;
    scene.add(off, 0, -1, 0, 1.5);
    scene.add(-off, 0.1, 1, 0, 1.5);
    const Velocities next = step(Variant::ref, scene);
    EXPECT_EQ(next.x[0], expected.x[0]);
    EXPECT_EQ(next.y[0], expected.y[0]);
  }
}

// The velocity that a walker at speed_m_s gets with one person at (x, y).
std::pair<double, double> beside(double x, double y, double speed_m_s = 0.5) {
  Scene scene;
  scene.add(0, 0, 1, 0, speed_m_s);
  scene.add(x, y, 1, 0, speed_m_s);
  const Velocities next = step(Variant::ref, scene);
  return {next.x[0], next.y[0]};
}

TEST(SocialForce, PersonsAheadSlowDownMoreThanThoseBehindPush) {
  const double free = beside(50, 0).first;
  const double slowed = free - beside(0.8, 0).first;
  const double pushed = beside(-0.8, 0).first - free;
  EXPECT_GT(slowed, 0.01);
  EXPECT_GT(pushed, 0);
  EXPECT_GT(slowed, 5 * pushed);
}

TEST(SocialForce, AWalkerGivesWayToTheRightOfSomeoneStraightAhead) {
  EXPECT_LT(beside(0.8, 0).second, 0);
  EXPECT_GT(beside(0.8, -0.3).second, 0);  // but not into someone who is to the right
}

TEST(SocialForce, TheFasterTheWalkerTheMoreRoomAhead) {
  const auto slowing = [](double speed_m_s) {
    return beside(50, 0, speed_m_s).first - beside(1.2, 0, speed_m_s).first;
  };
  EXPECT_GT(slowing(1.0), slowing(0.5) + 1e-3);
  EXPECT_GT(slowing(0.5), slowing(0.0));
}

TEST(SocialForce, PushesGrowSteadilyAsAPersonComesNear) {
  double before = beside(1.99, 0).first;
  for (double off = 1.985; off > 0.05; off -= 0.005) {
    const double now = beside(off, 0).first;
    ASSERT_LT(std::abs(before - now), 0.02) << off;  // no jump
    // Nearer than that the sidestep takes over from braking.
    ASSERT_LE(now, off > 0.7 ? before + 1e-6 : beside(0.7, 0).first + 1e-3) << off;
    before = now;
  }
}

TEST(SocialForce, AWallHidesWhoeverStandsBehindIt) {
  Scene scene;
  scene.add(0, 0, 1, 0, 0.5);
  scene.add_wall(0.5, -1, 0.5, 1);
  const Velocities lone = step(Variant::ref, scene);
  scene.add(0.9, 0.2, -1, 0, 0.5);
  for (const Variant variant : available_variants()) EXPECT_EQ(step(variant, scene).x[0], lone.x[0]);
  scene.wall_y1[0] = 0;  // the line between them passes at y = 0.11
  for (const Variant variant : available_variants()) EXPECT_LT(step(variant, scene).x[0], lone.x[0]);
}

TEST(SocialForce, AWallInPiecesPushesNoHarderThanTheWholeOne) {
  Scene whole;
  whole.add(1, 0.15, 1, 0, 1);
  Scene pieces = whole;
  whole.add_wall(0, 0, 2, 0);
  pieces.add_wall(0, 0, 1, 0);
  pieces.add_wall(1, 0, 2, 0);
  for (const Variant variant : available_variants()) {
    EXPECT_EQ(step(variant, whole), step(variant, pieces));
    EXPECT_GT(step(variant, whole).y[0], 0.01F);
  }
}

TEST(SocialForce, NobodyIsFasterThanTheCapHoweverTheyOverlap) {
  const SocialForceParameters parameters;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Scene scene = random_scene(seed, 200, 3, 2);  // 50 persons per square metre
    const Velocities next = step(selected_variant(), scene);
    for (std::size_t i = 0; i < next.x.size(); ++i)
      ASSERT_LE(std::hypot(next.x[i], next.y[i]), parameters.fastest * scene.desired[i] * 1.00001F);
  }
}

// People in a corridor that closes on itself, length by width, walls along it.
struct Corridor {
  double length_m;
  double width_m;
  Scene scene;

  Corridor(double length, double width, double density_1_m2, std::uint64_t seed) : length_m(length), width_m(width) {
    RandomStream random(seed, 0, 0);
    const auto persons = static_cast<int>(std::lround(density_1_m2 * length * width));
    const auto rows = static_cast<int>(std::lround(std::sqrt(persons * (width - 0.4) / length)));
    for (int i = 0; i < persons; ++i) {
      const int column = i / rows;
      const int columns = (persons - i % rows + rows - 1) / rows;
      const double x = (column + 0.5 * (i % rows % 2) + random.uniform(0, 0.2)) * length / columns;
      scene.add(x, 0.2 + (width - 0.4) * (i % rows + 0.5) / rows, 1, 0, 0, random.uniform(1.14, 1.54));
    }
  }

  // One step; returns the mean speed along the corridor.
  double advance(double dt_s) {
    Scene around = scene;  // with images on both ends, and all of it near one origin
    const std::size_t persons = scene.self.size();
    for (std::size_t i = 0; i < persons; ++i)
      for (const double shift : {-length_m, length_m}) {
        const double x = scene.x[i] + shift;
        if (x < -2.5 || x > length_m + 2.5) continue;
        around.add(x, scene.y[i]);
        around.vx.back() = scene.vx[i];
        around.vy.back() = scene.vy[i];
      }
    around.add_wall(-3, 0, length_m + 3, 0);
    around.add_wall(-3, width_m, length_m + 3, width_m);
    const Velocities next = step(selected_variant(), around, {}, static_cast<float>(dt_s));
    double sum = 0;
    for (std::size_t i = 0; i < persons; ++i) {
      scene.vx[i] = next.x[i];
      scene.vy[i] = next.y[i];
      scene.x[i] = static_cast<float>(std::fmod(scene.x[i] + next.x[i] * dt_s + length_m, length_m));
      scene.y[i] = static_cast<float>(std::clamp(scene.y[i] + next.y[i] * dt_s, 0.05, width_m - 0.05));
      sum += next.x[i];
    }
    return sum / static_cast<double>(persons);
  }

  double mean_speed(double from_s, double to_s, double dt_s) {
    double sum = 0;
    int steps = 0;
    for (double t = 0; t < to_s; t += dt_s) {
      const double speed = advance(dt_s);
      if (t < from_s) continue;
      sum += speed;
      ++steps;
    }
    return sum / steps;
  }
};

// docs/models/social_force.md, table of the diagram.
TEST(SocialForce, SlowsDownInACrowdAsItsDiagramStates) {
  struct Point {
    double density_1_m2;
    double speed_m_s;
  };
  for (const Point point : {Point{1, 1.18}, Point{2, 0.67}, Point{3, 0.33}, Point{4, 0.12}}) {
    const double speed = Corridor(12, 3, point.density_1_m2, 7).mean_speed(10, 25, 0.02);
    EXPECT_NEAR(speed, point.speed_m_s, std::max(0.05, 0.1 * point.speed_m_s)) << point.density_1_m2;
  }
}

TEST(SocialForce, NobodyIsDrivenBackwardsThroughAPackedCrowd) {
  Corridor corridor(12, 3, 5, 7);
  EXPECT_GT(corridor.mean_speed(5, 10, 0.02), -0.1 * 1.34);
  for (std::size_t i = 0; i < corridor.scene.x.size(); ++i) ASSERT_LT(std::abs(corridor.scene.vx[i]), 1.34F);
}

TEST(SocialForce, HalfTheStepGivesTheSameSpeed) {
  const double whole = Corridor(12, 3, 2, 7).mean_speed(10, 20, 0.02);
  const double half = Corridor(12, 3, 2, 7).mean_speed(10, 20, 0.01);
  EXPECT_NEAR(half, whole, 0.08 * whole);
}

}  // namespace
}  // namespace machi::kernels
