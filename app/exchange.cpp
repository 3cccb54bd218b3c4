#include "app/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/coupling/person_values.hpp"
#include "io/json/json.hpp"
#include "io/setup/car_exits.hpp"
#include "io/setup/people_rules.hpp"
#include "io/setup/shelters.hpp"

namespace machi {
namespace {

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
std::vector<std::uint32_t> shelter_buildings(const Evacuation& evacuation, const CityDoors& city) {
  const EvacuationWorld& world = evacuation.world();
  const std::int64_t cell_mm = world.blocks->frame().leaves.cell_mm;
  std::vector<std::uint32_t> buildings;
  for (std::size_t d = 0; d < world.destinations.size(); ++d) {
    const Destination& destination = world.destinations[d];
    buildings.push_back(destination.building);
    if (destination.building != no_index || destination.cells.empty()) continue;
    buildings.back() = city.shelter_building(middle_of_cell(destination.cells.front(), cell_mm),
                                             evacuation.destinations()[d].admitted);
  }
  return buildings;
}

// Where those are who have left the area by car; no walker comes there.
Destination out_of_area() {
  Destination destination;
  destination.id = "out_of_area";
  destination.name = "out of the area by car";
  destination.opens_s = infinity;
  return destination;
}

EvacueeEnd end_of(const PersonRow& row, const std::vector<std::uint32_t>& buildings, std::uint32_t out_of_area) {
  EvacueeEnd end;
  end.id = row.walker.id;
  end.left_s = row.walker.departure_s;
  end.end_s = row.time_s;
  switch (row.fate) {
    case PersonFate::safe:
      end.kind = row.destination == out_of_area ? EvacueeEnd::Kind::left_area : EvacueeEnd::Kind::safe;
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

std::uint8_t car_class(const TravelDemand& demand) {
  for (std::size_t k = 0; k < demand.vehicle_types.size(); ++k)
    if (demand.vehicle_types[k].network_mode == "car") return static_cast<std::uint8_t>(k);
  return 0;
}

CityDoors doors_of(const Comm& comm, const Scenario& scenario) {
  CityDoors city;
  comm.agree([&] { city = read_city_doors(scenario); });
  return city;
}

}  // namespace

Exchange::Exchange(const Comm& comm, const Scenario& scenario, MobilityPart& mobility)
    : comm_(comm),
      scenario_(scenario),
      mobility_(mobility),
      plan_(mobility.presence_plan()),
      trail_(own_changes(comm, plan_, mobility.events()), plan_),
      step_(step_now()),
      city_(doors_of(comm, scenario)),
      day_(comm, plan_.buildings, clock_of(mobility)),
      places_(places_now(trail_, step_)),
      streets_(city_.streets, *mobility.setup().network, city_.door),
      evacuates_(places_.size(), 0) {
  counts_ = count_places(comm, places_);
  persons_ = comm.sum(static_cast<std::int64_t>(places_.size()));
  for (const PersonPlace& place : places_)
    points_.push_back(place.where == WherePerson::unknown ? PointMm{} : streets_.point(place));
  choice_.building.assign(places_.size(), no_index);
  choice_.assisted.assign(places_.size(), 0);
  choice_.own_share.assign(places_.size(), -1);
}

std::uint32_t Exchange::step_now() const {
  return static_cast<std::uint32_t>(std::llround(mobility_.simulated_s()) * mobility_.steps_per_s());
}

std::vector<PersonPlace> Exchange::places_now(ActivityTrail& trail, std::uint32_t step) const {
  const TravelDemand& demand = mobility_.setup().demand;
  return places_at(comm_, plan_, trail, mobility_.under_way(), step, mode_rows(demand),
                   leg_steps_of(demand, mobility_.steps_per_s()));
}

GivenPeople Exchange::evacuees(const Scenario& scenario) {
  GivenPeople given;
  std::optional<WalkWays> ways;
  if (scenario.people.gather_share > 0) ways.emplace(city_.streets, streets_);
  given.people =
      evacuees_of(places_, points_, city_.door, mobility_.setup().traits, rules_of(scenario), ways ? &*ways : nullptr);
  for (const std::uint32_t building : given.people.building)
    given.storeys.push_back(building == no_index ? std::int16_t{1} : city_.storeys[building]);
  const std::vector<double> car_shares = car_shares_of(scenario, given.people.classes);
  std::size_t row = 0;
  for (std::size_t p = 0; p < places_.size(); ++p) {
    if (places_[p].where == WherePerson::unknown) continue;
    choice_.building[p] = given.people.building[row];
    const PersonClass& person_class = given.people.classes[given.people.person_class[row]];
    choice_.assisted[p] = person_class.assisted ? 1 : 0;
    choice_.own_share[p] = car_shares[given.people.person_class[row]];
    ++row;
  }
  return given;
}

void Exchange::hand_over(EvacuationPart& evacuation) {
  const MobilitySetup& setup = mobility_.setup();
  std::vector<PersonValue> leaving;
  for (const WaitingPerson& person : evacuation.people())
    leaving.push_back({person.walker.id, person.walker.departure_s, 0});
  const std::vector<float> departure_s = values_of_persons(comm_, setup.traits.id, leaving);
  std::vector<std::uint32_t> leave;
  for (std::size_t p = 0; p < departure_s.size(); ++p) {
    evacuates_[p] = std::isnan(departure_s[p]) ? 0 : 1;
    if (evacuates_[p] != 0) leave.push_back(static_cast<std::uint32_t>(setup.first_person + p));
  }
  const EvacuationWorld& world = evacuation.setup().world;
  std::vector<std::uint32_t> exits;
  if (scenario_.people.car_leave_share > 0) {
    exits = car_exits(comm_, scenario_, city_.frame, world, *setup.network);
    if (exits.empty())
      log_warning("people.car_leave_share: no street lies outside of hazard.zone, so cars drive to shelters only.");
    else
      out_of_area_ = evacuation.add_destination(out_of_area());
  }
  ways_.emplace(world, city_.streets, *setup.network, std::move(exits));
  cars_.emplace(comm_, setup, parties(departure_s));
  cars_->get_in(evacuation.people(), world.rules.steps_per_s);
  roads_.emplace(city_.streets, *setup.network, *world.leaves);
  Handover handover;
  handover.leave = comm_.all_gather_of(std::span<const std::uint32_t>(leave));
  handover.errands = cars_->errands(step_, mobility_.steps_per_s(), car_class(setup.demand));
  handover.ways = ways_->at_alarm();
  mobility_.hand_over(std::move(handover), roads_->floods(comm_, world, scenario_.hazard.car_stop_depth_m,
                                                          mobility_.simulated_s(), scenario_.run.end_s));
}

// Cars from where no way leads out drive to a shelter, those from where none leads there either stay where they are.
// Who drives already has the way that it finds.
std::vector<CarParty> Exchange::parties(const std::vector<float>& departure_s) {
  const MobilitySetup& setup = mobility_.setup();
  choice_.traits = &setup.traits;
  choice_.demand = &setup.demand;
  choice_.activity_building = &setup.activity_building;
  choice_.seed = static_cast<std::uint64_t>(scenario_.run.seed);
  choice_.share = scenario_.people.car_share;
  choice_.share_assisted = scenario_.people.car_share_assisted.value_or(choice_.share);
  choice_.leave_area_share = ways_->any_leads_out() ? scenario_.people.car_leave_share : 0;
  choice_.car_mode = mode_rows(setup.demand).car;
  choice_.departure_s.assign(places_.size(), never_s);
  std::vector<std::int32_t> reached(places_.size(), 0);
  for (std::size_t p = 0; p < places_.size(); ++p) {
    if (evacuates_[p] != 0) choice_.departure_s[p] = departure_s[p];
    trail_.each_stay(p, step_ + 1,
                     [&](std::int32_t activity, std::uint32_t, std::uint32_t) { reached[p] = activity + 1; });
  }
  std::vector<CarParty> parties = car_parties(choice_, places_, reached);
  for (CarParty& party : parties)
    if (party.link != no_index && party.leaves_area) party.leaves_area = ways_->leads(CarWays::out_of_area, party.link);
  std::erase_if(parties, [&](const CarParty& party) {
    return party.link != no_index && !party.leaves_area && !ways_->leads(CarWays::to_shelter, party.link);
  });
  choice_ = {};
  return parties;
}

void Exchange::meet(EvacuationPart& evacuation) {
  cars_->get_out(comm_, mobility_.take_left_cars(), streets_, step_, mobility_.steps_per_s(), out_of_area_,
                 evacuation.evacuation());
  mobility_.share_roads(roads_->shares(comm_, evacuation.evacuation()));
  const std::int64_t driving = mobility_.errands();
  cars_->check(comm_, evacuation.evacuation(), driving);
  if (driving == 0) return;
  cars_->note_redirected(
      ways_->leave_full_shelters(comm_, evacuation.evacuation(), evacuation.simulated_s(), mobility_));
  hear_news();
}

// At the first exchange, and then in each piece of the time from the alarm on. Cars set off by second of mobility's
// run.
void Exchange::hear_news() {
  const double alarm_s = static_cast<double>(step_) / static_cast<double>(mobility_.steps_per_s());
  const double now_s = mobility_.simulated_s() - alarm_s, before_s = now_s - scenario_.run.exchange_s;
  const double piece = std::floor(now_s / CarWays::news_every_s);
  if (before_s > 0 && std::floor(before_s / CarWays::news_every_s) == piece) return;
  const double until_s = (piece + 1) * CarWays::news_every_s + scenario_.run.exchange_s;
  if (ways_->any_leads_out() && cars_->any_leaves(now_s, until_s)) ways_->hear_news(alarm_s + until_s, mobility_);
}

void Exchange::follow(const EvacuationPart& evacuation) {
  const SharedRoadsState state = roads_->state();
  roads_.emplace(city_.streets, *mobility_.setup().network, *evacuation.evacuation().world().leaves);
  roads_->go_on(state);
}

void Exchange::add_to(CouplingState& state) const {
  state.cars = cars_->state();
  state.roads = roads_->state();
}

void Exchange::go_on(const CouplingState& state) {
  cars_->go_on(state.cars);
  roads_->go_on(state.roads);
}

void Exchange::add_day(const ActivityTrail& trail, std::uint32_t end) {
  const MobilitySetup& setup = mobility_.setup();
  day_.add(comm_, stays_until(trail, plan_, end));
  day_.add(comm_, cars_home(trail, plan_, setup.demand, *setup.network, end));
}

void Exchange::take_end(EvacuationPart& evacuation) {
  const std::vector<std::uint32_t> buildings = shelter_buildings(evacuation.evacuation(), city_);
  std::vector<EvacueeEnd> ends;
  for (const PersonRow& row : evacuation.persons()) ends.push_back(end_of(row, buildings, out_of_area_));
  evacuees_ = comm_.sum(static_cast<std::int64_t>(ends.size()));
  // Evacuees are at their activity up to the alarm; the others' day goes on.
  std::vector<ActivityChange> changes = own_changes(comm_, plan_, mobility_.events());
  for (std::size_t p = 0; p < places_.size(); ++p)
    if (evacuates_[p] != 0 && places_[p].where == WherePerson::indoors)
      changes.push_back({static_cast<std::uint32_t>(plan_.first_person + p), step_,
                         static_cast<std::uint16_t>(trail_.at(p, step_)), 0});
  sort_changes(plan_, changes);
  ActivityTrail trail(std::move(changes), plan_);
  const std::uint32_t end = step_now();
  add_day(trail, end);
  const std::vector<PersonPlace> last = places_now(trail, end);
  std::vector<Stay> stays;
  std::vector<DayGoesOn> others;
  for (std::size_t p = 0; p < last.size(); ++p) {
    const bool indoors = last[p].where == WherePerson::indoors;
    others.push_back(indoors                                 ? DayGoesOn::at_activity
                     : last[p].where == WherePerson::unknown ? DayGoesOn::nowhere
                                                             : DayGoesOn::under_way);
    if (evacuates_[p] == 0 && indoors && last[p].building < plan_.buildings)
      stays.push_back({last[p].building, end, day_.clock().end_step()});
  }
  day_.add(comm_, std::move(stays));
  after_ = add_after_alarm(comm_, places_, mobility_.setup().traits.id, others, ends, step_, day_);
}

void Exchange::stay_on() {
  add_day(trail_, step_);
  std::vector<Stay> stays;
  for (const PersonPlace& place : places_)
    if (place.where == WherePerson::indoors && place.building < plan_.buildings)
      stays.push_back({place.building, step_, day_.clock().end_step()});
  day_.add(comm_, std::move(stays));
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
  if (!after_) return;
  if (after_->total() != persons_ || after_->nowhere > mobility_.removed())
    throw RunError(
        fmt::format("{} persons were there at the alarm and {} are after it, {} of them nowhere (a fault of the "
                    "program). Please report it with the scenario",
                    persons_, after_->total(), after_->nowhere));
}

Json Exchange::kpi() const {
  Json at_exchange;
  for (std::size_t k = 0; k < where_names.size(); ++k) at_exchange[std::string(where_names[k])] = counts_[k];
  Json json{{"persons", persons_},
            {"exchange_s", static_cast<double>(step_) / static_cast<double>(mobility_.steps_per_s())},
            {"at_exchange", at_exchange}};
  if (after_)
    json["after_evacuation"] = {{"evacuees", evacuees_},
                                {"stayed", after_->stayed},
                                {"sheltered", after_->sheltered},
                                {"in_the_open", after_->in_the_open},
                                {"left_area", after_->left_area},
                                {"lost", after_->lost},
                                {"under_way", after_->under_way},
                                {"at_activity", after_->at_activity},
                                {"travelling", after_->travelling},
                                {"nowhere", after_->nowhere}};
  if (cars_) json["by_car"] = cars_->kpi();
  if (roads_)
    json["roads"] = {{"flooded_streets", roads_->flooded_streets()},
                     {"shared_street_exchanges", roads_->shared_streets()}};
  Json hours = Json::array();
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
