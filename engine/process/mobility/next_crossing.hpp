/// \file  When somebody can leave a rank at the earliest, from what is left of the plan.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/process/mobility/deal_traffic.hpp"
#include "engine/process/mobility/route_guide.hpp"
#include "engine/process/mobility/travellers.hpp"

namespace machi {

/// The first time that somebody goes from a rank to another, by a cut link or teleported.
struct BorderCrossing {
  std::uint32_t step{0};        ///< not before it is the entrance of the cut link entered, or the teleported leg begun
  std::uint32_t due{0};         ///< nor anything due on the other rank before this one
  std::uint32_t row{no_index};  ///< the link that is entered, of the network; none where it is teleported
  int to{undecided};            ///< rank
  std::uint8_t vehicle_class{0};        ///< of who enters a link
  static constexpr int undecided = -1;  ///< the way is asked for in `step`
};

/// Times are those of free speed, so nobody is earlier. A vehicle passes a node one step after it was through on its
/// link at the earliest, an activity begins one step after the arrival. Network and shares must outlive this. Throws
/// nothing. Local.
class CrossingForecast {
 public:
  /// `guide`: of those whose way is not known before they depart; may be null.
  CrossingForecast(const TrafficNetwork& network, const TrafficShares& shares, std::int64_t steps_per_s,
                   const RouteGuide* guide);
  /// Of a traveller on rank `rank` before step `now`; none where the plan ends there.
  std::optional<BorderCrossing> next(const Traveller& traveller, int rank, std::uint32_t now) const;

 private:
  int owner(std::uint32_t row) const { return shares_->node_rank[network_->to[row]]; }
  /// Over the links of a leg, on the first of which the vehicle is; it may pass the node in `step`. Where the leg
  /// does not leave the rank, `step` becomes the one in which the activity behind it begins.
  std::optional<BorderCrossing> drive(std::span<const std::uint32_t> links, std::uint8_t vehicle_class, int rank,
                                      std::uint32_t& step) const;
  std::optional<BorderCrossing> follow(const Traveller& traveller, const std::uint32_t* activity, int rank,
                                       std::uint32_t ends) const;

  const TrafficNetwork* network_;
  const TrafficShares* shares_;
  const RouteGuide* guide_;
  std::vector<std::uint16_t> free_steps_;  ///< [links of the network] at most
};

}  // namespace machi
