#include "engine/network/derive_network.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "engine/network/build_network.hpp"
#include "engine/network/finish_network.hpp"
#include "engine/network/intersections.hpp"
#include "engine/network/join_pieces.hpp"
#include "engine/network/meetings.hpp"
#include "engine/network/road_areas.hpp"
#include "engine/network/road_layers.hpp"
#include "engine/network/street_cells.hpp"
#include "engine/network/street_index.hpp"
#include "engine/network/tidy_streets.hpp"
#include "engine/network/trace_streets.hpp"

namespace machi {
namespace {

std::vector<RoadFact> gather_facts(const Comm& comm, const NetworkInput& input) {
  std::vector<RoadFact> facts = comm.gather_of(std::span<const RoadFact>(input.facts));
  std::sort(facts.begin(), facts.end(), [](const RoadFact& a, const RoadFact& b) { return a.row < b.row; });
  return facts;
}

std::vector<NarrowArea> gather_narrow(const Comm& comm, const AreaCovers& covers) {
  std::vector<NarrowArea> narrow = comm.gather_of(covers.narrow());
  std::sort(narrow.begin(), narrow.end(), [](const NarrowArea& a, const NarrowArea& b) {
    return std::pair(a.area, a.width_m) < std::pair(b.area, b.width_m);
  });
  return narrow;
}

void count_intersections(const StreetGraph& graph, std::span<const IntersectionPlace> places, NetworkReport& report) {
  std::vector<AreaId> holding;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n)
    if (graph.degree(n) > 0 && use_of(graph.cell_of(n).area) == AreaUse::intersection)
      holding.push_back(graph.cell_of(n).area);
  std::sort(holding.begin(), holding.end());
  report.intersections = places.size();
  for (const IntersectionPlace& place : places) {
    const auto [begin, end] = std::equal_range(holding.begin(), holding.end(), place.area);
    report.intersections_with_one_node += end - begin == 1 ? 1 : 0;
    report.intersections_without += end == begin ? 1 : 0;
  }
}

// A pass is joined where links that lie on the two areas share a node.
void check_passes(const StreetGraph& graph, const RoadLayers& layers, NetworkReport& report) {
  std::set<std::pair<AreaId, AreaId>> passes;
  for (const Pass& pass : layers.passes)
    passes.emplace(std::min(pass.special, pass.other), std::max(pass.special, pass.other));
  std::vector<AreaId> area_of_edge(graph.edges.size(), 0);
  for (std::size_t e = 0; e < graph.edges.size(); ++e)
    if (!graph.edges[e].gone()) area_of_edge[e] = StreetGraph::area_of(graph.edges[e]);
  std::set<std::pair<AreaId, AreaId>> joined;
  for (const StreetGraph::Node& node : graph.nodes) {
    for (const std::uint32_t a : node.edges)
      for (const std::uint32_t b : node.edges)
        if (const std::pair pair(area_of_edge[a], area_of_edge[b]); passes.count(pair) != 0) joined.insert(pair);
  }
  report.passes_checked = passes.size();
  report.passes_joined = joined.size();
}

void describe(const Network& network, NetworkReport& report) {
  const std::vector<double> lengths_m = component_lengths_m(network);
  double total_m = 0;
  for (const double length_m : lengths_m) total_m += length_m;
  report.length_km = total_m / 1000.0;
  report.largest_share = total_m > 0 ? lengths_m.front() / total_m : 0.0;
  report.components = lengths_m.size();
}

// The streets of all ranks as they were thinned, on the first rank.
StreetGraph trace(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, std::vector<StreetCell> cells,
                  const RoadLayers& layers, std::span<const IntersectionPlace> places) {
  const double cell_m = frame.cell_mm / 1000.0;
  const int reach = reach_of_meetings(comm, cells, layers, cell_m);
  std::optional<StreetIndex> streets(std::in_place, comm, frame, cuts, std::move(cells), reach);
  const Intersections intersections(comm, *streets, places);
  const std::vector<Meeting> meetings = find_meetings(comm, *streets, intersections.centres(), layers, cell_m);
  TracedStreets traced = trace_streets(comm, *streets, intersections, meetings);
  streets.reset();
  return join_pieces(comm, std::move(traced), meetings);
}

void tidy(StreetGraph& graph, std::span<const IntersectionPlace> places, NetworkReport& report) {
  TidyCounts counts;
  tidy_streets(graph, places, counts);
  report.spurs_removed = counts.spurs_removed;
  report.junctions_merged = counts.nodes_merged;
}

}  // namespace

// What a rank knows of its own leaves goes as soon as the first rank has what it needs: the two together would be the
// most memory that an import takes.
Network derive_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, NetworkInput input,
                       NetworkReport& report) {
  const std::vector<RoadFact> facts = gather_facts(comm, input);
  const RoadKinds kinds(comm, input.surfaces);
  std::optional<AreaCovers> covers(std::in_place, comm, frame, cuts, input.surfaces, kinds);
  input = {};
  const RoadLayers layers = lay_areas(comm, *covers);
  const std::vector<NarrowArea> narrow = gather_narrow(comm, *covers);
  const std::vector<IntersectionPlace> places = find_intersections(comm, *covers);
  std::vector<StreetCell> cells = find_street_cells(comm, cuts, *covers, layers);
  covers.reset();
  report = {};
  report.centre_line_cells = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(cells.size())));
  StreetGraph graph = trace(comm, frame, cuts, std::move(cells), layers, places);
  Network network;
  comm.agree([&] {
    if (!comm.first()) return;
    tidy(graph, places, report);
    report.portals = layers.portals.size();
    count_intersections(graph, places, report);
    check_passes(graph, layers, report);
    network = build_network(frame, graph, kinds, facts, narrow);
    graph = {};
    network = finish_network(frame, std::move(network));
    network.source = layers.sidewalk_layers > 0 ? "road surfaces and LOD3 traffic areas" : "road surfaces";
    describe(network, report);
  });
  return network;
}

Network derive_network(const Comm& comm, const LeafDomain& leaves, const NetworkInput& input, const Grid& grid,
                       NetworkReport& report) {
  Network network = derive_network(comm, leaves.frame(), leaves.cuts(), input, report);
  if (comm.any(!grid.terrain_m.empty())) drape_network(comm, leaves.cuts(), grid, network);
  return network;
}

}  // namespace machi
