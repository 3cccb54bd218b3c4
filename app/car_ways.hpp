/// \file  Where cars of evacuees drive to: shelters, or out of the area.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "app/mobility_part.hpp"
#include "engine/coupling/car_goals.hpp"
#include "engine/model/network.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Streets, and the network made from them by drive_network(), must outlive it.
class CarWays {
 public:
  /// Rows of Handover::ways.
  static constexpr std::uint8_t to_shelter = 0;
  static constexpr std::uint8_t out_of_area = 1;
  /// Between two times at which cars that are to leave the area hear of the traffic.
  static constexpr double news_every_s = 300;

  /// `exits`: links at whose end a car is out of the area.
  CarWays(const EvacuationWorld& world, const Network& streets, const TrafficNetwork& network,
          std::vector<std::uint32_t> exits);

  bool any_leads_out() const { return !exits_.empty(); }
  /// Whether there is a way of a kind from the end of a link on the empty network.
  bool leads(std::uint8_t kind, std::uint32_t link) const { return !at_alarm_[kind]->way(link).empty(); }
  std::vector<WayFrom> at_alarm() const;

  /// Who drives to a shelter that takes nobody in any more turns to the nearest one that does, by the roads that are
  /// open. Where none has room they go on, as those do who have no way to one. How many turned on all ranks.
  /// Collective.
  std::int64_t leave_full_shelters(const Comm& comm, const Evacuation& evacuation, double now_s,
                                   MobilityPart& mobility);
  /// Cars that leave the area and set off before `until_s` (second of mobility's run) take the way of least time by the
  /// traffic that is there now and the roads that are open. Collective.
  void hear_news(double until_s, MobilityPart& mobility) const;

 private:
  const TrafficNetwork& network_;
  std::vector<std::uint32_t> shelters_;  ///< [destinations] link nearest to the entrance; none
  std::vector<std::uint32_t> exits_;
  std::vector<std::uint32_t> left_alone_;  ///< links of full shelters to which nobody drives any more, ascending
  std::vector<std::shared_ptr<const CarGoals>> at_alarm_;  ///< by kind
};

}  // namespace machi
