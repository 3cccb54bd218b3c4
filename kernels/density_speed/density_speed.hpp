/// \file  Velocities of walkers from the density of people around them, by a fundamental diagram.
#pragma once

#include "kernels/crowd/crowd.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Persons in the bins of a block and in a rim of one bin around them, rows from the south-west, and how much of each
/// bin is open.
struct DensityGround {
  const float* persons{nullptr};  ///< [(bins + 2)²]
  const float* open_m2{nullptr};  ///< [(bins + 2)²]; null: all of every bin
  const float* at_throat{
      nullptr};          ///< [(bins + 2)²] 1 where a narrow place lies at the bin, else 0; not read if all is open
  std::int32_t bins{1};  ///< per side of the block
  float bins_per_m{0};
};

/// A fundamental diagram over density in equal steps from 0; speeds and flows as parts of the free speed.
struct DensityTables {
  const float* speed{
      nullptr};  ///< [size] what walkers of this density demand: their flow, up to the largest, / density
  const float* supply{nullptr};  ///< [size] flow that ground of this density takes in, 1/m²
  std::size_t size{0};
  float steps_per_density_m2{0};
  float least_area_m2{1};          ///< no density is taken over less
  float critical_density_1_m2{0};  ///< at which the flow is largest
  float regular_density_1_m2{0};   ///< persons closer than this stand as evenly as if dealt out
  float creep{0};              ///< part of their desired speed at which people squeeze past where the ground is full
  float press{0};              ///< the same before a narrow place
  float lean{0};               ///< tangent of the angle by which a walker turns from a lateral gradient of 1 /m³
  float most_lean{0};          ///< the largest such tangent
  float free_density_1_m2{0};  ///< nobody turns aside below it, and all the way from twice this density on
};

/// Velocity of each walker = desired speed × min(speed(ρ), max(supply(ρ ahead) / ρ here, creep)) along its heading,
/// which leans to the thinner side. ρ here is the density where the walker stands (quadratic B-spline over the bins), ρ
/// ahead the one a bin ahead (linear); ρ the mean of both, but beyond the critical density no more than ρ here. Of
/// oneself counts the part ρ / regular density, at most all: persons at random see the others only, persons in even
/// distances see the mean density if they count themselves; so do those in file, where less than half a bin is open.
/// x_m, y_m (relative to the block's corner) and the walkers' arrays are readable, and the velocities writable, up to
/// the next multiple of crowd_lanes. Throws nothing. Local: any thread.
void density_speed(const DensityGround& ground, const DensityTables& tables, const float* x_m, const float* y_m,
                   const Walkers& walkers);

/// The same in one named variant; for tests and benchmarks.
void density_speed(Variant variant, const DensityGround& ground, const DensityTables& tables, const float* x_m,
                   const float* y_m, const Walkers& walkers);

}  // namespace machi::kernels
