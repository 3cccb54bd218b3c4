// How many exact journeys by timetable one core finds in a second, on a metropolitan timetable that is made here:
// 10,000 stops 400 m apart, lines of 25 stops along both axes and in both directions, some 1 M stop events a day, walks
// of up to 450 m between stops. Origins and destinations are drawn anywhere, departures from 6:00 to 22:00; people
// reach the stops within 600 m of where they are.
#include <benchmark/benchmark.h>

#include <memory>

#include "engine/core/rng.hpp"
#include "engine/transit/transfers.hpp"
#include "engine/transit/transit_planner.hpp"

namespace machi {
namespace {

constexpr std::uint32_t side = 100;
constexpr std::uint32_t calls = 25;
constexpr std::int64_t spacing_mm = 400'000;
constexpr std::int32_t first_s = 5 * 3600;
constexpr std::int32_t last_s = 24 * 3600;

void add_stops(Timetable& made) {
  for (std::uint32_t stop = 0; stop < side * side; ++stop) {
    made.stop_id.push_back(std::to_string(stop));
    made.stop_x_mm.push_back(spacing_mm * (stop % side));
    made.stop_y_mm.push_back(spacing_mm * (stop / side));
  }
  made.stop_name = made.stop_id;
  made.stop_link.assign(side * side, no_index);
  made.stop_blocks_lane.assign(side * side, 0);
  made.stop_min_transfer_s.assign(side * side, 60);
}

void add_route(Timetable& made, std::uint32_t line, std::uint32_t begin, std::uint32_t step, bool back) {
  const std::uint32_t number = made.routes();
  RandomStream random(7, number, 1);
  made.route_id.push_back(std::to_string(number));
  made.route_mode.emplace_back("bus");
  made.route_line.push_back(line);
  for (std::uint32_t k = 0; k < calls; ++k) {
    made.call_stop.push_back(begin + step * (back ? calls - 1 - k : k));
    made.call_pick_up.push_back(1);
    made.call_drop_off.push_back(1);
    made.call_awaits_departure.push_back(1);
    made.call_link_at.push_back(0);
  }
  // Every eighth line runs often and fast.
  const bool main = line % 8 == 0;
  const std::int32_t headway_s = main ? 900 : 3000;
  for (auto now_s = static_cast<std::int32_t>(first_s + random.below(headway_s)); now_s < last_s; now_s += headway_s) {
    made.trip_id.push_back(std::to_string(made.trips()));
    made.trip_vehicle.push_back(0);
    for (std::uint32_t k = 0; k < calls; ++k) {
      made.arrival_s.push_back(now_s + static_cast<std::int32_t>(k * (main ? 45 : 80)));
      made.departure_s.push_back(made.arrival_s.back() + 10);
    }
  }
  made.route_stop_begin.push_back(made.call_stop.size());
  made.route_trip_begin.push_back(made.trip_id.size());
  made.route_time_begin.push_back(made.arrival_s.size());
  made.route_link_begin.push_back(0);
}

std::shared_ptr<const Timetable> metropolis() {
  auto made = std::make_shared<Timetable>();
  add_stops(*made);
  for (const bool across : {false, true})
    for (std::uint32_t row = 0; row < side; ++row)
      for (std::uint32_t part = 0; part < side / calls; ++part) {
        const std::uint32_t line = made->lines();
        made->line_id.push_back(std::to_string(line));
        made->line_name.push_back(std::to_string(line));
        const std::uint32_t begin = across ? row + part * calls * side : row * side + part * calls;
        for (const bool back : {false, true}) add_route(*made, line, begin, across ? side : 1, back);
      }
  add_walking_transfers(*made, 450, 60, {});
  return made;
}

const TransitWorld& world() {
  static const TransitWorld made = [] {
    TransitRules rules;
    rules.walk_radius_m = 600;
    rules.most_rides = 5;
    return TransitWorld(metropolis(), rules, {});
  }();
  return made;
}

struct Place {
  double x_m;
  double y_m;
};

Place anywhere(RandomStream& random) {
  const double size_m = 1e-3 * static_cast<double>(spacing_mm) * (side - 1);
  return {random.uniform(0, size_m), random.uniform(0, size_m)};
}

std::int32_t any_departure(RandomStream& random) {
  return static_cast<std::int32_t>(6 * 3600 + random.below(16 * 3600));
}

void note_size(benchmark::State& state) {
  state.counters["stops"] = world().timetable->stops();
  state.counters["stop_events"] = static_cast<double>(world().timetable->arrival_s.size());
  state.counters["index_MB"] = 1e-6 * static_cast<double>(world().index.bytes());
}

void earliest_arrival(benchmark::State& state) {
  Raptor raptor(world().index, world().rules.most_rides);
  RandomStream random(1, 1, 1);
  std::int64_t found = 0;
  for (auto _ : state) {
    const Place from = anywhere(random);
    const Place to = anywhere(random);
    const auto& journeys = raptor.journeys(world().stops_near(from.x_m, from.y_m), world().stops_near(to.x_m, to.y_m),
                                           any_departure(random));
    found += static_cast<std::int64_t>(journeys.size());
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["journeys"] = static_cast<double>(found) / static_cast<double>(state.iterations());
  note_size(state);
}
BENCHMARK(earliest_arrival)->Unit(benchmark::kMillisecond);

// Trips of a few kilometres, as those of a town: what replanning asks for.
void best_of_short_trips(benchmark::State& state) {
  TransitPlanner planner(world());
  RandomStream random(1, 2, 1);
  for (auto _ : state) {
    const Place from = anywhere(random);
    const Place to{from.x_m + random.uniform(-4000, 4000), from.y_m + random.uniform(-4000, 4000)};
    benchmark::DoNotOptimize(planner.best(from.x_m, from.y_m, to.x_m, to.y_m, any_departure(random)));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(best_of_short_trips)->Unit(benchmark::kMillisecond);

void profile_of_two_hours(benchmark::State& state) {
  Raptor raptor(world().index, world().rules.most_rides);
  RandomStream random(1, 3, 1);
  for (auto _ : state) {
    const Place from = anywhere(random);
    const Place to = anywhere(random);
    const std::int32_t departure_s = any_departure(random);
    benchmark::DoNotOptimize(raptor.profile(world().stops_near(from.x_m, from.y_m), world().stops_near(to.x_m, to.y_m),
                                            departure_s, departure_s + 7200));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(profile_of_two_hours)->Unit(benchmark::kMillisecond);

void one_to_all(benchmark::State& state) {
  Raptor raptor(world().index, world().rules.most_rides);
  RandomStream random(1, 4, 1);
  for (auto _ : state) {
    const Place from = anywhere(random);
    benchmark::DoNotOptimize(raptor.arrivals(world().stops_near(from.x_m, from.y_m), any_departure(random)));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(one_to_all)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace machi
