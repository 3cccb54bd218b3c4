/// \file  The part of the section `energy` about plants and what stands behind a meter.
#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

constexpr double largest_W = 1e9;

}  // namespace

void declare_system(EnergySystem& system, OptionTable& table) {
  table.text("name", system.name, "What zones and measures call it.").required();
  table.choice("heating", system.heating, {"none", "room_ac", "package", "electric", "gas", "kerosene"},
               "What heats: room air conditioners, a package (VRF), a resistance, or a flame.");
  table.number("heating_capacity_W", system.heating_capacity_W, "W", 0.1, largest_W,
               "Rated; not given: by area, room_ac by the energy standard, others endless.");
  table.number("heating_capacity_W_m2", system.heating_capacity_W_m2, "W/m2", 0.001, 10'000, "The same by floor area.");
  table.number("heating_cop", system.heating_cop, "", 0.05, 20, "Rated COP, or efficiency; not given: by kind.");
  table.flag("heating_needs_power", system.heating_needs_power, "False: a gas or kerosene heater that burns without.");
  table.choice("cooling", system.cooling, {"none", "room_ac", "package"}, "What cools.");
  table.number("cooling_capacity_W", system.cooling_capacity_W, "W", 0.1, largest_W,
               "Rated; not given: by area, room_ac by the energy standard.");
  table.number("cooling_capacity_W_m2", system.cooling_capacity_W_m2, "W/m2", 0.001, 10'000, "The same by floor area.");
  table.number("cooling_cop", system.cooling_cop, "", 0.05, 20, "Rated COP; not given: by kind.");
  table.choice("hot_water", system.hot_water, {"none", "gas", "gas_condensing", "electric", "heat_pump", "kerosene"},
               "What makes hot water.");
  table.number("hot_water_cop", system.hot_water_cop, "", 0.05, 20,
               "Efficiency, or a heat pump's COP at 16 °C with its tank's losses; not given: by kind.");
  table.number("tank_from_h", system.tank_from_h, "h", 0, 24, "A heat pump fills its tank from this hour");
  table.number("tank_to_h", system.tank_to_h, "h", 0, 24, "to this one.");
  table.choice("cooking", system.cooking, {"gas", "electric"}, "What cooks.");
  table.number("cooking_gas_per_electricity", system.cooking_gas_per_electricity, "", 0.1, 10,
               "electric: gas that a unit of electricity stands for at the stove.");
}

namespace {

void declare_photovoltaic(EnergyPhotovoltaic& array, OptionTable& table) {
  table.text("zone", array.zone, "Behind whose meter.").required();
  table.number("peak_W", array.peak_W, "W", 0, largest_W, "Direct current under 1000 W/m² and 25 °C.").required();
  table.text("surface", array.surface, "The roof or wall that it lies on, with its shades; empty: a plane of its own.");
  table.number("tilt_deg", array.tilt_deg, "°", 0, 180, "Without a surface: 0 level, 90 upright.");
  table.number("azimuth_deg", array.azimuth_deg, "°", -360, 360, "Without a surface: clockwise from north.");
  table.choice("model", array.model, {"pvwatts", "jis"}, "Cells, losses and inverter by the hour, or one factor.");
  table.number("temperature_1_K", array.temperature_1_K, "1/K", -0.02, 0, "pvwatts: power by the cells' warmth.");
  table.number("losses", array.losses, "", 0, 0.99, "pvwatts: soiling, wiring, mismatch and so on.");
  table.number("inverter_efficiency", array.inverter_efficiency, "", 0.5, 1, "pvwatts: nominal.");
  table.number("inverter_W", array.inverter_W, "W", 0.1, largest_W, "pvwatts: its size; not given: peak_W.");
  table.number("jis_factor", array.jis_factor, "", 0.1, 1, "jis: K of JIS C 8907, all losses of a year.");
}

void declare_battery(EnergyBattery& battery, OptionTable& table) {
  table.text("zone", battery.zone, "Behind whose meter.").required();
  table.number("capacity_Wh", battery.capacity_Wh, "Wh", 0, 1e12, "Energy that it can hold.").required();
  table.number("power_W", battery.power_W, "W", 0, largest_W, "In and out.").required();
  table.number("round_trip", battery.round_trip, "", 0.1, 1, "Part of what goes in that comes out.");
  table.flag("island", battery.island, "Feeds lights and appliances in an outage.");
}

void declare_vehicles(EnergyVehicles& vehicles, OptionTable& table) {
  table.text("zone", vehicles.zone, "Behind whose meter.").required();
  table.integer("count", vehicles.count, "", 0, 1'000'000, "How many.");
  table.number("charger_W", vehicles.charger_W, "W", 0.1, 1e6, "Largest power, each.");
  table.number("energy_Wh", vehicles.energy_Wh, "Wh", 0, 1e6, "That each lacks when it comes.");
  table.number("arrival_h", vehicles.arrival_h, "h", 0, 23.99, "Begins in this hour of every day.");
  table.number("departure_h", vehicles.departure_h, "h", 0, 23.99, "Leaves at the beginning of this hour.");
  table.choice("policy", vehicles.policy, {"arrival", "night", "surplus"},
               "At once; in the night; or with what panels have left, else as late as it can.");
  table.number("night_from_h", vehicles.night_from_h, "h", 0, 23.99, "night: from here to departure.");
}

void declare_share(EnergyMeasure& measure, OptionTable& table) {
  table.number("share", measure.share, "", 0, 1, "Of the zones, that take it up.").required();
  table.choice("order", measure.order, {"random", "largest", "smallest", "listed"},
               "Who: each by chance, or the first by floor area or as they are listed.");
  table.list("uses", measure.uses, "Zones of a city: only buildings of these uses of the archetypes; empty: all.");
  table.integer("from_year", measure.from_year, "year", 0, 9999, "Zones of a city: built from this year on");
  table.integer("to_year", measure.to_year, "year", 0, 9999, "to this one.");
}

void declare_system_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.text("system", measure.system, "Their new plants.").required();
}

void declare_photovoltaic_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.number("peak_W", measure.peak_W, "W", 0, largest_W, "Panels, where there are none.");
  table.number("tilt_deg", measure.tilt_deg, "°", 0, 180, "0 level, 90 upright.");
  table.number("azimuth_deg", measure.azimuth_deg, "°", -360, 360, "Clockwise from north.");
  table.number("roof_share", measure.roof_share, "", 0, 1,
               "Zones of a city, instead of these three: part of each roof plane that panels cover.");
  table.number("facade_share", measure.facade_share, "", 0, 1, "Zones of a city: part of each façade.");
  table.number("panels_W_m2", measure.panels_W_m2, "W/m2", 1, 1000, "Zones of a city: peak power of panels.");
  table.number("least_sun", measure.least_sun, "", 0, 2,
               "Zones of a city: planes with less than this part of the year's sun on the open level stay free.");
}

void declare_battery_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.number("hours_of_peak", measure.hours_of_peak, "h", 0, 1000, "Capacity over the peak power of their panels.");
  table.number("power_1_h", measure.power_1_h, "1/h", 0.001, 100, "Power in and out over capacity.");
  table.number("round_trip", measure.round_trip, "", 0.1, 1, "Part of what goes in that comes out.");
  table.flag("island", measure.island, "Feeds lights and appliances in an outage.");
}

void declare_vehicles_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.number("vehicles_per_household", measure.vehicles_per_household, "", 0, 100,
               "Electric cars of each household that takes part; given zones are one household each.");
  table.number("charger_W", measure.charger_W, "W", 0.1, 1e6, "Largest power, each.");
  table.number("energy_Wh", measure.energy_Wh, "Wh", 0, 1e6, "That each lacks when it comes.");
  table.number("energy_Wh_km", measure.energy_Wh_km, "Wh/km", 0, 10'000,
               "Instead, of cars whose day is simulated: by the kilometres that they drove.");
  table.number("arrival_h", measure.arrival_h, "h", 0, 23.99, "Begins in this hour of every day.");
  table.number("departure_h", measure.departure_h, "h", 0, 23.99, "Leaves at the beginning of this hour.");
  table.choice("policy", measure.policy, {"arrival", "night", "surplus"},
               "At once; in the night; or with what panels have left, else as late as it can.");
  table.number("night_from_h", measure.night_from_h, "h", 0, 23.99, "night: from here to departure.");
}

void declare_set_point_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.number("heating_K", measure.heating_K, "K", -20, 20, "Added to the set point of heating.");
  table.number("cooling_K", measure.cooling_K, "K", -20, 20, "Added to the set point of cooling.");
}

void declare_response_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_set_point_measure(measure, table);
  table.number("from_h", measure.from_h, "h", 0, 24, "Every day from this hour");
  table.number("to_h", measure.to_h, "h", 0, 24, "to this one.");
}

void declare_retrofit_measure(EnergyMeasure& measure, OptionTable& table) {
  declare_share(measure, table);
  table.text("construction", measure.construction, "Surfaces of this construction");
  table.text("new_construction", measure.new_construction, "get this one.");
  table.text("glazing", measure.glazing, "Windows of this glass");
  table.text("new_glazing", measure.new_glazing, "get this one.");
  table.integer("as_of_year", measure.as_of_year, "year", 0, 9999,
                "Zones of a city, instead of these four: walls, roofs, floors, windows and leaks as buildings of this "
                "year have them.");
  table.flag("windows_only", measure.windows_only, "Zones of a city: the glass alone.");
}

EnergyMeasure measure_of(MeasureKind kind) {
  EnergyMeasure measure;
  measure.kind = kind;
  return measure;
}

}  // namespace

void declare_energy_systems(EnergySettings& energy, OptionTable& table) {
  CarrierFactors& factors = energy.factors;
  table.number("electricity_primary_MJ_kWh", factors.electricity_primary_MJ_kWh, "MJ/kWh", 0, 100,
               "Primary energy of electricity.");
  table.number("gas_primary_MJ_kWh", factors.gas_primary_MJ_kWh, "MJ/kWh", 0, 100, "Of gas, by its heating value.");
  table.number("kerosene_primary_MJ_kWh", factors.kerosene_primary_MJ_kWh, "MJ/kWh", 0, 100, "Of kerosene.");
  table.number("electricity_co2_kg_kWh", factors.electricity_co2_kg_kWh, "kg/kWh", 0, 10, "CO2 of electricity.");
  table.number("gas_co2_kg_kWh", factors.gas_co2_kg_kWh, "kg/kWh", 0, 10, "CO2 of gas.");
  table.number("kerosene_co2_kg_kWh", factors.kerosene_co2_kg_kWh, "kg/kWh", 0, 10, "CO2 of kerosene.");
  table.text("outage_from", energy.outage_from, "No power from this hour of the year; empty: always power.")
      .placeholder("'MM-DD HH:00'");
  table.text("outage_to", energy.outage_to, "To this one.").placeholder("'MM-DD HH:00'");
  table.flag("base_too", energy.base_too, "Also runs the year without the measures, to compare.");
  table.items("systems", "", "Plants of zones.").kind("", "A system", energy.systems, declare_system);
  table.items("photovoltaics", "", "Solar panels.")
      .kind("", "An array of panels", energy.photovoltaics, declare_photovoltaic);
  table.items("batteries", "", "Batteries.").kind("", "A battery", energy.batteries, declare_battery);
  table.items("vehicles", "", "Electric vehicles that come every day.")
      .kind("", "Like vehicles", energy.vehicles, declare_vehicles);
  table.items("measures", "kind", "What a share of the zones takes up.")
      .kind("system", "Other plants", energy.measures, declare_system_measure, measure_of(MeasureKind::system))
      .kind("photovoltaic", "Panels", energy.measures, declare_photovoltaic_measure,
            measure_of(MeasureKind::photovoltaic))
      .kind("set_point", "Other set points", energy.measures, declare_set_point_measure,
            measure_of(MeasureKind::set_point))
      .kind("demand_response", "Other set points in some hours", energy.measures, declare_response_measure,
            measure_of(MeasureKind::demand_response))
      .kind("retrofit", "Other walls and windows", energy.measures, declare_retrofit_measure,
            measure_of(MeasureKind::retrofit))
      .kind("battery", "Batteries beside panels", energy.measures, declare_battery_measure,
            measure_of(MeasureKind::battery))
      .kind("vehicles", "Electric cars of households", energy.measures, declare_vehicles_measure,
            measure_of(MeasureKind::vehicles));
}

}  // namespace machi
