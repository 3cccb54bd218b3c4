// Row by row; rows that the mask does not touch are passed over.
#include <cstddef>
#include <cstdint>

namespace machi::kernels::MACHI_VARIANT {
namespace {

// Adding and taking away 1.5 * 2^52 leaves a double rounded to a whole number, ties to even.
constexpr double whole = 6755399441055744.0;
constexpr double columns[8] = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr std::uint32_t bits[8] = {1, 2, 4, 8, 16, 32, 64, 128};

}  // namespace

void raise_to_plane(const double* __restrict plane, std::uint64_t mask, float* __restrict height_m) {
  const double per_column = plane[1];
  const double lowest = plane[3];
  const double highest = plane[4];
  for (std::size_t y = 0; y < 8; ++y) {
    const auto row = static_cast<std::uint32_t>(mask >> (y * 8) & 0xff);
    if (row == 0) continue;
    const double at_row = plane[0] + plane[2] * static_cast<double>(y);
    float* const out = height_m + y * 8;
#pragma omp simd
    for (std::size_t x = 0; x < 8; ++x) {
      const double on_plane = at_row + per_column * columns[x];
      const double above = on_plane < lowest ? lowest : on_plane;
      const double bounded = above > highest ? highest : above;
      const auto height = static_cast<float>(((bounded + whole) - whole) * (1.0 / 256.0));
      const float raised = out[x] >= height ? out[x] : height;
      out[x] = (row & bits[x]) != 0 ? raised : out[x];
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
