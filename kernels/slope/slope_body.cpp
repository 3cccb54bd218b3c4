// Branches become choices, and the rows of a leaf are worked on as one run of 80 cells, rim and all.
#include <cstddef>
#include <cstdint>

namespace machi::kernels::MACHI_VARIANT {
namespace {

// Rise over one cell; an unknown neighbour is replaced by the cell itself.
inline float rise(float before, float here, float after) {
  const bool has_before = before == before;
  const bool has_after = after == after;
  const float low = has_before ? before : here;
  const float high = has_after ? after : here;
  return (high - low) * (has_before && has_after ? 0.5F : 1.0F);
}

}  // namespace

void slope(std::size_t leaves, const float* __restrict height_m, float cell_m, std::uint8_t* __restrict slope_percent) {
  const float percent_per_rise = 100.0F / cell_m;
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    const float* const run = height_m + leaf * 100 + 10;
    std::uint8_t percent_of_run[80];
#pragma omp simd
    for (std::ptrdiff_t i = 0; i < 80; ++i) {
      const float east = rise(run[i - 1], run[i], run[i + 1]);
      const float north = rise(run[i - 10], run[i], run[i + 10]);
      const float percent = __builtin_sqrtf(east * east + north * north) * percent_per_rise;
      const float rounded = percent < 255.0F ? percent + 0.5F : 255.0F;
      const float known = run[i] == run[i] ? rounded : 0.0F;
      percent_of_run[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(known));
    }
    for (std::size_t y = 0; y < 8; ++y)
      __builtin_memcpy(slope_percent + leaf * 64 + y * 8, percent_of_run + y * 10 + 1, 8);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
