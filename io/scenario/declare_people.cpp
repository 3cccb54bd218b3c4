/// \file  The section `people`.

#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

constexpr double fastest_m_s = 12;

void declare_class(PersonClass& person, OptionTable& table) {
  table.text("name", person.name, "What sources and results call the class.").required();
  table.number("share", person.share, "", 0, 1e9, "Of the people drawn; only the ratio of the shares counts.");
  table.flag("assisted", person.assisted, "Needs help to evacuate.");
  table.flag("can_walk", person.can_walk, "False: stays where nobody comes for them.");
  table.choice("speed_law", person.law, {"fixed", "uniform", "normal", "triangular"},
               "How free speeds are spread; normal and triangular are cut at low and high.");
  table.number("mean_m_s", person.mean_m_s, "m/s", 0, fastest_m_s, "Mean free speed on level, dry ground by day.");
  table.number("sd_m_s", person.sd_m_s, "m/s", 0, fastest_m_s, "Standard deviation of a normal law.");
  table.number("low_m_s", person.low_m_s, "m/s", 0, fastest_m_s, "Least free speed.");
  table.number("high_m_s", person.high_m_s, "m/s", 0, fastest_m_s, "Largest free speed.");
  table.number("night_factor", person.night_factor, "", 0, 1, "Of the free speed by night.");
  table.number("stair_up_low_m_s", person.stair_up_low_m_s, "m/s", 0, fastest_m_s, "Least speed up a stair's incline.");
  table.number("stair_up_high_m_s", person.stair_up_high_m_s, "m/s", 0, fastest_m_s,
               "Largest speed up a stair's incline; 0: the factor counts.");
  table.number("stair_down_low_m_s", person.stair_down_low_m_s, "m/s", 0, fastest_m_s,
               "Least speed down a stair's incline.");
  table.number("stair_down_high_m_s", person.stair_down_high_m_s, "m/s", 0, fastest_m_s,
               "Largest speed down a stair's incline; 0: the factor counts.");
  table.number("stair_up_factor", person.stair_up_factor, "", 0, 2, "Speed up a stair's incline over the free speed.");
  table.number("stair_down_factor", person.stair_down_factor, "", 0, 2,
               "Speed down a stair's incline over the free speed.");
  table.number("radius_m", person.radius_m, "m", 0, 1, "Radius of the body; 0: that of the model in use.");
  table.number("stop_depth_m", person.stop_depth_m, "m", 0, 10, "Water that stops this class.");
}

}  // namespace

void declare_departure(DepartureSettings& departure, OptionTable& table, const std::string& inherited) {
  table.choice("departure", departure.law,
               {"inherit", "immediate", "fixed", "uniform", "rayleigh", "sigmoid", "spaced", "never"},
               "When people leave; inherit: " + inherited);
  table.number("departure_from_s", departure.from_s, "s", 0, endless,
               "fixed: the time; uniform: earliest; rayleigh: mean of the questionnaire; spaced: the first.");
  table.number("departure_to_s", departure.to_s, "s", 0, endless, "uniform: latest; rayleigh: arrival of the wave.");
  table.number("departure_half_s", departure.half_s, "s", 0, endless, "sigmoid: when half have left.");
  table.number("departure_steepness_1_s", departure.steepness_1_s, "1/s", 1e-9, 1e3, "sigmoid: how suddenly.");
  table.number("departure_spacing_s", departure.spacing_s, "s", 0, endless, "spaced: from one person to the next.");
}

void declare_people(PeopleSettings& people, OptionTable& table) {
  table.text("preset", people.preset, "Speeds, departure and loss as an agency published them, by name.");
  table.text("class_table", people.class_table, "Published table of person classes, by name.");
  table.text("file", people.file, "Persons one by one, as CSV or GeoJSON.").placeholder("FILE");
  table.flag("from_buildings", people.from_buildings,
             "Draw people from the city's buildings by use, floor area and time of day.");
  table.integer("total", people.total, "persons", 0, 2'000'000'000,
                "Persons drawn from the buildings; 0: as many as they hold.");
  table.text("time_of_day", people.time_of_day, "When people are where they are; empty: scenario.start.")
      .placeholder("HH:MM");
  declare_departure(people.departure, table, "as the preset says, immediate where there is none.");
  table.number("at_once_share", people.at_once_share, "", 0, 1,
               "Of the people who leave at second 0 whatever the law.");
  table.number("never_share", people.never_share, "", 0, 1, "Of the people who stay where they are.");
  table.number("group_share", people.group_share, "", 0, 1, "Of the people drawn who keep together as households.");
  table.number("gather_share", people.gather_share, "", 0, 1,
               "Of the households that meet at home before they leave, where the people are those of mobility.");
  table.number("car_share", people.car_share, "", 0, 1,
               "Of the households with a car at home, and of those who have driven to where they are or drive, who "
               "evacuate by car, where the people are those of mobility.");
  table.number("car_share_assisted", people.car_share_assisted, "", 0, 1,
               "The same of households in which someone needs help; car_share where not given.");
  table.number("car_leave_share", people.car_leave_share, "", 0, 1,
               "Of the households that evacuate by car, whose cars drive out of hazard.zone instead of to a shelter.");
  table.list("car_exits", people.car_exits,
             "Ids of links, as of events.road_closure, at whose end a car is out of the area; where not given, all "
             "that lie outside of hazard.zone.");
  table.items("car_shares", "", "Shares by class of the one who drives, instead of car_share and car_share_assisted.")
      .kind("", "The share of a class", people.car_shares, [](ClassCarShare& share, OptionTable& item) {
        item.text("class", share.name, "Name of the class, of the preset, the table or people.classes.").required();
        item.number("share", share.share, "", 0, 1, "Of its drivers who could evacuate by car, who do.").required();
      });
  table.items("classes", "", "Classes of persons; they replace those of the preset and the table.")
      .kind("", "A class of persons", people.classes, declare_class);
}

}  // namespace machi
