#include "kernels/city_light/city_light.hpp"

namespace machi::kernels {

#define MACHI_CITY_LIGHT(variant)                                                                \
  namespace variant {                                                                            \
  void city_light(const LightFaces& faces, const LightElements& elements, const LightHour& hour, \
                  const LightTaken& taken);                                                      \
  }
MACHI_CITY_LIGHT(ref)
MACHI_CITY_LIGHT(base)
#if defined(__x86_64__)
MACHI_CITY_LIGHT(avx2)
MACHI_CITY_LIGHT(avx512)
#endif
#undef MACHI_CITY_LIGHT

void city_light(Variant variant, const LightFaces& faces, const LightElements& elements, const LightHour& hour,
                const LightTaken& taken) {
  switch (variant) {
    case Variant::ref:
      return ref::city_light(faces, elements, hour, taken);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::city_light(faces, elements, hour, taken);
    case Variant::avx2:
      return avx2::city_light(faces, elements, hour, taken);
#endif
    default:
      return base::city_light(faces, elements, hour, taken);
  }
}

void city_light(const LightFaces& faces, const LightElements& elements, const LightHour& hour,
                const LightTaken& taken) {
  city_light(selected_variant(), faces, elements, hour, taken);
}

}  // namespace machi::kernels
