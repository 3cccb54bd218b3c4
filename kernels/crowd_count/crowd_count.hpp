/// \file  How many people stand within a metre of each walker of a block.
#pragma once

#include "kernels/crowd/crowd.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// People by bin, in the order of one store: bins side by side in a row of one block follow each other. Coordinates are
/// relative to the corner of each one's own block.
struct BinnedCrowd {
  struct Bin {
    std::uint32_t first;
    std::uint32_t count;
  };
  const Bin* bins{nullptr};  ///< [(per_side + 2)²] of a block and of a rim of one bin around it, from the south-west
  std::int32_t per_side{1};
  float block_m{0};  ///< of the block's side; a bin's is at least 1.001 m
  /// Of the store; readable up to crowd_lanes beyond their end.
  const float* x_m{nullptr};
  const float* y_m{nullptr};
};

/// Persons no farther than 1 m from each walker of the block, itself among them, in the order of the store. Throws
/// nothing. Local: any thread.
void crowd_count(const BinnedCrowd& crowd, std::uint32_t* within);

/// The same in one named variant; for tests and benchmarks.
void crowd_count(Variant variant, const BinnedCrowd& crowd, std::uint32_t* within);

}  // namespace machi::kernels
