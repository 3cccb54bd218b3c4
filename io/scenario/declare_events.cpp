/// \file  The section `events`: what changes while a run goes on.
#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

void declare_when(ScenarioEvent& event, OptionTable& table) {
  table.text("id", event.id, "Name, for --set and messages.");
  table.number("at_s", event.at_s, "s", 0, endless, "When it begins, as second of the run.");
  table.text("at", event.at, "When it begins, as clock time: the first such time from the start of the run on.")
      .placeholder("HH:MM");
}

void declare_until(ScenarioEvent& event, OptionTable& table) {
  declare_when(event, table);
  table.number("until_s", event.until_s, "s", 0, endless,
               "When it ends, as second of the run; not before the run does where not given.");
  table.text("until", event.until, "When it ends, as clock time: the first such time after the beginning.")
      .placeholder("HH:MM");
}

void declare_place(ScenarioEvent& event, OptionTable& table, const std::string& of, const std::string& ids_of = {}) {
  table.list("ids", event.ids, "Ids of " + (ids_of.empty() ? of : ids_of) + ".");
  table
      .text("polygon", event.wkt,
            "POLYGON or MULTIPOLYGON around " + of +
                ", in metres: of the area or network, of a city from its origin, easting and northing.")
      .placeholder("WKT");
  table.text("file", event.file, "GeoJSON polygons around " + of + ".").placeholder("FILE");
}

void declare_streets(ScenarioEvent& event, OptionTable& table) {
  declare_until(event, table);
  declare_place(event, table, "streets");
}

void declare_closure(ScenarioEvent& event, OptionTable& table) {
  declare_streets(event, table);
  table.flag("flooded", event.flooded, "Water stands on them: cars that are there are lost, and people go on on foot.");
}

void declare_capacity(ScenarioEvent& event, OptionTable& table) {
  declare_streets(event, table);
  table.number("capacity_factor", event.capacity_factor, "", 0.001, 10, "Of the flow capacities.");
  table.number("speed_factor", event.speed_factor, "", 0.01, 10, "Of the free speeds.");
}

void declare_outage(ScenarioEvent& event, OptionTable& table) {
  declare_until(event, table);
  declare_place(event, table, "buildings; all where no place is given");
}

void declare_shelter(ScenarioEvent& event, OptionTable& table) {
  declare_until(event, table);
  declare_place(event, table, "shelters", "shelters, or their names");
}

void declare_alarm(ScenarioEvent& event, OptionTable& table) {
  declare_when(event, table);
  declare_place(event, table, "people; all where no place is given", "buildings, for those who are in them");
  table.number("share", event.share, "", 0, 1, "Of those who are there, who hear it.");
}

void declare_stop(ScenarioEvent& event, OptionTable& table) {
  declare_until(event, table);
  declare_place(event, table, "stops");
}

void declare_weather(ScenarioEvent& event, OptionTable& table) {
  declare_until(event, table);
  table.number("air_temp_change_K", event.air_temp_change_K, "K", -60, 60, "Added to the outdoor air temperature.");
  table.number("irradiance_factor", event.irradiance_factor, "", 0, 2, "Of the sun's and the sky's irradiance.");
  table.number("walk_speed_factor", event.walk_speed_factor, "", 0.01, 2, "Of everyone's free walking speed.");
  table.number("speed_factor", event.speed_factor, "", 0.01, 2, "Of the free speeds of all streets.");
}

ScenarioEvent of_kind(EventKind kind) {
  ScenarioEvent event;
  event.kind = kind;
  return event;
}

}  // namespace

void declare_events(ScenarioEvents& events, OptionTable& table) {
  ItemList& list = table.items("", "kind", "What happens, and when.");
  const auto add = [&](EventKind kind, const std::string& summary, const auto& declare) {
    list.kind(name_of(kind), summary, events.list, declare, of_kind(kind));
  };
  add(EventKind::road_closure, "Nobody enters the streets; who is on them leaves", declare_closure);
  add(EventKind::road_capacity, "Fewer vehicles pass, or more slowly", declare_capacity);
  add(EventKind::power_outage, "Buildings have no electricity from the grid", declare_outage);
  add(EventKind::shelter_opening, "Shelters take people in that were closed before", declare_shelter);
  add(EventKind::shelter_closing, "Shelters take nobody in any more", declare_shelter);
  add(EventKind::alarm, "People leave", declare_alarm);
  add(EventKind::transit_stop, "No vehicle stops there", declare_stop);
  add(EventKind::weather, "The weather is other than the weather file says", declare_weather);
}

}  // namespace machi
