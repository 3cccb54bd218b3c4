// Walkers in runs of 16 lanes, each run in as many registers as it takes; every lane looks up the bins around its own
// walker. All operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/crowd/registers.hpp"
#include "kernels/density_speed/density_speed.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

using Index = Mask;

#if defined(__AVX512F__)
inline Index whole(Part part) {
  return (Index)_mm512_maskz_cvttps_epi32(0xffff, (__m512)part);
}
inline Part gather(const float* from, Index at) {
  return (Part)_mm512_mask_i32gather_ps(_mm512_setzero_ps(), 0xffff, (__m512i)at, from, 4);
}
#elif defined(__AVX2__)
inline Index whole(Part part) {
  return (Index)_mm256_cvttps_epi32((__m256)part);
}
inline Part gather(const float* from, Index at) {
  return (Part)_mm256_i32gather_ps(from, (__m256i)at, 4);
}
#else
inline Index whole(Part part) {
  return __builtin_convertvector(part, Index);
}
inline Part gather(const float* from, Index at) {
  Part part;
  for (std::size_t i = 0; i < width; ++i) part[i] = from[at[i]];
  return part;
}
#endif
inline Part numbers(Index index) {
  return __builtin_convertvector(index, Part);
}
// Between two bounds; the lower one where a lane beyond the end holds no number.
inline Part between(Part value, float low, float high) {
  return smaller(larger(value, all(low)), all(high));
}

/// Weights of three bins in a row, along one axis.
struct Weights {
  Part low, middle, high;
};

struct Stencil {
  Part at[9];
  Stencil(const float* values, Index first, std::int32_t wide) {
    for (int row = 0; row < 3; ++row)
      for (int column = 0; column < 3; ++column) at[3 * row + column] = gather(values + row * wide + column, first);
  }
  Part weighed(const Weights& x, const Weights& y) const {
    const Part south = x.low * at[0] + x.middle * at[1] + x.high * at[2];
    const Part middle = x.low * at[3] + x.middle * at[4] + x.high * at[5];
    const Part north = x.low * at[6] + x.middle * at[7] + x.high * at[8];
    return y.low * south + y.middle * middle + y.high * north;
  }
};

/// Ground without any closed cell: every bin has the same area.
struct OpenStencil {
  Part area;
  Part weighed(const Weights&, const Weights&) const { return area; }
};

/// One run of the kernel.
struct Run {
  const DensityGround& ground;
  const DensityTables& tables;

  Part density(Part persons, Part own, Part open_m2) const {
    const Part area = larger(open_m2, all(tables.least_area_m2));
    const float file_m2 = 0.5F / (ground.bins_per_m * ground.bins_per_m);
    const Part even = own * larger(file_m2 / area, all(1)) / tables.regular_density_1_m2;
    return smaller(persons / area, (persons - own) / larger(area - even, all(0.01F)));
  }
  Part look_up(const float* table, Part density_1_m2) const {
    const Part at = between(density_1_m2 * tables.steps_per_density_m2, 0, static_cast<float>(tables.size - 2));
    const Index step = whole(at);
    const Part low = gather(table, step);
    return low + (gather(table + 1, step) - low) * (at - numbers(step));
  }

  template <bool open>
  void steer(const float* x_m, const float* y_m, const Walkers& walkers, std::size_t first) const {
    const float last_bin = static_cast<float>(ground.bins) - 1e-3F;
    const Part bin_x = between(load(x_m + first) * ground.bins_per_m, 0, last_bin);
    const Part bin_y = between(load(y_m + first) * ground.bins_per_m, 0, last_bin);
    const Index column = whole(bin_x);
    const Index row = whole(bin_y);
    const Part u = bin_x - numbers(column);
    const Part v = bin_y - numbers(row);
    const std::int32_t wide = ground.bins + 2;
    const Index corner = row * wide + column;
    const Part to_x = load(walkers.heading_x + first);
    const Part to_y = load(walkers.heading_y + first);
    const Stencil persons(ground.persons, corner, wide);
    const auto areas = [&] {
      if constexpr (open) {
        return OpenStencil{all(1 / (ground.bins_per_m * ground.bins_per_m))};
      } else {
        return Stencil(ground.open_m2, corner, wide);
      }
    }();

    const Weights x{0.5F * (1 - u) * (1 - u), 0.5F + u * (1 - u), 0.5F * u * u};
    const Weights y{0.5F * (1 - v) * (1 - v), 0.5F + v * (1 - v), 0.5F * v * v};
    const Weights slope_x{u - 1, 1 - 2 * u, u};
    const Weights slope_y{v - 1, 1 - 2 * v, v};
    const Part area = larger(areas.weighed(x, y), all(tables.least_area_m2));
    const Part here = density(persons.weighed(x, y), x.middle * y.middle, area);

    Part gradient_x = persons.weighed(slope_x, y) - slope_x.middle * y.middle;
    Part gradient_y = persons.weighed(x, slope_y) - x.middle * slope_y.middle;
    if constexpr (!open) {
      gradient_x -= here * areas.weighed(slope_x, y);
      gradient_y -= here * areas.weighed(x, slope_y);
    }
    const Part lateral = (gradient_y * to_x - gradient_x * to_y) * ground.bins_per_m / area;
    const Part need = between(here / tables.free_density_1_m2 - 1, 0, 1);
    const Part lean = between(-tables.lean * need * lateral, -tables.most_lean, tables.most_lean);

    const Part p = between(u - 0.5F + to_x, -1, 1);
    const Part q = between(v - 0.5F + to_y, -1, 1);
    const Weights ahead_x{larger(-p, all(0)), 1 - size_of(p), larger(p, all(0))};
    const Weights ahead_y{larger(-q, all(0)), 1 - size_of(q), larger(q, all(0))};
    const Part ahead =
        density(persons.weighed(ahead_x, ahead_y), ahead_x.middle * ahead_y.middle, areas.weighed(ahead_x, ahead_y));

    const Part by_demand =
        look_up(tables.speed, smaller(0.5F * (here + ahead), larger(here, all(tables.critical_density_1_m2))));
    Part least = all(tables.creep);
    if constexpr (!open) least += gather(ground.at_throat + wide + 1, corner) * (tables.press - tables.creep);
    const Part by_supply = larger(look_up(tables.supply, ahead) / larger(here, all(0.01F)), least);
    const Part speed = load(walkers.desired_m_s + first) * smaller(by_demand, by_supply) / root(1 + lean * lean);
    store(walkers.velocity_x_m_s + first, speed * (to_x - lean * to_y));
    store(walkers.velocity_y_m_s + first, speed * (to_y + lean * to_x));
  }
};

}  // namespace

void density_speed(const DensityGround& ground, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers) {
  const Run run{ground, tables};
  const std::size_t end = (walkers.size + crowd_lanes - 1) / crowd_lanes * crowd_lanes;
  if (ground.open_m2 == nullptr) {
    for (std::size_t first = 0; first < end; first += width) run.steer<true>(x_m, y_m, walkers, first);
  } else {
    for (std::size_t first = 0; first < end; first += width) run.steer<false>(x_m, y_m, walkers, first);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
