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

/// People of bins side by side in one row of one block, and how much farther that lies than the walker's.
struct Run {
  std::uint32_t first;
  std::uint32_t count;
  float shift_x_m;
};
/// The runs of the three bins of a row.
struct Row {
  Run runs[3];
  int size;
  float shift_y_m;
};

inline Row row_around(const BinnedCrowd& crowd, std::int32_t row, std::int32_t column) {
  const auto shift_m = [&](std::int32_t bin) {
    return bin == 0 ? -crowd.block_m : bin > crowd.per_side ? crowd.block_m : 0.0F;
  };
  Row around{{}, 0, shift_m(row)};
  for (std::int32_t x = column - 1; x <= column + 1; ++x) {
    const BinnedCrowd::Bin bin = crowd.bins[row * (crowd.per_side + 2) + x];
    if (x > 1 && x <= crowd.per_side && around.size > 0) {
      around.runs[around.size - 1].count += bin.count;
    } else {
      around.runs[around.size++] = {bin.first, bin.count, shift_m(x)};
    }
  }
  return around;
}

inline std::uint32_t count_in(const BinnedCrowd& crowd, const Row& row, float x_m, float y_m) {
  std::uint32_t count = 0;
  for (int r = 0; r < row.size; ++r) {
    const Run& run = row.runs[r];
    for (std::uint32_t j = 0; j < run.count; j += lanes)
      count += near(crowd.x_m + run.first + j, crowd.y_m + run.first + j, x_m - run.shift_x_m, y_m - row.shift_y_m,
                    run.count - j);
  }
  return count;
}

}  // namespace

void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within) {
  const std::int32_t wide = crowd.per_side + 2;
  const float bin_m = crowd.block_m / static_cast<float>(crowd.per_side);
  for (std::int32_t row = 1; row <= crowd.per_side; ++row) {
    const float south_m = static_cast<float>(row - 1) * bin_m;
    for (std::int32_t column = 1; column <= crowd.per_side; ++column) {
      const BinnedCrowd::Bin here = crowd.bins[row * wide + column];
      if (here.count == 0) continue;
      const Row rows[3] = {row_around(crowd, row - 1, column), row_around(crowd, row, column),
                           row_around(crowd, row + 1, column)};
      for (std::uint32_t i = here.first; i < here.first + here.count; ++i) {
        const float x = crowd.x_m[i];
        const float y = crowd.y_m[i];
        // Nearly always one of the two rows beside; which one is not to be guessed.
        const bool south = y - south_m < reach_m;
        const bool north = south_m + bin_m - y < reach_m;
        std::uint32_t count = count_in(crowd, rows[1], x, y) + count_in(crowd, rows[south ? 0 : 2], x, y);
        if (south && north) count += count_in(crowd, rows[2], x, y);
        *within++ = count;
      }
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
