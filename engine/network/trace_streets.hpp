/// \file  From the cells of this rank to nodes and pieces of chains between them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/network/intersections.hpp"
#include "engine/network/meetings.hpp"
#include "engine/network/street_chain.hpp"
#include "engine/network/street_index.hpp"

namespace machi {

/// Why a node stays even where it joins only two edges.
enum class NodeRole : std::uint8_t {
  plain,         ///< a junction or an end: goes when it joins two edges
  level_change,  ///< the street changes its level here
  kerb,          ///< a sidewalk meets its street here
  approach,      ///< a street meets the portal of a bridge, viaduct or tunnel here
  intersection,  ///< stands for an intersection area
  portal,        ///< the end of a bridge, viaduct or tunnel that passes other streets
};

struct TracedNode {
  CellNumber number{no_cell};
  StreetCell cell;
  NodeRole role{NodeRole::plain};
  bool on_ring{false};  ///< stands for nothing but begins a ring that has no other node
};

/// Where a piece of a chain ends: at a node, or beside a cell of another rank.
struct PieceEnd {
  CellNumber cell{no_cell};    ///< the last one
  CellNumber beyond{no_cell};  ///< the next one, on another rank; none at a node
  std::uint32_t step{0};       ///< chain_step from a node into the piece
  bool open() const { return beyond != no_cell; }
};

struct TracedPiece {
  std::array<PieceEnd, 2> end;
  std::uint32_t words{0};  ///< of its chain
};

/// The lowest cell of a piece that is open at both ends: a ring of such pieces begins at the lowest of all.
struct RingStart {
  TracedNode node;
  std::uint32_t place{0};  ///< in its piece
};

struct TracedStreets {
  std::vector<TracedNode> nodes;    ///< ascending
  std::vector<TracedPiece> pieces;  ///< first those that begin at a node, ascending by its cell and the step
  StreetChain words;                ///< the chains of the pieces, in turn, from end[0] to end[1]
  std::vector<RingStart> rings;     ///< of the pieces that are open at both ends, in turn
};

/// Follows this rank's cells: nodes at junctions, ends, meetings and changes of level, and one in every intersection
/// area that would have none; chains between them, cut where they leave the rank. meetings: each on one rank.
/// Collective.
TracedStreets trace_streets(const Comm& comm, const StreetIndex& streets, const Intersections& intersections,
                            std::span<const Meeting> meetings);

}  // namespace machi
