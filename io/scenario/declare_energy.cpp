/// \file  The section `energy`.
#include "io/scenario/scenario_tables.hpp"

namespace machi {

void declare_material(EnergyMaterial& material, OptionTable& table) {
  table.text("name", material.name, "What constructions call it.").required();
  table.number("conductivity_W_mK", material.conductivity_W_mK, "W/(m K)", 1e-4, 1000, "Thermal conductivity.")
      .required();
  table.number("density_kg_m3", material.density_kg_m3, "kg/m3", 0, 20'000, "0: a resistance without heat capacity.");
  table.number("heat_capacity_J_kgK", material.heat_capacity_J_kgK, "J/(kg K)", 0, 10'000, "Specific heat capacity.");
}

void declare_construction(EnergyConstruction& construction, OptionTable& table) {
  table.text("name", construction.name, "What surfaces call it.").required();
  table.list("layers", construction.layers, "Names of materials, from outside to inside.").required();
  table.numbers("thickness_m", construction.thickness_m, "m", 1e-5, 10, "Of each layer.").required();
  table.number("outside_solar_absorptance", construction.outside_solar_absorptance, "", 0, 1, "Of the outer face.");
  table.number("inside_solar_absorptance", construction.inside_solar_absorptance, "", 0, 1, "Of the inner face.");
  table.number("outside_emissivity", construction.outside_emissivity, "", 0, 0.99, "Of the outer face, long-wave.");
  table.number("inside_emissivity", construction.inside_emissivity, "", 0.01, 0.99, "Of the inner face, long-wave.");
}

void declare_glazing(EnergyGlazing& glazing, OptionTable& table) {
  table.text("name", glazing.name, "What windows call it.").required();
  table.integer("panes", glazing.panes, "panes", 1, 2, "Like, uncoated panes, one behind the other.");
  table.number("pane_transmittance", glazing.pane_transmittance, "", 0.001, 0.999,
               "Of one pane, for sunlight at normal incidence.");
  table.number("pane_reflectance", glazing.pane_reflectance, "", 0.001, 0.5,
               "Of one pane, for sunlight at normal incidence.");
  table.number("conductance_W_m2K", glazing.conductance_W_m2K, "W/(m2 K)", 0.01, 1000,
               "From the outer to the inner face, without films of air.");
  table.number("outside_emissivity", glazing.outside_emissivity, "", 0, 0.99, "Of the outer face, long-wave.");
  table.number("inside_emissivity", glazing.inside_emissivity, "", 0.01, 0.99, "Of the inner face, long-wave.");
}

namespace {

constexpr double longest_m = 10'000;

void declare_schedule(EnergySchedule& schedule, OptionTable& table) {
  table.text("name", schedule.name, "What zones call it.").required();
  table.numbers("hours", schedule.hours, "h", 0, 24, "Points of the day, rising; twice the same is a step.").required();
  table
      .numbers("values", schedule.values, "", -1e6, 1e6,
               "At each point; linear between them, constant before the first and after the last.")
      .required();
}

void declare_zone(EnergyZone& zone, OptionTable& table) {
  table.text("name", zone.name, "What surfaces and results call it.").required();
  table.number("floor_area_m2", zone.floor_area_m2, "m2", 0, 1e7, "For figures by area.");
  table.number("volume_m3", zone.volume_m3, "m3", 0, 1e9, "Of its air.").required();
  table.number("infiltration_1_h", zone.infiltration_1_h, "1/h", 0, 1000, "Outdoor air through leaks.");
  table.number("ventilation_m3_h", zone.ventilation_m3_h, "m3/h", 0, 1e9, "Outdoor air by fans.");
  table.text("ventilation_schedule", zone.ventilation_schedule, "Factor by the hour; empty: 1.");
  table.number("gains_W", zone.gains_W, "W", 0, 1e9, "Heat of people, lights and appliances.");
  table.number("gains_radiative_share", zone.gains_radiative_share, "", 0, 1, "Of the gains; the rest warms the air.");
  table.text("gains_schedule", zone.gains_schedule, "Factor by the hour; empty: 1.");
  table.number("heating_C", zone.heating_C, "°C", -50, 100,
               "Set point of the air. Neither this nor heating_schedule: not heated.");
  table.text("heating_schedule", zone.heating_schedule, "Set point by the hour.");
  table.text("heating_on_schedule", zone.heating_on_schedule, "Heats where above 0.5; empty: always.");
  table.number("heating_most_W", zone.heating_most_W, "W", 0, 1e9, "Largest power; not given: endless.");
  table.number("cooling_C", zone.cooling_C, "°C", -50, 100,
               "Set point of the air. Neither this nor cooling_schedule: not cooled.");
  table.text("cooling_schedule", zone.cooling_schedule, "Set point by the hour.");
  table.text("cooling_on_schedule", zone.cooling_on_schedule, "Cools where above 0.5; empty: always.");
  table.number("cooling_most_W", zone.cooling_most_W, "W", 0, 1e9, "Largest power; not given: endless.");
  table.text("system", zone.system, "Its plants; empty: ideal ones that take nothing.");
  table.text("meter", zone.meter, "Zones of one name share a meter, panels, batteries and vehicles; empty: its own.");
  table.number("electricity_W", zone.electricity_W, "W", 0, 1e9,
               "Of lights and appliances. Their heat belongs to gains_W.");
  table.text("electricity_schedule", zone.electricity_schedule, "Factor by the hour; empty: 1.");
  table.number("hot_water_W", zone.hot_water_W, "W", 0, 1e9, "Heat in the hot water that is drawn.");
  table.text("hot_water_schedule", zone.hot_water_schedule, "Factor by the hour; empty: 1.");
  table.number("cooking_W", zone.cooking_W, "W", 0, 1e9, "Of a stove, as one that burns gas takes it.");
  table.text("cooking_schedule", zone.cooking_schedule, "Factor by the hour; empty: 1.");
}

void declare_surface(EnergySurface& surface, OptionTable& table) {
  table.text("name", surface.name, "What windows, shades and results call it.").required();
  table.text("zone", surface.zone, "On whose inside it is.").required();
  table.text("construction", surface.construction, "Its layers.").required();
  table.number("width_m", surface.width_m, "m", 1e-3, longest_m, "Width, windows included.").required();
  table.number("height_m", surface.height_m, "m", 1e-3, longest_m, "Height, windows included.").required();
  table.number("tilt_deg", surface.tilt_deg, "°", 0, 180, "Of the outward normal: 0 a roof, 90 a wall, 180 a floor.");
  table.number("azimuth_deg", surface.azimuth_deg, "°", -360, 360,
               "Of the outward normal, clockwise from north: 180 faces south.");
  table.choice("outside", surface.outside, {"outdoors", "adiabatic", "zone"},
               "What lies behind; adiabatic: the same again; zone: the inside of other_zone.");
  table.text("other_zone", surface.other_zone, "The zone behind.");
  table.flag("sunlit", surface.sunlit, "False: no sun reaches it, as under a raised floor.");
  table.number("outside_W_m2K", surface.outside_W_m2K, "W/(m2 K)", 0.01, 1000, "Convection at the outer face.");
  table.number("inside_W_m2K", surface.inside_W_m2K, "W/(m2 K)", 0.01, 1000, "Convection at the inner face.");
}

void declare_window(EnergyWindow& window, OptionTable& table) {
  table.text("surface", window.surface, "The surface that it is in.").required();
  table.text("glazing", window.glazing, "Its glass.").required();
  table.number("left_m", window.rect.x_m, "m", 0, longest_m, "From the surface's left, seen from outside.");
  table.number("sill_m", window.rect.y_m, "m", 0, longest_m, "Above the surface's lower edge.");
  table.number("width_m", window.rect.width_m, "m", 1e-3, longest_m, "Of the glass.").required();
  table.number("height_m", window.rect.height_m, "m", 1e-3, longest_m, "Of the glass.").required();
  table.number("outside_W_m2K", window.outside_W_m2K, "W/(m2 K)", 0.01, 1000, "Convection at the outer face.");
  table.number("inside_W_m2K", window.inside_W_m2K, "W/(m2 K)", 0.01, 1000, "Convection at the inner face.");
}

void declare_overhang(EnergyOverhang& overhang, OptionTable& table) {
  table.text("surface", overhang.surface, "The surface that it stands out of.").required();
  table.number("depth_m", overhang.depth_m, "m", 0, longest_m, "How far it stands out.").required();
  table.number("left_m", overhang.left_m, "m", -longest_m, longest_m, "Where it begins, from the surface's left.");
  table.number("right_m", overhang.right_m, "m", -longest_m, longest_m, "Where it ends.").required();
  table.number("height_m", overhang.height_m, "m", -longest_m, longest_m, "Above the surface's lower edge.").required();
}

void declare_fin(EnergyFin& fin, OptionTable& table) {
  table.text("surface", fin.surface, "The surface that it stands out of.").required();
  table.number("depth_m", fin.depth_m, "m", 0, longest_m, "How far it stands out.").required();
  table.number("at_m", fin.at_m, "m", -longest_m, longest_m, "From the surface's left.").required();
  table.number("bottom_m", fin.bottom_m, "m", -longest_m, longest_m, "Above the surface's lower edge.");
  table.number("top_m", fin.top_m, "m", -longest_m, longest_m, "Above the surface's lower edge.").required();
}

void declare_city_zones(EnergyCitySettings& city, OptionTable& table) {
  table.integer(
      "climate_zone", city.climate_zone, "", 1, 8,
      "Zones of a city: climate zone of Japan's energy-saving standard; 6 is most of the coast from Kanto on.");
  table
      .text("archetypes_file", city.archetypes_file,
            "Zones of a city: what they are made of and how they are used; empty: the built-in ones of Japan.")
      .placeholder("FILE");
  table.flag("shading", city.shading, "Zones of a city: buildings and hills around take sun and sky away.");
  table.integer("city_steps_per_h", city.steps_per_h, "1/h", 1, 60, "Zones of a city, layered: steps in an hour.");
  table.choice("district_mesh", city.district_mesh, {"second", "third", "half", "quarter"},
               "Zones of a city: cells of the national grid whose hours are kept: 10 km, 1 km, 500 m or 250 m.");
  table
      .text("district_file", city.district_file,
            "Zones of a city: GeoJSON polygons instead of a mesh; the first that holds a building counts.")
      .placeholder("FILE");
  table.text("district_key", city.district_key, "Property of these polygons that names them.");
  table.flag("zone_hours", city.zone_hours, "Zones of a city: write every hour of every zone.");
  table.text("from_day", city.from_day, "Zones of a city: first day that counts; empty: the first of January.")
      .placeholder("MM-DD");
  table.integer("days", city.days, "d", 1, 365, "Zones of a city: days from then on; the year goes round.");
  table.list("outage_districts", city.outage_districts,
             "Zones of a city: names of the districts without power; empty: all.");
}

}  // namespace

void declare_energy(EnergySettings& energy, OptionTable& table) {
  table.text("weather_file", energy.weather_file, "Weather year, EPW.").placeholder("FILE");
  table.text("weather_city", energy.weather_city,
             "Instead of a file: a year made up from the normals of this Japanese city, in lower-case letters.");
  table.choice("model", energy.model, {"layered", "5r1c"},
               "How zones are warmed: every layer of every wall, or ISO 13790's five resistances and one capacity.");
  table.number("simple_inside_W_m2K", energy.simple_inside_W_m2K, "W/(m2 K)", 0.1, 100,
               "5r1c: between surfaces and air.");
  table.integer("steps_per_h", energy.steps_per_h, "1/h", 1, 60, "layered: steps in an hour.");
  table.integer("warm_up_days", energy.warm_up_days, "d", 0, 365,
                "Days before the year that bring walls to their warmth: the last ones of the same year.");
  table.number("ground_reflectance", energy.ground_reflectance, "", 0, 1, "Part of the sun that the ground reflects.");
  table.choice("sky", energy.sky, {"perez", "isotropic", "hay_davies", "reindl", "klucher"},
               "How the diffuse light is spread over the sky.");
  table.number("air_density_kg_m3", energy.air_density_kg_m3, "kg/m3", 0.1, 2,
               "Of the air in rooms; not given: by the elevation of the weather's place.");
  declare_city_zones(energy.city, table);
  table.items("materials", "", "What layers are made of.").kind("", "A material", energy.materials, declare_material);
  table.items("constructions", "", "Layers of walls, roofs and floors.")
      .kind("", "A construction", energy.constructions, declare_construction);
  table.items("glazings", "", "Glass of windows.").kind("", "Glass", energy.glazings, declare_glazing);
  table.items("schedules", "", "Courses of a day.").kind("", "A schedule", energy.schedules, declare_schedule);
  table.items("zones", "", "Rooms, or whole storeys, of one air.").kind("", "A zone", energy.zones, declare_zone);
  table.items("surfaces", "", "Walls, roofs and floors around zones.")
      .kind("", "A surface", energy.surfaces, declare_surface);
  table.items("windows", "", "Windows in surfaces.").kind("", "A window", energy.windows, declare_window);
  table.items("shades", "kind", "What stands out of a façade and shades it and its windows.")
      .kind("overhang", "A level plate above", energy.overhangs, declare_overhang)
      .kind("fin", "An upright plate beside", energy.fins, declare_fin);
  declare_energy_systems(energy, table);
}

}  // namespace machi
