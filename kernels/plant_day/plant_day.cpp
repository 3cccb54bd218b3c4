#include "kernels/plant_day/plant_day.hpp"

namespace machi::kernels {

#define MACHI_PLANT_DAY(variant)                                                                          \
  namespace variant {                                                                                     \
  void plant_day(const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W, \
                 float* drawn_W);                                                                         \
  }
MACHI_PLANT_DAY(ref)
MACHI_PLANT_DAY(base)
#if defined(__x86_64__)
MACHI_PLANT_DAY(avx2)
MACHI_PLANT_DAY(avx512)
#endif
#undef MACHI_PLANT_DAY

void plant_day(Variant variant, const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W,
               float* drawn_W) {
  switch (variant) {
    case Variant::ref:
      return ref::plant_day(plants, day, loads, uses_W, drawn_W);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::plant_day(plants, day, loads, uses_W, drawn_W);
    case Variant::avx2:
      return avx2::plant_day(plants, day, loads, uses_W, drawn_W);
#endif
    default:
      return base::plant_day(plants, day, loads, uses_W, drawn_W);
  }
}

void plant_day(const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W,
               float* drawn_W) {
  plant_day(selected_variant(), plants, day, loads, uses_W, drawn_W);
}

}  // namespace machi::kernels
