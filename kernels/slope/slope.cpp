#include "kernels/slope/slope.hpp"

namespace machi::kernels {

namespace ref {
void slope(std::size_t leaves, const float* height_m, float cell_m, std::uint8_t* slope_percent);
}
namespace base {
void slope(std::size_t leaves, const float* height_m, float cell_m, std::uint8_t* slope_percent);
}
#if defined(__x86_64__)
namespace avx2 {
void slope(std::size_t leaves, const float* height_m, float cell_m, std::uint8_t* slope_percent);
}
namespace avx512 {
void slope(std::size_t leaves, const float* height_m, float cell_m, std::uint8_t* slope_percent);
}
#endif

void slope(Variant variant, std::span<const float> height_m, float cell_m, std::span<std::uint8_t> slope_percent) {
  const std::size_t leaves = slope_percent.size() / 64;
  switch (variant) {
    case Variant::ref:
      return ref::slope(leaves, height_m.data(), cell_m, slope_percent.data());
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::slope(leaves, height_m.data(), cell_m, slope_percent.data());
    case Variant::avx2:
      return avx2::slope(leaves, height_m.data(), cell_m, slope_percent.data());
#endif
    default:
      return base::slope(leaves, height_m.data(), cell_m, slope_percent.data());
  }
}

void slope(std::span<const float> height_m, float cell_m, std::span<std::uint8_t> slope_percent) {
  slope(selected_variant(), height_m, cell_m, slope_percent);
}

}  // namespace machi::kernels
