/// \file  The numbers that a link's queue lives by, in whole steps and whole parts of a passenger car, so that sums do
/// not depend on their order. The rules are those of MATSim's QSim (docs/models/mobility.md).
#pragma once

#include <cstdint>

#include "engine/model/mobility_settings.hpp"
#include "engine/model/population.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// 10⁻⁹ of a passenger car: exact for every capacity and vehicle that is written with nine decimals.
using Pcu = std::int64_t;
inline constexpr Pcu one_pcu = 1'000'000'000;

/// Speed at which holes travel back through a queue, 15 km/h.
inline constexpr double hole_speed_m_s = 15 / 3.6;

struct QueueRules {
  std::int64_t steps_per_s{1};
  std::uint64_t seed{1};
  TrafficDynamics dynamics{TrafficDynamics::queue};
  NodeRule node_rule{NodeRule::empty_buffers};
  StuckRule stuck{StuckRule::push};
  double flow_factor{1};
  double storage_factor{1};
  double stuck_s{10};
  double start_s{0};  ///< clock time of step 0, for signals
};

/// What a link of a network can do, per step.
struct LinkRates {
  Pcu flow{0};                  ///< leave it per step, above 0
  Pcu storage{0};               ///< have room on it
  Pcu inflow{0};                ///< enter it per step; kinematic waves only
  std::uint32_t free_steps{0};  ///< whole steps at free speed
  std::uint32_t credit_steps{
      1};  ///< from the step in which a vehicle leaves the queue to the one in which its room counts
};

/// Rates of a link: flow = capacity dt; storage = max(length lanes / cell, flow, free time × flow), with holes also
/// what the fundamental diagram needs to reach the flow; inflow = lanes / cell / (1 / hole speed + 1 / free speed) dt.
LinkRates link_rates(const TrafficNetwork& network, std::uint32_t link, const QueueRules& rules);
/// Flow per step of `capacity_1_s`, at least 1.
Pcu flow_per_step(double capacity_1_s, const QueueRules& rules);

/// What may enter a link per step at most, lanes / cell / (1 / hole speed + 1 / speed) dt, at a speed.
Pcu inflow_per_step(const TrafficNetwork& network, std::uint32_t link, double speed_m_s, std::int64_t steps_per_s);

/// A vehicle as its links see it.
struct VehicleClass {
  Pcu room{one_pcu};
  Pcu flow{one_pcu};
  double max_speed_m_s{0};
  std::uint32_t modes{0xffffffffU};  ///< bits of the network's modes: which exits it may use
};
VehicleClass vehicle_class(const VehicleType& type);

/// Whole steps, rounded down, for `length_m` at `speed_m_s`.
std::uint32_t drive_steps(double length_m, double speed_m_s, std::int64_t steps_per_s);

}  // namespace machi
