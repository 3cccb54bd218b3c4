#include "engine/population/fleet_trips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/population/purposes.hpp"
#include "engine/population/trips.hpp"

namespace machi {
namespace {

/// Which trips of a demand one fleet makes.
class FleetTaker {
 public:
  FleetTaker(TravelDemand& demand, const FleetSettings& fleet, const TrafficNetwork& network)
      : demand_(demand), fleet_(fleet), network_(network) {
    for (const std::string& mode : demand.modes)
      instead_.push_back(std::find(fleet.instead_of.begin(), fleet.instead_of.end(), mode) != fleet.instead_of.end());
    const auto row = std::find(demand.modes.begin(), demand.modes.end(), fleet.name);
    mode_ = static_cast<std::uint16_t>(row - demand.modes.begin());
    if (row == demand.modes.end()) demand.modes.push_back(fleet.name);
  }

  void take(std::uint64_t person) {
    for (std::uint64_t a = demand_.activity_begin[person]; a + 1 < demand_.activity_begin[person + 1]; ++a) {
      Leg& leg = demand_.legs[a - person];
      const Activity& from = demand_.activities[a];
      const Activity& to = demand_.activities[a + 1];
      if (leg.mode >= instead_.size() || !instead_[leg.mode] || is_stage(demand_.activity_types[from.type]) ||
          is_stage(demand_.activity_types[to.type]))
        continue;
      if (!is_inside(from) || !is_inside(to) || beeline_m(network_, from, to) < fleet_.min_distance_m) continue;
      const std::uint32_t line = leg.line;
      leg = {};
      leg.line = line;
      leg.mode = leg.routing_mode = mode_;
    }
  }

 private:
  bool is_inside(const Activity& activity) const {
    const ActivityPlace place = place_of(network_, activity);
    return is_served(fleet_.polygons, place.x_m, place.y_m);
  }

  TravelDemand& demand_;
  const FleetSettings& fleet_;
  const TrafficNetwork& network_;
  std::vector<bool> instead_;  ///< [modes]
  std::uint16_t mode_{0};
};

}  // namespace

bool is_served(const PolygonTable& area, double x_m, double y_m) {
  const auto x_mm = static_cast<std::int32_t>(std::lround(x_m * 1000));
  const auto y_mm = static_cast<std::int32_t>(std::lround(y_m * 1000));
  for (std::uint32_t p = 0; p < area.size(); ++p)
    if (contains(area, p, x_mm, y_mm)) return true;
  return area.size() == 0;
}

void take_fleets(TravelDemand& demand, std::span<const FleetSettings> fleets, const TrafficNetwork& network,
                 std::uint64_t seed, std::uint64_t first_person) {
  for (std::size_t f = 0; f < fleets.size(); ++f) {
    FleetTaker taker(demand, fleets[f], network);
    for (std::uint64_t p = 0; p < demand.persons(); ++p) {
      const std::uint32_t word =
          random_block(seed, first_person + p, static_cast<std::uint32_t>(f), purpose_takes_fleet)[0];
      if (uniform01(word) < fleets[f].share) taker.take(p);
    }
  }
}

std::vector<std::uint32_t> rows_of_links(const TrafficNetwork& network, const std::vector<std::string>& ids,
                                         const std::string& key) {
  std::unordered_map<std::string, std::uint32_t> row_of;
  if (!ids.empty())
    for (std::uint32_t l = 0; l < network.links(); ++l) row_of.emplace(network.link_id[l], l);
  std::vector<std::uint32_t> rows;
  for (const std::string& id : ids) {
    const auto found = row_of.find(id);
    if (found == row_of.end())
      throw UsageError(fmt::format("{}: there is no link '{}' in the network. Name one that is", key, id));
    rows.push_back(found->second);
  }
  return rows;
}

}  // namespace machi
