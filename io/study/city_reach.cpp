#include "io/study/city_reach.hpp"

#include <cmath>
#include <memory>
#include <optional>

#include "engine/transit/transit_reach.hpp"
#include "io/study/mode_ways.hpp"
#include "io/study/walk_distance.hpp"

namespace machi {
namespace {

constexpr double bicycle_m_s = 15.0 / 3.6;
constexpr double short_s = 600;
constexpr double quarter_s = 900;
constexpr double half_s = 1800;

// From each stop on foot along the streets, to nodes where anything stands.
std::vector<std::vector<PlaceWalk>> walks_of_stops(const Network& network, const std::vector<NodeContent>& nodes,
                                                   const SheetTransit& transit) {
  const Timetable& timetable = *transit.world.timetable;
  const double most_s = transit.world.rules.walk_radius_m / notice_walk_m_s;
  ModeWays ways(network, mode_walk, notice_walk_m_s);
  std::vector<std::vector<PlaceWalk>> walks(timetable.stops());
  std::vector<PointMm> places;
  for (std::uint32_t stop = 0; stop < timetable.stops(); ++stop) places.push_back(place_of_stop(timetable, stop));
  const std::vector<StreetEnd> ends = nearest_street_ends(network, places);
  for (std::uint32_t stop = 0; stop < ends.size(); ++stop) {
    const double to_street_s = ends[stop].m / notice_walk_m_s;
    ways.reach(ends[stop].node, most_s - to_street_s, [&](std::uint32_t node, double s) {
      const NodeContent& content = nodes[node];
      if (content.residents + content.shops + content.services <= 0) return;
      walks[stop].push_back({node, static_cast<std::uint32_t>(std::ceil(to_street_s + s))});
    });
  }
  return walks;
}

/// Searches of one thread.
class Searches {
 public:
  Searches(const Network& network, const std::vector<NodeContent>& nodes, const SheetTransit* transit,
           const StopWalks* walks)
      : nodes_(nodes),
        ways_{ModeWays(network, mode_walk, notice_walk_m_s), ModeWays(network, mode_bicycle, bicycle_m_s),
              ModeWays(network, mode_car, 0)},
        walk_s_(nodes.size(), half_s + 1) {
    if (transit != nullptr)
      transit_.emplace(transit->world.index, transit->world.rules.most_rides, *walks, DepartureWindow{});
  }

  NodeReach from(std::uint32_t begin) {
    NodeReach reach;
    const auto within = [&](ReachMode mode) -> NodeContent& { return reach.quarter[static_cast<std::size_t>(mode)]; };
    for (const ReachMode mode : {ReachMode::bicycle, ReachMode::car})
      ways_[static_cast<std::size_t>(mode)].reach(begin, quarter_s,
                                                  [&](std::uint32_t node, double) { within(mode) += nodes_[node]; });
    walked_.clear();
    ways_[0].reach(begin, transit_ ? half_s : quarter_s, [&](std::uint32_t node, double s) {
      if (s <= short_s) reach.short_walk += nodes_[node];
      if (s <= quarter_s) within(ReachMode::walk) += nodes_[node];
      if (transit_) reach.half_by_transit += nodes_[node];
      walk_s_[node] = s;
      walked_.push_back(node);
    });
    if (transit_) {
      within(ReachMode::transit) = within(ReachMode::walk);
      for (const TransitReach::Reached& one : transit_->from(begin, static_cast<std::int32_t>(half_s))) {
        if (walk_s_[one.place] > half_s) reach.half_by_transit += nodes_[one.place];
        if (walk_s_[one.place] > quarter_s && one.median_s <= quarter_s)
          within(ReachMode::transit) += nodes_[one.place];
      }
    }
    for (const std::uint32_t node : walked_) walk_s_[node] = half_s + 1;
    return reach;
  }

 private:
  const std::vector<NodeContent>& nodes_;
  std::array<ModeWays, 3> ways_;
  std::optional<TransitReach> transit_;
  std::vector<double> walk_s_;  // [nodes] of the search
  std::vector<std::uint32_t> walked_;
};

}  // namespace

std::vector<NodeReach> reach_of_nodes(const Network& network, const std::vector<NodeContent>& nodes,
                                      const SheetTransit* transit) {
  std::unique_ptr<StopWalks> walks;
  if (transit != nullptr) walks = std::make_unique<StopWalks>(walks_of_stops(network, nodes, *transit), nodes.size());
  std::vector<NodeReach> reached(nodes.size());
#pragma omp parallel
  {
    Searches searches(network, nodes, transit, walks.get());
#pragma omp for schedule(dynamic, 16)
    for (std::size_t begin = 0; begin < nodes.size(); ++begin)
      if (nodes[begin].residents > 0) reached[begin] = searches.from(static_cast<std::uint32_t>(begin));
  }
  return reached;
}

}  // namespace machi
