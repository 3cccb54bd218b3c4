/// \file  What a run is told: plain data, read from a scenario file (docs/formats/scenario.md). Which processes run is
/// said by which sections the file has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/edits.hpp"
#include "engine/model/energy.hpp"
#include "engine/model/events.hpp"
#include "engine/model/geometry.hpp"
#include "engine/model/mobility_settings.hpp"
#include "engine/model/population.hpp"

namespace machi {

/// The run as a whole.
struct RunSettings {
  std::string name;   ///< short, for file names and tables
  std::string title;  ///< for people
  std::int64_t seed{1};
  std::string start{"00:00"};  ///< clock time at second 0, HH:MM
  bool night{false};           ///< free speeds by night
  double end_s{3600};
  bool stop_when_done{true};  ///< ends when nobody is en route any more
  double exchange_s{10};      ///< from the alarm on, mobility and evacuation tell one another so often who is where
};

// ---- Areas: what an area scenario without a city is made of. Points are in mm in the scenario's own frame, which may
// ---- be negative. `where` names file and line for messages.

enum class PeriodicAxis : std::uint8_t { none, x, y };

/// How people leave; the laws are those of engine/population.
enum class DepartureKind : std::uint8_t {
  inherit,    ///< people: as the preset says, immediate where there is none; a source of an area: as the people
  immediate,  ///< at second 0
  fixed,      ///< at from_s
  uniform,    ///< in [from_s, to_s)
  rayleigh,   ///< mean uniform in [from_s, to_s)
  sigmoid,    ///< half at half_s, with steepness_1_s
  spaced,     ///< person k of a source, from 0, at from_s + k * spacing_s
  never,      ///< stays
};

struct DepartureSettings {
  DepartureKind law{DepartureKind::inherit};
  double from_s{0};
  double to_s{0};
  double half_s{0};
  double steepness_1_s{0.01};
  double spacing_s{1};
};

enum class Spacing : std::uint8_t {
  lattice,  ///< a square lattice as wide as the persons need, filled along its rows
  random,   ///< uniform, nobody overlaps
  loose,    ///< a lattice whose points are moved by up to 0.3 spacings each way; bodies may overlap at first
};

/// What every feature of an area has.
struct AreaFeature {
  std::string where;   ///< file:line, for messages
  std::string id;      ///< empty where the file gives none
  std::string wkt;     ///< the shape as text, in metres
  PolygonTable shape;  ///< one polygon, or several of a MULTIPOLYGON; empty for lines and points
};

struct WalkableArea : AreaFeature {};
struct Obstacle : AreaFeature {};

/// A stair seen from above. The speed along the incline is that of the class, or a factor of its free speed.
struct Stair : AreaFeature {
  std::vector<double> up;       ///< (dx, dy), the direction of ascent seen from above; any length above 0
  bool class_speeds{false};     ///< the class's own speeds on stairs instead of the factors
  double speed_up_factor{0.5};  ///< of the free speed, along the incline
  double speed_down_factor{0.6};
  std::optional<double> incline_m;  ///< length along the incline where it is longer than seen from above
};

/// Ground on which everyone is slower (or faster).
struct PaceArea : AreaFeature {
  double factor{1};  ///< of the free speed
};

/// Smoke and gases that do not change in time.
struct SmokeArea : AreaFeature {
  double extinction_1_m{0};
  double co_ppm{0};
  double co2_percent{0};
  double o2_percent{20.9};
  double hcn_ppm{0};
  double from_s{0};
};

/// Where people leave the area; a destination. Destinations are numbered in the order of AreaScenario::exits.
struct AreaExit : AreaFeature {
  std::optional<std::int64_t> capacity;    ///< persons; endless where not given
  double opens_s{0};                       ///< closed before
  std::optional<double> closes_s;          ///< closed from then on
  std::optional<double> flow_limit_1_m_s;  ///< largest flow per metre of its width
  std::optional<double> width_m;           ///< where its border to the area is not its width
};

/// Where people stand at the start.
struct AreaSource : AreaFeature {
  std::vector<PointMm> points;          ///< where it is a POINT or MULTIPOINT: one person at each
  std::optional<std::int64_t> persons;  ///< of a polygon, one of the two
  std::optional<double> density_1_m2;
  std::string person_class;  ///< name in PeopleSettings::classes or of the class table; empty: by the shares
  std::vector<std::string> destinations;  ///< ids of exits, dealt to the persons in turn; empty: by the rule
  std::vector<double> heading;            ///< (dx, dy): walk that way instead of along a field; empty: by field
  Spacing spacing{Spacing::random};
  DepartureSettings departure;
};

/// Whoever is inside walks in a fixed direction instead of along a field.
struct DirectionArea : AreaFeature {
  std::vector<double> heading;  ///< (dx, dy)
};

/// A line whose crossings are counted: by each person, in both directions, with times.
struct CountLine : AreaFeature {
  std::vector<PointMm> points;  ///< two or more
};

/// Where mean density and mean speed are measured over time.
struct MeasureArea : AreaFeature {
  double from_s{0};
  std::optional<double> to_s;
};

struct AreaScenario {
  double cell_m{0.1};
  PeriodicAxis periodic{PeriodicAxis::none};
  std::string file;  ///< GeoJSON whose features are added to those of the scenario; in metres
  std::vector<WalkableArea> walkable;
  std::vector<Obstacle> obstacles;
  std::vector<Stair> stairs;
  std::vector<PaceArea> paces;
  std::vector<SmokeArea> smoke;
  std::vector<AreaExit> exits;
  std::vector<AreaSource> sources;
  std::vector<DirectionArea> directions;
  std::vector<CountLine> lines;
  std::vector<MeasureArea> measures;
};

// ---- People

/// How many of the drivers of a class who could evacuate by car do.
struct ClassCarShare {
  std::string where;
  std::string name;
  double share{0};
};

/// Who is there, and when they leave. What is not given comes from the preset, else from the defaults here.
struct PeopleSettings {
  std::string preset;                ///< name in evacuation_presets(); empty: none
  std::string class_table;           ///< name in person_class_tables(); empty: the preset's, or `classes`
  std::vector<PersonClass> classes;  ///< given in the scenario; they replace the table's
  std::string file;                  ///< persons one by one, CSV or GeoJSON
  bool from_buildings{false};        ///< drawn from the city's buildings by use, floor area and time of day
  std::int64_t total{0};             ///< persons drawn; 0: as many as the buildings hold
  std::string time_of_day;           ///< HH:MM; empty: RunSettings::start
  DepartureSettings departure;
  std::optional<double> at_once_share;       ///< leave at second 0 whatever the law
  std::optional<double> never_share;         ///< stay
  double group_share{0};                     ///< of the drawn people who keep together as households
  double gather_share{0};                    ///< of households that meet at home before they leave; people of mobility
  double car_share{0};                       ///< of those who could, who evacuate by car; people of mobility
  std::optional<double> car_share_assisted;  ///< the same of households in which someone needs help
  std::vector<ClassCarShare> car_shares;     ///< instead, by class of the one who drives
  double car_leave_share{0};                 ///< of households by car, whose cars leave the area
  std::vector<std::string> car_exits;        ///< ids of links at whose end they have; empty: outside of the zone
};

// ---- Evacuation

enum class MotionModel : std::uint8_t { collision_free_speed, collision_free_speed_v2, social_force, density };
enum class DestinationRule : std::uint8_t { nearest_shelter, vertical, district };
enum class SmokeLaw : std::uint8_t {
  fds_evac,  ///< v0 (1 - 0.057 / 0.706 K), at least 0.1 v0
  fridolf,   ///< V / (V + 2), V = 3 / K
};

struct EvacuationSettings {
  MotionModel model{MotionModel::collision_free_speed_v2};
  std::optional<double> dt_s;  ///< filled in by the reader: 0.1 s; social force 0.02 s, density 0.5 s
  // Of the model in use, instead of its own default (docs/models/).
  std::optional<double> time_gap_s;  ///< collision-free speed
  std::optional<double> neighbour_strength;
  std::optional<double> neighbour_range_m;
  std::optional<double> wall_strength;
  std::optional<double> wall_range_m;
  std::optional<double> relaxation_s;  ///< social force
  std::optional<double> social_strength;
  std::optional<double> social_range_m;
  std::optional<double> anisotropy;
  std::optional<double> body_1_s2;
  // Density model: Weidmann's diagram in Kladek's form.
  double jam_density_1_m2{5.4};
  double kladek_gamma_1_m2{1.913};
  // Persons
  std::optional<double> radius_m;  ///< of everybody, instead of the class's
  // Way-finding and decisions.
  DestinationRule decision{DestinationRule::nearest_shelter};
  double follow_share{0};                ///< who go where the others go
  bool rechoose{true};                   ///< when the destination is full, flooded or out of reach
  std::optional<double> clearance_cost;  ///< where not given, by kind and model
  std::optional<double> clearance_m;     ///< likewise
  std::optional<double>
      crowd_update_s;  ///< way-finding counts with crowds; filled in by the reader: areas 2 s, cities 0
  bool tobler_slope{true};
  std::optional<double> exit_flow_limit_1_m_s;  ///< of every exit that names none of its own
  SmokeLaw smoke_law{SmokeLaw::fds_evac};
};

// ---- Shelters of a city

struct ShelterSettings {
  std::vector<std::string> hazards{"tsunami", "storm_surge"};  ///< designated for any of these
  std::string file;                                            ///< GeoJSON or CSV instead of the city's
  std::int64_t default_capacity{0};                            ///< where neither capacity nor area is known; 0: endless
  double entrance_radius_m{30};                                ///< streets within it lead in
  // Vertical evacuation into buildings.
  std::int64_t storeys_above_water{1};
  std::vector<std::string> structures{"601", "602", "603", "604",
                                      "605"};  ///< codes of BuildingDetailAttribute_buildingStructureType
  double vertical_m2_per_person{1};
};

// ---- Hazards of a city

/// What the values of frames are; as_described: what their own description says.
enum class WaterMeaning : std::uint8_t { as_described, level, level_over_plane, depth };
enum class WaterBefore : std::uint8_t { dry, as_first };

/// One source of water. Which members count is said by `kind`.
enum class HazardKind : std::uint8_t {
  city_frames,  ///< frames of the city file, by name
  frames_file,  ///< gridded frames from a file
  polygons,     ///< largest depth of the city file, by name, with arrival and rise
  attributes,   ///< depth as an attribute of the buildings, spread over the cells around
};

struct HazardSource {
  std::string where;
  HazardKind kind{HazardKind::city_frames};
  std::string name;  ///< of the frames, the polygons or the attribute
  std::string file;
  double event_s{0};  ///< second of the run at which the frames begin
  WaterMeaning meaning{WaterMeaning::as_described};
  double plane_m{0};
  WaterBefore before{WaterBefore::dry};
  double arrival_s{0};
  double rise_s{0};
  double spread_m{50};  ///< attributes: how far from the building
  std::vector<double>
      front_from_m;  ///< (x, y) metres from the city's origin, reached at arrival_s; empty: everywhere at once
  std::vector<double> front_towards;  ///< (dx, dy)
  double front_speed_m_s{5};
};

enum class LossLaw : std::uint8_t {
  preset,          ///< as the preset says; threshold where there is none
  threshold,       ///< lost at loss_begins_m
  curve,           ///< that of the Cabinet Office (2012): from 0.3 m to everyone at 1 m
  tunami_evac,     ///< the logistic of TUNAMI-EVAC by depth and speed
  depth_velocity,  ///< limits of depth × speed by class
  none,
};

enum class ZoneRule : std::uint8_t {
  all,      ///< everyone must leave
  depth,    ///< whoever stands where a source ever has water
  polygon,  ///< whoever stands in the polygons of zone_file
};

struct HazardSettings {
  std::vector<HazardSource> sources;
  LossLaw loss{LossLaw::preset};
  double loss_begins_m{0.3};
  double update_s{10};  ///< between two looks at the water
  double wading_depth_m{0.5};
  double wading_factor{0.25};
  double outage_depth_m{0.7};    ///< water at a building's door from which it has no electricity; 0: always has
  double car_stop_depth_m{0.3};  ///< water on a street that stops cars, which go no farther
  std::string blocked_file;      ///< GeoJSON polygons that nobody can enter
  std::optional<double> damaged_percent;  ///< buildings collapsed + half of those half collapsed: blocks links by width
  ZoneRule zone{ZoneRule::all};
  std::string zone_file;
  std::string districts_file;                     ///< GeoJSON polygons
  std::string district_key{"name"};               ///< their property that names them
  std::string district_shelters_key{"shelters"};  ///< their property that lists ids or names of their shelters
};

// ---- Output

struct OutputSettings {
  double every_s{10};               ///< curves
  double fields_every_s{60};        ///< density and flow; 0: none
  std::int64_t trajectories{1000};  ///< most persons followed; 0: none
  double trajectories_every_s{1};
  double checkpoint_every_s{0};  ///< of the run's clock; 0: by the wall clock, from what one costs
  bool persons{false};           ///< persons.csv: departure, arrival, destination, way of each
  bool report{true};             ///< report.html
};

struct Scenario {
  std::string path;                ///< of the file
  std::vector<std::string> files;  ///< every file that was read, or that a member names; absolute
  RunSettings run;
  std::string city_file;             ///< empty: no city
  std::optional<AreaScenario> area;  ///< of an evacuation exactly one of the two
  PeopleSettings people;
  std::optional<EvacuationSettings> evacuation;
  std::optional<MobilitySettings> mobility;
  ShelterSettings shelters;
  HazardSettings hazard;
  ScenarioEvents events;
  std::optional<EnergySettings> energy;
  std::vector<ScenarioEdit> edits;  ///< of the city, in the order in which they are made
  OutputSettings output;
};

}  // namespace machi
