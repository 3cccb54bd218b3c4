#include "engine/network/derive_network.hpp"

#include <algorithm>
#include <array>
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

void count_intersections(const StreetParts& parts, std::span<const IntersectionPlace> places, NetworkReport& report) {
  const Comm& comm = parts.comm();
  const StreetGraph& graph = parts.graph;
  std::vector<std::vector<AreaId>> rows(static_cast<std::size_t>(comm.size()));
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n)
    if (!graph.is_remote(n) && use_of(graph.cell_of(n).area) == AreaUse::intersection)
      rows[static_cast<std::size_t>(keeper_of(graph.cell_of(n).area, comm.size()))].push_back(graph.cell_of(n).area);
  std::vector<AreaId> holding;
  for (const std::vector<AreaId>& row : comm.all_to_all_of(rows)) holding.insert(holding.end(), row.begin(), row.end());
  std::sort(holding.begin(), holding.end());
  std::array<std::int64_t, 3> sums{static_cast<std::int64_t>(places.size()), 0, 0};
  for (const IntersectionPlace& place : places) {
    const auto [begin, end] = std::equal_range(holding.begin(), holding.end(), place.area);
    sums[1] += end - begin == 1 ? 1 : 0;
    sums[2] += end == begin ? 1 : 0;
  }
  comm.sum(sums);
  report.intersections = static_cast<std::uint64_t>(sums[0]);
  report.intersections_with_one_node = static_cast<std::uint64_t>(sums[1]);
  report.intersections_without = static_cast<std::uint64_t>(sums[2]);
}

// A pass is joined where links that lie on the two areas share a node.
void check_passes(const StreetParts& parts, const RoadLayers& layers, NetworkReport& report) {
  struct Pair {
    AreaId a;
    AreaId b;
    auto operator<=>(const Pair&) const = default;
  };
  const StreetGraph& graph = parts.graph;
  std::set<Pair> passes;
  for (const Pass& pass : layers.passes)
    passes.insert({std::min(pass.special, pass.other), std::max(pass.special, pass.other)});
  report.passes_checked = passes.size();
  if (passes.empty()) return;
  std::vector<AreaId> area_of_edge;
  for (const StreetGraph::Edge& edge : graph.edges) area_of_edge.push_back(StreetGraph::area_of(edge));
  std::set<Pair> joined;
  for (const StreetGraph::Node& node : graph.nodes) {
    if (node.remote) continue;
    for (const std::uint32_t a : node.edges)
      for (const std::uint32_t b : node.edges)
        if (const Pair pair{area_of_edge[a], area_of_edge[b]}; passes.contains(pair)) joined.insert(pair);
  }
  const std::vector<Pair> mine(joined.begin(), joined.end());
  for (const Pair& pair : parts.comm().all_gather_of(std::span<const Pair>(mine))) joined.insert(pair);
  report.passes_joined = joined.size();
}

void describe(const Comm& comm, const Network& network, NetworkReport& report) {
  const std::vector<double> lengths_m = component_lengths_m(comm, network);
  double total_m = 0;
  for (const double length_m : lengths_m) total_m += length_m;
  report.length_km = total_m / 1000.0;
  report.largest_share = total_m > 0 ? lengths_m.front() / total_m : 0.0;
  report.components = lengths_m.size();
}

// The streets as they were thinned.
StreetParts trace(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, std::vector<StreetCell> cells,
                  const RoadLayers& layers, std::span<const IntersectionPlace> places) {
  const double cell_m = frame.cell_mm / 1000.0;
  const int reach = reach_of_meetings(comm, cells, layers, cell_m);
  std::optional<StreetIndex> streets(std::in_place, comm, frame, cuts, std::move(cells), reach);
  const Intersections intersections(comm, *streets, places);
  const std::vector<Meeting> meetings = find_meetings(comm, *streets, intersections.centres(), layers, cell_m);
  TracedStreets traced = trace_streets(comm, *streets, intersections, meetings);
  const RowOwners owners = streets->owners();
  streets.reset();
  return join_pieces(comm, owners, std::move(traced), meetings);
}

void tidy(StreetParts& parts, std::span<const IntersectionPlace> places, NetworkReport& report) {
  TidyCounts counts;
  tidy_streets(parts, places, counts);
  report.spurs_removed = static_cast<std::uint64_t>(parts.comm().sum(static_cast<std::int64_t>(counts.spurs_removed)));
  report.junctions_merged =
      static_cast<std::uint64_t>(parts.comm().sum(static_cast<std::int64_t>(counts.nodes_merged)));
}

}  // namespace

// What a rank knows of its own leaves goes as soon as its streets are traced: the two together would be the most memory
// that an import takes.
Network derive_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, NetworkInput input,
                       NetworkReport& report) {
  const RoadKinds kinds(comm, input.surfaces);
  std::optional<AreaCovers> covers(std::in_place, comm, frame, cuts, input.surfaces, kinds);
  const RoadFacts facts(comm, input.facts, covers->narrow());
  input = {};
  const RoadLayers layers = lay_areas(comm, *covers);
  const std::vector<IntersectionPlace> places = find_intersections(comm, *covers);
  std::vector<StreetCell> cells = find_street_cells(comm, cuts, *covers, layers);
  covers.reset();
  report = {};
  report.centre_line_cells = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(cells.size())));
  StreetParts parts = trace(comm, frame, cuts, std::move(cells), layers, places);
  tidy(parts, places, report);
  report.portals = layers.portals.size();
  count_intersections(parts, places, report);
  check_passes(parts, layers, report);
  Network network = build_network(comm, frame, cuts, parts, kinds, facts);
  network.source = layers.sidewalk_layers > 0 ? "road surfaces and LOD3 traffic areas" : "road surfaces";
  describe(comm, network, report);
  return network;
}

Network derive_network(const Comm& comm, const LeafDomain& leaves, const NetworkInput& input, const Grid& grid,
                       NetworkReport& report) {
  Network network = derive_network(comm, leaves.frame(), leaves.cuts(), input, report);
  if (comm.any(!grid.terrain_m.empty())) drape_network(comm, leaves.cuts(), grid, network);
  return network;
}

}  // namespace machi
