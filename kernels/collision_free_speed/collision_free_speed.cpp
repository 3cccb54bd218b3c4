#include "kernels/collision_free_speed/collision_free_speed.hpp"

namespace machi::kernels {

namespace ref {
void collision_free_speed(const CollisionFreeSpeedParameters& parameters, const Crowd& crowd, const Walls& walls,
                          const Walkers& walkers);
}
#define MACHI_COLLISION_FREE_SPEED_OF(variant)                                                                      \
  namespace variant {                                                                                               \
  void collision_free_speed(const CollisionFreeSpeedParameters& parameters, const Crowd& crowd, const Walls& walls, \
                            const Walkers& walkers);                                                                \
  }
MACHI_COLLISION_FREE_SPEED_OF(base)
#if defined(__x86_64__)
MACHI_COLLISION_FREE_SPEED_OF(avx2)
MACHI_COLLISION_FREE_SPEED_OF(avx512)
#endif
#undef MACHI_COLLISION_FREE_SPEED_OF

void collision_free_speed(Variant variant, const CollisionFreeSpeedParameters& parameters, const Crowd& crowd,
                          const Walls& walls, const Walkers& walkers) {
  const bool fits = crowd.size <= collision_free_speed_crowd && walls.size <= collision_free_speed_walls;
  switch (fits ? variant : Variant::ref) {
    case Variant::ref:
      return ref::collision_free_speed(parameters, crowd, walls, walkers);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::collision_free_speed(parameters, crowd, walls, walkers);
    case Variant::avx2:
      return avx2::collision_free_speed(parameters, crowd, walls, walkers);
#endif
    default:
      return base::collision_free_speed(parameters, crowd, walls, walkers);
  }
}

void collision_free_speed(const CollisionFreeSpeedParameters& parameters, const Crowd& crowd, const Walls& walls,
                          const Walkers& walkers) {
  collision_free_speed(selected_variant(), parameters, crowd, walls, walkers);
}

}  // namespace machi::kernels
