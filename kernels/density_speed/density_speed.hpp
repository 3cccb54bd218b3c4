/// \file  Velocities of walkers from the density of people around them, by a fundamental diagram.
#pragma once

#include "kernels/crowd/crowd.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Persons in the 3 × 3 bins around some walkers, rows from the south-west. Coordinates relative to the corner of the
/// middle bin are counted in bins.
struct DensityStencil {
  float persons[9];
  float open_m2[9];
  float corner_x_m{0};
  float corner_y_m{0};
  float bins_per_m{0};
};

/// A fundamental diagram over density in equal steps from 0; speeds and flows as parts of the free speed.
struct DensityTables {
  const float* speed{
      nullptr};  ///< [size] what walkers of this density demand: their flow, up to the largest, / density
  const float* supply{nullptr};  ///< [size] flow that ground of this density takes in, 1/m²
  std::size_t size{0};
  float steps_per_density_m2{0};
  float regular_density_1_m2{0};  ///< persons closer than this stand as evenly as if dealt out
  float lean{0};                  ///< tangent of the angle by which a walker turns from a lateral gradient of 1 /m³
};

/// Velocity of each walker = desired speed × min(speed(ρ), supply(ρ ahead) / ρ here) along its heading, which leans to
/// the thinner side. ρ here is the density where the walker stands (quadratic B-spline over the bins), ρ ahead the one
/// half a bin ahead (linear), ρ the mean of both. Of oneself counts the part ρ / regular density, at most all: persons
/// at random see the others only, persons in even distances see the mean density if they count themselves. x_m, y_m and
/// the walkers' arrays are readable, and the velocities writable, up to the next multiple of crowd_lanes. Throws
/// nothing.  Local: any thread.
void density_speed(const DensityStencil& stencil, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers);

/// The same in one named variant; for tests and benchmarks.
void density_speed(Variant variant, const DensityStencil& stencil, const DensityTables& tables, const float* x_m,
                   const float* y_m, const Walkers& walkers);

}  // namespace machi::kernels
