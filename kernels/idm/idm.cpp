#include "kernels/idm/idm.hpp"

namespace machi::kernels {

#define MACHI_IDM(variant)                                                    \
  namespace variant {                                                         \
  void idm(const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles); \
  }
MACHI_IDM(ref)
MACHI_IDM(base)
#if defined(__x86_64__)
MACHI_IDM(avx2)
MACHI_IDM(avx512)
#endif
#undef MACHI_IDM

void idm(Variant variant, const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles) {
  switch (variant) {
    case Variant::ref:
      return ref::idm(driver, dt_s, vehicles);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::idm(driver, dt_s, vehicles);
    case Variant::avx2:
      return avx2::idm(driver, dt_s, vehicles);
#endif
    default:
      return base::idm(driver, dt_s, vehicles);
  }
}

void idm(const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles) {
  idm(selected_variant(), driver, dt_s, vehicles);
}

}  // namespace machi::kernels
