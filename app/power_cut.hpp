/// \file  Which buildings of a coupled run lose their electricity, and when: by events and by water.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/constants.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/energy/city_world.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "io/setup/city_doors.hpp"

namespace machi {

/// When some buildings have no power; seconds after the start of the run.
struct PowerCut {
  struct Span {
    double from_s{0};
    double to_s{0};
  };
  std::vector<std::vector<Span>> dark;  ///< [buildings of the city]; the same on all ranks
  double from_s{infinity};              ///< the first of all
  double to_s{0};                       ///< and the end of the last
  std::int64_t by_events{0};            ///< buildings
  std::int64_t by_water{0};             ///< of the others
  bool any() const { return by_events + by_water > 0; }
};

/// Whether what events `power_outage` name is there: buildings by their ids, polygons of files. Throws InputError.
/// Local.
void check_power_events(const Scenario& scenario);

/// By the events `power_outage`, and where at least hazard.outage_depth_m of water stand at the door, for the rest of
/// the day. `evacuation`: that knows the water, whose second 0 is `alarm_s`; null where there is none. Throws
/// InputError on all ranks. Collective.
PowerCut power_cut_of(const Comm& comm, const Scenario& scenario, const CityDoors& city,
                      const EvacuationWorld* evacuation, double alarm_s);

/// Darkens the zones of these buildings, in whole hours: from the one in which a cut begins to the one in which it
/// ends. `start_s`: clock time of the start of the run. Local.
void cut_power(const PowerCut& cut, double start_s, CityWorld& world);

}  // namespace machi
