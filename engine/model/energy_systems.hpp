/// \file  What turns the needs of zones into electricity, gas and oil, and what feeds and draws beside them: plain data
/// of the section `energy` of a scenario. Names tie the tables together; `where` names file and line for messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace machi {

enum class HeatingKind : std::uint8_t { none, room_ac, package, electric, gas, kerosene };
enum class CoolingKind : std::uint8_t { none, room_ac, package };
enum class WaterKind : std::uint8_t { none, gas, gas_condensing, electric, heat_pump, kerosene };
enum class CookingKind : std::uint8_t { gas, electric };

/// Plants of a zone. Numbers that are not given come from the kind (engine/systems/plant.hpp).
struct EnergySystem {
  std::string where;
  std::string name;
  HeatingKind heating{HeatingKind::none};
  std::optional<double> heating_capacity_W;  ///< rated; wins over that by area
  std::optional<double> heating_capacity_W_m2;
  std::optional<double> heating_cop;  ///< rated, or efficiency
  bool heating_needs_power{true};     ///< of gas and kerosene; the others always do
  CoolingKind cooling{CoolingKind::none};
  std::optional<double> cooling_capacity_W;
  std::optional<double> cooling_capacity_W_m2;
  std::optional<double> cooling_cop;
  WaterKind hot_water{WaterKind::none};
  std::optional<double> hot_water_cop;  ///< or efficiency
  double tank_from_h{1};                ///< a heat pump with a tank works in these hours
  double tank_to_h{6};
  CookingKind cooking{CookingKind::gas};
  double cooking_gas_per_electricity{1.6};  ///< gas that one unit of electricity stands for at the stove
};

enum class PhotovoltaicModel : std::uint8_t { pvwatts, jis };

/// Panels of a zone's meter: on a surface of the scenario, or on a plane of their own that nothing shades.
struct EnergyPhotovoltaic {
  std::string where;
  std::string zone;
  std::string surface;
  double peak_W{0};  ///< direct current under 1000 W/m² and 25 °C
  double tilt_deg{30};
  double azimuth_deg{180};
  PhotovoltaicModel model{PhotovoltaicModel::pvwatts};
  double temperature_1_K{-0.004};
  double losses{0.14};
  double inverter_efficiency{0.96};
  std::optional<double> inverter_W;  ///< not given: as large as peak_W
  double jis_factor{0.88};
};

struct EnergyBattery {
  std::string where;
  std::string zone;
  double capacity_Wh{0};
  double power_W{0};
  double round_trip{0.9};
  bool island{true};  ///< goes on without the grid
};

enum class ChargingPolicy : std::uint8_t { arrival, night, surplus };

/// Like vehicles that come and go every day.
struct EnergyVehicles {
  std::string where;
  std::string zone;
  std::int64_t count{1};
  double charger_W{3000};
  double energy_Wh{6000};  ///< that each of them needs when it comes
  double arrival_h{18};
  double departure_h{7};
  ChargingPolicy policy{ChargingPolicy::arrival};
  double night_from_h{23};
};

enum class MeasureKind : std::uint8_t {
  system,
  photovoltaic,
  set_point,
  demand_response,
  retrofit,
  battery,
  vehicles,
};
enum class MeasureOrder : std::uint8_t { random, largest, smallest, listed };

/// What a share of the zones takes up. Only the members of its kind count.
struct EnergyMeasure {
  std::string where;
  MeasureKind kind{MeasureKind::system};
  double share{1};
  MeasureOrder order{MeasureOrder::random};
  // Zones of a city: only these may take part, and the share is of them.
  std::vector<std::string> uses;  ///< of the archetypes; empty: all
  std::int64_t from_year{0};      ///< of construction
  std::int64_t to_year{9999};
  std::string system;  ///< system
  // photovoltaic: on zones that have none yet
  double peak_W{4000};
  double tilt_deg{30};
  double azimuth_deg{180};
  // of a city: on its roofs and façades as they are
  double roof_share{0.5};  ///< of each roof plane, what panels cover
  double facade_share{0};
  double panels_W_m2{200};
  double least_sun{0.6};  ///< planes that get less than this part of a year's sun on the level stay free
  // battery
  double hours_of_peak{1.6};  ///< capacity over the peak of the zone's panels
  double power_1_h{0.5};      ///< power over capacity
  double round_trip{0.9};
  bool island{true};
  // vehicles, of each household or zone that takes part
  double vehicles_per_household{1};
  double charger_W{3000};
  double energy_Wh{6000};  ///< that each needs when it comes
  double arrival_h{18};
  double departure_h{7};
  ChargingPolicy policy{ChargingPolicy::arrival};
  double night_from_h{23};
  double energy_Wh_km{150};  ///< of a city whose cars' days are simulated: in place of energy_Wh
  // set_point, demand_response: kelvins that set points move by, the latter between two hours of every day
  double heating_K{0};
  double cooling_K{0};
  double from_h{17};
  double to_h{20};
  // retrofit
  std::string construction;
  std::string new_construction;
  std::string glazing;
  std::string new_glazing;
  // of a city: walls, roofs, floors and windows as buildings of this year have them
  std::int64_t as_of_year{2020};
  bool windows_only{false};
};

/// Set points that move between two hours of every day; from > to passes midnight.
struct SetPointShift {
  double from_h{0};
  double to_h{24};
  double heating_K{0};
  double cooling_K{0};
};

/// What a unit of a carrier counts for; a kWh of fuel is by its higher heating value.
struct CarrierFactors {
  double electricity_primary_MJ_kWh{9.76};
  double gas_primary_MJ_kWh{3.6};
  double kerosene_primary_MJ_kWh{3.6};
  double electricity_co2_kg_kWh{0.43};
  double gas_co2_kg_kWh{0.180};
  double kerosene_co2_kg_kWh{0.244};
};

}  // namespace machi
