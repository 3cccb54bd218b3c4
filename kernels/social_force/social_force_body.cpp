// Two passes over the crowd for each walker. The first needs no root: it picks those who count, a few of many, and
// packs them. The second works on runs of 16 of them, so that it is full of work however wide the bins are.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "kernels/social_force/social_force.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace machi::kernels::MACHI_VARIANT {
namespace {

constexpr std::size_t lanes = crowd_lanes;
constexpr std::size_t packed_at_once = 256;

inline float larger(float a, float b) {
  return a > b ? a : b;
}
inline float smaller(float a, float b) {
  return a < b ? a : b;
}

// exp(x) for -80 < x < 80: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2], relative error below 3e-7.
inline float exponential(float x) {
  const float n = (x * 1.44269504F + 12582912.0F) - 12582912.0F;
  const float r = (x - n * 0.693359375F) - n * -2.12194440e-4F;
  const float tail = 0.5F + r * (0.16666667F + r * (0.041666668F + r * (0.0083333338F + r * 0.0013888889F)));
  const float series = 1.0F + r * (1.0F + r * tail);
  const std::int32_t bits = (static_cast<std::int32_t>(n) + 127) << 23;
  return series * __builtin_bit_cast(float, bits);
}

// What all walkers of a call share.
struct Law {
  float floor;
  float stays;
  float steepness;
  float reach;
  float cut, hardest, foresight, sidestep, sight2;
};

// One walker and what follows from it alone. The frame is the way ahead and the left of it.
struct Walker {
  float x, y, vx, vy, radius;
  float ahead_x, ahead_y;
  float squeeze, major_m, weight, weight_change;
  std::size_t self;
};

// Those who count, and the partial sums of what they do. Runs are filled up with persons far away, who add zeros.
struct Work {
  alignas(64) float dx[packed_at_once + lanes];
  alignas(64) float dy[packed_at_once + lanes];
  alignas(64) float along[packed_at_once + lanes];
  alignas(64) float aside[packed_at_once + lanes];
  alignas(64) float radius[packed_at_once + lanes];
  alignas(64) float sum_along[lanes];
  alignas(64) float sum_aside[lanes];
  alignas(64) float sum_body_x[lanes];
  alignas(64) float sum_body_y[lanes];
  std::size_t size;
};

inline Walker walker_of(const SocialForceParameters& p, const Crowd& crowd, const Walkers& walkers, std::size_t i) {
  Walker w;
  w.self = walkers.self[i];
  w.x = crowd.x_m[w.self];
  w.y = crowd.y_m[w.self];
  w.vx = crowd.vx_m_s[w.self];
  w.vy = crowd.vy_m_s[w.self];
  w.radius = crowd.radius_m[w.self];
  const float heading_x = walkers.heading_x[i];
  const float heading_y = walkers.heading_y[i];
  const bool waits = heading_x == 0.0F && heading_y == 0.0F;
  w.ahead_x = waits ? 1.0F : heading_x;
  w.ahead_y = heading_y;
  w.weight = (1.0F + p.behind) * 0.5F;
  w.weight_change = waits ? 0.0F : (1.0F - p.behind) * 0.5F;
  const float progress = waits ? 0.0F : w.vx * heading_x + w.vy * heading_y;
  const float headway = smaller(larger(progress, 0.0F) * p.headway_s, p.longest_headway_m);
  w.major_m = w.radius + headway;
  w.squeeze = w.radius / w.major_m;
  return w;
}

#if !defined(__AVX512F__)
// Bits of the lanes that are not zero.
inline std::uint32_t bits_of(const std::int32_t* counts) {
  std::uint32_t bits = 0;
#if defined(__AVX2__)
  for (int half = 0; half < 2; ++half) {
    __m256 row;
    std::memcpy(&row, counts + 8 * half, sizeof row);
    bits |= static_cast<std::uint32_t>(_mm256_movemask_ps(row)) << (8 * half);
  }
#elif defined(__x86_64__)
  for (int quarter = 0; quarter < 4; ++quarter) {
    __m128 row;
    std::memcpy(&row, counts + 4 * quarter, sizeof row);
    bits |= static_cast<std::uint32_t>(_mm_movemask_ps(row)) << (4 * quarter);
  }
#else
  for (std::uint32_t l = 0; l < lanes; ++l) bits |= (counts[l] != 0 ? 1U : 0U) << l;
#endif
  return bits;
}
#endif

// Packs those of the sixteen from `first` who count.
inline void pick(const Law& law, const Crowd& crowd, const Walker& w, std::size_t first, Work& work) {
  alignas(64) float to_x[lanes];
  alignas(64) float to_y[lanes];
  alignas(64) float along_of[lanes];
  alignas(64) float aside_of[lanes];
  alignas(64) std::int32_t counts[lanes];
  const float* const __restrict x = crowd.x_m + first;
  const float* const __restrict y = crowd.y_m + first;
  const float* const __restrict vx = crowd.vx_m_s + first;
  const float* const __restrict vy = crowd.vy_m_s + first;
  const float* const __restrict radius = crowd.radius_m + first;
  const float within_rest = law.reach;
#pragma omp simd
  for (std::size_t l = 0; l < lanes; ++l) {
    const float dx = x[l] - w.x;
    const float dy = y[l] - w.y;
    const float sx = dx + law.foresight * (vx[l] - w.vx);
    const float sy = dy + law.foresight * (vy[l] - w.vy);
    const float along = sx * w.ahead_x + sy * w.ahead_y;
    const float aside = (sy * w.ahead_x - sx * w.ahead_y) + (along > 0.0F ? law.sidestep : 0.0F);
    const float squeezed = along * (along > 0.0F ? w.squeeze : 1.0F);
    const float apart2 = dx * dx + dy * dy;
    const float seen2 = along * along + aside * aside;
    const float norm2 = squeezed * squeezed + aside * aside;
    const float touch = w.radius + radius[l];
    const float within = touch + within_rest;
    const float before = (w.major_m + radius[l]) + within_rest;
    const bool bodies = apart2 < touch * touch;
    const bool felt = (norm2 < within * within) & (seen2 < before * before);
    to_x[l] = dx;
    to_y[l] = dy;
    along_of[l] = along;
    aside_of[l] = aside;
    counts[l] = ((bodies | felt) & (apart2 <= law.sight2)) ? -1 : 0;
  }
  std::uint32_t known = 0xffffU;
  if (crowd.size - first < lanes) known = (1U << (crowd.size - first)) - 1;
  if (w.self - first < lanes) known &= ~(1U << (w.self - first));
#if defined(__AVX512F__)
  const __m512i marks = _mm512_load_si512(counts);
  const auto bits = static_cast<__mmask16>(_mm512_test_epi32_mask(marks, marks) & known);
  if (bits == 0) return;
  const auto pack = [bits](const float* from, float* to) {
    _mm512_storeu_ps(to, _mm512_maskz_compress_ps(bits, _mm512_loadu_ps(from)));
  };
  pack(to_x, work.dx + work.size);
  pack(to_y, work.dy + work.size);
  pack(along_of, work.along + work.size);
  pack(aside_of, work.aside + work.size);
  pack(radius, work.radius + work.size);
  work.size += static_cast<std::size_t>(__builtin_popcount(bits));
#else
  for (std::uint32_t bits = bits_of(counts) & known; bits != 0; bits &= bits - 1) {
    const auto l = static_cast<std::size_t>(__builtin_ctz(bits));
    work.dx[work.size] = to_x[l];
    work.dy[work.size] = to_y[l];
    work.along[work.size] = along_of[l];
    work.aside[work.size] = aside_of[l];
    work.radius[work.size] = radius[l];
    ++work.size;
  }
#endif
}

// Moves whom a wall hides out of reach: they keep their turn and add zeros. A sight line crosses a wall where it has
// the wall's ends on both sides and the wall has its ends on both sides.
inline void hide(const Law& law, const Walls& walls, const Walker& w, std::size_t first, Work& work) {
  alignas(64) float hidden[lanes] = {};
  float* const __restrict dx = work.dx + first;
  float* const __restrict along = work.along + first;
  const float* const dy = work.dy + first;
  for (std::size_t k = 0; k < walls.size; ++k) {
    const float x0 = walls.x0_m[k] - w.x;
    const float y0 = walls.y0_m[k] - w.y;
    const float x1 = walls.x1_m[k] - w.x;
    const float y1 = walls.y1_m[k] - w.y;
    const bool upright = x0 == x1;
    const float level = upright ? x0 : y0;
    if (level * level > law.sight2 * 1.01F) continue;
    const float* const across = upright ? dx : dy;
    const float toward = level > 0.0F ? 1.0F : -1.0F;
#pragma omp simd
    for (std::size_t l = 0; l < lanes; ++l) {
      const float start = dx[l] * y0 - dy[l] * x0;
      const float end = dx[l] * y1 - dy[l] * x1;
      const float beyond = start * end <= 0.0F ? toward * (across[l] - level) : 0.0F;
      hidden[l] = larger(beyond, hidden[l]);
    }
  }
#pragma omp simd
  for (std::size_t l = 0; l < lanes; ++l) {
    dx[l] = hidden[l] > 0.0F ? 1e6F : dx[l];
    along[l] = hidden[l] > 0.0F ? 1e6F : along[l];
  }
}

// Adds the pushes of sixteen persons to the partial sums.
inline void push(const Law& law, const Walker& w, std::size_t first, Work& work) {
  const float* const __restrict to_x = work.dx + first;
  const float* const __restrict to_y = work.dy + first;
  const float* const __restrict along_of = work.along + first;
  const float* const __restrict aside_of = work.aside + first;
  const float* const __restrict radius_of = work.radius + first;
#pragma omp simd
  for (std::size_t l = 0; l < lanes; ++l) {
    const float dx = to_x[l];
    const float dy = to_y[l];
    const float along = along_of[l];
    const float aside = aside_of[l];
    const float radius = radius_of[l];
    const float squeezed = along * (along > 0.0F ? w.squeeze : 1.0F);
    const float apart2 = dx * dx + dy * dy;
    const float seen2 = along * along + aside * aside;
    const float norm2 = squeezed * squeezed + aside * aside;
    const float apart = __builtin_sqrtf(larger(apart2, 1e-12F));
    const float seen = __builtin_sqrtf(larger(seen2, 1e-12F));
    const float norm = __builtin_sqrtf(larger(norm2, 1e-12F));
    const float inverse = 1.0F / (norm * seen);
    const float close = ((w.radius * seen) * (seen * inverse) + radius) - seen;
    const float strength = exponential(larger(smaller(close * law.steepness, law.cut), -law.cut));
    const float bounded = larger(smaller(strength, law.hardest) - law.floor, 0.0F);
    const float weighed = bounded * (w.weight + w.weight_change * (along * (norm * inverse)));
    const float per_norm = weighed * (seen * inverse);
    const float overlap = larger((w.radius + radius) - apart, 0.0F) / apart;
    work.sum_along[l] += per_norm * squeezed;
    work.sum_aside[l] += per_norm * aside;
    work.sum_body_x[l] += overlap * dx;
    work.sum_body_y[l] += overlap * dy;
  }
}

// Works off what is packed.
inline void push_packed(const Law& law, const Walls& walls, const Walker& w, Work& work) {
  for (std::size_t l = work.size; l < work.size + lanes; ++l) {
    work.dx[l] = 1e6F;
    work.dy[l] = 0.0F;
    work.along[l] = 1e6F;
    work.aside[l] = 0.0F;
    work.radius[l] = 0.0F;
  }
  for (std::size_t first = 0; first < work.size; first += lanes) {
    if (walls.size > 0) hide(law, walls, w, first, work);
    push(law, w, first, work);
  }
  work.size = 0;
}

inline void add_persons(const Law& law, const Crowd& crowd, const Walls& walls, const Walker& w, Work& work) {
  for (std::size_t l = 0; l < lanes; ++l)
    work.sum_along[l] = work.sum_aside[l] = work.sum_body_x[l] = work.sum_body_y[l] = 0.0F;
  work.size = 0;
  for (std::size_t first = 0; first < crowd.size; first += lanes) {
    pick(law, crowd, w, first, work);
    if (work.size <= packed_at_once - lanes) continue;
    // Full: whole runs are worked off, the rest goes to the front and keeps its turn.
    const std::size_t whole = work.size / lanes * lanes;
    for (std::size_t run = 0; run < whole; run += lanes) {
      if (walls.size > 0) hide(law, walls, w, run, work);
      push(law, w, run, work);
    }
    for (float* const column : {work.dx, work.dy, work.along, work.aside, work.radius})
      std::memcpy(column, column + whole, lanes * sizeof(float));
    work.size -= whole;
  }
  push_packed(law, walls, w, work);
}

inline float total(const float* lane) {
  float half[8];
  for (std::size_t l = 0; l < 8; ++l) half[l] = lane[l] + lane[l + 8];
  for (std::size_t l = 0; l < 4; ++l) half[l] += half[l + 4];
  return (half[0] + half[2]) + (half[1] + half[3]);
}

// The push of walls in drives, and the overlap with them: of each side the strongest, so that a wall in pieces pushes
// no harder than the whole one.
struct WallPush {
  float most_x, most_y, least_x, least_y;
  void add(float x, float y) {
    most_x = larger(x, most_x);
    most_y = larger(y, most_y);
    least_x = smaller(x, least_x);
    least_y = smaller(y, least_y);
  }
};

inline void add_walls(const SocialForceParameters& p, const Law& law, const Walls& walls, const Walker& w,
                      WallPush& push, WallPush& body) {
  const float steepness = 1.0F / p.wall_decay_m;
  const float reach = w.radius + p.cut * p.wall_decay_m;
  for (std::size_t k = 0; k < walls.size; ++k) {
    const float dx = w.x - smaller(larger(w.x, walls.x0_m[k]), walls.x1_m[k]);
    const float dy = w.y - smaller(larger(w.y, walls.y0_m[k]), walls.y1_m[k]);
    const float apart2 = dx * dx + dy * dy;
    if (apart2 >= reach * reach) continue;
    const float apart = __builtin_sqrtf(larger(apart2, 1e-12F));
    const float strength = exponential(larger(smaller((w.radius - apart) * steepness, p.cut), -p.cut));
    const float bounded = larger(smaller(strength, p.hardest) - law.floor, 0.0F) / apart;
    push.add(bounded * dx, bounded * dy);
    const float overlap = larger(w.radius - apart, 0.0F) / apart;
    body.add(overlap * dx, overlap * dy);
  }
}

}  // namespace

void social_force(const SocialForceParameters& p, float dt_s, const Crowd& crowd, const Walls& walls,
                  const Walkers& walkers) {
  const Law law{exponential(-p.cut),
                exponential(-dt_s / p.relaxation_s),
                1.0F / p.decay_m,
                p.cut * p.decay_m,
                p.cut,
                p.hardest,
                p.foresight_s,
                p.sidestep_m,
                p.sight_m * p.sight_m};
  const float stiff = p.body_stiffness_1_s2 * p.relaxation_s;
  Work work;
  for (std::size_t i = 0; i < walkers.size; ++i) {
    const Walker w = walker_of(p, crowd, walkers, i);
    add_persons(law, crowd, walls, w, work);
    WallPush wall{};
    WallPush wall_body{};
    add_walls(p, law, walls, w, wall, wall_body);
    const float desired = walkers.desired_m_s[i];
    const float along = smaller(total(work.sum_along) * p.strength, 1.0F + p.retreat);
    const float aside = smaller(larger(total(work.sum_aside) * p.strength, -p.sideways), p.sideways);
    const float push_x = (wall.most_x + wall.least_x) * p.wall_strength - (along * w.ahead_x - aside * w.ahead_y);
    const float push_y = (wall.most_y + wall.least_y) * p.wall_strength - (along * w.ahead_y + aside * w.ahead_x);
    const float bodies_x = (wall_body.most_x + wall_body.least_x) - total(work.sum_body_x);
    const float bodies_y = (wall_body.most_y + wall_body.least_y) - total(work.sum_body_y);
    const float aim_x = desired * (walkers.heading_x[i] + push_x) + stiff * bodies_x;
    const float aim_y = desired * (walkers.heading_y[i] + push_y) + stiff * bodies_y;
    const float vx = aim_x + (w.vx - aim_x) * law.stays;
    const float vy = aim_y + (w.vy - aim_y) * law.stays;
    const float speed = __builtin_sqrtf(vx * vx + vy * vy);
    const float most = p.fastest * desired;
    const float scale = speed > most ? most / speed : 1.0F;
    walkers.velocity_x_m_s[i] = vx * scale;
    walkers.velocity_y_m_s[i] = vy * scale;
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
