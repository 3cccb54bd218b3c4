/// \file  The plans that a person knows, and how they are kept: in a few bytes a leg.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/process/mobility/running_plan.hpp"
#include "engine/routing/route_graph.hpp"
#include "engine/transit/transit_planner.hpp"

namespace machi {

/// A trip of a plan, with the end of the activity before it.
struct TripPlan {
  std::uint32_t end_step{no_index};        ///< of the activity; none: by duration
  std::uint32_t duration_steps{no_index};  ///< of the activity at most, where it has no end
  std::uint8_t mode{0};                    ///< row of the demand's modes; not used where the trip is fixed
  std::uint32_t steps{0};                  ///< where it is teleported
  std::uint32_t access_s{0};               ///< walks to the first stop and from the last one, where it is by transit
  std::uint32_t egress_s{0};
  std::vector<PlannedRide> rides;    ///< of transit
  std::vector<std::uint32_t> route;  ///< links, where it is driven

  /// The step in which the activity before it ends if it begins in `step`.
  std::uint32_t departure(std::uint32_t step) const {
    if (end_step != no_index) return end_step < step ? step : end_step;
    return duration_steps == no_index ? no_index : step + duration_steps;
  }
  friend bool operator==(const TripPlan&, const TripPlan&) = default;
};

struct DayPlan {
  std::vector<TripPlan> trips;
  float score{0};
  bool scored{false};  ///< whether it was carried out yet
};

class PackedBytes;

/// Routes in half a byte a link: which of the links that begin where the last one ends. The network must outlive it.
class RouteCode {
 public:
  explicit RouteCode(const TrafficNetwork& network);
  /// Appends a route of at least one link; the first is not written.
  void write(const std::vector<std::uint32_t>& route, std::vector<std::uint8_t>& bytes) const;
  /// Reads one. Where the bytes hold no links of the network, one behind the other, they count as damaged.
  std::vector<std::uint32_t> read(std::uint32_t first, PackedBytes& bytes) const;

 private:
  const TrafficNetwork* network_;
  RouteGraph out_;
};

/// The plans of one person.
struct KnownPlans {
  std::vector<DayPlan> plans;
  std::uint32_t selected{0};
};

/// As bytes. `driven[mode]`: whether trips of a mode have a route; first_links [trips]: where the routes begin, none
/// where a trip is fixed.
std::vector<std::uint8_t> pack_plans(const KnownPlans& known, const RouteCode& code, const std::vector<bool>& driven,
                                     const std::vector<std::uint32_t>& first_links);
/// None where the bytes are no such plans.
std::optional<KnownPlans> unpack_plans(const std::vector<std::uint8_t>& bytes, const RouteCode& code,
                                       const std::vector<bool>& driven, const std::vector<std::uint32_t>& first_links);

}  // namespace machi
