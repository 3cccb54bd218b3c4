// The plain twin: walker by walker, bin by bin.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/density_speed/density_speed.hpp"

namespace machi::kernels::ref {
namespace {

// Sums over the stencil with weights (x) × (y), each row first.
float weighed(const float* values, const float* x, const float* y) {
  float rows[3];
  for (std::size_t j = 0; j < 3; ++j)
    rows[j] = x[0] * values[3 * j] + x[1] * values[3 * j + 1] + x[2] * values[3 * j + 2];
  return y[0] * rows[0] + y[1] * rows[1] + y[2] * rows[2];
}

// Density from the sums of persons and areas; oneself, of weight `own`, counts by the share of the regular density.
float density(float persons, float own, float area_m2, float regular_density_1_m2) {
  const float area = std::max(area_m2, 1.0F);
  return std::min((persons - own) / (area - own / regular_density_1_m2), persons / area);
}

float look_up(const float* table, const DensityTables& tables, float density_1_m2) {
  const auto last = static_cast<float>(tables.size - 2);
  const float at = std::min(std::max(density_1_m2 * tables.steps_per_density_m2, 0.0F), last);
  const int step = static_cast<int>(at);
  return table[step] + (table[step + 1] - table[step]) * (at - static_cast<float>(step));
}

}  // namespace

void density_speed(const DensityStencil& stencil, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers) {
  for (std::size_t i = 0; i < walkers.size; ++i) {
    const float u = (x_m[i] - stencil.corner_x_m) * stencil.bins_per_m;
    const float v = (y_m[i] - stencil.corner_y_m) * stencil.bins_per_m;
    const float x[3] = {0.5F * (1 - u) * (1 - u), 0.5F + u * (1 - u), 0.5F * u * u};
    const float y[3] = {0.5F * (1 - v) * (1 - v), 0.5F + v * (1 - v), 0.5F * v * v};
    const float slope_x[3] = {u - 1, 1 - 2 * u, u};
    const float slope_y[3] = {v - 1, 1 - 2 * v, v};
    const float area = std::max(weighed(stencil.open_m2, x, y), 1.0F);
    const float here = density(weighed(stencil.persons, x, y), x[1] * y[1], area, tables.regular_density_1_m2);

    const float heading_x = walkers.heading_x[i];
    const float heading_y = walkers.heading_y[i];
    const float gradient_x =
        weighed(stencil.persons, slope_x, y) - slope_x[1] * y[1] - here * weighed(stencil.open_m2, slope_x, y);
    const float gradient_y =
        weighed(stencil.persons, x, slope_y) - x[1] * slope_y[1] - here * weighed(stencil.open_m2, x, slope_y);
    const float lateral = (gradient_y * heading_x - gradient_x * heading_y) * stencil.bins_per_m / area;
    const float lean = std::min(std::max(-tables.lean * lateral, -0.5F), 0.5F);

    const float p = std::min(std::max(u - 0.5F + heading_x, -1.0F), 1.0F);
    const float q = std::min(std::max(v - 0.5F + heading_y, -1.0F), 1.0F);
    const float ahead_x[3] = {std::max(-p, 0.0F), 1 - std::abs(p), std::max(p, 0.0F)};
    const float ahead_y[3] = {std::max(-q, 0.0F), 1 - std::abs(q), std::max(q, 0.0F)};
    const float ahead = density(weighed(stencil.persons, ahead_x, ahead_y), ahead_x[1] * ahead_y[1],
                                weighed(stencil.open_m2, ahead_x, ahead_y), tables.regular_density_1_m2);

    const float by_demand = look_up(tables.speed, tables, 0.5F * (here + ahead));
    const float by_supply = look_up(tables.supply, tables, ahead) / std::max(here, 0.01F);
    const float speed = walkers.desired_m_s[i] * std::min(by_demand, by_supply) / std::sqrt(1 + lean * lean);
    walkers.velocity_x_m_s[i] = speed * (heading_x - lean * heading_y);
    walkers.velocity_y_m_s[i] = speed * (heading_y + lean * heading_x);
  }
}

}  // namespace machi::kernels::ref
