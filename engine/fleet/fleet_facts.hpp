/// \file  What a day of a fleet comes to.
#pragma once

#include <cstdint>

#include "engine/fleet/dispatcher.hpp"

namespace machi {

/// Whole numbers; steps and millimetres.
struct FleetFacts {
  std::int64_t requests{0};
  std::int64_t served{0};  ///< have come to their stop
  std::int64_t rejected{0};
  std::int64_t unfinished{0};  ///< had a promise or were on board when the run ended, or their vehicle was lost
  std::int64_t picked_up{0};
  std::int64_t wait_steps{0};      ///< of those who were picked up, altogether
  std::int64_t p95_wait_steps{0};  ///< 95 of 100 of them did not wait longer
  std::int64_t ride_steps{0};      ///< of those who were served
  std::int64_t direct_steps{0};    ///< what their rides would have taken without detour
  std::int64_t shared{0};          ///< of these, with another party on board for a part of the way
  std::int64_t driven_mm{0};       ///< by vehicles
  std::int64_t empty_mm{0};        ///< of these, without anybody
  std::int64_t passenger_mm{0};
  std::int64_t service_steps{0};  ///< of all vehicles, until the end of service or of the run

  double mean_wait_s(std::int64_t steps_per_s) const { return ratio(wait_steps, picked_up * steps_per_s); }
  double mean_in_vehicle_s(std::int64_t steps_per_s) const { return ratio(ride_steps, served * steps_per_s); }
  /// Time on board over time of the direct ride.
  double mean_detour() const { return ratio(ride_steps, direct_steps); }
  /// Passenger-km over vehicle-km.
  double occupancy() const { return ratio(passenger_mm, driven_mm); }
  double empty_share() const { return ratio(empty_mm, driven_mm); }
  double shared_share() const { return ratio(shared, served); }
  double served_1_h(std::int64_t steps_per_s) const { return 3600 * ratio(served * steps_per_s, service_steps); }

 private:
  static double ratio(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

/// Of all requests and visits until `end_step`. Local.
FleetFacts fleet_facts(const Dispatcher& fleet, std::uint32_t end_step);

}  // namespace machi
