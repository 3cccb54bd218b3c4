/// \file  The sections `evacuation`, `shelters` and `hazard`.

#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

void declare_models(EvacuationSettings& evacuation, OptionTable& table) {
  table.choice("model", evacuation.model,
               {"collision_free_speed", "collision_free_speed_v2", "social_force", "density"}, "Local motion.");
  table.number("dt_s", evacuation.dt_s, "s", 0.001, 1,
               "Length of a step: at most 0.1 s, social_force 0.02 s, density 1 s. Where not given 0.1, 0.02, 0.5 s.");
  table.number(
      "time_gap_s", evacuation.time_gap_s, "s", 0.01, 10,
      "collision_free_speed: time gap T to who is ahead; this and the next nine are the model's own where not given.");
  table.number("neighbour_strength", evacuation.neighbour_strength, "", 0, 1000,
               "collision_free_speed: how strongly neighbours turn a walker away.");
  table.number("neighbour_range_m", evacuation.neighbour_range_m, "m", 0.001, 10, "collision_free_speed: how far.");
  table.number("wall_strength", evacuation.wall_strength, "", 0, 1000, "How strongly walls turn a walker away.");
  table.number("wall_range_m", evacuation.wall_range_m, "m", 0.001, 10, "How far walls do.");
  table.number("relaxation_s", evacuation.relaxation_s, "s", 0.05, 10, "social_force: time to take up the free speed.");
  table.number("social_strength", evacuation.social_strength, "", 0, 1000,
               "social_force: push of a person in touch, in units of the drive.");
  table.number("social_range_m", evacuation.social_range_m, "m", 0.001, 10, "social_force: how far it reaches.");
  table.number("anisotropy", evacuation.anisotropy, "", 0, 1, "social_force: weight of who is behind.");
  table.number("body_1_s2", evacuation.body_1_s2, "1/s2", 0, 1e5, "social_force: stiffness of bodies that touch.");
  table.number("jam_density_1_m2", evacuation.jam_density_1_m2, "1/m2", 0.5, 20, "density: nobody moves there.");
  table.number("kladek_gamma_1_m2", evacuation.kladek_gamma_1_m2, "1/m2", 0.01, 100,
               "density: gamma of Weidmann's diagram.");
  table.number("radius_m", evacuation.radius_m, "m", 0.05, 1, "Radius of every body, instead of the class's.");
}

void declare_source(HazardSource& source, OptionTable& table) {
  table.text("name", source.name, "Of frames or polygons in the city file; the first where empty. Else for people.");
}

void declare_frames(HazardSource& source, OptionTable& table) {
  table.number("event_s", source.event_s, "s", -1e7, 1e7, "Second of the run at which the frames begin.");
  table.choice("before", source.before, {"dry", "as_first"}, "What holds before the first frame.");
}

void declare_city_frames(HazardSource& source, OptionTable& table) {
  declare_source(source, table);
  declare_frames(source, table);
}

void declare_frames_file(HazardSource& source, OptionTable& table) {
  declare_source(source, table);
  table.text("file", source.file, "YAML description of gridded frames (docs/formats/gridded_frames.md).")
      .placeholder("FILE")
      .required();
  table.choice("meaning", source.meaning, {"as_described", "level", "level_over_plane", "depth"},
               "What its values are, where that is to differ from what the description says.");
  table.number("plane_m", source.plane_m, "m", -500, 9000, "Height of the plane of level_over_plane.");
  declare_frames(source, table);
}

void declare_rise(HazardSource& source, OptionTable& table) {
  declare_source(source, table);
  table.number("arrival_s", source.arrival_s, "s", 0, endless, "When the water comes.").required();
  table.number("rise_s", source.rise_s, "s", 0, endless, "From its coming to its largest depth, in a straight line.");
  table
      .numbers("front_from_m", source.front_from_m, "m", -1e7, 1e7,
               "Point that the front passes at arrival_s, easting and northing; everywhere at once where not given.")
      .placeholder("X, Y")
      .count(2);
  table.numbers("front_towards", source.front_towards, "", -1e6, 1e6, "Direction in which the front goes on.")
      .placeholder("DX, DY")
      .count(2);
  table.number("front_speed_m_s", source.front_speed_m_s, "m/s", 0.01, 300, "Speed of the front.");
}

void declare_attributes(HazardSource& source, OptionTable& table) {
  declare_rise(source, table);
  table.number("spread_m", source.spread_m, "m", 0, 1000, "How far around a building its level holds.");
}

HazardSource of_kind(HazardKind kind) {
  HazardSource source;
  source.kind = kind;
  return source;
}

}  // namespace

void declare_evacuation(EvacuationSettings& evacuation, OptionTable& table) {
  declare_models(evacuation, table);
  table.choice("decision", evacuation.decision, {"nearest_shelter", "vertical", "district"},
               "Where people go who have no destination of their own; vertical: tall enough buildings, too; district: "
               "the shelters of the district in which they start, others where it names none.");
  table.number("follow_share", evacuation.follow_share, "", 0, 1, "Of the people who go where the others go.");
  table.flag("rechoose", evacuation.rechoose, "Choose again when the destination is full, flooded or out of reach.");
  table.number("clearance_cost", evacuation.clearance_cost, "", 0, 100,
               "Way-finding: extra cost beside a wall, as a part of the way's. Where not given 0.6; in an area "
               "under collision_free_speed_v2 4, under other models that keep people off walls 0.");
  table.number("clearance_m", evacuation.clearance_m, "m", 0, 3,
               "Way-finding: distance from walls that costs nothing extra. Where not given 1.5 m; in an area under "
               "collision_free_speed_v2 0.4 m, a body's width.");
  table.number(
      "crowd_update_s", evacuation.crowd_update_s, "s", 0, 3600,
      "Way-finding counts with crowds as they stand every so many seconds; 0: never. Where not given 2 s in an "
      "area, 0 in a city.");
  table.flag("tobler_slope", evacuation.tobler_slope, "Slopes change the speed as Tobler (1993) has it.");
  table.number("exit_flow_limit_1_m_s", evacuation.exit_flow_limit_1_m_s, "1/(m s)", 0.001, 1000,
               "Largest flow per metre of any exit's width.");
  table.choice("smoke_law", evacuation.smoke_law, {"fds_evac", "fridolf"}, "How smoke slows people down.");
}

void declare_shelters(ShelterSettings& shelters, OptionTable& table) {
  table.list("hazards", shelters.hazards, "Places that are designated for any of these; all where empty.");
  table.text("file", shelters.file, "Places as GeoJSON or CSV, instead of the city's.").placeholder("FILE");
  table.integer("default_capacity", shelters.default_capacity, "persons", 0, 1'000'000'000,
                "Where neither is known; 0: endless.");
  table.number("entrance_radius_m", shelters.entrance_radius_m, "m", 0, 1000,
               "Streets within this distance of a place lead in.");
  table.integer("storeys_above_water", shelters.storeys_above_water, "storeys", 1, 100,
                "Vertical: storeys that stay dry.");
  table.list("structures", shelters.structures,
             "Vertical: codes of BuildingDetailAttribute_buildingStructureType that hold.");
  table.number("vertical_m2_per_person", shelters.vertical_m2_per_person, "m2", 0.1, 100,
               "Vertical: of the dry floors.");
}

void declare_hazard(HazardSettings& hazard, OptionTable& table) {
  table.choice("loss", hazard.loss, {"preset", "threshold", "curve", "tunami_evac", "depth_velocity", "none"},
               "Who is lost in water; preset: as the preset says, threshold where there is none.");
  table.number("loss_begins_m", hazard.loss_begins_m, "m", 0, 20, "threshold: lost at this depth.");
  table.number("update_s", hazard.update_s, "s", 0.1, 3600, "Between two looks at the water.");
  table.number("wading_depth_m", hazard.wading_depth_m, "m", 0.01, 5, "Depth at which wading_factor is reached.");
  table.number("wading_factor", hazard.wading_factor, "", 0, 1, "Of the free speed at wading_depth_m and beyond.");
  table.number(
      "car_stop_depth_m", hazard.car_stop_depth_m, "m", 0.01, 5,
      "Water on a street from which no car passes, and from which those on it stand still, where mobility runs.");
  table.number(
      "outage_depth_m", hazard.outage_depth_m, "m", 0, 20,
      "Water at a building's door from which it has no electricity, where energy runs beside; 0: it always has.");
  table.text("blocked_file", hazard.blocked_file, "GeoJSON polygons that nobody can enter.").placeholder("FILE");
  table.number("damaged_percent", hazard.damaged_percent, "%", 0, 100,
               "Buildings collapsed and half of those half collapsed: blocks streets by their width.");
  table.choice("zone", hazard.zone, {"all", "depth", "polygon"},
               "Who must leave: everyone, who stands where water comes, or who stands in zone_file.");
  table.text("zone_file", hazard.zone_file, "GeoJSON polygons of the zone.").placeholder("FILE");
  table.text("districts_file", hazard.districts_file, "GeoJSON polygons of districts.").placeholder("FILE");
  table.text("district_key", hazard.district_key, "Their property that names them.");
  table.text("district_shelters_key", hazard.district_shelters_key,
             "decision: district: their property with ids or names of shelters, separated by commas.");
  table.items("sources", "from", "Where water comes from; the deepest counts.")
      .kind("city_frames", "Water levels in time, of the city file", hazard.sources, declare_city_frames,
            of_kind(HazardKind::city_frames))
      .kind("frames_file", "Water in time, from a file", hazard.sources, declare_frames_file,
            of_kind(HazardKind::frames_file))
      .kind("polygons", "Largest depth of the city file, with arrival and rise", hazard.sources, declare_rise,
            of_kind(HazardKind::polygons))
      .kind("attributes", "Depth as an attribute of the city's buildings, with arrival and rise", hazard.sources,
            declare_attributes, of_kind(HazardKind::attributes));
}

}  // namespace machi
