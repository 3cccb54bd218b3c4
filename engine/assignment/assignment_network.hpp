/// \file  What a static assignment starts from: directed links with costs that rise with flow, and trips between zones.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/assignment/link_cost.hpp"

namespace machi {

/// Nodes and directed links; several links may join the same nodes. index_links() completes it.
struct AssignmentNetwork {
  std::uint32_t zones{0};           ///< zones are the nodes 0 … zones - 1
  std::uint32_t nodes{0};           ///<
  std::uint32_t first_through{0};   ///< paths may begin and end at nodes below this, but not pass through them
  std::vector<std::uint32_t> from;  ///< [links] node
  std::vector<std::uint32_t> to;    ///< [links] node
  std::vector<LinkCost> cost;       ///< [links]

  std::vector<std::uint32_t> out_begin;  ///< [nodes + 1] into out_link
  std::vector<std::uint32_t> out_link;   ///< [links] links by their first node, rising

  std::uint32_t links() const { return static_cast<std::uint32_t>(from.size()); }
};

/// Fills out_begin and out_link. Throws RunError where a column has another length or a node or cost is out of range.
void index_links(AssignmentNetwork& network);

/// Trips between zones; those inside a zone load no link.
struct TripTable {
  std::vector<std::size_t> begin{0};       ///< [zones + 1] into destination and trips, by origin
  std::vector<std::uint32_t> destination;  ///< zone; rises within an origin
  std::vector<double> trips;               ///< >= 0, in the unit of the capacities

  std::uint32_t zones() const { return static_cast<std::uint32_t>(begin.size() - 1); }
};

}  // namespace machi
