/// \file  Order and numbers of a network whose nodes and links were made on any rank.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/comm/packet.hpp"
#include "engine/comm/row_owners.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// Decides between nodes or links that are alike; different for each.
struct DraftKey {
  std::uint64_t high{0};
  std::uint64_t low{0};
  friend auto operator<=>(const DraftKey&, const DraftKey&) = default;
};

struct DraftNode {
  PointMm point;
  Level level{Level::ground};
  std::uint32_t road{0xffffffffU};
  DraftKey key;
};

/// A link of a draft, beside its shape; from and to are numbers of the whole network.
struct DraftLink {
  std::uint32_t from{0};
  std::uint32_t to{0};
  float width_m{0};
  float free_speed_m_s{0};
  std::uint32_t road{0xffffffffU};
  std::uint8_t lanes{0};
  std::uint8_t modes{0};
  std::uint8_t oneway{0};
  Level level{Level::ground};
  DraftKey key;
};

/// Brings nodes to the owners of their leaves, sorts them by (Hilbert key of their leaf, y, x, level, road) and writes
/// them into `network`. Nodes outside the frame take the nearest leaf. The answer is the number of each given node in
/// the whole network. Throws RunError for 2^32 nodes or more. Collective.
std::vector<std::uint32_t> number_nodes(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts,
                                        std::span<const DraftNode> nodes, Network& network);

/// Links on their way to the ranks of their second nodes.
class LinkDelivery {
 public:
  /// `nodes`: which rank has which.
  LinkDelivery(const Comm& comm, const RowOwners& nodes)
      : nodes_(&nodes), rows_(static_cast<std::size_t>(comm.size())) {}
  /// Turns the link so that it runs from its lower to its higher node, unless it is one-way.
  void add(DraftLink link, std::vector<PointMm> shape);
  /// Writes the links into `network`, sorted by (second node, first node, shape), measured along their shapes. Throws
  /// RunError for 2^32 links or more. Collective.
  void finish(const Comm& comm, Network& network);

 private:
  const RowOwners* nodes_;
  std::vector<std::vector<std::byte>> rows_;  ///< [ranks]
};

/// Fills Network::component: connected parts by length in whole millimetres, the longest first; of equals the one with
/// the lowest node. All ranks hold 16 bytes a part for that. Collective.
void number_components(const Comm& comm, Network& network);

}  // namespace machi
