#include "engine/process/mobility/queue_rules.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr double most_pcu = 1e6;  // so that sums over the links of a node stay exact

Pcu pcu_of(double passenger_cars) {
  return std::llround(std::min(passenger_cars, most_pcu) * static_cast<double>(one_pcu));
}

}  // namespace

LinkRates link_rates(const TrafficNetwork& network, std::uint32_t link, const QueueRules& rules) {
  const double dt_s = 1 / static_cast<double>(rules.steps_per_s);
  const double length_m = network.length_m[link];
  const double speed_m_s = network.free_speed_m_s[link];
  const double flow_1_s = network.flow_capacity_1_s[link] * rules.flow_factor;
  const bool holes = rules.dynamics != TrafficDynamics::queue;
  double storage = length_m * network.lanes[link] / network.cell_m * rules.storage_factor;
  storage = std::max({storage, flow_1_s * dt_s, length_m / speed_m_s * flow_1_s});
  if (holes)
    storage = std::max(storage, length_m * flow_1_s * (speed_m_s + hole_speed_m_s) / speed_m_s / hole_speed_m_s);
  LinkRates rates;
  rates.flow = flow_per_step(network.flow_capacity_1_s[link], rules);
  rates.storage = pcu_of(storage);
  rates.inflow = inflow_per_step(network, link, speed_m_s, rules.steps_per_s);
  rates.free_steps = drive_steps(length_m, speed_m_s, rules.steps_per_s);
  // A hole counts for the nodes of the second step after the one in which it arrives or is under way last.
  if (holes) rates.credit_steps = drive_steps(length_m, hole_speed_m_s, rules.steps_per_s) + 2;
  return rates;
}

Pcu flow_per_step(double capacity_1_s, const QueueRules& rules) {
  return std::max<Pcu>(1, pcu_of(capacity_1_s * rules.flow_factor * (1 / static_cast<double>(rules.steps_per_s))));
}

Pcu inflow_per_step(const TrafficNetwork& network, std::uint32_t link, double speed_m_s, std::int64_t steps_per_s) {
  const double dt_s = 1 / static_cast<double>(steps_per_s);
  return pcu_of(dt_s * network.lanes[link] / network.cell_m / (1 / hole_speed_m_s + 1 / speed_m_s));
}

VehicleClass vehicle_class(const VehicleType& type) {
  VehicleClass made;
  made.room = pcu_of(type.pcu);
  made.flow = pcu_of(type.pcu / type.flow_efficiency);
  made.max_speed_m_s = type.max_speed_m_s;
  return made;
}

std::uint32_t drive_steps(double length_m, double speed_m_s, std::int64_t steps_per_s) {
  const double steps = std::floor(length_m / speed_m_s * static_cast<double>(steps_per_s));
  return static_cast<std::uint32_t>(std::min(steps, 1e9));
}

}  // namespace machi
