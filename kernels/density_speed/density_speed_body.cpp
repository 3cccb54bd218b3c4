// Runs of crowd_lanes walkers, whole ones also at the end: bins hold few, and a remainder would cost as much.
#include <cstddef>

#include "kernels/density_speed/density_speed.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

inline float larger(float a, float b) {
  return a < b ? b : a;
}
inline float smaller(float a, float b) {
  return b < a ? b : a;
}

inline float weighed(const float* values, float x0, float x1, float x2, float y0, float y1, float y2) {
  const float south = x0 * values[0] + x1 * values[1] + x2 * values[2];
  const float middle = x0 * values[3] + x1 * values[4] + x2 * values[5];
  const float north = x0 * values[6] + x1 * values[7] + x2 * values[8];
  return y0 * south + y1 * middle + y2 * north;
}

inline float density(float persons, float own, float area_m2, float regular_density_1_m2) {
  const float area = larger(area_m2, 1.0F);
  return smaller((persons - own) / (area - own / regular_density_1_m2), persons / area);
}

inline float look_up(const float* table, float steps_per_density_m2, float last, float density_1_m2) {
  const float scaled = density_1_m2 * steps_per_density_m2;
  const float at = smaller(larger(0.0F, scaled), last);  // 0 where a lane beyond the end holds no number
  const int step = static_cast<int>(at);
  return table[step] + (table[step + 1] - table[step]) * (at - static_cast<float>(step));
}

}  // namespace

void density_speed(const DensityStencil& stencil, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers) {
  const DensityStencil around = stencil;
  const float* const speed_table = tables.speed;
  const float* const supply_table = tables.supply;
  const float steps = tables.steps_per_density_m2;
  const auto last = static_cast<float>(tables.size - 2);
  const float regular = tables.regular_density_1_m2;
  const float lean_factor = tables.lean;
  for (std::size_t first = 0; first < walkers.size; first += crowd_lanes) {
    const float* const __restrict x = x_m + first;
    const float* const __restrict y = y_m + first;
    const float* const __restrict to_x = walkers.heading_x + first;
    const float* const __restrict to_y = walkers.heading_y + first;
    const float* const __restrict desired = walkers.desired_m_s + first;
    float* const __restrict out_x = walkers.velocity_x_m_s + first;
    float* const __restrict out_y = walkers.velocity_y_m_s + first;
#pragma omp simd
    for (std::size_t i = 0; i < crowd_lanes; ++i) {
      const float u = (x[i] - around.corner_x_m) * around.bins_per_m;
      const float v = (y[i] - around.corner_y_m) * around.bins_per_m;
      const float x0 = 0.5F * (1 - u) * (1 - u), x1 = 0.5F + u * (1 - u), x2 = 0.5F * u * u;
      const float y0 = 0.5F * (1 - v) * (1 - v), y1 = 0.5F + v * (1 - v), y2 = 0.5F * v * v;
      const float area = larger(weighed(around.open_m2, x0, x1, x2, y0, y1, y2), 1.0F);
      const float here = density(weighed(around.persons, x0, x1, x2, y0, y1, y2), x1 * y1, area, regular);

      const float gradient_x = weighed(around.persons, u - 1, 1 - 2 * u, u, y0, y1, y2) - (1 - 2 * u) * y1 -
                               here * weighed(around.open_m2, u - 1, 1 - 2 * u, u, y0, y1, y2);
      const float gradient_y = weighed(around.persons, x0, x1, x2, v - 1, 1 - 2 * v, v) - x1 * (1 - 2 * v) -
                               here * weighed(around.open_m2, x0, x1, x2, v - 1, 1 - 2 * v, v);
      const float lateral = (gradient_y * to_x[i] - gradient_x * to_y[i]) * around.bins_per_m / area;
      const float lean = smaller(larger(-lean_factor * lateral, -0.5F), 0.5F);

      const float p = smaller(larger(u - 0.5F + to_x[i], -1.0F), 1.0F);
      const float q = smaller(larger(v - 0.5F + to_y[i], -1.0F), 1.0F);
      const float p0 = larger(-p, 0.0F), p1 = 1 - (p < 0 ? -p : p), p2 = larger(p, 0.0F);
      const float q0 = larger(-q, 0.0F), q1 = 1 - (q < 0 ? -q : q), q2 = larger(q, 0.0F);
      const float ahead = density(weighed(around.persons, p0, p1, p2, q0, q1, q2), p1 * q1,
                                  weighed(around.open_m2, p0, p1, p2, q0, q1, q2), regular);

      const float by_demand = look_up(speed_table, steps, last, 0.5F * (here + ahead));
      const float by_supply = look_up(supply_table, steps, last, ahead) / larger(here, 0.01F);
      const float speed = desired[i] * smaller(by_demand, by_supply) / __builtin_sqrtf(1 + lean * lean);
      out_x[i] = speed * (to_x[i] - lean * to_y[i]);
      out_y[i] = speed * (to_y[i] + lean * to_x[i]);
    }
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
