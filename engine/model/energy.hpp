/// \file  Buildings as energy models see them, given one by one: plain data of the section `energy` of a scenario.
/// Names tie the tables together; `where` names file and line for messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/energy_systems.hpp"
#include "engine/model/facade.hpp"

namespace machi {

struct EnergyMaterial {
  std::string where;
  std::string name;
  double conductivity_W_mK{1};
  double density_kg_m3{0};  ///< 0: no heat capacity
  double heat_capacity_J_kgK{0};
};

/// Layers from outside to inside, and what its two faces do with radiation.
struct EnergyConstruction {
  std::string where;
  std::string name;
  std::vector<std::string> layers;  ///< names of materials
  std::vector<double> thickness_m;  ///< [layers]
  double outside_solar_absorptance{0.6};
  double inside_solar_absorptance{0.6};
  double outside_emissivity{0.9};
  double inside_emissivity{0.9};
};

/// A window's glass: one or two like, uncoated panes; angles by Fresnel's laws.
struct EnergyGlazing {
  std::string where;
  std::string name;
  std::int64_t panes{2};
  double pane_transmittance{0.834};  ///< of a pane, for sunlight at normal incidence
  double pane_reflectance{0.075};
  double conductance_W_m2K{5.9};  ///< from the outer to the inner face
  double outside_emissivity{0.84};
  double inside_emissivity{0.84};
};

/// A value by the hour of the day, every day the same: linear between the points, two points at one hour are a step,
/// before the first and after the last the value stays.
struct EnergySchedule {
  std::string where;
  std::string name;
  std::vector<double> hours;
  std::vector<double> values;
};

enum class OutsideKind : std::uint8_t {
  outdoors,
  adiabatic,  ///< as if the same stood on the other side
  zone,       ///< the inside of other_zone
};

struct EnergySurface {
  std::string where;
  std::string name;
  std::string zone;
  std::string construction;
  double width_m{1};
  double height_m{1};
  double tilt_deg{90};  ///< of the outward normal: 0 a roof, 90 a wall, 180 a floor
  double azimuth_deg{180};
  OutsideKind outside{OutsideKind::outdoors};
  std::string other_zone;
  bool sunlit{true};
  double outside_W_m2K{20};  ///< convection at the outer face
  double inside_W_m2K{2.5};
};

struct EnergyWindow {
  std::string where;
  std::string surface;
  std::string glazing;
  FacadeRect rect;
  double outside_W_m2K{20};
  double inside_W_m2K{2.5};
};

struct EnergyOverhang {
  std::string where;
  std::string surface;
  double depth_m{1};
  double left_m{0};  ///< where it begins and ends, from the surface's left
  double right_m{1};
  double height_m{0};  ///< above the surface's lower edge
};

struct EnergyFin {
  std::string where;
  std::string surface;
  double depth_m{1};
  double at_m{0};  ///< from the surface's left
  double bottom_m{0};
  double top_m{1};
};

struct EnergyZone {
  std::string where;
  std::string name;
  double floor_area_m2{0};
  double volume_m3{0};
  double infiltration_1_h{0};
  double ventilation_m3_h{0};
  std::string ventilation_schedule;  ///< factor; empty: 1
  double gains_W{0};
  double gains_radiative_share{0.5};
  std::string gains_schedule;            ///< factor; empty: 1
  std::optional<double> heating_C;       ///< set point, of the air; neither this nor a schedule: no heating
  std::string heating_schedule;          ///< set point by the hour
  std::string heating_on_schedule;       ///< on where above 0.5; empty: always
  std::optional<double> heating_most_W;  ///< endless where not given
  std::optional<double> cooling_C;
  std::string cooling_schedule;
  std::string cooling_on_schedule;
  std::optional<double> cooling_most_W;
  std::string system;       ///< its plants; empty: ideal, and no carrier is counted
  std::string meter;        ///< zones of one name share it; empty: one of its own
  double electricity_W{0};  ///< of lights and appliances, whose heat is among the gains
  std::string electricity_schedule;
  double hot_water_W{0};  ///< heat in hot water
  std::string hot_water_schedule;
  double cooking_W{0};  ///< as a gas stove takes it
  std::string cooking_schedule;
  std::vector<SetPointShift> shifts;  ///< by measures
};

enum class EnergyModel : std::uint8_t {
  layered,
  simple,  ///< ISO 13790, five resistances and one capacity
};

/// In the order of SkyModel (engine/climate).
enum class SkyChoice : std::uint8_t { perez, isotropic, hay_davies, reindl, klucher };

/// Cells of the national grid whose hours are kept.
enum class DistrictMesh : std::uint8_t { second, third, half, quarter };

/// What zones made from a city go by.
struct EnergyCitySettings {
  std::int64_t climate_zone{6};
  std::string archetypes_file;  ///< empty: built in
  bool shading{true};
  std::int64_t steps_per_h{1};
  DistrictMesh district_mesh{DistrictMesh::third};
  bool zone_hours{false};
  std::string district_file;                  ///< GeoJSON polygons instead of a mesh
  std::string district_key{"name"};           ///< property of the polygons that names them
  std::string from_day;                       ///< `MM-DD`; empty: 01-01
  std::int64_t days{365};                     ///< from then on
  std::vector<std::string> outage_districts;  ///< empty: everywhere
};

struct EnergySettings {
  std::string weather_file;
  std::string weather_city;  ///< instead of a file: the normals of a city
  EnergyCitySettings city;   ///< where there are no zones
  EnergyModel model{EnergyModel::layered};
  double simple_inside_W_m2K{3.45};  ///< simple: between surfaces and air
  std::int64_t steps_per_h{4};
  std::int64_t warm_up_days{30};  ///< the year's last days go before it
  double ground_reflectance{0.2};
  SkyChoice sky{SkyChoice::perez};
  std::optional<double> air_density_kg_m3;  ///< by the elevation of the weather's place where not given
  std::vector<EnergyMaterial> materials;
  std::vector<EnergyConstruction> constructions;
  std::vector<EnergyGlazing> glazings;
  std::vector<EnergySchedule> schedules;
  std::vector<EnergyZone> zones;
  std::vector<EnergySurface> surfaces;
  std::vector<EnergyWindow> windows;
  std::vector<EnergyOverhang> overhangs;
  std::vector<EnergyFin> fins;
  std::vector<EnergySystem> systems;
  std::vector<EnergyPhotovoltaic> photovoltaics;
  std::vector<EnergyBattery> batteries;
  std::vector<EnergyVehicles> vehicles;
  std::vector<EnergyMeasure> measures;
  bool base_too{false};  ///< also runs without the measures
  CarrierFactors factors;
  std::string outage_from;  ///< `MM-DD HH:00`; empty: none
  std::string outage_to;
};

}  // namespace machi
