// Branches become choices, so that a row of eight cells is one or two registers.
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
  for (std::size_t row = 0; row < leaves * 8; ++row) {
    const float* const here = height_m + row / 8 * 100 + (row % 8 + 1) * 10 + 1;
    std::uint8_t* const out = slope_percent + row * 8;
#pragma omp simd
    for (std::ptrdiff_t x = 0; x < 8; ++x) {
      const float east = rise(here[x - 1], here[x], here[x + 1]);
      const float north = rise(here[x - 10], here[x], here[x + 10]);
      const float percent = __builtin_sqrtf(east * east + north * north) * percent_per_rise;
      const float rounded = percent < 255.0F ? percent + 0.5F : 255.0F;
      const float known = here[x] == here[x] ? rounded : 0.0F;
      out[x] = static_cast<std::uint8_t>(static_cast<std::int32_t>(known));
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
