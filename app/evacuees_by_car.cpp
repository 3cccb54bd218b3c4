#include "app/evacuees_by_car.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "app/car_ways.hpp"
#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/setup/waiting.hpp"

namespace machi {

EvacueesByCar::EvacueesByCar(const Comm& comm, const MobilitySetup& setup, const std::vector<CarParty>& parties) {
  std::vector<Rider> riders;
  std::vector<Car> cars;
  for (const CarParty& party : parties) {
    const auto driver = static_cast<std::uint32_t>(setup.first_person + party.riders.front());
    cars.push_back({driver, party.link, party.departure_s, party.leaves_area ? 1U : 0U});
    for (const std::uint64_t p : party.riders) riders.push_back({setup.traits.id[p], driver, party.departure_s});
  }
  riders_ = comm.all_gather_of(std::span<const Rider>(riders));
  cars_ = comm.all_gather_of(std::span<const Car>(cars));
  std::sort(riders_.begin(), riders_.end());
  std::sort(cars_.begin(), cars_.end(), [](const Car& a, const Car& b) { return a.driver < b.driver; });
}

void EvacueesByCar::get_in(std::vector<WaitingPerson>& people, std::int64_t steps_per_s) const {
  std::vector<std::pair<std::uint64_t, float>> departures;  // by id
  for (const Rider& rider : riders_) departures.emplace_back(rider.id, rider.departure_s);
  std::sort(departures.begin(), departures.end());
  for (WaitingPerson& person : people) {
    const auto found = std::lower_bound(departures.begin(), departures.end(),
                                        std::pair(person.walker.id, std::numeric_limits<float>::lowest()));
    if (found == departures.end() || found->first != person.walker.id) continue;
    person.by_car = true;
    person.walker.departure_s = found->second;
    person.due_step = due_step(found->second, steps_per_s);
  }
}

std::vector<Errand> EvacueesByCar::errands(std::uint32_t alarm_step, std::int64_t steps_per_s,
                                           std::uint8_t car_class) const {
  std::vector<Errand> errands;
  for (const Car& car : cars_) {
    const double steps = std::ceil(static_cast<double>(car.departure_s) * static_cast<double>(steps_per_s));
    errands.push_back({car.driver, car.link, alarm_step + static_cast<std::uint32_t>(steps), car_class,
                       static_cast<std::uint8_t>(car.leaves_area != 0 ? CarWays::out_of_area : CarWays::to_shelter)});
  }
  return errands;
}

bool EvacueesByCar::any_leaves(double from_s, double to_s) const {
  return std::any_of(cars_.begin(), cars_.end(), [&](const Car& car) {
    const auto departure_s = static_cast<double>(car.departure_s);
    return car.leaves_area != 0 && from_s <= departure_s && departure_s < to_s;
  });
}

const EvacueesByCar::Car* EvacueesByCar::car_of(std::uint32_t driver) const {
  const auto found = std::lower_bound(cars_.begin(), cars_.end(), driver,
                                      [](const Car& car, std::uint32_t person) { return car.driver < person; });
  return found == cars_.end() || found->driver != driver ? nullptr : &*found;
}

void EvacueesByCar::get_out(const Comm& comm, const std::vector<LeftCar>& left, const StreetPlaces& streets,
                            std::uint32_t alarm_step, std::int64_t steps_per_s, std::uint32_t out_of_area,
                            Evacuation& evacuation) {
  // By which link a person has left the area.
  struct Away {
    std::uint64_t id;
    std::uint32_t link;
    std::uint32_t drives;  // 1: its driver
  };
  std::array<std::int64_t, 4> ended{};
  std::vector<OutOfCar> out;
  std::vector<DrivenAway> away;
  std::vector<Away> by_link;
  const std::int64_t cell_mm = evacuation.world().leaves->frame().cell_mm;
  const auto units = [&](std::int64_t mm) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, mm) * cell_units / cell_mm);
  };
  for (const LeftCar& left_car : left) {
    ++ended[static_cast<std::size_t>(left_car.why)];
    const PointMm at = streets.on_link(left_car.link, static_cast<double>(left_car.along));
    const Car* const car = car_of(left_car.person);
    const bool leaves = left_car.why == LeftCar::Why::arrived && car != nullptr && car->leaves_area != 0;
    const auto time_s =
        static_cast<float>(static_cast<double>(left_car.step - alarm_step) / static_cast<double>(steps_per_s));
    auto rider = std::lower_bound(riders_.begin(), riders_.end(), Rider{0, left_car.person, 0});
    for (std::uint32_t drives = 1; rider != riders_.end() && rider->driver == left_car.person; ++rider, drives = 0) {
      ++ended[3];
      if (!leaves) {
        out.push_back({rider->id, units(at.x_mm), units(at.y_mm)});
        continue;
      }
      away.push_back({rider->id, units(at.x_mm), units(at.y_mm), time_s, 0});
      by_link.push_back({rider->id, left_car.link, drives});
    }
  }
  comm.sum(std::span<std::int64_t>(ended));
  for (std::size_t k = 0; k < ended_.size(); ++k) ended_[k] += ended[k];
  asked_ += ended[3];
  on_foot_ += evacuation.take_out_of_cars(comm, std::move(out));
  if (out_of_area == no_index) return;
  const std::vector<std::uint64_t> gone = evacuation.drive_away(comm, away, out_of_area);
  for (const Away& row : comm.all_gather_of(std::span<const Away>(by_link))) {
    CarExitCount& exit = exits_[row.link];
    exit.link = row.link;
    exit.cars += row.drives;
    exit.persons += std::binary_search(gone.begin(), gone.end(), row.id) ? 1 : 0;
  }
}

std::int64_t EvacueesByCar::driven_away() const {
  std::int64_t persons = 0;
  for (const auto& [link, exit] : exits_) persons += exit.persons;
  return persons;
}

void EvacueesByCar::check(const Comm& comm, const Evacuation& evacuation, std::int64_t driving) const {
  const auto cars = static_cast<std::int64_t>(cars_.size());
  const auto riders = static_cast<std::int64_t>(riders_.size());
  std::array<std::int64_t, 2> sums{evacuation.by_car(), evacuation.lost_before_car()};
  comm.sum(std::span<std::int64_t>(sums));
  const auto [by_car, lost] = sums;
  const std::int64_t away = driven_away();
  const std::int64_t ended = ended_[0] + ended_[1] + ended_[2];
  if (by_car + lost + on_foot_ + away == riders && asked_ - on_foot_ - away <= lost + by_car && ended + driving == cars)
    return;
  throw RunError(fmt::format(
      "of {} persons in {} cars {} are in one, {} were lost before, {} have got out and {} have left the area; {} cars "
      "drive and {} have stopped (a fault of the program). Please report it with the scenario",
      riders, cars, by_car, lost, on_foot_, away, driving, ended));
}

EvacueeCarsState EvacueesByCar::state() const {
  EvacueeCarsState state{ended_, asked_, on_foot_, redirected_, {}};
  for (const auto& [link, exit] : exits_) state.exits.push_back(exit);
  return state;
}

void EvacueesByCar::go_on(const EvacueeCarsState& state) {
  ended_ = state.ended;
  asked_ = state.asked;
  on_foot_ = state.on_foot;
  redirected_ = state.redirected;
  exits_.clear();
  for (const CarExitCount& exit : state.exits) exits_.emplace(exit.link, exit);
}

Json EvacueesByCar::kpi() const {
  const auto cars = static_cast<std::int64_t>(cars_.size());
  std::int64_t cars_away = 0;
  for (const auto& [link, exit] : exits_) cars_away += exit.cars;
  return {{"persons", riders_.size()},
          {"cars", cars},
          {"cars_arrived", ended_[0] - cars_away},
          {"cars_left_area", cars_away},
          {"cars_stopped_by_water", ended_[1]},
          {"cars_without_a_way", ended_[2]},
          {"cars_under_way", cars - ended_[0] - ended_[1] - ended_[2]},
          {"turned_to_another_shelter", redirected_},
          {"persons_got_out", on_foot_},
          {"persons_left_area", driven_away()}};
}

}  // namespace machi
