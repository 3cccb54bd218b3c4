#include "engine/choice/day_to_day.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "engine/choice/score_day.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_gap = 0x6106;

std::int64_t micro(double score) {
  return std::llround(std::clamp(score, -1e9, 1e9) * 1e6);
}

void add(DayFacts& sum, const DayFacts& more) {
  sum.persons += more.persons;
  sum.score_micro += more.score_micro;
  sum.best_micro += more.best_micro;
  sum.trips += more.trips;
  sum.trip_steps += more.trip_steps;
  sum.route_ms += more.route_ms;
  sum.least_ms += more.least_ms;
  sum.plan_bytes += more.plan_bytes;
  sum.legs += more.legs;
  for (std::size_t k = 0; k < std::size(sum.tried); ++k) sum.tried[k] += more.tried[k];
  for (std::size_t k = 0; k < std::size(sum.trips_by_mode); ++k) sum.trips_by_mode[k] += more.trips_by_mode[k];
}

// All members are 64-bit integers.
void sum_over_ranks(const Comm& comm, DayFacts& facts) {
  static_assert(sizeof(DayFacts) % sizeof(std::int64_t) == 0);
  std::vector<std::int64_t> values(sizeof(DayFacts) / sizeof(std::int64_t));
  __builtin_memcpy(values.data(), &facts, sizeof(DayFacts));
  comm.sum(std::span<std::int64_t>(values));
  __builtin_memcpy(static_cast<void*>(&facts), values.data(), sizeof(DayFacts));
}

std::int64_t block_size(std::int64_t persons, int ranks) {
  return std::max<std::int64_t>(1, (persons + ranks - 1) / ranks);
}

std::vector<std::int64_t> first_rows(const Comm& comm, std::int64_t mine) {
  std::vector<std::int64_t> first{0};
  for (const std::int64_t count : comm.all_gather_of<std::int64_t>(std::span(&mine, 1)))
    first.push_back(first.back() + count);
  return first;
}

std::uint32_t drivers_of(const ChoiceWorld& world) {
  std::uint32_t drivers = 0;
  for (const ChoiceMode& mode : world.modes) drivers += mode.driven ? 1 : 0;
  return drivers;
}

}  // namespace

DayToDay::DayToDay(const Comm& comm, ChoiceWorld world, std::int64_t mine,
                   const std::function<void(std::uint64_t, std::vector<std::uint32_t>&)>& words)
    : world_(std::move(world)),
      first_row_(first_rows(comm, mine)),
      persons_(first_row_.back()),
      ranks_(comm.size()),
      code_(*world_.network),
      driven_(world_.driven()),
      chains_(static_cast<std::uint32_t>(std::min(comm.rank() * block_size(persons_, ranks_), persons_)),
              drivers_of(world_)),
      knowledge_(std::make_unique<TravelKnowledge>(world_)) {
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(ranks_));
  for (std::int64_t p = 0; p < mine; ++p) {
    const int planner = planner_of(first_row_[static_cast<std::size_t>(comm.rank())] + p);
    words(static_cast<std::uint64_t>(p), rows[static_cast<std::size_t>(planner)]);
  }
  for (const std::vector<std::uint32_t>& row : comm.all_to_all_of(rows)) {
    for (const std::uint32_t* at = row.data(); at != row.data() + row.size();) {
      KnownPlans known;
      known.plans.push_back(chains_.add(at, world_.modes));
      packed_.emplace_back();
      keep(chains_.persons() - 1, known);
    }
  }
}

bool DayToDay::can_go(std::uint32_t p, const DayPlan& plan) const {
  const std::span<const ChainTrip> trips = chains_.trips(p);
  for (std::size_t k = 0; k < trips.size(); ++k) {
    const TripPlan& trip = plan.trips[k];
    if (trips[k].fixed != ChainTrip::none) continue;
    if (driven_[trip.mode] && trip.route.back() != chains_.stops(p)[k + 1].link) return false;
    if (trip.rides.empty()) continue;
    if (world_.rules.transit == nullptr) return false;
    const Timetable& timetable = *world_.rules.transit->timetable;
    const bool all = std::all_of(trip.rides.begin(), trip.rides.end(), [&](const PlannedRide& ride) {
      return ride.route < timetable.routes() && ride.board < ride.alight && ride.alight < timetable.calls(ride.route);
    });
    if (!all) return false;
  }
  return true;
}

bool DayToDay::can_know(const std::vector<std::vector<std::uint8_t>>& known) const {
  if (known.size() != chains_.persons()) return false;
  for (std::uint32_t p = 0; p < chains_.persons(); ++p) {
    const std::optional<KnownPlans> plans = unpack_plans(known[p], code_, driven_, chains_.first_links(p));
    if (!plans) return false;
    if (!std::all_of(plans->plans.begin(), plans->plans.end(), [&](const DayPlan& plan) { return can_go(p, plan); }))
      return false;
  }
  return true;
}

int DayToDay::planner_of(std::int64_t person) const {
  return static_cast<int>(person / block_size(persons_, ranks_));
}

std::vector<RunningPlan> DayToDay::plans() const {
  std::vector<RunningPlan> made(chains_.persons());
#pragma omp parallel
  {
    const PlanAhead ahead(world_, *knowledge_, chains_);
#pragma omp for schedule(dynamic, 256)
    for (std::uint32_t p = 0; p < chains_.persons(); ++p) {
      const KnownPlans known = plans_of(p);
      const DayPlan& plan = known.plans[known.selected];
      const bool rides =
          std::any_of(plan.trips.begin(), plan.trips.end(), [](const TripPlan& trip) { return !trip.rides.empty(); });
      made[p] = running_plan(chains_, p, plan, world_.modes, world_.rules,
                             rides ? ahead.departures(p, plan) : std::vector<std::uint32_t>());
    }
  }
  return made;
}

// Sorted by person.
std::vector<TravelEvent> DayToDay::to_planners(const Comm& comm, const std::vector<TravelEvent>& events) const {
  std::vector<std::vector<TravelEvent>> rows(static_cast<std::size_t>(ranks_));
  for (const TravelEvent& event : events) {
    const bool of_leg = event.kind != TravelEventKind::activity_start && event.kind != TravelEventKind::activity_end &&
                        event.kind != TravelEventKind::enters_link && event.kind != TravelEventKind::leaves_traffic;
    if (of_leg) rows[static_cast<std::size_t>(planner_of(event.person))].push_back(event);
  }
  std::vector<TravelEvent> mine;
  for (const std::vector<TravelEvent>& row : comm.all_to_all_of(rows)) mine.insert(mine.end(), row.begin(), row.end());
  std::sort(mine.begin(), mine.end(), [](const TravelEvent& a, const TravelEvent& b) {
    return std::tie(a.person, a.step, a.kind) < std::tie(b.person, b.step, b.kind);
  });
  return mine;
}

void DayToDay::take_times(const Comm& comm, const std::vector<LinkRecord>& seen) {
  std::vector<LinkBinTime> mine;
  for (const LinkRecord& record : seen) {
    if (record.passed == 0) continue;
    const std::int64_t ms = record.steps * 1000 / world_.rules.clock.steps_per_s / record.passed;
    mine.push_back({record.link, record.bin, static_cast<RouteMs>(std::min<std::int64_t>(ms, longest_link_ms))});
  }
  std::vector<LinkBinTime> all = comm.all_gather_of<LinkBinTime>(mine);
  std::sort(all.begin(), all.end(), [](const LinkBinTime& a, const LinkBinTime& b) {
    return std::tie(a.link, a.bin) < std::tie(b.link, b.bin);
  });
  knowledge_->take(all);
}

void DayToDay::for_each_person(DayFacts& facts, const std::function<void(std::uint32_t, PlanAhead&, DayFacts&)>& work) {
  std::vector<DayFacts> of_thread(static_cast<std::size_t>(omp_get_max_threads()));
#pragma omp parallel
  {
    PlanAhead ahead(world_, *knowledge_, chains_);
    DayFacts& mine = of_thread[static_cast<std::size_t>(omp_get_thread_num())];
#pragma omp for schedule(dynamic, 64)
    for (std::uint32_t p = 0; p < chains_.persons(); ++p) work(p, ahead, mine);
  }
  for (const DayFacts& more : of_thread) add(facts, more);
}

DayFacts DayToDay::learn(const Comm& comm, const std::vector<TravelEvent>& events, const std::vector<LinkRecord>& seen,
                         std::span<const Dispatcher* const> fleets) {
  const std::vector<TravelEvent> mine = to_planners(comm, events);
  take_times(comm, seen);
  knowledge_->take_fleets(fleets);
  take_trips(std::vector<TripRecord>(trip_count()));
  DayFacts facts;
  first_unscored_ = persons_;
  for_each_person(facts, [&](std::uint32_t p, PlanAhead& ahead, DayFacts& sum) {
    const auto of_person =
        std::equal_range(mine.begin(), mine.end(), TravelEvent{0, chains_.row(p), 0, 0, {}, 0},
                         [](const TravelEvent& a, const TravelEvent& b) { return a.person < b.person; });
    score_day(p, {of_person.first, of_person.second}, ahead, sum);
  });
  first_unscored_ = comm.min(first_unscored_);
  sum_over_ranks(comm, facts);
  facts.steps_per_s = world_.rules.clock.steps_per_s;
  return facts;
}

std::size_t DayToDay::trip_count() const {
  std::size_t count = 0;
  for (std::uint32_t p = 0; p < chains_.persons(); ++p) count += chains_.trips(p).size();
  return count;
}

void DayToDay::take_trips(std::vector<TripRecord> trips) {
  trip_begin_.assign(1, 0);
  for (std::uint32_t p = 0; p < chains_.persons(); ++p)
    trip_begin_.push_back(trip_begin_.back() + chains_.trips(p).size());
  trips_ = std::move(trips);
}

void DayToDay::score_day(std::uint32_t p, std::span<const TravelEvent> events, PlanAhead& ahead, DayFacts& facts) {
  KnownPlans known = plans_of(p);
  DayPlan& plan = known.plans[known.selected];
  const std::vector<ChainLeg> legs = legs_of(chains_, p, plan, world_.modes, world_.rules);
  const std::vector<LegRecord> records = leg_records(legs.size(), events);
  plan.score = static_cast<float>(day_score(world_, chains_, p, plan, legs, records));
  plan.scored = true;
  if (!std::isfinite(plan.score)) {
#pragma omp critical
    first_unscored_ = std::min<std::int64_t>(first_unscored_, chains_.row(p));
    return;
  }

  ++facts.persons;
  facts.score_micro += micro(plan.score);
  float best = plan.score;
  for (const DayPlan& other : known.plans)
    if (other.scored) best = std::max(best, other.score);
  facts.best_micro += micro(best);
  facts.legs += static_cast<std::int64_t>(legs.size());

  const std::vector<TripTimes> times = trip_times(plan.trips.size(), legs, records);
  for (std::size_t l = 0; l < legs.size(); ++l) {
    TripRecord& trip = trips_[trip_begin_[p] + legs[l].trip];
    const bool begins = l == 0 || legs[l - 1].trip != legs[l].trip;
    if (begins)
      trip = {chains_.row(p), times[legs[l].trip].departure, times[legs[l].trip].arrival,
              static_cast<std::uint16_t>(legs[l].trip), legs[l].mode};
    const bool rides = legs[l].ride != no_index || world_.modes[legs[l].mode].fleet > 0;
    if (legs[l].driven || rides) trip.mode = legs[l].mode;
  }
  for (std::size_t k = 0; k < times.size(); ++k) {
    const TripRecord& trip = trips_[trip_begin_[p] + k];
    if (trip.departure != no_index) ++facts.trips_by_mode[std::min<std::uint8_t>(trip.mode, 31)];
    if (trip.arrival == no_index || trip.departure == no_index) continue;
    ++facts.trips;
    facts.trip_steps += trip.arrival - trip.departure;
  }

  const double share = uniform01(random_block(world_.seed, chains_.row(p), 0, purpose_gap)[0]);
  for (std::size_t l = 0; l < legs.size() && share < world_.replanning.gap_share; ++l) {
    if (!legs[l].driven || records[l].enters_traffic == no_index) continue;
    const TripPlan& trip = plan.trips[legs[l].trip];
    const std::uint32_t step = records[l].enters_traffic;
    const RouteMs by_route = TimedRoutes::time_ms(knowledge_->times(), trip.route, world_.ms_of(step));
    const RouteMs least = ahead.least_ms(world_.modes[trip.mode].driver, trip.route.front(), trip.route.back(), step);
    facts.route_ms += by_route;
    facts.least_ms += std::min(by_route, least);
  }
  keep(p, known);
  facts.plan_bytes += static_cast<std::int64_t>(packed_[p].capacity() + sizeof(std::vector<std::uint8_t>));
}

void DayToDay::decide(const Comm& comm, std::uint32_t iteration, DayFacts& facts) {
  DayFacts counted;
  for_each_person(counted, [&](std::uint32_t p, PlanAhead& ahead, DayFacts& sum) {
    KnownPlans known = plans_of(p);
    ++sum.tried[static_cast<std::size_t>(replan(world_, chains_, ahead, p, iteration, known))];
    keep(p, known);
  });
  sum_over_ranks(comm, counted);
  for (std::size_t k = 0; k < std::size(facts.tried); ++k) facts.tried[k] = counted.tried[k];
}

std::vector<std::uint32_t> DayToDay::final_plans(const Comm& comm) const {
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(ranks_));
  for (std::uint32_t p = 0; p < chains_.persons(); ++p) {
    const auto after = std::upper_bound(first_row_.begin() + 1, first_row_.end() - 1, std::int64_t{chains_.row(p)});
    std::vector<std::uint32_t>& words = rows[static_cast<std::size_t>(after - first_row_.begin() - 1)];
    const KnownPlans known = plans_of(p);
    const DayPlan& plan = known.plans[known.selected];
    for (std::size_t k = 0; k < plan.trips.size(); ++k) {
      const TripPlan& trip = plan.trips[k];
      const bool fixed = chains_.trips(p)[k].fixed != ChainTrip::none;
      const bool rides = !trip.rides.empty();
      const std::uint32_t steps = rides ? trips_[trip_begin_[p] + k].departure : trip.steps;
      words.insert(words.end(), {trip.end_step, trip.duration_steps, fixed ? no_index : trip.mode, steps,
                                 static_cast<std::uint32_t>(rides ? 2 + 3 * trip.rides.size() : trip.route.size())});
      words.insert(words.end(), trip.route.begin(), trip.route.end());
      if (rides) words.insert(words.end(), {trip.access_s, trip.egress_s});
      for (const PlannedRide& ride : trip.rides) words.insert(words.end(), {ride.route, ride.board, ride.alight});
    }
  }
  std::vector<std::uint32_t> mine;
  for (const std::vector<std::uint32_t>& row : comm.all_to_all_of(rows))
    mine.insert(mine.end(), row.begin(), row.end());
  return mine;
}

}  // namespace machi
