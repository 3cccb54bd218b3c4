#include "app/exchange.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "io/setup/people_rules.hpp"

namespace machi {
namespace {

constexpr double shelter_within_m = 150;  // of the middle of the building that a shelter's entrance belongs to

DayClock clock_of(const MobilityPart& mobility) {
  return {std::llround(mobility.setup().start_s), mobility.steps_per_s()};
}

std::vector<std::uint32_t> leg_steps_of(const TravelDemand& demand, std::int64_t steps_per_s) {
  std::vector<std::uint32_t> steps;
  steps.reserve(demand.legs.size());
  for (const Leg& leg : demand.legs)
    steps.push_back(std::isnan(leg.travel_time_s) ? 0 : whole_steps(leg.travel_time_s, steps_per_s));
  return steps;
}

ModeRows mode_rows(const TravelDemand& demand) {
  const auto row = [&](const char* name) {
    for (std::size_t m = 0; m < demand.modes.size(); ++m)
      if (demand.modes[m] == name) return static_cast<std::uint8_t>(m);
    return std::uint8_t{0xff};
  };
  return {row("walk"), row("bicycle"), row("car")};
}

EvacueeRules rules_of(const Scenario& scenario) {
  return {classes_of(scenario), departures_of(scenario),     static_cast<std::uint64_t>(scenario.run.seed),
          scenario.run.night,   scenario.people.group_share, scenario.people.gather_share};
}

/// The building of each destination, none where it is open ground.
std::vector<std::uint32_t> shelter_buildings(const EvacuationWorld& world, const CityDoors& city) {
  const std::int64_t cell_mm = world.blocks->frame().leaves.cell_mm;
  std::vector<std::uint32_t> buildings;
  for (const Destination& destination : world.destinations) {
    buildings.push_back(destination.building);
    if (destination.building != no_index || destination.cells.empty()) continue;
    const LeafCell& cell = destination.cells.front();
    const auto place = [&](std::int32_t leaf, int in_leaf) {
      return static_cast<std::int32_t>((std::int64_t{leaf} * 8 + in_leaf) * cell_mm + cell_mm / 2);
    };
    buildings.back() =
        city.nearest({place(cell.leaf.x, cell.cell % 8), place(cell.leaf.y, cell.cell / 8), 0}, shelter_within_m);
  }
  return buildings;
}

EvacueeEnd end_of(const PersonRow& row, const std::vector<std::uint32_t>& buildings) {
  EvacueeEnd end;
  end.id = row.walker.id;
  end.left_s = row.walker.departure_s;
  end.end_s = row.time_s;
  switch (row.fate) {
    case PersonFate::safe:
      end.kind = EvacueeEnd::Kind::safe;
      end.shelter = buildings[row.destination];
      break;
    case PersonFate::lost:
      end.kind = EvacueeEnd::Kind::lost;
      break;
    case PersonFate::stays:
      end.kind = EvacueeEnd::Kind::stays;
      break;
    case PersonFate::waiting:
    case PersonFate::walking:
    case PersonFate::at_entrance:
      end.kind = EvacueeEnd::Kind::under_way;
      break;
  }
  return end;
}

CityDoors doors_of(const Comm& comm, const std::string& city_file) {
  CityDoors city;
  comm.agree([&] { city = read_city_doors(city_file); });
  return city;
}

}  // namespace

Exchange::Exchange(const Comm& comm, const Scenario& scenario, const MobilityPart& mobility)
    : comm_(comm),
      mobility_(mobility),
      plan_(mobility.presence_plan()),
      trail_(own_changes(comm, plan_, mobility.events()), plan_),
      step_(static_cast<std::uint32_t>(std::llround(mobility.simulated_s()) * mobility.steps_per_s())),
      city_(doors_of(comm, scenario.city_file)),
      day_(comm, plan_.buildings, clock_of(mobility)) {
  const MobilitySetup& setup = mobility.setup();
  day_.add(comm, stays_until(trail_, plan_, step_));
  day_.add(comm, cars_home(trail_, plan_, setup.demand, *setup.network, step_));
  places_ = places_at(comm, plan_, trail_, mobility.under_way(), step_, mode_rows(setup.demand),
                      leg_steps_of(setup.demand, mobility.steps_per_s()));
  counts_ = count_places(comm, places_);
  persons_ = comm.sum(static_cast<std::int64_t>(places_.size()));
  const StreetPlaces streets(city_.streets, *setup.network, city_.door);
  for (const PersonPlace& place : places_)
    points_.push_back(place.where == WherePerson::unknown ? PointMm{} : streets.point(place));
}

GivenPeople Exchange::evacuees(const Scenario& scenario) {
  GivenPeople given;
  given.people = evacuees_of(places_, points_, city_.door, mobility_.setup().traits, rules_of(scenario));
  for (const std::uint32_t building : given.people.building)
    given.storeys.push_back(building == no_index ? std::int16_t{1} : city_.storeys[building]);
  return given;
}

void Exchange::take_end(EvacuationPart& evacuation) {
  const std::vector<std::uint32_t> buildings = shelter_buildings(evacuation.evacuation().world(), city_);
  std::vector<EvacueeEnd> ends;
  for (const PersonRow& row : evacuation.persons()) ends.push_back(end_of(row, buildings));
  evacuees_ = comm_.sum(static_cast<std::int64_t>(ends.size()));
  after_ = add_after_alarm(comm_, places_, mobility_.setup().traits.id, ends, step_, day_);
}

void Exchange::stay_on() {
  std::vector<Stay> stays;
  for (const PersonPlace& place : places_)
    if (place.where == WherePerson::indoors && place.building < plan_.buildings)
      stays.push_back({place.building, step_, day_.clock().end_step()});
  day_.add(comm_, stays);
}

void Exchange::check() const {
  std::int64_t placed = 0;
  for (const std::int64_t count : counts_) placed += count;
  const std::int64_t unknown = counts_[static_cast<std::size_t>(WherePerson::unknown)];
  if (placed != persons_ || unknown > mobility_.removed())
    throw RunError(
        fmt::format("{} of {} persons are at no place at the exchange, {} of them for failed trips (a fault "
                    "of the program). Please report it with the scenario",
                    unknown, persons_, mobility_.removed()));
  if (after_ && after_->total() != persons_)
    throw RunError(
        fmt::format("{} persons were there at the alarm and {} are after it (a fault of the program). Please "
                    "report it with the scenario",
                    persons_, after_->total()));
}

nlohmann::ordered_json Exchange::kpi() const {
  nlohmann::ordered_json at_exchange;
  for (std::size_t k = 0; k < where_names.size(); ++k) at_exchange[std::string(where_names[k])] = counts_[k];
  nlohmann::ordered_json json{{"persons", persons_},
                              {"exchange_s", static_cast<double>(step_) / static_cast<double>(mobility_.steps_per_s())},
                              {"at_exchange", at_exchange}};
  if (after_)
    json["after_evacuation"] = {{"evacuees", evacuees_},          {"stayed", after_->stayed},
                                {"sheltered", after_->sheltered}, {"in_the_open", after_->in_the_open},
                                {"lost", after_->lost},           {"under_way", after_->under_way},
                                {"not_followed", after_->unknown}};
  nlohmann::ordered_json hours = nlohmann::ordered_json::array();
  const double steps_per_h = static_cast<double>(day_.clock().steps_per_h());
  for (const std::int64_t steps : day_.person_steps(comm_)) hours.push_back(static_cast<double>(steps) / steps_per_h);
  json["persons_indoors_by_hour"] = hours;
  return json;
}

void Exchange::write(H5Output& file) const {
  const auto column = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    std::vector<std::decay_t<decltype(value(std::size_t{0}))>> values;
    for (std::size_t p = 0; p < places_.size(); ++p) values.push_back(value(p));
    file.write_column(std::string("/persons/") + name, values, meta);
  };
  std::string codes;
  for (std::size_t k = 0; k < where_names.size(); ++k)
    codes += fmt::format("{}{} {}", k == 0 ? "" : ", ", k, where_names[k]);
  const PersonTraits& traits = mobility_.setup().traits;
  file.attribute("/", "step", static_cast<std::int64_t>(step_));
  column("id", [&](std::size_t p) { return traits.id[p]; },
         {"", "identifier, that of the evacuation; in the order of mobility's persons", "person"});
  column("household", [&](std::size_t p) { return traits.household[p]; },
         {"", "identifier of its household's first member", "person"});
  column("age", [&](std::size_t p) { return traits.age[p]; }, {"year", "age", "person"});
  column("where", [&](std::size_t p) { return static_cast<std::uint8_t>(places_[p].where); },
         {"", "where it was at the exchange", "person", codes});
  column("building", [&](std::size_t p) { return places_[p].building; },
         {"", "row of the city's buildings: indoors where it was, else where it came from", "person"});
  column("link", [&](std::size_t p) { return places_[p].link; },
         {"", "row of /mobility/links where it was in traffic; 2^32 - 1 none", "person"});
  column("x_mm", [&](std::size_t p) { return points_[p].x_mm; }, {"mm", "east of the origin", "person"});
  column("y_mm", [&](std::size_t p) { return points_[p].y_mm; }, {"mm", "north of the origin", "person"});
}

}  // namespace machi
