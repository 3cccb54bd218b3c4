// The plain twin: vehicle by vehicle.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/idm/idm.hpp"

namespace machi::kernels::ref {

void idm(const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles) {
  const float brake = 2 * std::sqrt(driver.acceleration_m_s2 * driver.deceleration_m_s2);
  for (std::size_t i = 0; i < vehicles.size; ++i) {
    const float v = vehicles.speed_m_s[i];
    const float gap_m = std::max(vehicles.gap_m[i], 0.01F);
    const float approach = v * (v - vehicles.leader_speed_m_s[i]) / brake;
    const float wanted_m = driver.min_gap_m + std::max(v * driver.time_gap_s + approach, 0.0F);
    const float part = v / vehicles.desired_m_s[i];
    const float free = (part * part) * (part * part);
    const float near = wanted_m / gap_m;
    const float a = driver.acceleration_m_s2 * (1 - free - near * near);
    const float next = v + a * dt_s;
    const bool stops = next < 0;
    // Speed falls in a straight line to nothing at v / -a.
    const float way_m = stops ? 0.5F * v * v / std::max(-a, 1e-6F) : v * dt_s + 0.5F * a * dt_s * dt_s;
    const float room_m = std::max(vehicles.gap_m[i], 0.0F);
    vehicles.way_m[i] = std::min(way_m, room_m);
    vehicles.speed_m_s[i] = std::min(std::max(next, 0.0F), way_m > room_m ? room_m / dt_s : std::max(next, 0.0F));
  }
}

}  // namespace machi::kernels::ref
