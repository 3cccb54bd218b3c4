#include "engine/coupling/day_presence.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace machi {
namespace {

double length_m(const Leg& leg, const TravelDemand& demand, const TrafficNetwork& network) {
  double sum_m = 0;
  for (std::uint64_t k = leg.route_begin; k < leg.route_end; ++k) sum_m += network.length_m[demand.route[k]];
  if (sum_m == 0 && !std::isnan(leg.distance_m)) sum_m = leg.distance_m;
  return sum_m;
}

std::uint16_t row_of(const std::vector<std::string>& names, const char* name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::uint16_t{0xffff} : static_cast<std::uint16_t>(found - names.begin());
}

// Rows of buildings to the ranks that hold their runs.
template <class Row>
std::vector<Row> at_runs(const Comm& comm, const BuildingRuns& runs, std::vector<Row> rows) {
  if (comm.size() == 1) return rows;
  std::vector<std::vector<Row>> to(runs.ranks);
  for (const Row& row : rows) to[runs.rank_of(row.building)].push_back(row);
  std::vector<Row> mine;
  for (const std::vector<Row>& part : comm.all_to_all_of(to)) mine.insert(mine.end(), part.begin(), part.end());
  return mine;
}

}  // namespace

DayPresence::DayPresence(const Comm& comm, std::uint64_t buildings, DayClock clock)
    : runs_{buildings, static_cast<std::uint64_t>(comm.size())},
      rank_(static_cast<std::uint64_t>(comm.rank())),
      first_(runs_.first(rank_)),
      clock_(clock) {
  const std::uint64_t own = runs_.first(rank_ + 1) - first_;
  person_steps_.assign(own * hours, 0);
  cars_.assign(own * hours, 0);
  driven_m_.assign(own * hours, 0);
}

void DayPresence::add_own(const Stay& stay) {
  const std::int64_t per_h = clock_.steps_per_h();
  const std::int64_t to = clock_.clock_steps(std::min(stay.to_step, clock_.end_step()));
  std::int64_t from = clock_.clock_steps(stay.from_step);
  const std::int64_t first_hour = from / per_h;
  std::int64_t* const of_building = person_steps_.data() + at(stay.building, 0);
  auto hour = static_cast<std::size_t>(first_hour) % hours;
  for (std::int64_t end = (first_hour + 1) * per_h; from < to; end += per_h) {
    const std::int64_t until = std::min(to, end);
    of_building[hour] += until - from;
    from = until;
    hour = hour + 1 == hours ? 0 : hour + 1;
  }
}

void DayPresence::add(const Comm& comm, std::vector<Stay> stays) {
  for (const Stay& stay : at_runs(comm, runs_, std::move(stays))) add_own(stay);
}

void DayPresence::add(const Comm& comm, std::vector<CarHome> cars) {
  for (const CarHome& car : at_runs(comm, runs_, std::move(cars))) {
    if (car.step >= clock_.end_step()) continue;
    const auto hour = static_cast<std::size_t>(clock_.clock_steps(car.step) / clock_.steps_per_h()) % hours;
    ++cars_[at(car.building, hour)];
    driven_m_[at(car.building, hour)] += car.driven_m;
  }
}

// The ranks with zones ask those with the runs, who answer in the order of the questions; what a rank has itself it
// does not ask for.
ZonePresence DayPresence::zones(const Comm& comm, std::span<const std::uint32_t> building) const {
  std::vector<std::vector<std::uint32_t>> ask(runs_.ranks);
  for (const std::uint32_t row : building)
    if (const std::uint64_t rank = runs_.rank_of(row); rank != rank_) ask[rank].push_back(row);
  std::vector<std::vector<Day>> answers(runs_.ranks);
  const std::vector<std::vector<std::uint32_t>> asked = comm.all_to_all_of(ask);
  for (std::size_t rank = 0; rank < asked.size(); ++rank)
    for (const std::uint32_t row : asked[rank]) answers[rank].push_back(day_of(row));
  const std::vector<std::vector<Day>> got = comm.all_to_all_of(answers);
  std::vector<std::size_t> next(runs_.ranks, 0);
  ZonePresence presence;
  for (std::vector<float>* column : {&presence.persons, &presence.cars_arriving, &presence.driven_km})
    column->resize(building.size() * hours);
  for (std::size_t zone = 0; zone < building.size(); ++zone) {
    const std::uint64_t rank = runs_.rank_of(building[zone]);
    const Day day = rank == rank_ ? day_of(building[zone]) : got[rank][next[rank]++];
    std::copy_n(day.persons, hours, presence.persons.data() + zone * hours);
    std::copy_n(day.cars, hours, presence.cars_arriving.data() + zone * hours);
    std::copy_n(day.driven_km, hours, presence.driven_km.data() + zone * hours);
  }
  return presence;
}

DayPresence::Day DayPresence::day_of(std::uint32_t row) const {
  Day day;
  const std::size_t first = at(row, 0);
  const auto per_h = static_cast<double>(clock_.steps_per_h());
  for (std::size_t hour = 0; hour < hours; ++hour) {
    day.persons[hour] = static_cast<float>(static_cast<double>(person_steps_[first + hour]) / per_h);
    day.cars[hour] = static_cast<float>(cars_[first + hour]);
    day.driven_km[hour] = static_cast<float>(1e-3 * static_cast<double>(driven_m_[first + hour]));
  }
  return day;
}

std::vector<std::int64_t> DayPresence::person_steps(const Comm& comm) const {
  std::vector<std::int64_t> sums(hours, 0);
  for (std::size_t k = 0; k < person_steps_.size(); ++k) sums[k % hours] += person_steps_[k];
  comm.sum(sums);
  return sums;
}

std::vector<Stay> stays_until(const ActivityTrail& trail, const PresencePlan& plan, std::uint32_t end) {
  std::vector<Stay> stays;
  for (std::uint64_t p = 0; p < plan.persons(); ++p)
    trail.each_stay(p, end, [&](std::int32_t activity, std::uint32_t from, std::uint32_t to) {
      const std::uint32_t building = (*plan.building)[(*plan.activity_begin)[p] + static_cast<std::uint64_t>(activity)];
      if (to > from && building < plan.buildings) stays.push_back({building, from, to});
    });
  return stays;
}

std::vector<CarHome> cars_home(const ActivityTrail& trail, const PresencePlan& plan, const TravelDemand& demand,
                               const TrafficNetwork& network, std::uint32_t end) {
  const std::uint16_t car = row_of(demand.modes, "car"), home = row_of(demand.activity_types, "home");
  std::vector<CarHome> cars;
  for (std::uint64_t p = 0; p < plan.persons(); ++p) {
    const std::uint64_t first = demand.activity_begin[p];
    double since_home_m = 0;
    bool drove_home = false;
    CarHome last;
    trail.each_stay(p, end, [&](std::int32_t activity, std::uint32_t from, std::uint32_t) {
      const auto k = static_cast<std::uint64_t>(activity);
      if (k == 0) return;
      const Leg& leg = demand.legs[demand.leg_begin(p) + k - 1];
      if (leg.mode == car) since_home_m += length_m(leg, demand, network);
      if (demand.activities[first + k].type != home) return;
      if (leg.mode == car) {
        drove_home = true;
        last = {(*plan.building)[first + k], from, static_cast<std::uint32_t>(std::llround(since_home_m))};
      }
      since_home_m = 0;
    });
    if (drove_home && last.building < plan.buildings) cars.push_back(last);
  }
  return cars;
}

}  // namespace machi
