#include "engine/network/build_network.hpp"

#include <algorithm>
#include <cmath>

#include "engine/network/number_network.hpp"
#include "engine/network/street_rules.hpp"
#include "engine/network/street_shape.hpp"

namespace machi {
namespace {

constexpr std::uint32_t no_row = 0xffffffffU;
constexpr double simplify_cells = 0.5;
constexpr float kerb_width_m = 2.0F;

CellPoint centre_of(const ChainCell& cell) {
  return {cell.x + 0.5, cell.y + 0.5};
}

// Links to be: an edge that this rank makes, and the middle of one that is a ring.
struct Made {
  std::uint32_t edge{0};
  std::uint32_t middle{no_row};  ///< place in the shape
  std::vector<PointMm> shape;
};

class Builder {
 public:
  Builder(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, StreetParts& parts, const RoadKinds& kinds,
          const RoadFacts& facts)
      : comm_(comm), frame_(frame), cuts_(cuts), parts_(parts), graph_(parts.graph), kinds_(kinds), facts_(facts) {}

  Network build() {
    Network network;
    comm_.agree([&] {
      for (std::uint32_t e = 0; e < graph_.edges.size(); ++e)
        if (!graph_.is_remote(graph_.edges[e].end[0])) make(e);
    });
    number(network);
    ask_facts();
    const RowOwners owners(comm_, network.nodes());
    LinkDelivery links(comm_, owners);
    for (const Made& made : made_) add_links(made, links);
    made_ = {};
    graph_ = {};
    links.finish(comm_, network);
    number_components(comm_, network);
    return network;
  }

 private:
  PointMm point_of(CellPoint p) const {
    return {static_cast<std::int32_t>(std::lround(p.x * frame_.cell_mm)),
            static_cast<std::int32_t>(std::lround(p.y * frame_.cell_mm)), 0};
  }

  std::vector<CellPoint> shape_of(const StreetGraph::Edge& edge) const {
    std::vector<CellPoint> chain;
    for_cells(edge.chain, [&](const ChainCell& cell) { chain.push_back(centre_of(cell)); });
    lead_to_node(chain, centre_of(graph_.cell_of(edge.end[1])));
    std::reverse(chain.begin(), chain.end());
    lead_to_node(chain, centre_of(graph_.cell_of(edge.end[0])));
    std::reverse(chain.begin(), chain.end());
    if (chain.size() == 1) chain.push_back(chain.front());
    smooth_chain(chain);
    return simplify_chain(chain, simplify_cells);
  }

  // No link leads to its own node: a ring gets a second one half way.
  void make(std::uint32_t e) {
    const StreetGraph::Edge& edge = graph_.edges[e];
    Made made{e, no_row, {}};
    for (const CellPoint p : shape_of(edge)) made.shape.push_back(point_of(p));
    if (edge.loop()) {
      if (made.shape.size() < 3) return;
      made.middle = static_cast<std::uint32_t>(made.shape.size() / 2);
    }
    made_.push_back(std::move(made));
  }

  DraftNode node_of(const StreetGraph::Node& node) const {
    Level level = Level::tunnel;
    for (const std::uint32_t e : node.edges) level = std::min(level, StreetGraph::level_of(graph_.edges[e]));
    return {point_of(centre_of(node.cell)),
            level,
            node.role == NodeRole::intersection ? row_of(node.cell.area) : no_row,
            {node.key, 0}};
  }

  // Own nodes, then the middles of rings; then which numbers the nodes of other ranks have.
  void number(Network& network) {
    std::vector<DraftNode> nodes;
    for (const StreetGraph::Node& node : graph_.nodes)
      if (!node.remote) nodes.push_back(node_of(node));
    for (const Made& made : made_) {
      if (made.middle == no_row) continue;
      const StreetGraph::Edge& edge = graph_.edges[made.edge];
      nodes.push_back({made.shape[made.middle], StreetGraph::level_of(edge), no_row, {~edge.key.high, edge.key.low}});
    }
    const std::vector<std::uint32_t> numbers = number_nodes(comm_, frame_, cuts_, nodes, network);
    auto next = numbers.begin();
    node_number_.assign(graph_.nodes.size(), no_row);
    for (std::uint32_t n = 0; n < graph_.nodes.size(); ++n)
      if (!graph_.is_remote(n)) node_number_[n] = *next++;
    middle_number_.assign(next, numbers.end());
    std::vector<std::uint32_t> mine(graph_.edges.size(), no_row);
    for (std::uint32_t e = 0; e < graph_.edges.size(); ++e)
      if (const StreetGraph::Edge& edge = graph_.edges[e]; graph_.crosses(edge))
        mine[e] = node_number_[edge.end[graph_.own_end(edge)]];
    const std::vector<std::uint32_t> theirs = parts_.exchange(mine);
    for (std::uint32_t e = 0; e < graph_.edges.size(); ++e)
      if (const StreetGraph::Edge& edge = graph_.edges[e]; graph_.crosses(edge))
        node_number_[edge.end[1 - graph_.own_end(edge)]] = theirs[e];
  }

  void ask_facts() {
    std::vector<AreaId> areas;
    for (const Made& made : made_) areas.push_back(StreetGraph::area_of(graph_.edges[made.edge]));
    std::sort(areas.begin(), areas.end());
    areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
    area_facts_ = facts_.of(comm_, kinds_, areas);
    areas_ = std::move(areas);
  }

  // The mean of the middle half of the widths across the edge's cells, intersections left out where that leaves any.
  static double width_cells(const StreetGraph::Edge& edge) {
    std::vector<double> widths;
    for (const bool everywhere : {false, true}) {
      for_cells(edge.chain, [&](const ChainCell& cell) {
        if (everywhere || use_of(cell.area) != AreaUse::intersection) widths.push_back(cell.width_16ths / 16.0);
      });
      if (!widths.empty()) break;
    }
    std::sort(widths.begin(), widths.end());
    const std::size_t begin = widths.size() / 4;
    const std::size_t end = widths.size() - begin;
    double sum = 0;
    for (std::size_t k = begin; k < end; ++k) sum += widths[k];
    return sum / static_cast<double>(end - begin);
  }

  void add_links(const Made& made, LinkDelivery& links) {
    const StreetGraph::Edge& edge = graph_.edges[made.edge];
    DraftLink link = describe(edge);
    link.from = node_number_[edge.end[0]];
    link.to = node_number_[edge.end[1]];
    link.key = {edge.key.high, 2 * edge.key.low};
    if (made.middle == no_row) return links.add(link, made.shape);
    const auto half_way = made.shape.begin() + made.middle;
    link.to = middle_number_[rings_++];
    links.add(link, {made.shape.begin(), half_way + 1});
    ++link.key.low;
    links.add({link.to, node_number_[edge.end[1]], link.width_m, link.free_speed_m_s, link.road, link.lanes, link.modes,
               link.oneway, link.level, link.key},
              {half_way, made.shape.end()});
  }

  // Width is measured across the line; what is too narrow for the cells has the mean width of its surface, at most the
  // measured.
  DraftLink describe(const StreetGraph::Edge& edge) const {
    const AreaId area = StreetGraph::area_of(edge);
    DraftLink link;
    link.level = StreetGraph::level_of(edge);
    link.road = edge.kerb ? no_row : row_of(area);
    if (edge.kerb) return described(link, static_cast<double>(kerb_width_m), 0, mode_walk);
    const AreaFacts& facts =
        area_facts_[static_cast<std::size_t>(std::lower_bound(areas_.begin(), areas_.end(), area) - areas_.begin())];
    double width_m = width_cells(edge) * frame_.cell_mm / 1000.0;
    width_m = std::min(width_m, static_cast<double>(facts.narrow_m));
    if (use_of(area) == AreaUse::sidewalk) return described(link, width_m, 0, mode_walk);
    if (facts.road.width_m > 0) width_m = static_cast<double>(facts.road.width_m);
    const std::uint8_t modes = modes_of_street(width_m, facts.has_sidewalk != 0);
    std::uint8_t lanes = lanes_of_width(width_m, facts.is_detailed != 0 ? WidthOf::carriageway : WidthOf::whole_road);
    if (facts.road.lanes > 0) lanes = static_cast<std::uint8_t>(std::min<int>(facts.road.lanes, 255));
    return described(link, width_m, (modes & mode_car) != 0 ? lanes : std::uint8_t{0}, modes);
  }

  static DraftLink described(DraftLink link, double width_m, std::uint8_t lanes, std::uint8_t modes) {
    link.width_m = static_cast<float>(width_m);
    link.lanes = lanes;
    link.modes = modes;
    link.free_speed_m_s = (modes & mode_car) != 0 ? free_speed_of_lanes(lanes) : 0.0F;
    return link;
  }

  const Comm& comm_;
  const GridFrame& frame_;
  const LeafCuts& cuts_;
  StreetParts& parts_;
  StreetGraph& graph_;
  const RoadKinds& kinds_;
  const RoadFacts& facts_;
  std::vector<Made> made_;
  std::vector<std::uint32_t> node_number_;    ///< [nodes of the graph]
  std::vector<std::uint32_t> middle_number_;  ///< of the rings among made_, in turn
  std::size_t rings_{0};
  std::vector<AreaId> areas_;  ///< of made_, ascending
  std::vector<AreaFacts> area_facts_;
};

}  // namespace

Network build_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, StreetParts& parts,
                      const RoadKinds& kinds, const RoadFacts& facts) {
  return Builder(comm, frame, cuts, parts, kinds, facts).build();
}

}  // namespace machi
