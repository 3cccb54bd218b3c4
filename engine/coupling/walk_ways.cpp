#include "engine/coupling/walk_ways.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/network/drive_network.hpp"

namespace machi {

WalkWays::WalkWays(const Network& streets, const StreetPlaces& places)
    : streets_(streets), places_(places), network_(drive_network(streets, mode_walk)), planner_(network_, mode_walk) {
  std::vector<RouteMs> length_mm;
  for (const double length_m : network_.length_m)
    length_mm.push_back(static_cast<RouteMs>(std::min(std::floor(1e3 * length_m + 0.5), 1.0 * longest_link_ms)));
  lengths_ = std::make_unique<LinkTimes>(length_mm, 60'000);
  planner_.take(*lengths_);
  to_.assign(2, LeastTimes(planner_.least()));
}

WalkWays::Foot WalkWays::foot_of(const PointMm& point) const {
  const StreetPlaces::Beside beside = places_.beside(point);
  Foot foot;
  foot.street = beside.street;
  if (foot.street == no_index) return foot;
  foot.to_street_mm = beside.distance_mm;
  const auto& place = planner_.hierarchy().place;
  foot.node = {place[streets_.from[foot.street]], place[streets_.to[foot.street]]};
  const double whole_mm = 1e3 * static_cast<double>(streets_.length_m[foot.street]);
  foot.to_node_mm = {beside.offset_mm, std::max(whole_mm - beside.offset_mm, 0.0)};
  return foot;
}

void WalkWays::set_target(const PointMm& point) {
  target_ = foot_of(point);
  if (target_.street == no_index) return;
  for (std::size_t end = 0; end < 2; ++end) to_[end].set_target(target_.node[end]);
}

double WalkWays::length_m(const PointMm& from) {
  const Foot foot = foot_of(from);
  if (foot.street == no_index || target_.street == no_index) return infinity;
  double along_mm = foot.street == target_.street ? std::abs(foot.to_node_mm[0] - target_.to_node_mm[0]) : infinity;
  for (std::size_t start = 0; start < 2; ++start)
    for (std::size_t end = 0; end < 2; ++end) {
      const RouteMs between_mm = to_[end].from(foot.node[start]);
      if (between_mm < no_way_ms)
        along_mm = std::min(along_mm, foot.to_node_mm[start] + between_mm + target_.to_node_mm[end]);
    }
  return 1e-3 * (foot.to_street_mm + along_mm + target_.to_street_mm);
}

}  // namespace machi
