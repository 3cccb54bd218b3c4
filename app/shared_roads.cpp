#include "app/shared_roads.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/coupling/wet_streets.hpp"

namespace machi {

// drive_network() calls links "7" along street 7 and "7r" against it.
SharedRoads::SharedRoads(const Network& streets, const TrafficNetwork& network, const LeafDomain& leaves)
    : streets_(streets), links_of_(streets.links(), {no_index, no_index}), walkers_(leaves, streets) {
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const std::string& id = network.link_id[l];
    links_of_[std::stoul(id)][id.back() == 'r' ? 1 : 0] = l;
  }
}

std::vector<RoadEvent> SharedRoads::floods(const Comm& comm, const EvacuationWorld& world, double stop_depth_m,
                                           double alarm_s, double end_s) {
  std::vector<RoadEvent> events;
  if (world.water == nullptr) return events;
  const auto least_cm = static_cast<std::uint16_t>(std::max(1.0, std::floor(100 * stop_depth_m + 0.5)));
  const std::vector<std::int64_t> wet_ms = wet_streets_ms(comm, *world.leaves, *world.water, streets_, least_cm);
  for (std::uint32_t street = 0; street < streets_.links(); ++street) {
    if (wet_ms[street] == never_wet_ms) continue;
    RoadEvent flood;
    flood.begin_s = alarm_s + std::max(0.0, 1e-3 * static_cast<double>(wet_ms[street]));
    if (flood.begin_s >= end_s) continue;
    for (const std::uint32_t link : links_of_[street])
      if (link != no_index) flood.links.push_back(link);
    if (flood.links.empty()) continue;
    flood.closed = flood.flooded = true;
    events.push_back(std::move(flood));
    ++flooded_streets_;
  }
  return events;
}

// Walkers are spread over the width, so each of two directions with lanes of their own has half of them.
double SharedRoads::factor_of(std::uint32_t street, std::int64_t walkers) const {
  const bool apart = links_of_[street][0] != no_index && links_of_[street][1] != no_index && streets_.lanes[street] > 1;
  const double here = static_cast<double>(walkers) * (apart ? 0.5 : 1);
  const double length_m = std::max(static_cast<double>(streets_.length_m[street]), 1.0);
  return capacity_beside_walkers(3600 * walkers_speed_m_s * here / length_m);
}

std::vector<LinkShare> SharedRoads::shares(const Comm& comm, const Evacuation& evacuation) {
  evacuation.store().for_each_now([&](const Walker& walker) { walkers_.add(walker); });
  std::vector<StreetCount> now = walkers_.take(comm);
  std::vector<LinkShare> shares;
  const auto share = [&](std::uint32_t street, std::int64_t walkers) {
    const double factor = factor_of(street, walkers);
    for (const std::uint32_t link : links_of_[street])
      if (link != no_index) shares.push_back({link, factor});
  };
  auto before = before_.begin();
  for (const StreetCount& count : now) {
    for (; before != before_.end() && before->street < count.street; ++before) share(before->street, 0);
    const bool was_there = before != before_.end() && before->street == count.street;
    if (!was_there || before->walkers != count.walkers) share(count.street, count.walkers);
    if (was_there) ++before;
  }
  for (; before != before_.end(); ++before) share(before->street, 0);
  shared_streets_ += static_cast<std::int64_t>(now.size());
  before_ = std::move(now);
  return shares;
}

SharedRoadsState SharedRoads::state() const {
  return {flooded_streets_, shared_streets_, before_};
}

void SharedRoads::go_on(const SharedRoadsState& state) {
  flooded_streets_ = state.flooded_streets;
  shared_streets_ = state.shared_streets;
  before_ = state.walkers;
  std::erase_if(before_, [&](const StreetCount& row) { return row.street >= streets_.links(); });
}

}  // namespace machi
