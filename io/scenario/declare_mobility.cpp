/// \file  The section `mobility`.
#include "io/scenario/scenario_tables.hpp"

namespace machi {

void declare_mobility(MobilitySettings& mobility, OptionTable& table) {
  table
      .text("network_file", mobility.network_file,
            "Network, told by content, plain or compressed: MATSim's XML, SUMO's .net.xml, OpenStreetMap (.osm, "
            ".osm.pbf), or TNTP, to which population_file is assigned in a static user equilibrium.")
      .placeholder("FILE");
  table
      .text(
          "population_file", mobility.population_file,
          "People with plans (MATSim's XML), vehicles (SUMO's routes, trips, flows) or trips (TNTP), told by content, "
          "plain or compressed.")
      .placeholder("FILE");
  table.list("additional_files", mobility.additional_files,
             "SUMO's additional files, read before population_file: vehicle types, bus stops, programs of traffic "
             "lights, further routes.");
  table
      .text("vehicles_file", mobility.vehicles_file,
            "Vehicle types: MATSim's XML. Where not given, every vehicle is a passenger car.")
      .placeholder("FILE");
  table.list("network_modes", mobility.network_modes, "Modes that are driven on the links; all others are teleported.");
  table.number("dt_s", mobility.dt_s, "s", 0.01, 1, "Length of a step: 1 s divided by a whole number.");
  table.choice("dynamics", mobility.dynamics, {"queue", "holes", "kinematic_waves"},
               "When the room that a vehicle leaves can be entered: at once, when its hole has travelled back, or that "
               "and an inflow limited by the fundamental diagram.");
  table.choice("node_rule", mobility.node_rule, {"empty_buffers", "vehicle_by_vehicle"},
               "How links take turns at a node: each until its first vehicle is blocked, or vehicle by vehicle.");
  table.number("flow_factor", mobility.flow_factor, "", 1e-6, 1000, "Factor of flow capacities, for samples.");
  table.number("storage_factor", mobility.storage_factor, "", 1e-6, 1000, "Factor of storage capacities.");
  table.number("saturation_flow_1_h", mobility.saturation_flow_1_h, "1/h", 100, 5000,
               "Passenger cars that leave a lane in an hour of green. Of networks that give lanes and signals (SUMO).");
  table.choice(
      "yellow", mobility.yellow, {"lost", "drive"},
      "Yellow of signals: nobody drives (it stands for the time lost at the beginning of green), or as green.");
  table.number("stuck_s", mobility.stuck_s, "s", 0, 1e6, "Who was blocked for longer is stuck.");
  table.choice("stuck", mobility.stuck, {"push", "remove"},
               "Who is stuck enters a link without room, or leaves the traffic.");
  table.choice(
      "routing", mobility.routing, {"as_planned", "free_speed"},
      "Routes: those of the plans (where a plan has none, as by free_speed), or least time on the empty network.");
  table.choice("access", mobility.access, {"as_planned", "walk"},
               "How people reach the links: by the legs of their plans, or every trip on the network begins and ends "
               "with a walk.");
  table.number("walk_speed_m_s", mobility.walk_speed_m_s, "m/s", 0.1, 10, "Of walks without a time of their own.");
  table.number("beeline_factor", mobility.beeline_factor, "", 1, 10, "Length of a walk over the straight line.");
  table.number("assignment_gap", mobility.assignment_gap, "", 0, 1, "TNTP: relative gap at which the assignment ends.");
  table.integer("assignment_iterations", mobility.assignment_iterations, "", 0, 1'000'000,
                "TNTP: iterations after which it ends at the latest.");
  table.number("toll_weight", mobility.toll_weight, "", 0, 1e9, "TNTP: time per toll, added to costs.");
  table.number("length_weight", mobility.length_weight, "", 0, 1e9, "TNTP: time per length, added to costs.");
  table.flag("events", mobility.events, "Record every event.");
}

}  // namespace machi
