#include "kernels/day_sums/day_sums.hpp"

namespace machi::kernels {

#define MACHI_DAY_SUMS(variant)                                                                                    \
  namespace variant {                                                                                              \
  void whole_sums(const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh, std::int64_t* group_mW); \
  void day_sums(const float* hours_W, float* lane_Wh);                                                             \
  void day_extremes(const float* hours, const DayExtremes& extremes);                                              \
  }
MACHI_DAY_SUMS(ref)
MACHI_DAY_SUMS(base)
#if defined(__x86_64__)
MACHI_DAY_SUMS(avx2)
MACHI_DAY_SUMS(avx512)
#endif
#undef MACHI_DAY_SUMS

void whole_sums(Variant variant, const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh,
                std::int64_t* group_mW) {
  switch (variant) {
    case Variant::ref:
      return ref::whole_sums(hours_W, groups, lane_mWh, group_mW);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::whole_sums(hours_W, groups, lane_mWh, group_mW);
    case Variant::avx2:
      return avx2::whole_sums(hours_W, groups, lane_mWh, group_mW);
#endif
    default:
      return base::whole_sums(hours_W, groups, lane_mWh, group_mW);
  }
}

void day_sums(Variant variant, const float* hours_W, float* lane_Wh) {
  switch (variant) {
    case Variant::ref:
      return ref::day_sums(hours_W, lane_Wh);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::day_sums(hours_W, lane_Wh);
    case Variant::avx2:
      return avx2::day_sums(hours_W, lane_Wh);
#endif
    default:
      return base::day_sums(hours_W, lane_Wh);
  }
}

void day_extremes(Variant variant, const float* hours, const DayExtremes& extremes) {
  switch (variant) {
    case Variant::ref:
      return ref::day_extremes(hours, extremes);
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::day_extremes(hours, extremes);
    case Variant::avx2:
      return avx2::day_extremes(hours, extremes);
#endif
    default:
      return base::day_extremes(hours, extremes);
  }
}

void whole_sums(const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh, std::int64_t* group_mW) {
  whole_sums(selected_variant(), hours_W, groups, lane_mWh, group_mW);
}

void day_sums(const float* hours_W, float* lane_Wh) {
  day_sums(selected_variant(), hours_W, lane_Wh);
}

void day_extremes(const float* hours, const DayExtremes& extremes) {
  day_extremes(selected_variant(), hours, extremes);
}

}  // namespace machi::kernels
