#include "app/evacuees_by_car.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "io/setup/waiting.hpp"

namespace machi {

EvacueesByCar::EvacueesByCar(const Comm& comm, const MobilitySetup& setup, const std::vector<CarParty>& parties) {
  std::vector<Rider> riders;
  std::vector<Car> cars;
  for (const CarParty& party : parties) {
    const auto driver = static_cast<std::uint32_t>(setup.first_person + party.riders.front());
    cars.push_back({driver, party.link, party.departure_s});
    for (const std::uint64_t p : party.riders) riders.push_back({setup.traits.id[p], driver, party.departure_s});
  }
  riders_ = comm.all_gather_of(std::span<const Rider>(riders));
  cars_ = comm.all_gather_of(std::span<const Car>(cars));
  std::sort(riders_.begin(), riders_.end());
  std::sort(cars_.begin(), cars_.end(), [](const Car& a, const Car& b) { return a.driver < b.driver; });
}

void EvacueesByCar::get_in(std::vector<WaitingPerson>& people, std::int64_t steps_per_s) const {
  std::unordered_map<std::uint64_t, float> departure_s;
  for (const Rider& rider : riders_) departure_s.emplace(rider.id, rider.departure_s);
  for (WaitingPerson& person : people) {
    const auto found = departure_s.find(person.walker.id);
    if (found == departure_s.end()) continue;
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
    errands.push_back({car.driver, car.link, alarm_step + static_cast<std::uint32_t>(steps), car_class});
  }
  return errands;
}

void EvacueesByCar::get_out(const Comm& comm, const std::vector<LeftCar>& left, const StreetPlaces& streets,
                            Evacuation& evacuation) {
  std::array<std::int64_t, 4> ended{};
  std::vector<OutOfCar> out;
  const std::int64_t cell_mm = evacuation.world().leaves->frame().cell_mm;
  const auto units = [&](std::int64_t mm) { return static_cast<std::uint32_t>(mm * cell_units / cell_mm); };
  for (const LeftCar& car : left) {
    ++ended[static_cast<std::size_t>(car.why)];
    const PointMm at = streets.on_link(car.link, static_cast<double>(car.along));
    auto rider = std::lower_bound(riders_.begin(), riders_.end(), Rider{0, car.person, 0});
    for (; rider != riders_.end() && rider->driver == car.person; ++rider) {
      out.push_back({rider->id, units(std::max(0, at.x_mm)), units(std::max(0, at.y_mm))});
      ++ended[3];
    }
  }
  comm.sum(std::span<std::int64_t>(ended));
  for (std::size_t k = 0; k < ended_.size(); ++k) ended_[k] += ended[k];
  asked_ += ended[3];
  on_foot_ += evacuation.take_out_of_cars(comm, std::move(out));
}

void EvacueesByCar::check(const Comm& comm, const Evacuation& evacuation, std::int64_t driving) const {
  const auto cars = static_cast<std::int64_t>(cars_.size());
  const auto riders = static_cast<std::int64_t>(riders_.size());
  const std::int64_t by_car = comm.sum(evacuation.by_car());
  const std::int64_t lost = comm.sum(evacuation.lost_before_car());
  const std::int64_t ended = ended_[0] + ended_[1] + ended_[2];
  if (by_car + lost + on_foot_ == riders && asked_ - on_foot_ <= lost + by_car && ended + driving == cars) return;
  throw RunError(fmt::format(
      "of {} persons in {} cars {} are in one, {} were lost before and {} have got out; {} cars drive and {} "
      "have stopped (a fault of the program). Please report it with the scenario",
      riders, cars, by_car, lost, on_foot_, driving, ended));
}

void EvacueesByCar::go_on(const EvacueeCarsState& state) {
  ended_ = state.ended;
  asked_ = state.asked;
  on_foot_ = state.on_foot;
  redirected_ = state.redirected;
}

nlohmann::ordered_json EvacueesByCar::kpi() const {
  const auto cars = static_cast<std::int64_t>(cars_.size());
  return {{"persons", riders_.size()},
          {"cars", cars},
          {"cars_arrived", ended_[0]},
          {"cars_stopped_by_water", ended_[1]},
          {"cars_without_a_way", ended_[2]},
          {"cars_under_way", cars - ended_[0] - ended_[1] - ended_[2]},
          {"turned_to_another_shelter", redirected_},
          {"persons_got_out", on_foot_}};
}

}  // namespace machi
