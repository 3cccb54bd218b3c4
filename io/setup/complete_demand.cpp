#include "io/setup/complete_demand.hpp"

#include <utility>

#include "engine/population/united_parts.hpp"
#include "io/setup/timetable_setup.hpp"

namespace machi {

void complete_demand(const Comm& comm, const MobilitySettings& settings, const TripRules& rules, TravelDemand demand,
                     MobilitySetup& setup) {
  name_services(comm, setup, demand);
  comm.agree([&] {
    if (settings.transit.simulated()) prepare_rides(setup.transit, *setup.network, demand);
  });
  const std::size_t activity_types = demand.activity_types.size();
  const std::size_t vehicle_types = demand.vehicle_types.size();
  comm.agree([&] { setup.demand = complete_trips(std::move(demand), *setup.network, rules); });
  unite_activity_types(comm, activity_types, setup.demand);
  // Who lives in a city has a vehicle of their own.
  if (setup.buildings == 0) unite_vehicles(comm, vehicle_types, setup.demand);
}

}  // namespace machi
