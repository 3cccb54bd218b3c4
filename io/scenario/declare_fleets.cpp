/// \file  The fleets of the section `mobility`.
#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

constexpr double longest_day_s = 7 * 86400;

void declare_fleet(FleetSettings& fleet, OptionTable& table) {
  table.text("name", fleet.name, "Its name, which is that of its mode in plans.").required();
  table.choice("mode", fleet.mode, {"drt", "taxi"}, "Parties share a vehicle, or have it one at a time.");
  table.integer("vehicles", fleet.vehicles, "", 1, 1'000'000, "How many.");
  table.integer("capacity", fleet.capacity, "persons", 1, 1000, "Of each.");
  table.list("depots", fleet.depots,
             "Ids of links where the vehicles stand at first, one after the other; not given: spread over all links "
             "that they may use.");
  table.text("drives_on", fleet.drives_on, "They use the links of this mode of mobility.network_modes.");
  table.number("max_speed_m_s", fleet.max_speed_m_s, "m/s", 0.1, 1000, "Their highest speed.");
  table.number("service_from_s", fleet.service_from_s, "s", 0, longest_day_s, "Clock time from which they drive.");
  table.number("service_to_s", fleet.service_to_s, "s", 0, longest_day_s, "Clock time by which the last stop ends.");
  table.number("max_wait_s", fleet.max_wait_s, "s", 0, 86400, "Longest wait from the call to getting on.");
  table.number("detour_factor", fleet.detour_factor, "", 1, 100,
               "From the call to getting off at most detour_factor × direct ride + detour_s.");
  table.number("detour_s", fleet.detour_s, "s", 0, 86400, "See detour_factor.");
  table.number("stop_s", fleet.stop_s, "s", 1, 3600, "How long a stop takes.");
  table.list("stops", fleet.stops,
             "Ids of links where it stops, to and from which people walk; not given: from door to door.");
  table
      .text("area", fleet.area,
            "Trips within it can be made with the fleet: POLYGON or MULTIPOLYGON in the network's metres; not given: "
            "all.")
      .placeholder("WKT");
  table.choice("if_rejected", fleet.if_rejected, {"walk", "stuck", "wait"},
               "Whom no vehicle can take within the limits walks, gives up, or waits as long as it takes (walks where "
               "the service ends before).");
  table.choice("relocation", fleet.relocation, {"none", "demand"},
               "Vehicles without a task stay where they are, or go to where people called since the last relocation.");
  table.number("relocation_s", fleet.relocation_s, "s", 60, 86400, "Between two relocations.");
  table.list("instead_of", fleet.instead_of, "Trips by these modes are made with the fleet.");
  table.number("share", fleet.share, "", 0, 1, "instead_of: share of the persons who do so, drawn by the seed.");
  table.number("min_distance_m", fleet.min_distance_m, "m", 0, 1e6, "instead_of: shortest such trip, straight.");
}

}  // namespace

void declare_fleets(MobilitySettings& mobility, OptionTable& table) {
  table.items("fleets", "", "Shared vehicles that come when they are called.")
      .kind("", "A fleet", mobility.fleets, declare_fleet);
  table.number("dispatch_s", mobility.dispatch_s, "s", 1, 60,
               "Fleets answer calls that often; a minute divided by a whole number.");
}

}  // namespace machi
