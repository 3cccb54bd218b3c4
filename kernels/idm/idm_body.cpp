// All vehicles side by side; what the plain twin decides is chosen here after both ways are computed. Operations are
// those of the twin, in its order.
#include <cstddef>

#include "kernels/idm/idm.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

inline float larger_of(float a, float b) {
  return a < b ? b : a;
}
inline float smaller_of(float a, float b) {
  return b < a ? b : a;
}

}  // namespace

void idm(const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles) {
  const float brake = 2 * __builtin_sqrtf(driver.acceleration_m_s2 * driver.deceleration_m_s2);
  const IdmDriver d = driver;
  const float* __restrict gaps_m = vehicles.gap_m;
  const float* __restrict leaders_m_s = vehicles.leader_speed_m_s;
  const float* __restrict desired_m_s = vehicles.desired_m_s;
  float* __restrict speed_m_s = vehicles.speed_m_s;
  float* __restrict ways_m = vehicles.way_m;
  const std::size_t size = vehicles.size;
#pragma omp simd
  for (std::size_t i = 0; i < size; ++i) {
    const float v = speed_m_s[i];
    const float gap_m = larger_of(gaps_m[i], 0.01F);
    const float approach = v * (v - leaders_m_s[i]) / brake;
    const float wanted_m = d.min_gap_m + larger_of(v * d.time_gap_s + approach, 0.0F);
    const float part = v / desired_m_s[i];
    const float free = (part * part) * (part * part);
    const float near = wanted_m / gap_m;
    const float a = d.acceleration_m_s2 * (1 - free - near * near);
    const float next = v + a * dt_s;
    const float braked_m = 0.5F * v * v / larger_of(-a, 1e-6F);
    const float driven_m = v * dt_s + 0.5F * a * dt_s * dt_s;
    const float way_m = next < 0 ? braked_m : driven_m;
    const float room_m = larger_of(gaps_m[i], 0.0F);
    const float moving = larger_of(next, 0.0F);
    ways_m[i] = smaller_of(way_m, room_m);
    speed_m_s[i] = smaller_of(moving, way_m > room_m ? room_m / dt_s : moving);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
