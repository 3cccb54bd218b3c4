#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi::kernels {

#define MACHI_FIVE_R_ONE_C(variant)                                                                  \
  namespace variant {                                                                                \
  void five_r_one_c(const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour); \
  }
MACHI_FIVE_R_ONE_C(ref)
MACHI_FIVE_R_ONE_C(base)
#if defined(__x86_64__)
MACHI_FIVE_R_ONE_C(avx2)
MACHI_FIVE_R_ONE_C(avx512)
#endif
#undef MACHI_FIVE_R_ONE_C

void five_r_one_c(Variant variant, const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour) {
  switch (variant) {
    case Variant::ref:
      return ref::five_r_one_c(zones, forcing, hour);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::five_r_one_c(zones, forcing, hour);
    case Variant::avx2:
      return avx2::five_r_one_c(zones, forcing, hour);
#endif
    default:
      return base::five_r_one_c(zones, forcing, hour);
  }
}

void five_r_one_c(const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour) {
  five_r_one_c(selected_variant(), zones, forcing, hour);
}

}  // namespace machi::kernels
