/// \file  The ways to one goal as far as the people who want it, for the many goals that only some people have.
#pragma once

#include <cstdint>
#include <span>

#include "engine/comm/comm.hpp"
#include "engine/core/bit_set.hpp"
#include "engine/field/travel_time.hpp"
#include "engine/field/way.hpp"

namespace machi {

/// The ways of a travel-time field up to a horizon. Where it has ways, they are those of the whole field; so how far it
/// reaches shows in no result as long as nobody comes to where it ends, which ends_near() tells in time.
class NearWays {
 public:
  /// The leaves must outlive this.
  explicit NearWays(const LeafDomain& leaves);

  /// Solves afresh up to the horizon in `times`, which serves one goal after the other (TravelTimes::solve_near).
  /// Collective.
  FieldWork solve(const Comm& comm, TravelTimes& times, std::span<const std::uint16_t> slowness,
                  std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources);
  /// Doubles the horizon of the next solve.
  void reach_farther() { horizon_ = horizon_ < time_never / 2 ? 2 * horizon_ : time_never; }
  /// No source: no ways, and none beyond.
  void clear();

  Way way(std::uint32_t own_leaf, int cell) const { return ways_.way(own_leaf, cell); }
  /// Whether the horizon cut nothing off; the same on all ranks.
  bool whole() const { return whole_; }
  /// Whether the ways end at open ground in a leaf or in one around it. Any thread.
  bool ends_near(std::uint32_t own_leaf) const { return ends_near_.contains(own_leaf); }
  /// Whether a change in an own leaf may change the ways.
  bool depends_on(std::uint32_t own_leaf) const;
  /// How much memory they take on this rank.
  std::size_t bytes() const { return ways_.bytes(); }

 private:
  void find_ends(const Comm& comm, const TravelTimes& times);

  const LeafDomain* leaves_;
  WayField ways_;
  BitSet ends_near_;
  std::uint32_t horizon_{64 * time_units_per_s};
  bool whole_{true};
};

}  // namespace machi
