#include "kernels/users_day/users_day.hpp"

namespace machi::kernels {

#define MACHI_USERS_DAY(variant)                                                                                       \
  namespace variant {                                                                                                  \
  void users_day(const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool, const float* litre_factor, \
                 const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling, const UsersAsks& asks);  \
  }
MACHI_USERS_DAY(ref)
MACHI_USERS_DAY(base)
#if defined(__x86_64__)
MACHI_USERS_DAY(avx2)
MACHI_USERS_DAY(avx512)
#endif
#undef MACHI_USERS_DAY

void users_day(Variant variant, const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool,
               const float* litre_factor, const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling,
               const UsersAsks& asks) {
  switch (variant) {
    case Variant::ref:
      return ref::users_day(zones, heat, cool, litre_factor, day, heating, cooling, asks);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::users_day(zones, heat, cool, litre_factor, day, heating, cooling, asks);
    case Variant::avx2:
      return avx2::users_day(zones, heat, cool, litre_factor, day, heating, cooling, asks);
#endif
    default:
      return base::users_day(zones, heat, cool, litre_factor, day, heating, cooling, asks);
  }
}

void users_day(const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool, const float* litre_factor,
               const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling, const UsersAsks& asks) {
  users_day(selected_variant(), zones, heat, cool, litre_factor, day, heating, cooling, asks);
}

}  // namespace machi::kernels
