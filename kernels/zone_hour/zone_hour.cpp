#include "kernels/zone_hour/zone_hour.hpp"

namespace machi::kernels {

#define MACHI_ZONE_HOUR(variant, Real)                                                              \
  namespace variant {                                                                               \
  void zone_hour(const ZoneBatch<Real>& zones, const ZoneForcing<Real>& forcing, std::size_t steps, \
                 const ZoneMeans<Real>& means);                                                     \
  }
MACHI_ZONE_HOUR(ref, double)
MACHI_ZONE_HOUR(ref, float)
MACHI_ZONE_HOUR(base, float)
#if defined(__x86_64__)
MACHI_ZONE_HOUR(avx2, float)
MACHI_ZONE_HOUR(avx512, float)
#endif
#undef MACHI_ZONE_HOUR

void zone_hour(Variant variant, const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means) {
  switch (variant) {
    case Variant::ref:
      return ref::zone_hour(zones, forcing, steps, means);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::zone_hour(zones, forcing, steps, means);
    case Variant::avx2:
      return avx2::zone_hour(zones, forcing, steps, means);
#endif
    default:
      return base::zone_hour(zones, forcing, steps, means);
  }
}

void zone_hour(const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means) {
  zone_hour(selected_variant(), zones, forcing, steps, means);
}

void zone_hour(const ZoneBatch<double>& zones, const ZoneForcing<double>& forcing, std::size_t steps,
               const ZoneMeans<double>& means) {
  ref::zone_hour(zones, forcing, steps, means);
}

}  // namespace machi::kernels
