/// \file  What a step would take on any number of ranks, by the law of cost and the expected crowd, without a step.
#pragma once

#include <vector>

#include "benchmarks/end_to_end/crowded_city/cost.hpp"
#include "benchmarks/end_to_end/crowded_city/crowd.hpp"
#include "engine/partition/deal.hpp"

namespace machi::crowded_city {

struct ExpectedBlock {
  LeafKey key{0};
  double persons{0};
  double seconds{0};  ///< of a step
};

struct KeyRange {
  LeafKey first{0};
  LeafKey end{0};
};

/// Blocks with keys in a range of the curve, ascending. Local.
std::vector<ExpectedBlock> expected_blocks(const Crowd& crowd, const WalkShape& shape, const StepCost& cost,
                                           KeyRange keys);

/// Weights for the cut, in 0.1 ns.
std::vector<BlockWeight> weights_of(const std::vector<ExpectedBlock>& blocks);

/// Prints a line of JSON for each number of ranks. A step takes as long as on the rank with the most work:
/// T = max over ranks of (work + ghost_s × ghosts sent and received + 0.8 µs × messages sent and received)
///   + latency + bytes / bandwidth + three sums over all ranks a second of 20 steps.
void print_model(const Crowd& crowd, const WalkShape& shape, const StepCost& cost, const std::vector<int>& ranks);

}  // namespace machi::crowded_city
