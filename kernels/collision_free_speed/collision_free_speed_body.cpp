// Neighbours in runs of 16 lanes, each run in as many registers as it takes. The first look at the neighbours gives the
// heading and keeps their distances; the second gives the speed. Masks instead of branches, but a run that holds nobody
// near enough is left at once. All operations are those of the plain twin, in its order.
#include "kernels/collision_free_speed/collision_free_speed.hpp"
#include "kernels/crowd/registers.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

using Parameters = CollisionFreeSpeedParameters;

constexpr std::size_t parts = crowd_lanes / width;
constexpr float nearest = 1e-4F;
constexpr float least_exponent = -8.0F;
constexpr float unbounded = 1e9F;
constexpr float uncounted = 1e9F;  // distance of those who do not count

inline Part exponential(Part exponent) {
  const Part whole = (exponent * 1.44269504F + 12582912.0F) - 12582912.0F;
  const Part rest = (exponent - whole * 0.693359375F) - whole * -2.12194440e-4F;
  Part sum = all(1.9875691500e-4F);
  sum = sum * rest + 1.3981999507e-3F;
  sum = sum * rest + 8.3334519073e-3F;
  sum = sum * rest + 4.1665795894e-2F;
  sum = sum * rest + 1.6666665459e-1F;
  sum = sum * rest + 5.0000001201e-1F;
  sum = (sum * (rest * rest) + rest) + 1.0F;
  const Part power = (Part)((__builtin_convertvector(whole, Mask) + 127) << 23);
  return sum * power;
}

inline float smaller(float a, float b) {
  return a < b ? a : b;
}
inline float larger(float a, float b) {
  return a > b ? a : b;
}

struct Vector {
  float x{0};
  float y{0};
};

inline Vector direction_of(float vx, float vy) {
  const float speed = __builtin_sqrtf(vx * vx + vy * vy);
  return speed > 0 ? Vector{vx / speed, vy / speed} : Vector{};
}

// One partial sum a lane.
struct Sum {
  Part part[parts]{};

  inline float total() const {
    alignas(64) float lane[crowd_lanes];
    for (std::size_t p = 0; p < parts; ++p) store(lane + p * width, part[p]);
    for (std::size_t i = 0; i < 8; ++i) lane[i] += lane[i + 8];
    for (std::size_t i = 0; i < 4; ++i) lane[i] += lane[i + 4];
    return (lane[0] + lane[2]) + (lane[1] + lane[3]);
  }
};

// All that the walkers of a call share.
struct Scene {
  // Directions and speeds of the crowd.
  alignas(64) float way_x[collision_free_speed_crowd];
  alignas(64) float way_y[collision_free_speed_crowd];
  alignas(64) float speed[collision_free_speed_crowd];
  alignas(64) float away[collision_free_speed_crowd];  // of one walker's neighbours
  alignas(64) float wall_x0[collision_free_speed_walls];
  alignas(64) float wall_y0[collision_free_speed_walls];
  alignas(64) float wall_x1[collision_free_speed_walls];
  alignas(64) float wall_y1[collision_free_speed_walls];
  std::uint8_t hiding[collision_free_speed_walls];  // walls that may stand between two of the crowd
  std::size_t hiding_count;
};

inline void read_crowd(const Crowd& crowd, Scene& scene) {
  for (std::size_t i = 0; i < crowd.size; i += width) {
    const Part vx = load(crowd.vx_m_s + i);
    const Part vy = load(crowd.vy_m_s + i);
    const Part speed = root(vx * vx + vy * vy);
    const Mask moves = speed > all(0);
    store(scene.speed + i, speed);
    store(scene.way_x + i, either(moves, vx / speed, all(0)));
    store(scene.way_y + i, either(moves, vy / speed, all(0)));
  }
}

inline void read_walls(const Walls& walls, const Crowd& crowd, Scene& scene) {
  scene.hiding_count = 0;
  if (walls.size == 0) return;
  float west = unbounded;
  float east = -unbounded;
  float south = unbounded;
  float north = -unbounded;
  for (std::size_t i = 0; i < crowd.size; ++i) {
    west = smaller(crowd.x_m[i], west);
    east = larger(crowd.x_m[i], east);
    south = smaller(crowd.y_m[i], south);
    north = larger(crowd.y_m[i], north);
  }
  std::memcpy(scene.wall_x0, walls.x0_m, walls.size * sizeof(float));
  std::memcpy(scene.wall_y0, walls.y0_m, walls.size * sizeof(float));
  std::memcpy(scene.wall_x1, walls.x1_m, walls.size * sizeof(float));
  std::memcpy(scene.wall_y1, walls.y1_m, walls.size * sizeof(float));
  for (std::size_t i = 0; i < walls.size; ++i) {
    const bool between =
        walls.x0_m[i] <= east && walls.x1_m[i] >= west && walls.y0_m[i] <= north && walls.y1_m[i] >= south;
    if (between) scene.hiding[scene.hiding_count++] = static_cast<std::uint8_t>(i);
  }
  const std::size_t full = (walls.size + crowd_lanes - 1) / crowd_lanes * crowd_lanes;
  for (std::size_t i = walls.size; i < full; ++i)
    scene.wall_x0[i] = scene.wall_x1[i] = scene.wall_y0[i] = scene.wall_y1[i] = unbounded;
}

inline Mask hidden_by(const Scene& scene, std::size_t wall, Vector from, Part dx, Part dy) {
  const float x0 = scene.wall_x0[wall] - from.x;
  const float y0 = scene.wall_y0[wall] - from.y;
  const float x1 = scene.wall_x1[wall] - from.x;
  const float y1 = scene.wall_y1[wall] - from.y;
  const bool upright = scene.wall_x0[wall] == scene.wall_x1[wall];
  const float to_wall = upright ? x0 : y0;
  const float distance = to_wall < 0 ? -to_wall : to_wall;
  const Part across = upright ? dx : dy;
  const Part part = distance * (upright ? dy : dx);
  const Part whole = size_of(across);
  return (to_wall * across > all(0)) & (distance < whole) & ((upright ? y0 : x0) * whole <= part) &
         (part <= (upright ? y1 : x1) * whole);
}

struct Walk {
  const Parameters& by;
  const Crowd& crowd;
  Scene& scene;
  std::size_t wall_count;
  std::uint32_t self;
  Vector wish;
  float desired_m_s;

  // Keeps the distances of those who count.
  inline bool look(std::size_t at, Part dx, Part dy, Part& away) const {
    const Part squared = dx * dx + dy * dy;
    Mask counts = squared < all(by.reach_m * by.reach_m);
    if (at + width > crowd.size) {
      Mask index;
      for (std::size_t i = 0; i < width; ++i) index[i] = static_cast<std::int32_t>(i);
      const auto left = static_cast<std::int32_t>(at < crowd.size ? crowd.size - at : 0);
      counts &= index < left;
    }
    if (any(counts))
      for (std::size_t k = 0; k < scene.hiding_count; ++k)
        counts &= ~hidden_by(scene, scene.hiding[k], {crowd.x_m[self], crowd.y_m[self]}, dx, dy);
    away = either(counts, larger(root(squared), all(nearest)), all(uncounted));
    store(scene.away + at, away);
    return any(counts);
  }

  inline void push_of(std::size_t at, Part& x, Part& y) const {
    const Part dx = load(crowd.x_m + at) - crowd.x_m[self];
    const Part dy = load(crowd.y_m + at) - crowd.y_m[self];
    Part away;
    if (!look(at, dx, dy, away)) return;
    const Part ux = dx / away;
    const Part uy = dy / away;
    const Part closing =
        (crowd.vx_m_s[self] - load(crowd.vx_m_s + at)) * ux + (crowd.vy_m_s[self] - load(crowd.vy_m_s + at)) * uy;
    const Part contact = crowd.radius_m[self] + load(crowd.radius_m + at);
    const Part depth = (contact - away) + by.push_foresight_s * larger(closing, all(0));
    const Part exponent = depth * (1.0F / by.push_range_m);
    const Mask pushes = (exponent > all(least_exponent)) & (away < all(uncounted));
    if (!any(pushes)) return;
    const Part weight = either(dx * wish.x + dy * wish.y > all(0), all(by.push), all(by.push * by.push_behind));
    const Part bounded = larger(smaller(exponent, all(by.push_limit)), all(least_exponent));
    const Part strength = weight * exponential(bounded);
    x -= either(pushes, strength * ux, all(0));
    y -= either(pushes, strength * uy, all(0));
  }

  inline void push_of_walls(std::size_t at, Part& x, Part& y) const {
    const Part here_x = all(crowd.x_m[self]);
    const Part here_y = all(crowd.y_m[self]);
    const Part dx = smaller(larger(here_x, load(scene.wall_x0 + at)), load(scene.wall_x1 + at)) - here_x;
    const Part dy = smaller(larger(here_y, load(scene.wall_y0 + at)), load(scene.wall_y1 + at)) - here_y;
    const Part away = larger(root(dx * dx + dy * dy), all(nearest));
    const Part exponent = (by.wall_radius * crowd.radius_m[self] - away) * (1.0F / by.wall_push_range_m);
    const Mask pushes = exponent > all(least_exponent);
    if (!any(pushes)) return;
    const Part bounded = larger(smaller(exponent, all(by.push_limit)), all(least_exponent));
    const Part strength = by.wall_push * exponential(bounded);
    x -= either(pushes, strength * (dx / away), all(0));
    y -= either(pushes, strength * (dy / away), all(0));
  }

  inline Vector heading() const {
    Sum x;
    Sum y;
    for (std::size_t i = 0; i < crowd.size; i += crowd_lanes)
      for (std::size_t p = 0; p < parts; ++p) push_of(i + p * width, x.part[p], y.part[p]);
    for (std::size_t i = 0; i < wall_count; i += crowd_lanes)
      for (std::size_t p = 0; p < parts; ++p) push_of_walls(i + p * width, x.part[p], y.part[p]);
    Vector push{x.total(), y.total()};
    if (by.push_most > 0) {
      const float kept = by.push_most / (by.push_most + __builtin_sqrtf(push.x * push.x + push.y * push.y));
      push = {push.x * kept, push.y * kept};
    }
    const float along = (push.x * wish.x + push.y * wish.y) * (1.0F - by.push_back);
    const Vector turned = direction_of((wish.x + push.x) - along * wish.x, (wish.y + push.y) - along * wish.y);
    const Vector before{scene.way_x[self], scene.way_y[self]};
    if (!(by.step_s < by.turning_time_s) || (before.x == 0 && before.y == 0)) return turned;
    const float share = by.step_s / by.turning_time_s;
    return direction_of(share * turned.x + (1.0F - share) * before.x, share * turned.y + (1.0F - share) * before.y);
  }

  inline Part limit_of(std::size_t at, Vector heading, Part limit) const {
    const Part away = load(scene.away + at);
    if (!any(away < all(uncounted))) return limit;
    const Part dx = load(crowd.x_m + at) - crowd.x_m[self];
    const Part dy = load(crowd.y_m + at) - crowd.y_m[self];
    const Part ahead = dx * heading.x + dy * heading.y;
    const Part beside = dx * heading.y - dy * heading.x;
    const Part other_x = load(scene.way_x + at);
    const Part other_y = load(scene.way_y + at);
    const Part alike = larger(other_x * heading.x + other_y * heading.y, all(0));
    const Part ahead_of_other = 0.0F - (dx * other_x + dy * other_y);
    Mask bounds = (away < all(uncounted)) & (ahead > all(0));
    if (by.give_way) bounds &= ~((alike > all(0)) & (ahead_of_other > ahead));
    const Part contact = crowd.radius_m[self] + load(crowd.radius_m + at);
    const Part touch = smaller(larger(2.0F - away / contact, all(0)), all(1));
    const Part half = (by.swath * contact) * (1.0F + by.swath_near * (touch * alike));
    const Part edge = (beside * beside) / (half * half);
    bounds &= edge < all(1);
    if (!any(bounds)) return limit;
    const Part gap = away - contact * (1.0F - (by.core_loss - by.core_kept * alike) * edge);
    const Part lead = alike * load(scene.speed + at);
    const Part reached = either(gap > all(0), gap + by.lead_s * lead, gap);
    const Part allowed = reached / (by.time_gap_s * (1.0F - by.time_gap_loss * edge) + by.lead_s);
    return smaller(either(bounds, allowed, all(unbounded)), limit);
  }

  // Takes from a velocity what would bring the body too fast too near to a wall: what is left goes along it. Who is
  // held stands: what rounding leaves is no direction to turn from.
  inline Vector along_walls(Vector velocity) const {
    if (!(by.wall_gap_s > 0)) return velocity;
    const float body = by.wall_keep * crowd.radius_m[self];
    const float sight = body + by.wall_gap_s * desired_m_s;
    const float x = crowd.x_m[self];
    const float y = crowd.y_m[self];
    for (std::size_t i = 0; i < wall_count; ++i) {
      const float dx = smaller(larger(x, scene.wall_x0[i]), scene.wall_x1[i]) - x;
      const float dy = smaller(larger(y, scene.wall_y0[i]), scene.wall_y1[i]) - y;
      const float squared = dx * dx + dy * dy;
      if (!(squared < sight * sight)) continue;
      const float away = larger(__builtin_sqrtf(squared), nearest);
      const float ux = dx / away;
      const float uy = dy / away;
      const float allowed = larger((away - body) * (1.0F / by.wall_gap_s), 0.0F);
      const float excess = (velocity.x * ux + velocity.y * uy) - allowed;
      if (excess > 0) velocity = {velocity.x - excess * ux, velocity.y - excess * uy};
    }
    const bool stands = velocity.x * velocity.x + velocity.y * velocity.y < 0.25F * by.least_m_s * by.least_m_s;
    return stands ? Vector{} : velocity;
  }

  inline Vector velocity() const {
    const Vector ahead = heading();
    Part limit[parts];
    for (Part& part : limit) part = all(unbounded);
    for (std::size_t i = 0; i < crowd.size; i += crowd_lanes)
      for (std::size_t p = 0; p < parts; ++p) limit[p] = limit_of(i + p * width, ahead, limit[p]);
    alignas(64) float lane[width];
    for (std::size_t p = 1; p < parts; ++p) limit[0] = smaller(limit[0], limit[p]);
    store(lane, limit[0]);
    float least = unbounded;
    for (const float value : lane) least = smaller(value, least);
    const float speed = smaller(larger(least, by.least_m_s), desired_m_s);
    return along_walls({speed * ahead.x, speed * ahead.y});
  }
};

}  // namespace

void collision_free_speed(const Parameters& parameters, const Crowd& crowd, const Walls& walls,
                          const Walkers& walkers) {
  Scene scene;
  read_crowd(crowd, scene);
  read_walls(walls, crowd, scene);
  for (std::size_t w = 0; w < walkers.size; ++w) {
    Vector velocity;
    if (walkers.desired_m_s[w] > 0) {
      const Walk walk{parameters,
                      crowd,
                      scene,
                      walls.size,
                      walkers.self[w],
                      {walkers.heading_x[w], walkers.heading_y[w]},
                      walkers.desired_m_s[w]};
      velocity = walk.velocity();
    }
    walkers.velocity_x_m_s[w] = velocity.x;
    walkers.velocity_y_m_s[w] = velocity.y;
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
