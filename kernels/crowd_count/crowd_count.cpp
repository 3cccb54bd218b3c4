#include "kernels/crowd_count/crowd_count.hpp"

namespace machi::kernels {

#define MACHI_CROWD_COUNT(variant)                                   \
  namespace variant {                                                \
  void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within); \
  }
MACHI_CROWD_COUNT(ref)
MACHI_CROWD_COUNT(base)
#if defined(__x86_64__)
MACHI_CROWD_COUNT(avx2)
MACHI_CROWD_COUNT(avx512)
#endif
#undef MACHI_CROWD_COUNT

void crowd_count(Variant variant, const BinnedCrowd& crowd, std::uint32_t* within) {
  switch (variant) {
    case Variant::ref:
      return ref::crowd_count(crowd, within);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::crowd_count(crowd, within);
    case Variant::avx2:
      return avx2::crowd_count(crowd, within);
#endif
    default:
      return base::crowd_count(crowd, within);
  }
}

void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within) {
  crowd_count(selected_variant(), crowd, within);
}

}  // namespace machi::kernels
