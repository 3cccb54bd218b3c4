// The plain twin: neighbour by neighbour. Sums keep 16 partial sums, by the neighbour's index, and one fixed tree.
#include <cmath>
#include <cstring>

#include "kernels/collision_free_speed/collision_free_speed.hpp"

namespace machi::kernels::ref {
namespace {

using Parameters = CollisionFreeSpeedParameters;

constexpr float nearest = 1e-4F;         // distances below count as this
constexpr float least_exponent = -8.0F;  // pushes below vanish
constexpr float unbounded = 1e9F;

struct Vector {
  float x{0};
  float y{0};
};

struct Sum {
  float lane[crowd_lanes]{};

  float total() const {
    float part[crowd_lanes];
    std::memcpy(part, lane, sizeof part);
    for (std::size_t width = crowd_lanes / 2; width > 0; width /= 2)
      for (std::size_t i = 0; i < width; ++i) part[i] += part[i + width];
    return part[0];
  }
};

float smaller(float a, float b) {
  return a < b ? a : b;
}
float larger(float a, float b) {
  return a > b ? a : b;
}

// Cephes' polynomial on [-ln 2 / 2, ln 2 / 2]; |exponent| below 80.
float exponential(float exponent) {
  const float whole = (exponent * 1.44269504F + 12582912.0F) - 12582912.0F;
  const float rest = (exponent - whole * 0.693359375F) - whole * -2.12194440e-4F;
  float sum = 1.9875691500e-4F;
  sum = sum * rest + 1.3981999507e-3F;
  sum = sum * rest + 8.3334519073e-3F;
  sum = sum * rest + 4.1665795894e-2F;
  sum = sum * rest + 1.6666665459e-1F;
  sum = sum * rest + 5.0000001201e-1F;
  sum = (sum * (rest * rest) + rest) + 1.0F;
  const std::int32_t bits = (static_cast<std::int32_t>(whole) + 127) << 23;
  float power = 0;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

Vector direction_of(float vx, float vy) {
  const float speed = std::sqrt(vx * vx + vy * vy);
  return speed > 0 ? Vector{vx / speed, vy / speed} : Vector{};
}

// Does the line from `from` over `way` cross the wall?
bool hides(const Walls& walls, std::size_t wall, Vector from, Vector way) {
  const bool upright = walls.x0_m[wall] == walls.x1_m[wall];
  const float to_wall = upright ? walls.x0_m[wall] - from.x : walls.y0_m[wall] - from.y;
  const float across = upright ? way.x : way.y;
  const float along = upright ? way.y : way.x;
  const float low = upright ? walls.y0_m[wall] - from.y : walls.x0_m[wall] - from.x;
  const float high = upright ? walls.y1_m[wall] - from.y : walls.x1_m[wall] - from.x;
  const float part = std::fabs(to_wall) * along;
  const float whole = std::fabs(across);
  return to_wall * across > 0 && std::fabs(to_wall) < whole && low * whole <= part && part <= high * whole;
}

struct Walk {
  const Parameters& by;
  const Crowd& crowd;
  const Walls& walls;
  std::uint32_t self;
  Vector wish;
  float desired_m_s;

  Vector place(std::size_t i) const { return {crowd.x_m[i], crowd.y_m[i]}; }

  // Distance to a neighbour, or a negative number where it does not count.
  float distance(Vector way) const {
    const float squared = way.x * way.x + way.y * way.y;
    if (!(squared < by.reach_m * by.reach_m)) return -1;
    for (std::size_t wall = 0; wall < walls.size; ++wall)
      if (hides(walls, wall, place(self), way)) return -1;
    return larger(std::sqrt(squared), nearest);
  }

  Vector way_to(std::size_t i) const { return {crowd.x_m[i] - crowd.x_m[self], crowd.y_m[i] - crowd.y_m[self]}; }

  void push_of(std::size_t i, Sum& x, Sum& y) const {
    const Vector way = way_to(i);
    const float away = distance(way);
    if (away < 0) return;
    const float ux = way.x / away;
    const float uy = way.y / away;
    const float closing = (crowd.vx_m_s[self] - crowd.vx_m_s[i]) * ux + (crowd.vy_m_s[self] - crowd.vy_m_s[i]) * uy;
    const float contact = crowd.radius_m[self] + crowd.radius_m[i];
    const float depth = (contact - away) + by.push_foresight_s * larger(closing, 0);
    const float exponent = depth * (1.0F / by.push_range_m);
    if (!(exponent > least_exponent)) return;
    const float weight = way.x * wish.x + way.y * wish.y > 0 ? by.push : by.push * by.push_behind;
    const float strength = weight * exponential(smaller(exponent, by.push_limit));
    x.lane[i % crowd_lanes] -= strength * ux;
    y.lane[i % crowd_lanes] -= strength * uy;
  }

  void push_of_wall(std::size_t i, Sum& x, Sum& y) const {
    const Vector way = way_to_wall(i);
    const float away = larger(std::sqrt(way.x * way.x + way.y * way.y), nearest);
    const float exponent = (by.wall_radius * crowd.radius_m[self] - away) * (1.0F / by.wall_push_range_m);
    if (!(exponent > least_exponent)) return;
    const float strength = by.wall_push * exponential(smaller(exponent, by.push_limit));
    x.lane[i % crowd_lanes] -= strength * (way.x / away);
    y.lane[i % crowd_lanes] -= strength * (way.y / away);
  }

  Vector heading() const {
    Sum x;
    Sum y;
    for (std::size_t i = 0; i < crowd.size; ++i) push_of(i, x, y);
    for (std::size_t i = 0; i < walls.size; ++i) push_of_wall(i, x, y);
    Vector push{x.total(), y.total()};
    if (by.push_most > 0) {
      const float kept = by.push_most / (by.push_most + std::sqrt(push.x * push.x + push.y * push.y));
      push = {push.x * kept, push.y * kept};
    }
    const float along = (push.x * wish.x + push.y * wish.y) * (1.0F - by.push_back);
    const Vector turned = direction_of((wish.x + push.x) - along * wish.x, (wish.y + push.y) - along * wish.y);
    const Vector before = direction_of(crowd.vx_m_s[self], crowd.vy_m_s[self]);
    if (!(by.step_s < by.turning_time_s) || (before.x == 0 && before.y == 0)) return turned;
    const float share = by.step_s / by.turning_time_s;
    return direction_of(share * turned.x + (1.0F - share) * before.x, share * turned.y + (1.0F - share) * before.y);
  }

  // The speed that a neighbour allows.
  float limit_of(std::size_t i, Vector heading) const {
    const Vector way = way_to(i);
    const float away = distance(way);
    const float ahead = way.x * heading.x + way.y * heading.y;
    if (away < 0 || !(ahead > 0)) return unbounded;
    const float beside = way.x * heading.y - way.y * heading.x;
    const Vector other = direction_of(crowd.vx_m_s[i], crowd.vy_m_s[i]);
    const float alike = larger(other.x * heading.x + other.y * heading.y, 0);
    const float ahead_of_other = 0.0F - (way.x * other.x + way.y * other.y);
    if (by.give_way && alike > 0 && ahead_of_other > ahead) return unbounded;
    const float contact = crowd.radius_m[self] + crowd.radius_m[i];
    const float touch = smaller(larger(2.0F - away / contact, 0), 1);
    const float width = (by.swath * contact) * (1.0F + by.swath_near * (touch * alike));
    const float edge = (beside * beside) / (width * width);
    if (!(edge < 1)) return unbounded;
    const float gap = away - contact * (1.0F - (by.core_loss - by.core_kept * alike) * edge);
    const float lead = alike * std::sqrt(crowd.vx_m_s[i] * crowd.vx_m_s[i] + crowd.vy_m_s[i] * crowd.vy_m_s[i]);
    const float reached = gap > 0 ? gap + by.lead_s * lead : gap;
    return reached / (by.time_gap_s * (1.0F - by.time_gap_loss * edge) + by.lead_s);
  }

  Vector way_to_wall(std::size_t i) const {
    return {smaller(larger(crowd.x_m[self], walls.x0_m[i]), walls.x1_m[i]) - crowd.x_m[self],
            smaller(larger(crowd.y_m[self], walls.y0_m[i]), walls.y1_m[i]) - crowd.y_m[self]};
  }

  // Takes from a velocity what would bring the body too fast too near to a wall: what is left goes along it. Who is
  // held stands: what rounding leaves is no direction to turn from.
  Vector along_walls(Vector velocity) const {
    if (!(by.wall_gap_s > 0)) return velocity;
    const float body = by.wall_keep * crowd.radius_m[self];
    const float sight = body + by.wall_gap_s * desired_m_s;
    for (std::size_t i = 0; i < walls.size; ++i) {
      const Vector way = way_to_wall(i);
      const float squared = way.x * way.x + way.y * way.y;
      if (!(squared < sight * sight)) continue;
      const float away = larger(std::sqrt(squared), nearest);
      const float ux = way.x / away;
      const float uy = way.y / away;
      const float allowed = larger((away - body) * (1.0F / by.wall_gap_s), 0);
      const float excess = (velocity.x * ux + velocity.y * uy) - allowed;
      if (excess > 0) velocity = {velocity.x - excess * ux, velocity.y - excess * uy};
    }
    const bool stands = velocity.x * velocity.x + velocity.y * velocity.y < 0.25F * by.least_m_s * by.least_m_s;
    return stands ? Vector{} : velocity;
  }

  Vector velocity() const {
    const Vector heading = this->heading();
    float limit = unbounded;
    for (std::size_t i = 0; i < crowd.size; ++i) limit = smaller(limit_of(i, heading), limit);
    const float speed = smaller(larger(limit, by.least_m_s), desired_m_s);
    return along_walls({speed * heading.x, speed * heading.y});
  }
};

}  // namespace

void collision_free_speed(const Parameters& parameters, const Crowd& crowd, const Walls& walls,
                          const Walkers& walkers) {
  for (std::size_t w = 0; w < walkers.size; ++w) {
    Vector velocity;
    if (walkers.desired_m_s[w] > 0) {
      const Walk walk{parameters,
                      crowd,
                      walls,
                      walkers.self[w],
                      {walkers.heading_x[w], walkers.heading_y[w]},
                      walkers.desired_m_s[w]};
      velocity = walk.velocity();
    }
    walkers.velocity_x_m_s[w] = velocity.x;
    walkers.velocity_y_m_s[w] = velocity.y;
  }
}

}  // namespace machi::kernels::ref
