/// \file  The section `mobility`.
#include "engine/core/constants.hpp"
#include "io/scenario/scenario_tables.hpp"

namespace machi {

void declare_mobility(MobilitySettings& mobility, OptionTable& table) {
  table
      .text(
          "network_file", mobility.network_file,
          "Network, told by content, plain or compressed: MATSim's XML, SUMO's .net.xml, OpenStreetMap (.osm, "
          ".osm.pbf), or TNTP, to which population_file is assigned in a static user equilibrium. Where not given: the "
          "streets of city.file.")
      .placeholder("FILE");
  table.choice("population", mobility.population, {"file", "synthetic"},
               "Who travels: the people of population_file, or a synthetic population of city.file.");
  table.number("population_share", mobility.population_share, "", 1e-6, 1,
               "Share of the households of a synthetic population that are kept. Set flow_factor to the same.");
  table
      .text(
          "population_file", mobility.population_file,
          "People with plans (MATSim's XML), vehicles (SUMO's routes, trips, flows) or trips (TNTP), told by content, "
          "plain or compressed; with city.file what machi people wrote.")
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
      "Routes: those of the plans (where a plan has none, by start_routes), or by start_routes for every trip.");
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
  table.flag("events", mobility.events, "Record every event; with replanning, of the last day.");
  table
      .text("counts_file", mobility.counts_file,
            "Traffic counts to hold the volumes against: CSV with link, from, to, vehicles.")
      .placeholder("FILE");
  table.number("counts_factor", mobility.counts_factor, "", 1e-6, 1e6,
               "Vehicles that stand behind each one of the run: 1 over the sample's share.");
  table.choice("emissions", mobility.emissions, {"none", "emep_eea"},
               "Emissions by link and bin, by mean speed: of the EMEP/EEA guidebook.");
  table.number("heavy_share", mobility.heavy_share, "", 0, 1, "emissions: share of the vehicles that are trucks.");
  table.number("bin_s", mobility.bin_s, "s", 0, 86400,
               "Bins of link volumes, travel times and leg histograms: whole minutes; 0: none.");
}

void declare_calibration(CalibrationSettings& calibration, OptionTable& table) {
  table.integer("iterations", calibration.iterations, "", 0, 1000,
                "Runs before the one that is written, after each of which the demand is scaled; 0: it stays.");
  table.list("by", calibration.by,
             "What persons have in common who share a factor: departure, origin, activity (of the first trip). All "
             "share one where empty.");
  table.number("departure_bin_s", calibration.departure_bin_s, "s", 60, 86400, "departure: bins of clock time.");
  table.number("zone_m", calibration.zone_m, "m", 1, 1e6, "origin: side of the squares.");
  table.number("prior_sd", calibration.prior_sd, "", 0.001, 1000,
               "How far a factor is expected to be from 1: standard deviation.");
  table.number("most_factor", calibration.most_factor, "", 1, 1000, "No factor is larger.");
}

void declare_start_routes(StartRouteSettings& start, OptionTable& table) {
  table.choice("method", start.method, {"free_speed", "equilibrium"},
               "Least time on the empty network, or drawn from static user equilibria: legs by the first of "
               "network_modes, each in the slice of the day in which it departs.");
  table.number("slice_s", start.slice_s, "s", 60, 86400, "equilibrium: slices of the clock, from midnight on.");
  table.number("relative_gap", start.relative_gap, "", 0, 1,
               "equilibrium: relative gap at which the assignment of a slice ends.");
  table.integer("max_iterations", start.max_iterations, "", 0, 100'000,
                "equilibrium: iterations after which it ends at the latest.");
  table.number("b", start.b, "", 0, 1000,
               "equilibrium: delay on a link whose flow equals its capacity, over its time at free speed.");
  table.number("b_slice", start.b_slice, "", 0, 1000, "equilibrium: added to that delay, over slice_s.");
  table.number("power", start.power, "", 1, 63,
               "equilibrium: power of flow over capacity, with which the delay rises.");
}

void declare_replanning(ReplanningSettings& replanning, OptionTable& table) {
  table.integer("max_iterations", replanning.max_iterations, "", 0, 100'000,
                "Days after the first one, before each of which people may change their plans.");
  table.number("relative_gap", replanning.relative_gap, "", 0, 1,
               "Ends as soon as the relative gap of routes is not above; 0: never.");
  table.integer("plans", replanning.plans, "", 1, 50, "Plans that a person remembers; the worst is forgotten.");
  table.choice("selector", replanning.selector, {"change_exp_beta", "select_exp_beta", "best", "keep"},
               "Which remembered plan is carried out: another one with a probability that rises with its score, one "
               "drawn by a logit of the scores, the best, or that of the day before.");
  table.number("exp_beta", replanning.exp_beta, "", 0, 1e6, "Scale of scores when a plan is selected.");
  table.number("select_weight", replanning.select_weight, "", 0, 1e6, "Weight of those who select a remembered plan.");
  table.number("reroute_weight", replanning.reroute_weight, "", 0, 1e6, "Of those who look for the best routes.");
  table.number("time_weight", replanning.time_weight, "", 0, 1e6, "Of those who shift the times of their activities.");
  table.number("mode_weight", replanning.mode_weight, "", 0, 1e6, "Of those who draw a mode for one of their tours.");
  table.choice("innovation", replanning.innovation, {"constant", "falling"},
               "The share of those who try something new stays, or is divided by the number of the iteration.");
  table.number("innovation_until", replanning.innovation_until, "", 0, 1,
               "Share of the iterations after which nobody tries anything new.");
  table.number("time_range_s", replanning.time_range_s, "s", 0, 86400, "Times are shifted by at most that.");
  table.list("modes", replanning.modes,
             "Modes to choose among: driven ones, fleets, transit, and those that have a speed.");
  table.choice("mode_law", replanning.mode_law, {"multinomial", "nested"}, "How a mode is drawn.");
  table.number("mode_scale", replanning.mode_scale, "", 0, 1e6, "Scale of utilities when a mode is drawn.");
  table.list("nest", replanning.nest, "nested: modes that are alike.");
  table.number("nest_scale", replanning.nest_scale, "", 1, 1e6, "nested: scale within the nest, over mode_scale.");
  table.number("within_day", replanning.within_day, "", 0, 1,
               "Share of people who look at the traffic as it is when they depart, also in a single day.");
  table.number("gap_share", replanning.gap_share, "", 0, 1, "Share of people whose routes the gap is taken over.");
}

namespace {

void declare_mode(ModeScoring& mode, OptionTable& table) {
  table.text("name", mode.name, "Name of the mode.").required();
  table.number("constant", mode.constant, "", -1e6, 1e6, "Of each leg.");
  table.number("travelling_1_h", mode.travelling_1_h, "1/h", -1e6, 1e6, "Of an hour under way.");
  table.number("distance_1_km", mode.distance_1_km, "1/km", -1e6, 1e6, "Of a kilometre.");
  table.number("speed_m_s", mode.speed_m_s, "m/s", 0.01, 1000,
               "Where it is teleported; walk: mobility.walk_speed_m_s, bicycle and bike: 15 km/h.");
}

void declare_activity(ActivityScoring& activity, OptionTable& table) {
  table.text("name", activity.name, "Its type.").required();
  table.number("typical_s", activity.typical_s, "s", 1, 7 * day_s,
               "Typical duration; not given: as the person's first plan has it.");
  table.number("priority", activity.priority, "", 0.01, 1e6, "More: shorter before it is worth nothing.");
  table.number("opening_s", activity.opening_s, "s", 0, 7 * day_s, "Clock time before which it cannot be done.");
  table.number("closing_s", activity.closing_s, "s", 0, 7 * day_s, "Clock time after which it cannot be done.");
  table.number("latest_start_s", activity.latest_start_s, "s", 0, 7 * day_s, "Who begins later is late.");
  table.number("earliest_end_s", activity.earliest_end_s, "s", 0, 7 * day_s, "Who ends earlier leaves early.");
  table.number("minimal_s", activity.minimal_s, "s", 0, 7 * day_s, "Who does it for less leaves early.");
}

}  // namespace

void declare_scoring(ScoringSettings& scoring, OptionTable& table) {
  table.number("performing_1_h", scoring.performing_1_h, "1/h", 0.001, 1e6,
               "Of an hour more at an activity of its typical duration.");
  table.number("waiting_1_h", scoring.waiting_1_h, "1/h", -1e6, 1e6, "Of an hour before an activity opens.");
  table.number("late_arrival_1_h", scoring.late_arrival_1_h, "1/h", -1e6, 1e6, "Of an hour too late.");
  table.number("early_departure_1_h", scoring.early_departure_1_h, "1/h", -1e6, 1e6, "Of an hour too early.");
  table.number("waiting_at_stop_1_h", scoring.waiting_at_stop_1_h, "1/h", -1e6, 1e6,
               "Of an hour's wait for a vehicle; not given: as riding in it.");
  table.number("line_switch", scoring.line_switch, "", -1e6, 1e6, "Each time that a trip changes vehicles.");
  table.choice("typical_duration", scoring.typical_duration, {"relative", "uniform"},
               "The duration that is worth nothing: typical exp(-1 / priority), or typical exp(-10 h / typical / "
               "priority).");
  table.items("modes", "", "Utility of travel. Modes that are not named here have the defaults.")
      .kind("", "A mode", scoring.modes, declare_mode);
  table.items("activities", "", "Utility of activities. Types that are not named here have the defaults.")
      .kind("", "A type of activity", scoring.activities, declare_activity);
}

}  // namespace machi
