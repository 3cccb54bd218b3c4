#include "engine/network/build_network.hpp"

#include <algorithm>
#include <cmath>

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

class Builder {
 public:
  Builder(const GridFrame& frame, const StreetGraph& graph, const RoadKinds& kinds, std::span<const RoadFact> facts,
          std::span<const NarrowArea> narrow)
      : frame_(frame), graph_(graph), kinds_(kinds), facts_(facts), narrow_(narrow) {}

  Network build() {
    node_index_.assign(graph_.nodes.size(), no_row);
    for (std::uint32_t n = 0; n < graph_.nodes.size(); ++n) add_node(n);
    for (const StreetGraph::Edge& edge : graph_.edges)
      if (!edge.gone()) add_edge(edge);
    return std::move(network_);
  }

 private:
  PointMm point_of(CellPoint p) const {
    return {static_cast<std::int32_t>(std::lround(p.x * frame_.cell_mm)),
            static_cast<std::int32_t>(std::lround(p.y * frame_.cell_mm)), 0};
  }

  void add_node(std::uint32_t n) {
    const StreetGraph::Node& node = graph_.nodes[n];
    if (node.edges.empty()) return;
    node_index_[n] = network_.nodes();
    Level level = Level::tunnel;
    for (const std::uint32_t e : node.edges) level = std::min(level, StreetGraph::level_of(graph_.edges[e]));
    const StreetCell& cell = graph_.cell_of(n);
    network_.node.push_back(point_of(centre_of(cell)));
    network_.node_level.push_back(level);
    network_.node_road.push_back(node.role == NodeRole::intersection ? row_of(cell.area) : no_row);
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

  // Measured across the line; what is too narrow for the cells has the mean width of its surface, at most the measured.
  double width_m(const StreetGraph::Edge& edge, AreaId area) const {
    const double measured_m = width_cells(edge) * frame_.cell_mm / 1000.0;
    const auto it = std::lower_bound(narrow_.begin(), narrow_.end(), area,
                                     [](const NarrowArea& n, AreaId a) { return n.area < a; });
    if (it == narrow_.end() || it->area != area) return measured_m;
    return std::min(measured_m, static_cast<double>(it->width_m));
  }

  void add_edge(const StreetGraph::Edge& edge) {
    std::vector<PointMm> shape;
    for (const CellPoint p : shape_of(edge)) shape.push_back(point_of(p));
    if (!edge.loop()) return add_link(edge, node_index_[edge.end[0]], node_index_[edge.end[1]], shape);
    // No link leads to its own node: a ring gets a second one half way.
    if (shape.size() < 3) return;
    const std::size_t middle = shape.size() / 2;
    const std::uint32_t half_way = network_.nodes();
    network_.node.push_back(shape[middle]);
    network_.node_level.push_back(StreetGraph::level_of(edge));
    network_.node_road.push_back(no_row);
    add_link(edge, node_index_[edge.end[0]], half_way, std::span(shape).first(middle + 1));
    add_link(edge, half_way, node_index_[edge.end[1]], std::span(shape).subspan(middle));
  }

  void add_link(const StreetGraph::Edge& edge, std::uint32_t from, std::uint32_t to, std::span<const PointMm> shape) {
    const AreaId area = StreetGraph::area_of(edge);
    network_.from.push_back(from);
    network_.to.push_back(to);
    network_.shape.insert(network_.shape.end(), shape.begin(), shape.end());
    network_.shape_begin.push_back(network_.shape.size());
    network_.level.push_back(StreetGraph::level_of(edge));
    network_.oneway.push_back(0);
    network_.road.push_back(edge.kerb ? no_row : row_of(area));
    if (edge.kerb) return describe_link(kerb_width_m, 0, mode_walk);
    const double measured_m = width_m(edge, area);
    if (use_of(area) == AreaUse::sidewalk) return describe_link(measured_m, 0, mode_walk);
    describe_street(row_of(area), measured_m);
  }

  void describe_street(std::uint32_t row, double width_m) {
    const auto fact = std::lower_bound(facts_.begin(), facts_.end(), row,
                                       [](const RoadFact& f, std::uint32_t r) { return f.row < r; });
    const bool known = fact != facts_.end() && fact->row == row;
    if (known && fact->width_m > 0) width_m = static_cast<double>(fact->width_m);
    const std::uint8_t modes = modes_of_street(width_m, kinds_.has_sidewalk(row));
    std::uint8_t lanes = lanes_of_width(width_m, kinds_.is_detailed(row) ? WidthOf::carriageway : WidthOf::whole_road);
    if (known && fact->lanes > 0) lanes = static_cast<std::uint8_t>(std::min<int>(fact->lanes, 255));
    describe_link(width_m, (modes & mode_car) != 0 ? lanes : std::uint8_t{0}, modes);
  }

  void describe_link(double width_m, std::uint8_t lanes, std::uint8_t modes) {
    network_.width_m.push_back(static_cast<float>(width_m));
    network_.lanes.push_back(lanes);
    network_.modes.push_back(modes);
    network_.free_speed_m_s.push_back((modes & mode_car) != 0 ? free_speed_of_lanes(lanes) : 0.0F);
  }

  const GridFrame& frame_;
  const StreetGraph& graph_;
  const RoadKinds& kinds_;
  std::span<const RoadFact> facts_;
  std::span<const NarrowArea> narrow_;
  std::vector<std::uint32_t> node_index_;  ///< [nodes of the graph]
  Network network_;
};

}  // namespace

Network build_network(const GridFrame& frame, const StreetGraph& graph, const RoadKinds& kinds,
                      std::span<const RoadFact> facts, std::span<const NarrowArea> narrow) {
  return Builder(frame, graph, kinds, facts, narrow).build();
}

}  // namespace machi
