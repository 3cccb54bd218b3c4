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
  table
      .text("gtfs_file", transit.gtfs_file,
            "A timetable as GTFS or GTFS-JP: a feed's zip or folder. Trips by the modes transit and pt ride by it.")
      .placeholder("FILE");
  table.text("date", transit.date,
             "Day of service of gtfs_file, YYYY-MM-DD. Where not given: the first day on which most trips run.");
  table.integer("network_epsg", transit.network_epsg, "", 0, 1'000'000,
                "EPSG code of the coordinates of network_file, where the file does not say it.");
  table.number("walk_radius_m", transit.walk_radius_m, "m", 1, 1e5, "People walk to and from stops within it.");
  table.number("transfer_radius_m", transit.transfer_radius_m, "m", 0, 1e4,
               "People walk between stops within it where they change, also where gtfs_file does not say so.");
  table.integer("most_transfers", transit.most_transfers, "", 0, 20, "Changes of vehicles in a trip.");
  table.number(
      "change_s", transit.change_s, "s", 0, 3600,
      "Between two vehicles at a stop of which the timetable says nothing; beside the walk between two stops.");
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
