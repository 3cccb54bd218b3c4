/// \file  The last steps of every network, wherever it comes from: order, lengths, connected parts, heights.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// A network in order. `draft` holds nodes and links as an importer met them: node, node_level, node_road and, per
/// link, from, to, width_m, lanes, free_speed_m_s, modes, oneway, level, road, shape_begin and shape are filled and the
/// shape runs from the first node to the second; from and to are rows of this rank's draft. Here nodes are sorted by
/// (Hilbert key of their leaf, y, x, level), links run from their lower to their higher node unless they are one-way,
/// and are sorted by (second node, first node, shape), which is the leaf order of their second nodes; length_m is
/// measured along the shape (plan view), component is filled and grade set to 0. Nodes outside the frame take the
/// nearest leaf. Every rank gets the rows of its leaves. Does not depend on the order of the draft. Throws RunError
/// where the columns do not fit each other. Collective.
Network finish_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, Network draft);

/// The same where one rank has all. Local: any thread.
Network finish_network(const GridFrame& frame, Network draft);

/// The rows of all ranks on the first one, empty elsewhere: for networks that are known to be small. Collective.
Network gather_network(const Comm& comm, const Network& network);

/// Brings a network onto the terrain: z of nodes and shapes and grade. A node on the ground takes the terrain of its
/// cell (0 where unknown); one without a link on the ground takes the mean of its neighbours, weighted by 1 / length,
/// as a deck or a tube leads evenly from end to end. A link's shape follows the terrain on the ground and runs evenly
/// between its ends elsewhere. Collective.
void drape_network(const Comm& comm, const LeafCuts& cuts, const Grid& grid, Network& network);

/// The same where the grid comes piece by piece.
class NetworkDraping {
 public:
  /// Asks the owners of the leaves under this rank's rows of the network. Collective.
  NetworkDraping(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, const Network& network);
  /// Answers from some of this rank's leaves: keys and terrain_m are looked at. Local.
  void answer(const Grid& piece);
  /// Sends the answers back and drapes the network, the same that was given before. Collective.
  void finish(const Comm& comm, Network& network) const;

 private:
  struct Query {
    LeafKey key{0};
    std::uint32_t bit{0};
    std::uint32_t place{0};  ///< among those of the rank that asks
  };
  struct Asked {
    LeafKey key{0};
    std::uint32_t bit{0};
    std::uint32_t place{0};
    std::size_t rank{0};
  };
  std::vector<std::vector<std::uint32_t>> asked_for_;  ///< [ranks] points that this rank asked each
  std::vector<Asked> asked_;                           ///< of this rank, ascending by key
  std::vector<std::vector<std::int32_t>> answers_mm_;  ///< [ranks]
  std::size_t points_{0};
};

/// Link length by connected part, in metres, longest first; the same on all ranks. Collective.
std::vector<double> component_lengths_m(const Comm& comm, const Network& network);

}  // namespace machi
