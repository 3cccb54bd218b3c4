#include "kernels/density_speed/density_speed.hpp"

namespace machi::kernels {

#define MACHI_DENSITY_SPEED(variant)                                                                               \
  namespace variant {                                                                                              \
  void density_speed(const DensityGround& ground, const DensityTables& tables, const float* x_m, const float* y_m, \
                     const Walkers& walkers);                                                                      \
  }
MACHI_DENSITY_SPEED(ref)
MACHI_DENSITY_SPEED(base)
#if defined(__x86_64__)
MACHI_DENSITY_SPEED(avx2)
MACHI_DENSITY_SPEED(avx512)
#endif
#undef MACHI_DENSITY_SPEED

void density_speed(Variant variant, const DensityGround& ground, const DensityTables& tables, const float* x_m,
                   const float* y_m, const Walkers& walkers) {
  switch (variant) {
    case Variant::ref:
      return ref::density_speed(ground, tables, x_m, y_m, walkers);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::density_speed(ground, tables, x_m, y_m, walkers);
    case Variant::avx2:
      return avx2::density_speed(ground, tables, x_m, y_m, walkers);
#endif
    default:
      return base::density_speed(ground, tables, x_m, y_m, walkers);
  }
}

void density_speed(const DensityGround& ground, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers) {
  density_speed(selected_variant(), ground, tables, x_m, y_m, walkers);
}

}  // namespace machi::kernels
