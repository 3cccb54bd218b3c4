/// \file  A trip with a fleet of shared vehicles, as it is expected: from door to door, or between stops to and from
/// which people walk.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/fleet/drive_times.hpp"
#include "engine/fleet/fleet_experience.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

struct ChainStop;
struct ChoiceRules;

/// Where a fleet stops.
struct FleetStand {
  std::uint32_t link{0};
  double x_m{0};
  double y_m{0};
};

/// A fleet as who chooses sees it. Times must outlive it.
struct ChoiceFleet {
  FleetRules rules;
  const DriveTimes* times{nullptr};
  std::vector<FleetStand> stops;  ///< empty: from door to door
  PolygonTable area;              ///< both ends of a trip lie within; empty: anywhere
  std::uint8_t operator_{0};      ///< row among those of the traffic
};

/// The legs of a trip.
struct FleetTrip {
  std::uint32_t from{0};  ///< links of the ride; the same: nobody is called, the leg is a walk
  std::uint32_t to{0};
  std::uint32_t walk_steps{0};    ///< of the walk instead of the ride
  std::uint32_t access_steps{0};  ///< of the walks to and from stops
  std::uint32_t egress_steps{0};
  bool between_stops{false};
  bool rides() const { return from != to; }
};

FleetTrip fleet_trip(const ChoiceRules& rules, const ChoiceFleet& fleet, const ChainStop& from, const ChainStop& to);

/// Whether such a trip can be made with the fleet.
bool can_call(const ChoiceFleet& fleet, const FleetTrip& trip, const ChainStop& from, const ChainStop& to);

/// How the ride, or the walk instead of it, is expected to go; steps.
struct FleetRideAhead {
  std::uint32_t called{0};
  std::uint32_t steps{0};    ///< until it ends
  std::uint32_t waiting{0};  ///< of these
  std::uint32_t arrival{0};  ///< step in which the trip ends
};

/// Of who leaves in a step. direct: of the ride; no_drive where no vehicle gets there, so that people walk.
FleetRideAhead fleet_ride(const ChoiceRules& rules, const ChoiceFleet& fleet, const FleetExperience& known,
                          const FleetTrip& trip, std::uint32_t direct, std::uint32_t departure);

/// Legs and the stages between them as words of a RunningPlan.
void append_fleet_trip(const ChoiceRules& rules, const ChoiceFleet& fleet, const FleetTrip& trip, std::uint8_t mode,
                       std::vector<std::uint32_t>& words);

}  // namespace machi
