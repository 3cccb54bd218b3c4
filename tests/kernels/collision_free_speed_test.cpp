// Every variant of the collision-free speed model gives the plain twin's bits, and the twin what the law says.
#include "kernels/collision_free_speed/collision_free_speed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"

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
  for (std::size_t i = 0; i < count; i += 3) {
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

}  // namespace
}  // namespace machi::kernels
