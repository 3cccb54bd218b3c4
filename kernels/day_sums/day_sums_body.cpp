// Zones in registers, as many at a time as fit into one; sums of floats are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>

#include "kernels/crowd/registers.hpp"
#include "kernels/day_sums/day_sums.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

constexpr std::size_t half = width / 2;  ///< zones in a register of numbers of eight bytes
typedef double Wide __attribute__((vector_size(half * 8)));
typedef std::uint64_t Whole __attribute__((vector_size(half * 8)));
constexpr std::size_t parts = day_lanes / half;

/// A double of this size has a last bit of 1, so that adding it rounds; its own bits are taken off again.
constexpr double large = 0x1.8p52;
constexpr std::uint64_t large_bits = 0x4338000000000000;

// GCC 12 converts in two steps, or one by one.
inline Wide widened(const float* from) {
#if defined(__AVX512F__)
  return (Wide)_mm512_maskz_cvtps_pd(0xff, _mm256_loadu_ps(from));
#elif defined(__AVX2__)
  return (Wide)_mm256_cvtps_pd(_mm_loadu_ps(from));
#elif defined(__SSE2__)
  return (Wide)_mm_cvtps_pd((__m128)_mm_loadu_si64(from));
#else
  return Wide{from[0], from[1]};
#endif
}

inline Whole whole_mW(const float* watt) {
  return (Whole)(widened(watt) * 1e3 + large) - large_bits;
}

// The numbers of some registers are summed up register by register: pairs of neighbours of two registers, then pairs of
// those sums and so on; a register of sums is left, in the order of the registers.
#if defined(__AVX512F__)
inline Whole neighbours(Whole a, Whole b) {
  return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
         __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
}
inline Whole pairs(Whole a, Whole b) {
  return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
         __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
inline Whole sums_of(const Whole* of) {
  const Whole low = pairs(neighbours(of[0], of[1]), neighbours(of[2], of[3]));
  const Whole high = pairs(neighbours(of[4], of[5]), neighbours(of[6], of[7]));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15);
}
#elif defined(__AVX2__)
inline Whole neighbours(Whole a, Whole b) {
  return __builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7);
}
inline Whole sums_of(const Whole* of) {
  const Whole low = neighbours(of[0], of[1]), high = neighbours(of[2], of[3]);
  return __builtin_shufflevector(low, high, 0, 1, 4, 5) + __builtin_shufflevector(low, high, 2, 3, 6, 7);
}
#else
inline Whole sums_of(const Whole* of) {
  return __builtin_shufflevector(of[0], of[1], 0, 2) + __builtin_shufflevector(of[0], of[1], 1, 3);
}
#endif

/// The hours of a group, from those of all zones, [hours][parts].
void sum_group(const Whole* mW, std::uint16_t lanes, std::int64_t* group_mW) {
  std::uint64_t bits[day_lanes];
  for (std::size_t lane = 0; lane < day_lanes; ++lane) bits[lane] = (lanes >> lane & 1) != 0 ? ~std::uint64_t{0} : 0;
  Whole mask[parts];
  std::memcpy(mask, bits, sizeof mask);
  for (std::size_t h = 0; h < day_hours; h += half) {
    Whole of[half];
    for (std::size_t k = 0; k < half; ++k) {
      of[k] = mW[(h + k) * parts] & mask[0];
      for (std::size_t part = 1; part < parts; ++part) of[k] = of[k] + (mW[(h + k) * parts + part] & mask[part]);
    }
    const Whole sums = sums_of(of);
    std::memcpy(group_mW + h, &sums, sizeof sums);
  }
}

}  // namespace

void whole_sums(const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh, std::int64_t* group_mW) {
  Whole mW[day_hours * parts];
  Whole sums[parts]{};
  for (std::size_t h = 0; h < day_hours; ++h)
    for (std::size_t part = 0; part < parts; ++part) {
      mW[h * parts + part] = whole_mW(hours_W + h * day_lanes + part * half);
      sums[part] = sums[part] + mW[h * parts + part];
    }
  std::memcpy(lane_mWh, sums, sizeof sums);
  for (std::size_t g = 0; g < groups.count; ++g) sum_group(mW, groups.lanes[g], group_mW + g * day_hours);
}

void day_sums(const float* hours_W, float* lane_Wh) {
  for (std::size_t lane = 0; lane < day_lanes; lane += width) {
    Part s[8];
    for (std::size_t k = 0; k < 8; ++k)
      s[k] = load(hours_W + k * day_lanes + lane) + load(hours_W + (k + 8) * day_lanes + lane) +
             load(hours_W + (k + 16) * day_lanes + lane);
    store(lane_Wh + lane, ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7])));
  }
}

void day_extremes(const float* hours, const DayExtremes& extremes) {
  for (std::size_t lane = 0; lane < day_lanes; lane += width) {
    Part lowest = load(hours + lane), highest = lowest, hour = all(0);
    for (std::size_t h = 1; h < day_hours; ++h) {
      const Part value = load(hours + h * day_lanes + lane);
      hour = either(value > highest, all(static_cast<float>(h)), hour);
      lowest = smaller(value, lowest);
      highest = larger(value, highest);
    }
    store(extremes.lowest + lane, lowest);
    store(extremes.highest + lane, highest);
    const Mask whole_hour = __builtin_convertvector(hour, Mask);
    std::memcpy(extremes.highest_hour + lane, &whole_hour, sizeof whole_hour);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
