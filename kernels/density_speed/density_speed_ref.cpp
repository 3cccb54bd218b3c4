// The plain twin: walker by walker.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/density_speed/density_speed.hpp"

namespace machi::kernels::ref {
namespace {

// Sums over 3 × 3 of `wide` values a row with weights (x) × (y), each row first.
float weighed(const float* values, std::size_t wide, const float* x, const float* y) {
  float rows[3];
  for (std::size_t j = 0; j < 3; ++j)
    rows[j] = x[0] * values[wide * j] + x[1] * values[wide * j + 1] + x[2] * values[wide * j + 2];
  return y[0] * rows[0] + y[1] * rows[1] + y[2] * rows[2];
}

// Density from the sums of persons and areas; oneself, of weight `own`, counts by the share of the regular density,
// which is less where people stand in file.
float density(float persons, float own, float open_m2, const DensityGround& ground, const DensityTables& tables) {
  const float area = std::max(open_m2, tables.least_area_m2);
  const float file_m2 = 0.5F / (ground.bins_per_m * ground.bins_per_m);
  const float even = own * std::max(1.0F, file_m2 / area) / tables.regular_density_1_m2;
  return std::min((persons - own) / std::max(area - even, 0.01F), persons / area);
}

float look_up(const float* table, const DensityTables& tables, float density_1_m2) {
  const auto last = static_cast<float>(tables.size - 2);
  const float at = std::min(std::max(density_1_m2 * tables.steps_per_density_m2, 0.0F), last);
  const int step = static_cast<int>(at);
  return table[step] + (table[step + 1] - table[step]) * (at - static_cast<float>(step));
}

}  // namespace

void density_speed(const DensityGround& ground, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers) {
  const bool open = ground.open_m2 == nullptr;
  const float open_m2 = 1 / (ground.bins_per_m * ground.bins_per_m);
  const float last_bin = static_cast<float>(ground.bins) - 1e-3F;
  const auto wide = static_cast<std::size_t>(ground.bins + 2);
  for (std::size_t i = 0; i < walkers.size; ++i) {
    const float bin_x = std::min(std::max(x_m[i] * ground.bins_per_m, 0.0F), last_bin);
    const float bin_y = std::min(std::max(y_m[i] * ground.bins_per_m, 0.0F), last_bin);
    const float u = bin_x - std::floor(bin_x);
    const float v = bin_y - std::floor(bin_y);
    const std::size_t corner = static_cast<std::size_t>(bin_y) * wide + static_cast<std::size_t>(bin_x);
    const auto persons_by = [&](const float* x, const float* y) {
      return weighed(ground.persons + corner, wide, x, y);
    };
    const auto area_by = [&](const float* x, const float* y) {
      return open ? open_m2 : weighed(ground.open_m2 + corner, wide, x, y);
    };
    const float x[3] = {0.5F * (1 - u) * (1 - u), 0.5F + u * (1 - u), 0.5F * u * u};
    const float y[3] = {0.5F * (1 - v) * (1 - v), 0.5F + v * (1 - v), 0.5F * v * v};
    const float slope_x[3] = {u - 1, 1 - 2 * u, u};
    const float slope_y[3] = {v - 1, 1 - 2 * v, v};
    const float area = std::max(area_by(x, y), tables.least_area_m2);
    const float here = density(persons_by(x, y), x[1] * y[1], area, ground, tables);

    const float heading_x = walkers.heading_x[i];
    const float heading_y = walkers.heading_y[i];
    float gradient_x = persons_by(slope_x, y) - slope_x[1] * y[1];
    float gradient_y = persons_by(x, slope_y) - x[1] * slope_y[1];
    if (!open) {
      gradient_x -= here * area_by(slope_x, y);
      gradient_y -= here * area_by(x, slope_y);
    }
    const float lateral = (gradient_y * heading_x - gradient_x * heading_y) * ground.bins_per_m / area;
    const float need = std::min(std::max(here / tables.free_density_1_m2 - 1, 0.0F), 1.0F);
    const float lean = std::min(std::max(-tables.lean * need * lateral, -tables.most_lean), tables.most_lean);

    const float p = std::min(std::max(u - 0.5F + heading_x, -1.0F), 1.0F);
    const float q = std::min(std::max(v - 0.5F + heading_y, -1.0F), 1.0F);
    const float ahead_x[3] = {std::max(-p, 0.0F), 1 - std::abs(p), std::max(p, 0.0F)};
    const float ahead_y[3] = {std::max(-q, 0.0F), 1 - std::abs(q), std::max(q, 0.0F)};
    const float ahead =
        density(persons_by(ahead_x, ahead_y), ahead_x[1] * ahead_y[1], area_by(ahead_x, ahead_y), ground, tables);

    const float by_demand =
        look_up(tables.speed, tables, std::min(std::max(here, tables.critical_density_1_m2), 0.5F * (here + ahead)));
    float least = tables.creep;
    if (!open) least += ground.at_throat[corner + wide + 1] * (tables.press - tables.creep);
    const float by_supply = std::max(look_up(tables.supply, tables, ahead) / std::max(here, 0.01F), least);
    const float speed = walkers.desired_m_s[i] * std::min(by_demand, by_supply) / std::sqrt(1 + lean * lean);
    walkers.velocity_x_m_s[i] = speed * (heading_x - lean * heading_y);
    walkers.velocity_y_m_s[i] = speed * (heading_y + lean * heading_x);
  }
}

}  // namespace machi::kernels::ref
