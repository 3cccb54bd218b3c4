/// \file  Cuts ways into links.
#include "io/network/osm_graph.hpp"

#include <algorithm>
#include <span>

namespace machi {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

/// 1 for nodes at which links end.
std::vector<std::uint8_t> junctions_of(const OsmStreets& streets) {
  std::vector<std::uint8_t> uses(streets.node.size(), 0);
  std::vector<std::uint8_t> junction(streets.node.size(), 0);
  for (const OsmWay& way : streets.ways) {
    junction[way.nodes.front()] = junction[way.nodes.back()] = 1;
    for (const std::uint32_t node : way.nodes) {
      if (uses[node] > 0) junction[node] = 1;
      uses[node] = 1;
    }
  }
  return junction;
}

/// Calls visit(piece) for each part of a way between two junctions.
template <class Visit>
void for_each_piece(const OsmWay& way, const std::vector<std::uint8_t>& junction, const Visit& visit) {
  std::size_t begin = 0;
  for (std::size_t k = 1; k < way.nodes.size(); ++k) {
    if (junction[way.nodes[k]] == 0) continue;
    visit(std::span(way.nodes).subspan(begin, k + 1 - begin));
    begin = k;
  }
}

/// A piece that leads back to where it began gets a junction in its middle. (Back and forth over the same two nodes
/// has no middle: such a piece has three nodes, of which the second becomes the junction.)
void cut_loops(const OsmStreets& streets, std::vector<std::uint8_t>& junction) {
  std::vector<std::uint32_t> middles;
  for (const OsmWay& way : streets.ways) {
    for_each_piece(way, junction, [&](std::span<const std::uint32_t> piece) {
      if (piece.front() == piece.back()) middles.push_back(piece[piece.size() / 2]);
    });
  }
  for (const std::uint32_t node : middles) junction[node] = 1;
}

void add_link(const OsmStreets& streets, const OsmWay& way, std::span<const std::uint32_t> piece,
              const std::vector<std::uint32_t>& number, OsmGraph& graph) {
  graph.from.push_back(number[piece.front()]);
  graph.to.push_back(number[piece.back()]);
  graph.way_id.push_back(way.id);
  graph.modes.push_back(way.modes);
  graph.lanes.push_back(way.lanes);
  graph.width_m.push_back(way.width_m);
  graph.free_speed_m_s.push_back(way.free_speed_m_s);
  graph.oneway.push_back(way.oneway ? 1 : 0);
  graph.level.push_back(way.level);
  for (const std::uint32_t node : piece) graph.shape.push_back(streets.node[node]);
  graph.shape_begin.push_back(graph.shape.size());
}

}  // namespace

OsmGraph split_streets(const OsmStreets& streets) {
  std::vector<std::uint8_t> junction = junctions_of(streets);
  cut_loops(streets, junction);
  OsmGraph graph;
  std::vector<std::uint32_t> number(streets.node.size(), none);
  for (std::size_t k = 0; k < streets.node.size(); ++k) {
    if (junction[k] == 0) continue;
    number[k] = graph.nodes();
    graph.node.push_back(streets.node[k]);
    graph.node_id.push_back(streets.node_id[k]);
  }
  for (const OsmWay& way : streets.ways) {
    for_each_piece(way, junction,
                   [&](std::span<const std::uint32_t> piece) { add_link(streets, way, piece, number, graph); });
  }
  return graph;
}

}  // namespace machi
