/// \file  What a run knows of its links once some of them change (road_changes.hpp). For engine/process/mobility only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/process/mobility/mobility.hpp"

namespace machi {

struct Mobility::RoadState {
  explicit RoadState(const MobilityWorld& world)
      : closed(world.network->links(), 0), flooded(world.network->links(), 0), speed(world.network->links(), 1) {
    for (const LinkChange& change : world.changes) {
      Extremes& most = extremes[change.link];
      most.capacity = std::max(most.capacity, change.state.capacity_factor);
      most.speed = std::max(most.speed, change.state.speed_factor);
    }
  }

  /// Most that a link will ever have, so that what neighbours may rely on holds whatever changes.
  double most_capacity(std::uint32_t link) const {
    const auto found = extremes.find(link);
    return found == extremes.end() ? 1 : found->second.capacity;
  }
  double most_speed(std::uint32_t link) const {
    const auto found = extremes.find(link);
    return found == extremes.end() ? 1 : found->second.speed;
  }

  /// What events and walkers leave of a link's flow capacity.
  double capacity_of(std::uint32_t link) const {
    const auto events = capacity.find(link), walkers = beside_walkers.find(link);
    return (events == capacity.end() ? 1 : events->second) * (walkers == beside_walkers.end() ? 1 : walkers->second);
  }

  /// By link.
  std::vector<LinkShare> shares() const {
    std::vector<LinkShare> all;
    for (const auto& [link, factor] : beside_walkers) all.push_back({link, factor});
    std::sort(all.begin(), all.end(), [](const LinkShare& a, const LinkShare& b) { return a.link < b.link; });
    return all;
  }

  struct Extremes {
    double capacity{1};
    double speed{1};
  };
  struct Pace {
    std::uint32_t step;  ///< from which on
    double factor;
  };
  /// A vehicle that was taken out of an own link.
  struct Left {
    std::uint32_t link;
    std::uint8_t vehicle_class;
  };
  std::size_t next{0};  ///< of the world's changes
  bool any_closed{false};
  std::vector<std::uint8_t> closed;    ///< [links of the network]
  std::vector<std::uint8_t> flooded;   ///< [links of the network]
  std::vector<double> speed;           ///< [links of the network] over the free one
  std::vector<Left> left;              ///< in this step
  std::vector<std::uint32_t> drowned;  ///< own links that were flooded in this step
  /// Slots of cars for another process that had not set off when they were first asked for: none is added after the
  /// handover. Kept in no state: who goes on finds them anew.
  std::optional<std::vector<std::uint32_t>> parked;
  std::unordered_map<std::uint32_t, std::vector<Pace>> paces;  ///< of links whose speed changed, by step
  std::unordered_map<std::uint32_t, Extremes> extremes;
  std::unordered_map<std::uint32_t, double> capacity;        ///< of links whose capacity an event changed
  std::unordered_map<std::uint32_t, double> beside_walkers;  ///< of links that walkers have shared
};

}  // namespace machi
