#include "engine/process/mobility/next_crossing.hpp"

#include <algorithm>

#include "engine/process/mobility/leg_counts.hpp"
#include "engine/process/mobility/queue_rules.hpp"

namespace machi {

CrossingForecast::CrossingForecast(const TrafficNetwork& network, const TrafficShares& shares, std::int64_t steps_per_s,
                                   const RouteGuide* guide)
    : network_(&network), shares_(&shares), guide_(guide) {
  constexpr std::uint32_t most = 0xffff;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    free_steps_.push_back(static_cast<std::uint16_t>(
        std::min(drive_steps(network.length_m[l], network.free_speed_m_s[l], steps_per_s), most)));
}

std::optional<BorderCrossing> CrossingForecast::drive(std::span<const std::uint32_t> links, std::uint8_t vehicle_class,
                                                      int rank, std::uint32_t& step) const {
  for (const std::uint32_t row : links.subspan(1)) {
    const std::uint32_t through = step + free_steps_[row];
    if (owner(row) != rank) return BorderCrossing{step, through, row, owner(row), vehicle_class};
    step = through + 1;
  }
  return std::nullopt;
}

std::optional<BorderCrossing> CrossingForecast::next(const Traveller& traveller, int rank, std::uint32_t now) const {
  const std::uint32_t* const at = &traveller.plan[traveller.cursor];
  std::uint32_t begins = traveller.due;
  switch (traveller.state) {
    case TravelState::at_activity:
      return follow(traveller, at, rank, traveller.due);
    case TravelState::driving: {
      begins = std::max(traveller.due + 1, now);
      const std::span<const std::uint32_t> links(at, traveller.links_left);
      if (const auto crossing = drive(links, traveller.vehicle_class, rank, begins)) return crossing;
      const std::uint32_t* const activity = at + traveller.links_left;
      return follow(traveller, activity, rank, ActivityWords(activity).end(begins));
    }
    case TravelState::travelling:
      ++begins;
      break;
    case TravelState::arrived:
      break;
    case TravelState::waiting:
    case TravelState::riding:
    case TravelState::at_stop:
    case TravelState::pulling_out:  // of runs that nobody foresees (Mobility::foresees)
      return std::nullopt;
  }
  return follow(traveller, at, rank, ActivityWords(at).end(begins));
}

std::optional<BorderCrossing> CrossingForecast::follow(const Traveller& traveller, const std::uint32_t* activity,
                                                       int rank, std::uint32_t ends) const {
  const std::uint32_t* const last = traveller.plan.data() + traveller.plan.size() - ActivityWords::size;
  while (activity != last && ends != no_index) {
    const LegWords leg(activity + ActivityWords::size);
    const std::uint32_t* const links = activity + ActivityWords::size + LegWords::size;
    std::uint32_t begins = ends + 1;
    if (leg.on_network()) {
      const std::uint8_t mode = std::min(leg.mode(), last_counted_mode);
      if (guide_ != nullptr && guide_->guides(traveller.person, mode)) return BorderCrossing{ends, begins, no_index};
      if (const auto crossing = drive({links, leg.links()}, leg.vehicle_class(), rank, begins)) return crossing;
      activity = links + leg.links();
    } else {
      activity = links;
      begins += leg.steps();
      const int to = owner(ActivityWords(activity).link());
      if (to != rank) return BorderCrossing{ends, ends + std::max(leg.steps(), 1U), no_index, to};
    }
    ends = ActivityWords(activity).end(begins);
  }
  return std::nullopt;
}

}  // namespace machi
