#include "io/energy/archetypes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/energy/glazing.hpp"
#include "engine/systems/plant.hpp"
#include "io/options/yaml.hpp"
#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

constexpr double most = 1e6;

/// 24 values for each of some day patterns: `key_1`, `key_2` …
template <std::size_t Patterns>
void declare_courses(OptionTable& table, const std::string& key, std::array<DayCourse, Patterns>& courses,
                     const std::string& unit, const std::string& text) {
  for (std::size_t k = 0; k < Patterns; ++k)
    table.numbers(fmt::format("{}_{}", key, k + 1), courses[k], unit, 0, most, text).required();
}

void declare_envelope(ArchetypeEnvelope& envelope, OptionTable& table) {
  table.text("name", envelope.name, "For messages and results.").required();
  table.numbers("structures", envelope.structures, "", 0, 9999, "Codes of buildingStructureType.").required();
  table.flag("for_dwellings", envelope.for_dwellings, "Of dwellings, or of other buildings.");
  table.integer("from_year", envelope.from_year, "year", 0, 9999, "First year of construction.");
  table.integer("to_year", envelope.to_year, "year", 0, 9999, "Last year of construction.");
  for (const auto& [key, name] : {std::pair{"wall", &envelope.wall},
                                  {"roof", &envelope.roof},
                                  {"floor", &envelope.floor},
                                  {"inner", &envelope.inner}})
    table.text(key, *name, "Name of a construction.").required();
  for (const auto& [key, list] : {std::pair{"wall_insulation_mm", &envelope.wall_insulation_mm},
                                  {"roof_insulation_mm", &envelope.roof_insulation_mm},
                                  {"floor_insulation_mm", &envelope.floor_insulation_mm}})
    table.numbers(key, *list, "mm", 0, 2000, "Thickness of the layer `insulation` in the climate zones 1 to 8.")
        .required();
  table.list("glazings", envelope.glazings, "Names of glazings in the climate zones 1 to 8.").required();
  table.number("infiltration_1_h", envelope.infiltration_1_h, "1/h", 0, 100, "Air through leaks.");
}

void declare_period(StockPeriod& period, OptionTable& table) {
  table.integer("from_year", period.from_year, "year", 0, 9999, "First year.").required();
  table.integer("to_year", period.to_year, "year", 0, 9999, "Last year.").required();
  table.number("dwellings", period.dwellings, "", 0, 1, "Share of the buildings with dwellings.").required();
  table.number("other", period.other, "", 0, 1, "Share of other buildings.").required();
}

void declare_calendar(DayCalendar& calendar, OptionTable& table) {
  table.text("name", calendar.name, "What rooms call it.").required();
  table.text("days", calendar.days, "365 digits: the day pattern of each day.").required();
}

void declare_room(RoomArchetype& room, OptionTable& table) {
  table.text("name", room.name, "What uses call it.").required();
  table.text("calendar", room.calendar, "Its day patterns.").required();
  table.number("people_1_m2", room.people_1_m2, "1/m2", 0, 10, "Persons of a full room.");
  table.number("person_W", room.person_W, "W", 0, 1000, "Heat of a person.");
  table.number("lights_W_m2", room.lights_W_m2, "W/m2", 0, 1000, "Lights.");
  table.number("equipment_W_m2", room.equipment_W_m2, "W/m2", 0, 10'000, "Equipment.");
  table.number("fans_W_m2", room.fans_W_m2, "W/m2", 0, 1000, "Fans and pumps while conditioned.");
  table.number("fresh_air_m3_h_m2", room.fresh_air_m3_h_m2, "m3/(h m2)", 0, 1000, "Outdoor air while conditioned.");
  table.number("heat_recovery", room.heat_recovery, "", 0, 1, "Of the heat of the air that goes out.");
  table.number("hot_water_L_m2_day", room.hot_water_L_m2_day, "L/m2", 0, 1000, "Hot water on a day with people.");
  table.number("hot_water_C", room.hot_water_C, "°C", 0, 100, "Of the hot water.");
  table.number("heating_C", room.heating_C, "°C", -50, 100, "Set point.");
  table.number("cooling_C", room.cooling_C, "°C", -50, 100, "Set point.");
  declare_courses(table, "conditioned", room.conditioned, "", "Share of such rooms in use by the hour.");
  declare_courses(table, "people", room.people, "", "Of people_1_m2 by the hour.");
  declare_courses(table, "lights", room.lights, "", "Of lights_W_m2 by the hour.");
  declare_courses(table, "equipment", room.equipment, "", "Of equipment_W_m2 by the hour.");
}

void declare_household(HouseholdArchetype& household, OptionTable& table) {
  table.integer("persons", household.persons, "persons", 1, most_persons, "Of the household.").required();
  declare_courses(table, "appliances_kWh_h", household.appliances_kWh_h, "kWh", "Appliances by the hour.");
  declare_courses(table, "cooking_MJ_h", household.cooking_MJ_h, "MJ", "Fuel for cooking by the hour.");
  declare_courses(table, "hot_water_L_h", household.hot_water_L_h, "L", "Hot water by the hour.");
}

void declare_living(LivingArchetype& living, OptionTable& table) {
  table.number("person_W", living.person_W, "W", 0, 1000, "Heat of a person at home.");
  table.number("heating_C", living.heating_C, "°C", -50, 100, "Set point.");
  table.number("cooling_C", living.cooling_C, "°C", -50, 100, "Set point.");
  table.number("hot_water_C", living.hot_water_C, "°C", 0, 100, "Of the hot water.");
  table.number("lights_W_m2", living.lights_W_m2, "W/m2", 0, 1000, "Lights, all on.");
  table.number("standing_W", living.standing_W, "W", 0, 10'000,
               "Of a household, day and night: what its table of appliances leaves out.");
  table.number("most_floor_m2", living.most_floor_m2, "m2", 1, most,
               "Of a dwelling that is lit, heated and cooled; what is larger stands idle.");
  table.number("airing_1_h", living.airing_1_h, "1/h", 0, 100, "Change of air by open windows.");
  table.number("airing_from_C", living.airing_from_C, "°C", -50, 100,
               "Windows are opened where rooms are warmer than this and than the outdoor air.");
  table.numbers("lights", living.lights, "", 0, 10, "Of lights_W_m2 by the hour.").required();
  declare_courses(table, "present", living.present, "", "Share of the persons at home by the hour.");
  declare_courses(table, "heated", living.heated, "", "Share of the floor that is heated by the hour.");
  declare_courses(table, "cooled", living.cooled, "", "Share of the floor that is cooled by the hour.");
}

void declare_use(UseArchetype& use, OptionTable& table) {
  table.text("name", use.name, "For results.").required();
  table.numbers("usages", use.usages, "", 0, 9999, "Codes of Building_usage; 0: missing.").required();
  table.text("room", use.room, "Room outside of dwellings; empty: none.");
  table.number("room_share", use.room_share, "", 0, 1, "Of the floor outside of dwellings, what is such a room.");
  table.number("window_share", use.window_share, "", 0, 0.95, "Of the walls.");
  table.number("sun_share", use.sun_share, "", 0, 1, "Of the sun through glass, past curtains and blinds.");
  table.integer("structure", use.structure, "", 0, 9999, "Structure where a building has none.");
  table.number("storey_m", use.storey_m, "m", 1, 100, "Height of a storey where the storeys are not known.");
  table.number("most_W_m2", use.most_W_m2, "W/m2", 0, most, "Largest power of heating, of cooling, by the floor.");
  table.number("common_W_m2", use.common_W_m2, "W/m2", 0, 1000,
               "Lights, lifts and pumps of the floor that is neither dwelling nor room, while rooms are used.");
}

void declare_system_share(SystemShare& share, OptionTable& table) {
  table.text("system", share.system, "Name of a system.").required();
  table.list("uses", share.uses, "Names of uses.").required();
  table.integer("from_year", share.from_year, "year", 0, 9999, "First year of construction.");
  table.integer("to_year", share.to_year, "year", 0, 9999, "Last year of construction.");
  table
      .numbers("shares", share.shares, "", 0, 1,
               "Of such buildings in the climate zones 1 to 8, by the sum of those that match.")
      .required();
}

/// The sections of an archetype file, bound to one Archetypes.
struct ArchetypeTables {
  explicit ArchetypeTables(Archetypes& a) {
    fabric.items("materials", "", "What layers are made of.").kind("", "A material", a.materials, declare_material);
    fabric.items("constructions", "", "Layers.").kind("", "A construction", a.constructions, declare_construction);
    fabric.items("glazings", "", "Glass.").kind("", "Glass", a.glazings, declare_glazing);
    envelopes.items("list", "", "By structure and year.").kind("", "An envelope", a.envelopes, declare_envelope);
    stock.items("periods", "", "By year.").kind("", "A period", a.stock, declare_period);
    calendars.items("list", "", "Of a year.").kind("", "A calendar", a.calendars, declare_calendar);
    rooms.items("list", "", "By kind.").kind("", "A room", a.rooms, declare_room);
    households.items("list", "", "By size.").kind("", "A household", a.households, declare_household);
    declare_living(a.living, living);
    uses.items("list", "", "By code.").kind("", "A use", a.uses, declare_use);
    systems.items("list", "", "By name.").kind("", "A system", a.systems, declare_system);
    systems.items("shares", "", "Who has them.").kind("", "A share", a.system_shares, declare_system_share);
  }
  std::vector<OptionTable*> all() {
    return {&fabric, &envelopes, &stock, &calendars, &rooms, &households, &living, &uses, &systems};
  }
  OptionTable fabric{"fabric", "What faces are made of", OptionStyle::keys};
  OptionTable envelopes{"envelopes", "Faces by structure and year", OptionStyle::keys};
  OptionTable stock{"stock", "Years of construction", OptionStyle::keys};
  OptionTable calendars{"calendars", "Day patterns of a year", OptionStyle::keys};
  OptionTable rooms{"rooms", "Rooms", OptionStyle::keys};
  OptionTable households{"households", "Households", OptionStyle::keys};
  OptionTable living{"living", "Dwellings", OptionStyle::keys};
  OptionTable uses{"uses", "Buildings by use", OptionStyle::keys};
  OptionTable systems{"systems", "Plants of buildings", OptionStyle::keys};
};

class ArchetypeCheck {
 public:
  explicit ArchetypeCheck(const Archetypes& archetypes) : a_(archetypes) {}

  void check() {
    for (const EnergyConstruction& c : a_.constructions) check(c);
    for (const EnergyGlazing& g : a_.glazings)
      if (!is_clear_pane(g.pane_transmittance, g.pane_reflectance))
        complain(g.where,
                 fmt::format("glazing '{}': no uncoated pane can be so. Give values at normal incidence", g.name));
    for (const ArchetypeEnvelope& envelope : a_.envelopes) check(envelope);
    for (const DayCalendar& calendar : a_.calendars) check(calendar);
    for (const RoomArchetype& room : a_.rooms) {
      has(room.where, "calendar", room.calendar, a_.calendars);
      for (const auto* courses : {&room.conditioned, &room.people, &room.lights, &room.equipment})
        for (const DayCourse& course : *courses) is_day(room.where, "room '" + room.name + "'", course);
    }
    check_living();
    for (const UseArchetype& use : a_.uses)
      if (!use.room.empty()) has(use.where, "room", use.room, a_.rooms);
    check_systems();
    for (const auto& [what, empty] :
         {std::pair{"uses", a_.uses.empty()}, {"envelopes", a_.envelopes.empty()}, {"stock", a_.stock.empty()}})
      if (empty) mistakes_.push_back(fmt::format("{}: {} has no items. Give one", a_.path, what));
    if (!mistakes_.empty()) throw UsageError(fmt::format("{}", fmt::join(mistakes_, "\n")));
  }

 private:
  void complain(const std::string& where, const std::string& problem) { mistakes_.push_back(where + ": " + problem); }

  template <class Row>
  void has(const std::string& where, const char* what, const std::string& name, const std::vector<Row>& rows) {
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.name);
    if (std::find(names.begin(), names.end(), name) == names.end())
      complain(where, fmt::format("there is no {} called '{}'{}", what, name, did_you_mean(name, names)));
  }

  void is_day(const std::string& where, const std::string& whose, const DayCourse& course) {
    if (course.size() != 24) complain(where, fmt::format("{}: a day has {} values. Give 24", whose, course.size()));
  }

  void check(const EnergyConstruction& construction) {
    for (const std::string& layer : construction.layers) has(construction.where, "material", layer, a_.materials);
    if (construction.layers.empty() || construction.layers.size() != construction.thickness_m.size())
      complain(construction.where,
               fmt::format("construction '{}' has {} layers but {} values of thickness_m. Give one for each",
                           construction.name, construction.layers.size(), construction.thickness_m.size()));
    if (construction.layers.size() == 1 && construction.layers[0] == "insulation")
      complain(construction.where,
               fmt::format("construction '{}' is nothing but insulation. Give another layer", construction.name));
  }

  void check(const ArchetypeEnvelope& envelope) {
    for (const std::string& name : {envelope.wall, envelope.roof, envelope.floor, envelope.inner})
      has(envelope.where, "construction", name, a_.constructions);
    for (const std::string& name : envelope.glazings) has(envelope.where, "glazing", name, a_.glazings);
    for (const std::size_t count : {envelope.wall_insulation_mm.size(), envelope.roof_insulation_mm.size(),
                                    envelope.floor_insulation_mm.size(), envelope.glazings.size()})
      if (count != climate_zones) {
        complain(envelope.where, fmt::format("envelope '{}': {} values for the {} climate zones. Give {}",
                                             envelope.name, count, climate_zones, climate_zones));
        return;
      }
  }

  void check(const DayCalendar& calendar) {
    const char last = calendar.name == "bath" ? '0' + bath_patterns : '0' + day_patterns;
    const bool digits = std::all_of(calendar.days.begin(), calendar.days.end(),
                                    [last](char digit) { return digit >= '1' && digit <= last; });
    if (calendar.days.size() != 365 || !digits)
      complain(calendar.where,
               fmt::format("calendar '{}' is not 365 digits from 1 to {}. Give one for each day", calendar.name, last));
  }

  /// Every use has systems in every year and climate zone.
  void check_systems() {
    for (const EnergySystem& system : a_.systems)
      if (const std::string problem = problem_of_plant(system); !problem.empty())
        complain(system.where, fmt::format("system '{}' {}", system.name, problem));
    for (const SystemShare& share : a_.system_shares) {
      has(share.where, "system", share.system, a_.systems);
      for (const std::string& use : share.uses) has(share.where, "use", use, a_.uses);
      if (share.shares.size() != climate_zones)
        complain(share.where, fmt::format("system '{}': {} shares for the {} climate zones. Give {}", share.system,
                                          share.shares.size(), climate_zones, climate_zones));
    }
  }

  void check_living() {
    for (const char* name : {"household", "bath"}) has(a_.path, "calendar", name, a_.calendars);
    for (std::int64_t persons = 1; persons <= most_persons; ++persons)
      if (std::count_if(a_.households.begin(), a_.households.end(),
                        [persons](const HouseholdArchetype& h) { return h.persons == persons; }) != 1)
        complain(a_.path, fmt::format("households: there is not one of {} persons. Give one", persons));
    for (const HouseholdArchetype& h : a_.households) {
      for (const auto* courses : {&h.appliances_kWh_h, &h.cooking_MJ_h})
        for (const DayCourse& course : *courses) is_day(h.where, "household", course);
      for (const DayCourse& course : h.hot_water_L_h) is_day(h.where, "household", course);
    }
    is_day(a_.path, "living.lights", a_.living.lights);
    for (const auto* courses : {&a_.living.present, &a_.living.heated, &a_.living.cooled})
      for (const DayCourse& course : *courses) is_day(a_.path, "living", course);
  }

  const Archetypes& a_;
  std::vector<std::string> mistakes_;
};

}  // namespace

Archetypes parse_archetypes(std::string_view text, const std::string& path) {
  Archetypes archetypes;
  archetypes.path = path;
  ArchetypeTables tables(archetypes);
  read_yaml(text, path, tables.all());
  std::sort(archetypes.households.begin(), archetypes.households.end(),
            [](const HouseholdArchetype& a, const HouseholdArchetype& b) { return a.persons < b.persons; });
  ArchetypeCheck(archetypes).check();
  return archetypes;
}

Archetypes read_archetypes(const std::string& path) {
  if (path.empty()) return parse_archetypes(japan_archetypes_text(), "archetypes_japan.yaml");
  return parse_archetypes(read_options_text(path), path);
}

}  // namespace machi
