// The plain twin: walker by walker, person by person, wall by wall. Sums keep 16 partials, taken in turn by those who
// count, as the vectorised body does.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/social_force/social_force.hpp"

namespace machi::kernels::ref {
namespace {

// exp(x) for -80 < x < 80: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2], relative error below 3e-7.
float exponential(float x) {
  const float n = (x * 1.44269504F + 12582912.0F) - 12582912.0F;
  const float r = (x - n * 0.693359375F) - n * -2.12194440e-4F;
  const float tail = 0.5F + r * (0.16666667F + r * (0.041666668F + r * (0.0083333338F + r * 0.0013888889F)));
  const float series = 1.0F + r * (1.0F + r * tail);
  const std::int32_t bits = (static_cast<std::int32_t>(n) + 127) << 23;
  float power = 0;
  std::memcpy(&power, &bits, sizeof power);
  return series * power;
}

struct Vector {
  float x{0};
  float y{0};
};

// Sixteen partial sums, filled in turn.
class Sum {
 public:
  void add(std::size_t turn, float value) { lane_[turn % crowd_lanes] += value; }
  float total() const {
    float lane[crowd_lanes];
    std::copy(lane_, lane_ + crowd_lanes, lane);
    for (std::size_t half = crowd_lanes / 2; half > 0; half /= 2)
      for (std::size_t i = 0; i < half; ++i) lane[i] += lane[i + half];
    return lane[0];
  }

 private:
  float lane_[crowd_lanes] = {};
};

// One walker and what follows from it alone. The frame is the way ahead and the left of it.
struct Walker {
  float x, y, vx, vy, radius;
  Vector ahead;
  float squeeze;  // minor over major half-axis of the ellipse that the walker claims, ahead
  float major_m;
  float weight;         // of persons to the sides
  float weight_change;  // to those right ahead
};

Walker walker_of(const SocialForceParameters& p, const Crowd& crowd, const Walkers& walkers, std::size_t i) {
  const std::uint32_t self = walkers.self[i];
  Walker w{crowd.x_m[self],
           crowd.y_m[self],
           crowd.vx_m_s[self],
           crowd.vy_m_s[self],
           crowd.radius_m[self],
           {},
           0,
           0,
           (1.0F + p.behind) * 0.5F,
           0};
  const Vector heading{walkers.heading_x[i], walkers.heading_y[i]};
  const bool waits = heading.x == 0.0F && heading.y == 0.0F;
  w.ahead = waits ? Vector{1, 0} : heading;
  w.weight_change = waits ? 0.0F : (1.0F - p.behind) * 0.5F;
  const float progress = waits ? 0.0F : w.vx * heading.x + w.vy * heading.y;
  const float headway = std::min(std::max(progress, 0.0F) * p.headway_s, p.longest_headway_m);
  w.major_m = w.radius + headway;
  w.squeeze = w.radius / w.major_m;
  return w;
}

// Whether a wall stands between the walker and a person at (x, y).
bool hidden(const Walls& walls, const Walker& w, float x, float y) {
  for (std::size_t k = 0; k < walls.size; ++k) {
    const float dx = x - w.x;
    const float dy = y - w.y;
    const float x0 = walls.x0_m[k] - w.x;
    const float y0 = walls.y0_m[k] - w.y;
    const float x1 = walls.x1_m[k] - w.x;
    const float y1 = walls.y1_m[k] - w.y;
    const float first = dx * y0 - dy * x0;
    const float last = dx * y1 - dy * x1;
    const float across = x0 == x1 ? dx - x0 : dy - y0;
    const bool walker_below = (x0 == x1 ? x0 : y0) > 0.0F;
    if (first * last <= 0.0F && (walker_below ? across > 0.0F : across < 0.0F)) return true;
  }
  return false;
}

// Pushes of persons: the social one in the walker's frame, that of overlapping bodies in the map's. Both point away.
struct Pushes {
  Sum ahead, left, body_x, body_y;
};

void add_persons(const SocialForceParameters& p, const Crowd& crowd, const Walls& walls, std::uint32_t self,
                 const Walker& w, Pushes& sum) {
  const float floor = exponential(-p.cut);
  const float steepness = 1.0F / p.decay_m;
  const float reach = p.cut * p.decay_m;
  std::size_t turn = 0;
  for (std::size_t j = 0; j < crowd.size; ++j) {
    if (j == self) continue;
    const float dx = crowd.x_m[j] - w.x;
    const float dy = crowd.y_m[j] - w.y;
    const float radius = crowd.radius_m[j];
    const float sx = dx + p.foresight_s * (crowd.vx_m_s[j] - w.vx);
    const float sy = dy + p.foresight_s * (crowd.vy_m_s[j] - w.vy);
    const float along = sx * w.ahead.x + sy * w.ahead.y;
    const float aside = (sy * w.ahead.x - sx * w.ahead.y) + (along > 0.0F ? p.sidestep_m : 0.0F);
    const float squeezed = along * (along > 0.0F ? w.squeeze : 1.0F);
    const float apart2 = dx * dx + dy * dy;
    const float seen2 = along * along + aside * aside;
    const float norm2 = squeezed * squeezed + aside * aside;
    const float touch = w.radius + radius;
    const float within = touch + reach;
    const float before = (w.major_m + radius) + reach;
    const bool bodies = apart2 < touch * touch;
    const bool felt = norm2 < within * within && seen2 < before * before;
    if (apart2 > p.sight_m * p.sight_m || !(bodies || felt)) continue;
    if (hidden(walls, w, crowd.x_m[j], crowd.y_m[j])) {
      ++turn;
      continue;
    }
    const float apart = std::sqrt(std::max(apart2, 1e-12F));
    const float seen = std::sqrt(std::max(seen2, 1e-12F));
    const float norm = std::sqrt(std::max(norm2, 1e-12F));
    const float inverse = 1.0F / (norm * seen);
    const float close = ((w.radius * seen) * (seen * inverse) + radius) - seen;
    const float push = exponential(std::max(std::min(close * steepness, p.cut), -p.cut));
    const float bounded = std::max(std::min(push, p.hardest) - floor, 0.0F);
    const float weighed = bounded * (w.weight + w.weight_change * (along * (norm * inverse)));
    const float per_norm = weighed * (seen * inverse);
    sum.ahead.add(turn, per_norm * squeezed);
    sum.left.add(turn, per_norm * aside);
    const float overlap = std::max(touch - apart, 0.0F) / apart;
    sum.body_x.add(turn, overlap * dx);
    sum.body_y.add(turn, overlap * dy);
    ++turn;
  }
}

// The push of walls in drives, and the overlap with them: of each side the strongest, so that a wall in pieces pushes
// no harder than the whole one.
struct WallPush {
  Vector most, least;
  void add(float x, float y) {
    most = {std::max(most.x, x), std::max(most.y, y)};
    least = {std::min(least.x, x), std::min(least.y, y)};
  }
  Vector total() const { return {most.x + least.x, most.y + least.y}; }
};

void add_walls(const SocialForceParameters& p, const Walls& walls, const Walker& w, WallPush& push, WallPush& body) {
  const float floor = exponential(-p.cut);
  const float steepness = 1.0F / p.wall_decay_m;
  const float reach = w.radius + p.cut * p.wall_decay_m;
  for (std::size_t k = 0; k < walls.size; ++k) {
    const float dx = w.x - std::min(std::max(w.x, walls.x0_m[k]), walls.x1_m[k]);
    const float dy = w.y - std::min(std::max(w.y, walls.y0_m[k]), walls.y1_m[k]);
    const float apart2 = dx * dx + dy * dy;
    if (apart2 >= reach * reach) continue;
    const float apart = std::sqrt(std::max(apart2, 1e-12F));
    const float strength = exponential(std::max(std::min((w.radius - apart) * steepness, p.cut), -p.cut));
    const float bounded = std::max(std::min(strength, p.hardest) - floor, 0.0F) / apart;
    push.add(bounded * dx, bounded * dy);
    const float overlap = std::max(w.radius - apart, 0.0F) / apart;
    body.add(overlap * dx, overlap * dy);
  }
}

}  // namespace

void social_force(const SocialForceParameters& p, float dt_s, const Crowd& crowd, const Walls& walls,
                  const Walkers& walkers) {
  const float stays = exponential(-dt_s / p.relaxation_s);
  for (std::size_t i = 0; i < walkers.size; ++i) {
    const Walker w = walker_of(p, crowd, walkers, i);
    Pushes sum;
    add_persons(p, crowd, walls, walkers.self[i], w, sum);
    WallPush wall;
    WallPush wall_body;
    add_walls(p, walls, w, wall, wall_body);
    const float desired = walkers.desired_m_s[i];
    const float along = std::min(sum.ahead.total() * p.strength, 1.0F + p.retreat);
    const float aside = std::min(std::max(sum.left.total() * p.strength, -p.sideways), p.sideways);
    const float stiff = p.body_stiffness_1_s2 * p.relaxation_s;
    const float push_x = wall.total().x * p.wall_strength - (along * w.ahead.x - aside * w.ahead.y);
    const float push_y = wall.total().y * p.wall_strength - (along * w.ahead.y + aside * w.ahead.x);
    const float aim_x = desired * (walkers.heading_x[i] + push_x) + stiff * (wall_body.total().x - sum.body_x.total());
    const float aim_y = desired * (walkers.heading_y[i] + push_y) + stiff * (wall_body.total().y - sum.body_y.total());
    const float vx = aim_x + (w.vx - aim_x) * stays;
    const float vy = aim_y + (w.vy - aim_y) * stays;
    const float speed = std::sqrt(vx * vx + vy * vy);
    const float most = p.fastest * desired;
    const float scale = speed > most ? most / speed : 1.0F;
    walkers.velocity_x_m_s[i] = vx * scale;
    walkers.velocity_y_m_s[i] = vy * scale;
  }
}

}  // namespace machi::kernels::ref
