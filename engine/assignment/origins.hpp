/// \file  The bushes of all origins of an assignment, and what is done to all of them at once.
#pragma once

#include <span>
#include <vector>

#include "engine/assignment/assignment_network.hpp"
#include "engine/assignment/bush.hpp"
#include "engine/assignment/bush_shift.hpp"
#include "engine/assignment/link_loads.hpp"

namespace machi {

/// Bushes by origin; only origins with trips to other zones have one. The network must outlive this.
class Origins {
 public:
  /// `table` is copied without zeros and trips inside zones.
  Origins(const AssignmentNetwork& network, const TripTable& table);

  /// Loads all trips on shortest paths; origins of one block at the costs that the blocks before it left.
  /// Throws InputError where trips have no path.
  void load(LinkLoads& loads);
  /// Renews the links of all bushes at these costs.
  void renew(const LinkLoads& loads);
  /// One sweep of moves over all bushes, in the order of origins; bushes of one block plan at the costs that the blocks
  /// before it left. Returns the sum of flow moved times the difference in cost before.
  double shift(LinkLoads& loads);
  /// Sum over trips of the least cost between their zones in the whole network.
  double least_total_cost(const LinkLoads& loads) const;
  /// Flow on each link, summed over origins in their order.
  std::vector<double> flow() const;

  double trips() const { return trips_; }
  double trips_within_zones() const { return trips_within_zones_; }

 private:
  std::span<const std::uint32_t> destinations(std::uint32_t origin) const;
  std::span<const double> trips_from(std::uint32_t origin) const;
  double least_cost_of(const Bush& bush, const LinkLoads& loads, BushLabels& labels, std::vector<double>& by_node,
                       ShortestPaths& paths) const;
  std::uint32_t unreached(std::uint32_t origin, const ShortestPaths& tree) const;
  void load_block(std::size_t first, std::size_t end, const LinkLoads& loads);

  const AssignmentNetwork* network_;
  TripTable table_;
  std::vector<Bush> bushes_;
  std::vector<ShiftPlan> plans_;    ///< of a block
  std::vector<BushLabels> labels_;  ///< of a block
  BushShift mover_;
  double trips_{0};
  double trips_within_zones_{0};
};

}  // namespace machi
