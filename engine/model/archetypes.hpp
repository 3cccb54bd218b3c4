/// \file  What the zones of a city are made of and how they are used, by use, structure and year: plain data of an
/// archetype file (docs/formats/archetypes.md).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/energy.hpp"

namespace machi {

inline constexpr int climate_zones = 8;  ///< of Japan's energy-saving standard
inline constexpr int day_patterns = 3;
inline constexpr int bath_patterns = 6;
inline constexpr int most_persons = 4;  ///< of the tables of households; larger ones count in proportion

/// 24 values of a day.
using DayCourse = std::vector<double>;

/// What outer faces are made of, by structure and year of construction.
struct ArchetypeEnvelope {
  std::string where;
  std::string name;
  std::vector<double> structures;  ///< codes of buildingStructureType
  bool for_dwellings{true};
  std::int64_t from_year{0};
  std::int64_t to_year{9999};
  std::string wall, roof, floor, inner;  ///< names of constructions
  // [climate zones]: thickness of the layer called `insulation`, and the glass.
  std::vector<double> wall_insulation_mm, roof_insulation_mm, floor_insulation_mm;
  std::vector<std::string> glazings;
  double infiltration_1_h{0.5};
};

/// Share of the stock that was built in a period.
struct StockPeriod {
  std::string where;
  std::int64_t from_year{0};
  std::int64_t to_year{0};
  double dwellings{0};
  double other{0};
};

/// Which day pattern holds on each day of a year.
struct DayCalendar {
  std::string where;
  std::string name;
  std::string days;  ///< [365] digits, 1 … 9
};

/// A room as WEBPRO has it, per m² of its floor.
struct RoomArchetype {
  std::string where;
  std::string name;
  std::string calendar;
  double people_1_m2{0};
  double person_W{0};
  double lights_W_m2{0};
  double equipment_W_m2{0};
  double fresh_air_m3_h_m2{0};
  double heat_recovery{0.5};  ///< of the heat of the air that goes out
  double fans_W_m2{0};        ///< fans and pumps while conditioned
  double hot_water_L_m2_day{0};
  double hot_water_C{43};
  double heating_C{22};
  double cooling_C{26};
  std::array<DayCourse, day_patterns> conditioned, people, lights, equipment;
};

/// A household of a size.
struct HouseholdArchetype {
  std::string where;
  std::int64_t persons{1};
  std::array<DayCourse, day_patterns> appliances_kWh_h, cooking_MJ_h;
  std::array<DayCourse, bath_patterns> hot_water_L_h;
};

/// What all dwellings have in common; day patterns are those of the calendar `household`.
struct LivingArchetype {
  double person_W{60};
  double heating_C{20};
  double cooling_C{27};
  double hot_water_C{40};
  double lights_W_m2{2};
  double standing_W{0};      ///< of a household, day and night: what its table of appliances leaves out
  double most_floor_m2{90};  ///< of a dwelling that is lit, heated and cooled; what is larger stands idle
  double airing_1_h{3};      ///< change of air by open windows,
  double airing_from_C{24};  ///< where the rooms are warmer than this and than the outdoor air
  DayCourse lights;
  std::array<DayCourse, day_patterns> present, heated, cooled;  ///< of persons; of the floor
};

/// What a building is by its use.
struct UseArchetype {
  std::string where;
  std::string name;
  std::vector<double> usages;  ///< codes of Building_usage; 0: missing
  std::string room;            ///< empty: none
  double room_share{0};        ///< of the floor outside of dwellings
  double window_share{0.2};    ///< of the walls
  double sun_share{0.7};       ///< of the sun through glass, past curtains and blinds
  std::int64_t structure{601};
  double storey_m{3.2};
  double most_W_m2{200};  ///< largest power of heating and of cooling, of the conditioned floor
  double common_W_m2{0};  ///< lights, lifts and pumps of the floor that is neither dwelling nor room, while rooms are used
};

/// How many of the buildings of some uses and years have a system.
struct SystemShare {
  std::string where;
  std::string system;
  std::vector<std::string> uses;
  std::int64_t from_year{0};
  std::int64_t to_year{9999};
  std::vector<double> shares;  ///< [climate zones], of those that match, by their sum
};

struct Archetypes {
  std::string path;  ///< for messages
  std::vector<EnergyMaterial> materials;
  std::vector<EnergyConstruction> constructions;
  std::vector<EnergyGlazing> glazings;
  std::vector<ArchetypeEnvelope> envelopes;
  std::vector<StockPeriod> stock;
  std::vector<DayCalendar> calendars;
  std::vector<RoomArchetype> rooms;
  std::vector<HouseholdArchetype> households;  ///< of 1 … most_persons persons
  LivingArchetype living;
  std::vector<UseArchetype> uses;
  std::vector<EnergySystem> systems;
  std::vector<SystemShare> system_shares;
};

}  // namespace machi
