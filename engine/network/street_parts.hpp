/// \file  The streets of all ranks while they are tidied: every node lies on one rank, every edge on the ranks of its
/// nodes, and what has to be judged together is brought to one rank first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/comm/packet.hpp"
#include "engine/network/street_graph.hpp"
#include "engine/network/street_index.hpp"

namespace machi {

/// An edge as it travels, beside its chain.
struct TravellingEdge {
  EdgeKey key;
  std::array<NodeKey, 2> end{};
  std::array<StreetCell, 2> cell;  ///< of these nodes
  std::array<std::int32_t, 2> home{};
  std::array<StreetGraph::Tip, 2> tip;
  bool kerb{false};
};

/// An edge that has taken the place of others.
struct Replacement {
  std::uint32_t edge{0};
  std::array<EdgeKey, 2> was;  ///< what the node at each end had instead
  JoinTime moment;
};

/// Every function but the accessors is collective, and needs and leaves `graph` settled.
class StreetParts {
 public:
  StreetParts(const Comm& comm, RowOwners owners) : comm_(comm), owners_(std::move(owners)) {}

  using OwnEdge = std::pair<TravellingEdge, StreetChain>;
  /// Takes this rank's nodes and the edges that lead to them, those of which have come from other ranks as pack_edge()
  /// leaves them; lists are in the order of edges by key. Local.
  void begin(std::vector<StreetGraph::Node> own, std::vector<OwnEdge> edges, ByteRows arrived);

  /// Moves nodes with their edges: target [nodes of the graph] is a rank; only own nodes move.
  void move(const std::vector<int>& target);

  /// Says for each edge [edges of the graph] whether its nodes have to be judged together, as far as this rank can
  /// tell.
  using Connects = std::function<std::vector<std::uint8_t>(const StreetGraph&)>;
  enum class Voices { any, both };  ///< of the two ranks of an edge
  /// Moves nodes to the lowest rank of those that they are connected with, until no connection crosses ranks.
  void gather(const Connects& connects, Voices voices);

  /// Tells the other ranks which node is now at this end of the edges that cross.
  void sync();

  /// Brings edges to the ranks of their nodes in place of those that were there.
  void replace(std::span<const Replacement> replacements);

  /// A value for each edge that crosses goes to its other rank; the answer is theirs by edge, T{} where none crosses.
  template <class T>
  std::vector<T> exchange(const std::vector<T>& mine) const;

  const Comm& comm() const { return comm_; }
  int home_of(std::uint32_t node) const { return graph.nodes[node].remote ? graph.nodes[node].home : comm_.rank(); }
  const RowOwners& owners() const { return owners_; }

  StreetGraph graph;

 private:
  void pack(std::uint32_t edge, std::vector<std::byte>& bytes) const;
  void list_remote();
  void refresh_homes(const std::vector<std::pair<NodeKey, int>>& moved);

  Comm comm_;
  RowOwners owners_;
  std::unordered_map<NodeKey, int> directory_;  ///< where nodes are that have moved from here, by who owns their cell
};

/// Appends an edge and its chain.
void pack_edge(const TravellingEdge& edge, const StreetChain& chain, std::vector<std::byte>& bytes);

template <class T>
std::vector<T> StreetParts::exchange(const std::vector<T>& mine) const {
  struct Said {
    EdgeKey edge;
    T value;
  };
  std::vector<std::vector<Said>> rows(static_cast<std::size_t>(comm_.size()));
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
    const StreetGraph::Edge& edge = graph.edges[e];
    if (!graph.crosses(edge)) continue;
    const std::uint32_t there = edge.end[1 - graph.own_end(edge)];
    rows[static_cast<std::size_t>(graph.nodes[there].home)].push_back({edge.key, mine[e]});
  }
  std::vector<T> theirs(graph.edges.size());
  for (const std::vector<Said>& row : comm_.all_to_all_of(rows))
    for (const Said& said : row) theirs[graph.find_edge(said.edge)] = said.value;
  return theirs;
}

}  // namespace machi
