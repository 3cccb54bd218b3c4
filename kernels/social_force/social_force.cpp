#include "kernels/social_force/social_force.hpp"

namespace machi::kernels {

#define MACHI_SOCIAL_FORCE_OF(variant)                                                                           \
  namespace variant {                                                                                            \
  void social_force(const SocialForceParameters& parameters, float dt_s, const Crowd& crowd, const Walls& walls, \
                    const Walkers& walkers);                                                                     \
  }
MACHI_SOCIAL_FORCE_OF(ref)
MACHI_SOCIAL_FORCE_OF(base)
#if defined(__x86_64__)
MACHI_SOCIAL_FORCE_OF(avx2)
MACHI_SOCIAL_FORCE_OF(avx512)
#endif
#undef MACHI_SOCIAL_FORCE_OF

void social_force(Variant variant, const SocialForceParameters& parameters, float dt_s, const Crowd& crowd,
                  const Walls& walls, const Walkers& walkers) {
  switch (variant) {
    case Variant::ref:
      return ref::social_force(parameters, dt_s, crowd, walls, walkers);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::social_force(parameters, dt_s, crowd, walls, walkers);
    case Variant::avx2:
      return avx2::social_force(parameters, dt_s, crowd, walls, walkers);
#endif
    default:
      return base::social_force(parameters, dt_s, crowd, walls, walkers);
  }
}

void social_force(const SocialForceParameters& parameters, float dt_s, const Crowd& crowd, const Walls& walls,
                  const Walkers& walkers) {
  social_force(selected_variant(), parameters, dt_s, crowd, walls, walkers);
}

}  // namespace machi::kernels
