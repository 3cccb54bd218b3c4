#include "kernels/raise_to_plane/raise_to_plane.hpp"

namespace machi::kernels {

namespace ref {
void raise_to_plane(const double* plane, std::uint64_t mask, float* height_m);
}
namespace base {
void raise_to_plane(const double* plane, std::uint64_t mask, float* height_m);
}
#if defined(__x86_64__)
namespace avx2 {
void raise_to_plane(const double* plane, std::uint64_t mask, float* height_m);
}
namespace avx512 {
void raise_to_plane(const double* plane, std::uint64_t mask, float* height_m);
}
#endif

void raise_to_plane(Variant variant, const HeightPlane& plane, std::uint64_t mask, std::span<float, 64> height_m) {
  const double numbers[5] = {plane.at_origin, plane.per_column, plane.per_row, plane.lowest, plane.highest};
  switch (variant) {
    case Variant::ref:
      return ref::raise_to_plane(numbers, mask, height_m.data());
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::raise_to_plane(numbers, mask, height_m.data());
    case Variant::avx2:
      return avx2::raise_to_plane(numbers, mask, height_m.data());
#endif
    default:
      return base::raise_to_plane(numbers, mask, height_m.data());
  }
}

void raise_to_plane(const HeightPlane& plane, std::uint64_t mask, std::span<float, 64> height_m) {
  raise_to_plane(selected_variant(), plane, mask, height_m);
}

}  // namespace machi::kernels
