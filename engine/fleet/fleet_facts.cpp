#include "engine/fleet/fleet_facts.hpp"

#include <algorithm>

namespace machi {

FleetFacts fleet_facts(const Dispatcher& fleet, std::uint32_t end_step) {
  FleetFacts facts;
  std::vector<std::int64_t> waits;
  for (std::size_t row = 0; row < fleet.requests().size(); ++row) {
    const RideRequest& request = fleet.requests()[row];
    const RideOutcome& outcome = fleet.outcomes()[row];
    ++facts.requests;
    if (outcome.picked_up != no_step) waits.push_back(outcome.picked_up - request.called);
    if (outcome.state == RideState::rejected) ++facts.rejected;
    if (outcome.state != RideState::served) continue;
    ++facts.served;
    facts.ride_steps += outcome.set_down - outcome.picked_up;
    facts.direct_steps += request.direct;
    facts.shared += outcome.shared ? 1 : 0;
  }
  facts.unfinished = facts.requests - facts.served - facts.rejected;
  facts.picked_up = static_cast<std::int64_t>(waits.size());
  std::sort(waits.begin(), waits.end());
  for (const std::int64_t wait : waits) facts.wait_steps += wait;
  if (!waits.empty()) facts.p95_wait_steps = waits[(95 * waits.size() + 99) / 100 - 1];
  for (const FleetVisit& visit : fleet.visits()) {
    facts.driven_mm += visit.driven_mm;
    facts.passenger_mm += std::int64_t{visit.load} * visit.driven_mm;
    if (visit.load == 0) facts.empty_mm += visit.driven_mm;
  }
  for (const FleetVehicle& vehicle : fleet.vehicles())
    facts.service_steps += std::max<std::int64_t>(
        0, std::int64_t{std::min(vehicle.schedule.service_end, end_step)} - vehicle.service_from);
  return facts;
}

}  // namespace machi
