/// \file  Moves an origin's flow from dear to cheap paths of its bush.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/assignment/bush.hpp"
#include "engine/assignment/link_loads.hpp"

namespace machi {

/// Where flow of a bush should move, at the costs of one moment: every used link by which a place is reached at more
/// than its least cost.
struct ShiftPlan {
  struct Move {
    std::uint32_t place;
    std::uint32_t slot;  ///< of the dear link into it
  };
  std::vector<Move> moves;                  ///< places rise
  std::vector<std::uint32_t> cheap_in;      ///< [places] bush link by which the least cost is attained
  std::vector<std::uint32_t> most_used_in;  ///< [places] bush link with the most flow

  /// `labels` is scratch.
  void make(const Bush& bush, std::span<const double> cost, BushLabels& labels);
};

/// Makes the moves of a plan, from the far end of the bush to its origin: the dear link, and back from it the links
/// with the most flow, against the cheapest path, both up to where they meet. Such a pair of segments never lacks flow
/// to move nor a difference in cost (Bar-Gera 2010 finds his pairs so); flow moves by a Newton step on that difference
/// (Dial 2006). Costs are those of the moment of the move, and change at once. Scratch; one for each thread.
class BushShift {
 public:
  /// Returns the sum over moves of flow times difference in cost before the move.
  double follow(const ShiftPlan& plan, Bush& bush, LinkLoads& loads);

 private:
  struct Segment {
    std::vector<std::uint32_t> slots;
    double cost;
    double slope;
  };
  void part(const ShiftPlan& plan, const Bush& bush, ShiftPlan::Move at);
  static void price(const Bush& bush, const LinkLoads& loads, Segment& segment);
  static void add(const Segment& segment, double flow, Bush& bush, LinkLoads& loads);
  double move(Bush& bush, LinkLoads& loads);

  Segment dear_;
  Segment cheap_;
};

}  // namespace machi
