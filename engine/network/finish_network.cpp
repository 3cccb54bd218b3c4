#include "engine/network/finish_network.hpp"

#include <limits>
#include <span>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/network/number_network.hpp"

namespace machi {
namespace {

void check_draft(const Network& draft) {
  const std::size_t links = draft.from.size();
  const bool fits = draft.node_level.size() == draft.node.size() && draft.node_road.size() == draft.node.size() &&
                    draft.to.size() == links && draft.width_m.size() == links && draft.lanes.size() == links &&
                    draft.free_speed_m_s.size() == links && draft.modes.size() == links &&
                    draft.oneway.size() == links && draft.level.size() == links && draft.road.size() == links &&
                    draft.shape_begin.size() == links + 1 && draft.shape_begin.back() == draft.shape.size();
  if (!fits) throw RunError("The columns of a network draft differ in length. Fill every column of every link");
  for (std::size_t l = 0; l < links; ++l) {
    if (draft.from[l] >= draft.nodes() || draft.to[l] >= draft.nodes() ||
        draft.shape_begin[l + 1] < draft.shape_begin[l] + 2)
      throw RunError("A link of a network draft has no node or no shape. Give both nodes and two points or more");
  }
}

}  // namespace

Network finish_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, Network draft) {
  comm.agree([&] { check_draft(draft); });
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  std::vector<DraftNode> nodes;
  nodes.reserve(draft.nodes());
  for (std::uint32_t n = 0; n < draft.nodes(); ++n)
    nodes.push_back({draft.node[n], draft.node_level[n], draft.node_road[n], {rank, n}});
  Network network;
  network.source = draft.source;
  const std::vector<std::uint32_t> number = number_nodes(comm, frame, cuts, nodes, network);
  const RowOwners owners(comm, network.nodes());
  LinkDelivery links(comm, owners);
  for (std::uint32_t l = 0; l < draft.links(); ++l) {
    const auto begin = draft.shape.begin() + static_cast<std::ptrdiff_t>(draft.shape_begin[l]);
    const auto end = draft.shape.begin() + static_cast<std::ptrdiff_t>(draft.shape_begin[l + 1]);
    DraftLink link;
    link.from = number[draft.from[l]];
    link.to = number[draft.to[l]];
    link.width_m = draft.width_m[l];
    link.free_speed_m_s = draft.free_speed_m_s[l];
    link.road = draft.road[l];
    link.lanes = draft.lanes[l];
    link.modes = draft.modes[l];
    link.oneway = draft.oneway[l];
    link.level = draft.level[l];
    link.key = {rank, l};
    links.add(link, {begin, end});
  }
  draft = {};
  links.finish(comm, network);
  number_components(comm, network);
  return network;
}

Network finish_network(const GridFrame& frame, Network draft) {
  check_draft(draft);
  return finish_network(Comm::null(), frame, {{0, std::numeric_limits<LeafKey>::max()}}, std::move(draft));
}

Network gather_network(const Comm& comm, const Network& mine) {
  Network all;
  const auto gather = [&](auto& column, const auto& rows) { column = comm.gather_of(std::span(rows)); };
  gather(all.node, mine.node);
  gather(all.node_level, mine.node_level);
  gather(all.node_road, mine.node_road);
  gather(all.from, mine.from);
  gather(all.to, mine.to);
  gather(all.length_m, mine.length_m);
  gather(all.width_m, mine.width_m);
  gather(all.lanes, mine.lanes);
  gather(all.grade, mine.grade);
  gather(all.free_speed_m_s, mine.free_speed_m_s);
  gather(all.modes, mine.modes);
  gather(all.oneway, mine.oneway);
  gather(all.level, mine.level);
  gather(all.road, mine.road);
  gather(all.component, mine.component);
  gather(all.shape, mine.shape);
  std::vector<std::uint64_t> points;
  for (std::size_t l = 0; l < mine.links(); ++l) points.push_back(mine.shape_begin[l + 1] - mine.shape_begin[l]);
  for (const std::uint64_t count : comm.gather_of(std::span<const std::uint64_t>(points)))
    all.shape_begin.push_back(all.shape_begin.back() + count);
  if (comm.first()) all.source = mine.source;
  return all;
}

}  // namespace machi
