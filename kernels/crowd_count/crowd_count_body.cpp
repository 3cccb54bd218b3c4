// People in runs of as many lanes as a register has. A metre reaches from a walker into the bins of the quarter where
// it stands in its own, and with some slack no farther; bins side by side are one run of people.
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kernels/crowd_count/crowd_count.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

constexpr float reach_m = 1.001F;

// Lanes among the first `left` that stand no farther than 1 m from (x, y).
#if defined(__AVX512F__)
constexpr std::uint32_t lanes = 16;
inline std::uint32_t near(const float* x_m, const float* y_m, float x, float y, std::uint32_t left) {
  const __m512 dx = _mm512_loadu_ps(x_m) - _mm512_set1_ps(x);
  const __m512 dy = _mm512_loadu_ps(y_m) - _mm512_set1_ps(y);
  const auto valid = static_cast<__mmask16>(left < lanes ? (1U << left) - 1 : 0xffff);
  return static_cast<std::uint32_t>(
      __builtin_popcount(_mm512_mask_cmp_ps_mask(valid, dx * dx + dy * dy, _mm512_set1_ps(1), _CMP_LE_OQ)));
}
#elif defined(__AVX2__)
constexpr std::uint32_t lanes = 8;
inline std::uint32_t near(const float* x_m, const float* y_m, float x, float y, std::uint32_t left) {
  const __m256 dx = _mm256_loadu_ps(x_m) - _mm256_set1_ps(x);
  const __m256 dy = _mm256_loadu_ps(y_m) - _mm256_set1_ps(y);
  const std::uint32_t valid = left < lanes ? (1U << left) - 1 : 0xff;
  const int mask = _mm256_movemask_ps(_mm256_cmp_ps(dx * dx + dy * dy, _mm256_set1_ps(1), _CMP_LE_OQ));
  return static_cast<std::uint32_t>(__builtin_popcount(static_cast<std::uint32_t>(mask) & valid));
}
#elif defined(__SSE2__)
constexpr std::uint32_t lanes = 4;
inline std::uint32_t near(const float* x_m, const float* y_m, float x, float y, std::uint32_t left) {
  constexpr std::uint64_t ones_of_mask = 0x4332322132212110U;  // 4 bits each
  const __m128 dx = _mm_loadu_ps(x_m) - _mm_set1_ps(x);
  const __m128 dy = _mm_loadu_ps(y_m) - _mm_set1_ps(y);
  const std::uint32_t valid = left < lanes ? (1U << left) - 1 : 0xf;
  const int mask = _mm_movemask_ps(_mm_cmple_ps(dx * dx + dy * dy, _mm_set1_ps(1)));
  return static_cast<std::uint32_t>(ones_of_mask >> (4 * (static_cast<std::uint32_t>(mask) & valid)) & 7);
}
#else
constexpr std::uint32_t lanes = 1;
inline std::uint32_t near(const float* x_m, const float* y_m, float x, float y, std::uint32_t) {
  const float dx = *x_m - x;
  const float dy = *y_m - y;
  return dx * dx + dy * dy <= 1.0F;
}
#endif

// One walker: its place, and the bins that it must look at, [from, to] in both directions.
struct Look {
  float x_m, y_m;
  std::int32_t from_x, to_x, from_y, to_y;
};

inline std::uint32_t count_around(const BinnedCrowd& crowd, const Look& look) {
  const std::int32_t wide = crowd.per_side + 2;
  std::uint32_t count = 0;
  for (std::int32_t row = look.from_y; row <= look.to_y; ++row) {
    const float shift_y_m = row == 0 ? -crowd.block_m : row > crowd.per_side ? crowd.block_m : 0.0F;
    for (std::int32_t column = look.from_x; column <= look.to_x; ++column) {
      const float shift_x_m = column == 0 ? -crowd.block_m : column > crowd.per_side ? crowd.block_m : 0.0F;
      const BinnedCrowd::Bin* const bin = crowd.bins + row * wide + column;
      const std::uint32_t first = bin->first;
      std::uint32_t left = bin->count;
      if (column > 0 && column < look.to_x && column < crowd.per_side) {
        left += bin[1].count;
        ++column;
      }
      for (std::uint32_t j = first; j < first + left; j += lanes)
        count += near(crowd.x_m + j, crowd.y_m + j, look.x_m - shift_x_m, look.y_m - shift_y_m, first + left - j);
    }
  }
  return count;
}

}  // namespace

void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within) {
  const std::int32_t wide = crowd.per_side + 2;
  const float bin_m = crowd.block_m / static_cast<float>(crowd.per_side);
  for (std::int32_t row = 1; row <= crowd.per_side; ++row) {
    for (std::int32_t column = 1; column <= crowd.per_side; ++column) {
      const BinnedCrowd::Bin here = crowd.bins[row * wide + column];
      const float west_m = static_cast<float>(column - 1) * bin_m;
      const float south_m = static_cast<float>(row - 1) * bin_m;
      for (std::uint32_t i = here.first; i < here.first + here.count; ++i) {
        const float x = crowd.x_m[i];
        const float y = crowd.y_m[i];
        *within++ = count_around(crowd, {x, y, column - (x - west_m < reach_m), column + (west_m + bin_m - x < reach_m),
                                         row - (y - south_m < reach_m), row + (south_m + bin_m - y < reach_m)});
      }
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
