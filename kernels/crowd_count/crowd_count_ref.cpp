// The plain twin: everyone in the 3 × 3 bins around.
#include "kernels/crowd_count/crowd_count.hpp"

namespace machi::kernels::ref {

void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within) {
  const std::int32_t wide = crowd.per_side + 2;
  const auto shift_m = [&](std::int32_t bin) {
    return bin == 0 ? -crowd.block_m : bin > crowd.per_side ? crowd.block_m : 0.0F;
  };
  for (std::int32_t row = 1; row <= crowd.per_side; ++row) {
    for (std::int32_t column = 1; column <= crowd.per_side; ++column) {
      const BinnedCrowd::Bin here = crowd.bins[row * wide + column];
      for (std::uint32_t i = here.first; i < here.first + here.count; ++i) {
        std::uint32_t count = 0;
        for (std::int32_t y = row - 1; y <= row + 1; ++y) {
          for (std::int32_t x = column - 1; x <= column + 1; ++x) {
            const BinnedCrowd::Bin others = crowd.bins[y * wide + x];
            for (std::uint32_t j = others.first; j < others.first + others.count; ++j) {
              const float dx = crowd.x_m[j] - (crowd.x_m[i] - shift_m(x));
              const float dy = crowd.y_m[j] - (crowd.y_m[i] - shift_m(y));
              count += dx * dx + dy * dy <= 1.0F;
            }
          }
        }
        *within++ = count;
      }
    }
  }
}

}  // namespace machi::kernels::ref
