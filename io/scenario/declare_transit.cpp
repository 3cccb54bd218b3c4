/// \file  The section `mobility.transit`.
#include "io/scenario/scenario_tables.hpp"

namespace machi {

void declare_transit(TransitSettings& transit, OptionTable& table) {
  table
      .text("schedule_file", transit.schedule_file,
            "Stops, lines, routes and departures: MATSim's transitSchedule, plain or compressed.")
      .placeholder("FILE");
  table.text("vehicles_file", transit.vehicles_file, "The vehicles of these departures: MATSim's vehicle definitions.")
      .placeholder("FILE");
  table.flag("simulate", transit.simulate,
             "Vehicles run and people ride in them; else transit legs are teleported by the times of their plans.");
  table.choice(
      "ways", transit.ways, {"as_given", "timetable", "network"},
      "Where vehicles drive: over the links that the timetable gives (where it gives none, off the network and "
      "exact to the timetable), all off the network, or where it gives none over the links of least time "
      "between the stops.");
  table.number("map_radius_m", transit.map_radius_m, "m", 0, 1e5,
               "ways: network: a stop lies on a link within this distance.");
}

}  // namespace machi
