/// \file  The section `area` and its features.
#include <limits>

#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

void declare_feature(AreaFeature& feature, OptionTable& table, const std::string& shapes) {
  table.text("id", feature.id, "Name; unique among the features of its role.");
  table.text("wkt", feature.wkt, "The shape in metres as well-known text: " + shapes + ".")
      .placeholder("WKT")
      .required();
}

constexpr auto polygons = "POLYGON or MULTIPOLYGON";

void declare_heading(std::vector<double>& heading, OptionTable& table, const std::string& text) {
  table.numbers("heading", heading, "", -1e6, 1e6, text).placeholder("DX, DY").count(2);
}

void declare_walkable(WalkableArea& walkable, OptionTable& table) {
  declare_feature(walkable, table, polygons);
}

void declare_obstacle(Obstacle& obstacle, OptionTable& table) {
  declare_feature(obstacle, table, polygons);
}

void declare_stair(Stair& stair, OptionTable& table) {
  declare_feature(stair, table, polygons);
  table.numbers("up", stair.up, "", -1e6, 1e6, "Direction of ascent seen from above.")
      .placeholder("DX, DY")
      .count(2)
      .required();
  table.flag("class_speeds", stair.class_speeds, "The class's own speeds on stairs instead of the factors.");
  table.number("speed_up_factor", stair.speed_up_factor, "", 0.01, 2,
               "Speed up along the incline over the free speed.");
  table.number("speed_down_factor", stair.speed_down_factor, "", 0.01, 2,
               "Speed down along the incline over the free speed.");
  table.number("incline_m", stair.incline_m, "m", 0.01, 1e5,
               "Length along the incline, where it is longer than seen from above.");
}

void declare_pace(PaceArea& pace, OptionTable& table) {
  declare_feature(pace, table, polygons);
  table.number("factor", pace.factor, "", 0.01, 4, "Of everyone's free speed.");
}

void declare_smoke(SmokeArea& smoke, OptionTable& table) {
  declare_feature(smoke, table, polygons);
  table.number("extinction_1_m", smoke.extinction_1_m, "1/m", 0, 100, "Extinction coefficient K.");
  table.number("co_ppm", smoke.co_ppm, "ppm", 0, 1e6, "Carbon monoxide.");
  table.number("co2_percent", smoke.co2_percent, "%", 0, 100, "Carbon dioxide.");
  table.number("o2_percent", smoke.o2_percent, "%", 0, 100, "Oxygen.");
  table.number("hcn_ppm", smoke.hcn_ppm, "ppm", 0, 1e6, "Hydrogen cyanide.");
  table.number("from_s", smoke.from_s, "s", 0, endless, "No smoke before.");
}

void declare_exit(AreaExit& exit, OptionTable& table) {
  declare_feature(exit, table, polygons);
  table.integer("capacity", exit.capacity, "persons", 0, std::numeric_limits<std::int64_t>::max(),
                "Closed once as many have come; endless where not given.");
  table.number("opens_s", exit.opens_s, "s", 0, endless, "Closed before.");
  table.number("closes_s", exit.closes_s, "s", 0, endless, "Closed from then on.");
  table.number("flow_limit_1_m_s", exit.flow_limit_1_m_s, "1/(m s)", 0.001, 1000,
               "Largest flow per metre of its width; evacuation.exit_flow_limit_1_m_s where not given.");
  table.number("width_m", exit.width_m, "m", 0.001, 1e5, "Width, where its border to the area is not its width.");
}

void declare_source(AreaSource& source, OptionTable& table) {
  declare_feature(source, table, "POLYGON, MULTIPOLYGON, or POINT or MULTIPOINT with one person at each point");
  table.integer("persons", source.persons, "persons", 0, 100'000'000, "How many stand in the polygon.");
  table.number("density_1_m2", source.density_1_m2, "1/m2", 0, 20, "How many for each walkable square metre of it.");
  table.text("class", source.person_class, "Name of their class; drawn by the shares where empty.");
  table.list("destination", source.destinations,
             "Ids of exits, dealt to the persons in turn; by evacuation.decision where empty.");
  declare_heading(source.heading, table, "They walk that way instead of to an exit.");
  table.choice("spacing", source.spacing, {"lattice", "random", "loose"},
               "How they stand; nobody overlaps, except a little at first in a loose lattice.");
  declare_departure(source.departure, table, "as in people.");
}

void declare_direction(DirectionArea& direction, OptionTable& table) {
  declare_feature(direction, table, polygons);
  declare_heading(direction.heading, table, "Whoever is inside walks that way instead of to an exit.");
  table.find("heading")->required();
}

void declare_line(CountLine& line, OptionTable& table) {
  declare_feature(line, table, "LINESTRING");
}

void declare_measure(MeasureArea& measure, OptionTable& table) {
  declare_feature(measure, table, polygons);
  table.number("from_s", measure.from_s, "s", 0, endless, "Means are taken from then on.");
  table.number("to_s", measure.to_s, "s", 0, endless, "Up to then; to the end where not given.");
}

}  // namespace

void declare_area(AreaScenario& area, OptionTable& table) {
  table.number("cell_m", area.cell_m, "m", 0.02, 10,
               "Side of a grid cell. Walls run along its borders: choose it so that widths are whole cells.");
  table.choice("periodic", area.periodic, {"none", "x", "y"},
               "Who leaves at one end of this axis comes in at the other. The area's length must be a whole number of "
               "blocks, 8 cells times a power of two and at least 2 m.");
  table.text("file", area.file, "GeoJSON in metres whose features are added; their properties are the keys below.")
      .placeholder("FILE");
  table.items("features", "role", "What the area is made of.")
      .kind("walkable", "Ground to walk on; polygons are united", area.walkable, declare_walkable)
      .kind("obstacle", "Taken away from the ground", area.obstacles, declare_obstacle)
      .kind("stair", "A stair on walkable ground, seen from above", area.stairs, declare_stair)
      .kind("pace", "Ground on which everyone is slower, or faster", area.paces, declare_pace)
      .kind("smoke", "Smoke and gases that do not change", area.smoke, declare_smoke)
      .kind("exit", "Where people leave", area.exits, declare_exit)
      .kind("source", "Where people stand at the start", area.sources, declare_source)
      .kind("direction", "Where people walk in a fixed direction", area.directions, declare_direction)
      .kind("line", "A line whose crossings are counted", area.lines, declare_line)
      .kind("measure", "Where density and speed are measured", area.measures, declare_measure);
}

}  // namespace machi
