#include "engine/process/mobility/timetable_service.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

/// The plan of a driver as it grows: its last activity lies on `link`.
struct TimetableService::Plan {
  RunningPlan& plan;
  std::uint8_t vehicle_class{0};
  std::uint32_t link{no_index};
  std::uint32_t element{0};  ///< of that activity
  std::size_t end_at{0};     ///< place of its end among the words
  bool called{false};        ///< calls are made there

  void activity(std::uint32_t on, std::uint32_t end) {
    if (link != no_index) ++element;
    link = on;
    called = false;
    plan.words.push_back(on);
    end_at = plan.words.size();
    plan.words.insert(plan.words.end(), {end, no_index});
  }
  void drive(const std::vector<std::uint32_t>& links) {
    ++element;
    plan.words.insert(plan.words.end(), {vehicle_class * 2U + 1U, static_cast<std::uint32_t>(links.size())});
    plan.words.insert(plan.words.end(), links.begin(), links.end());
  }
  void jump(std::uint32_t steps) {
    ++element;
    plan.words.insert(plan.words.end(), {0, steps});
  }
};

TimetableService::TimetableService(const Timetable& timetable, TimetableRun run)
    : timetable_(timetable), run_(std::move(run)), trip_route_(timetable.trips()) {
  for (const TransitVehicleType& type : timetable.vehicle_types)
    door_times_.push_back({static_cast<std::uint32_t>(std::lround(1000 * type.boarding_s)),
                           static_cast<std::uint32_t>(std::lround(1000 * type.alighting_s)), type.doors, false});
  std::vector<std::vector<std::uint32_t>> trips_of(timetable.vehicle_id.size());
  for (std::uint32_t route = 0; route < timetable.routes(); ++route) {
    for (std::uint64_t trip = timetable.route_trip_begin[route]; trip < timetable.route_trip_begin[route + 1]; ++trip) {
      trip_route_[trip] = route;
      if (timetable.start_s(route, trip) < run_.start_s) {
        ++trips_before_;
      } else {
        trips_of[timetable.trip_vehicle[trip]].push_back(static_cast<std::uint32_t>(trip));
      }
    }
  }
  const auto start_s = [&](std::uint32_t trip) { return timetable.start_s(trip_route_[trip], trip); };
  for (std::uint32_t vehicle = 0; vehicle < trips_of.size(); ++vehicle) {
    std::vector<std::uint32_t>& trips = trips_of[vehicle];
    std::stable_sort(trips.begin(), trips.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return start_s(a) < start_s(b); });
    if (!trips.empty()) add_vehicle(vehicle, trips);
  }
  run_.way = nullptr;
}

std::uint32_t TimetableService::step_of(std::int32_t clock_s) const {
  return whole_steps(clock_s - run_.start_s, run_.steps_per_s);
}

void TimetableService::add_vehicle(std::uint32_t vehicle, const std::vector<std::uint32_t>& trips) {
  plans_.push_back({run_.first_driver + vehicles(), {}});
  vehicle_rows_.push_back(vehicle);
  Plan plan{plans_.back(), static_cast<std::uint8_t>(run_.first_class + timetable_.vehicle_type[vehicle])};
  for (const std::uint32_t trip : trips) {
    const std::uint32_t route = trip_route_[trip];
    if (timetable_.on_network(route) && !run_.off_road) {
      drive_trip(plan, trip, route);
    } else {
      jump_trip(plan, trip, route);
    }
    const std::size_t first = calls_.size() - timetable_.calls(route);
    for (std::size_t c = first; c < calls_.size(); ++c)
      calls_[c].trip_end = static_cast<std::uint32_t>(calls_.size() - call_begin_.back());
  }
  call_begin_.push_back(calls_.size());
}

// To where the next trip begins in `step`: over the links of least time, or beside the road where there is no way or
// none is driven. An activity where calls are made ends with them, so that one to wait in follows.
void TimetableService::go_to(Plan& plan, std::uint32_t link, std::uint32_t step) {
  if (plan.link == no_index) return plan.activity(link, step);
  if (plan.link == link && !plan.called) {
    plan.plan.words[plan.end_at] = step;
    return;
  }
  const std::vector<std::uint32_t> links =
      plan.link != link && run_.way && !run_.off_road ? run_.way(plan.link, link) : std::vector<std::uint32_t>();
  if (links.size() > 1) {
    plan.drive(links);
  } else {
    plan.jump(1);
  }
  plan.activity(link, step);
}

void TimetableService::drive_trip(Plan& plan, std::uint32_t trip, std::uint32_t route) {
  const auto begin = timetable_.route_link.begin();
  const std::vector<std::uint32_t> links(begin + static_cast<std::ptrdiff_t>(timetable_.route_link_begin[route]),
                                         begin + static_cast<std::ptrdiff_t>(timetable_.route_link_begin[route + 1]));
  go_to(plan, links.front(), step_of(timetable_.start_s(route, trip)));
  plan.drive(links);
  for (std::uint32_t k = 0; k < timetable_.calls(route); ++k) {
    add_call(plan, trip, route, k);
    calls_.back().on_road = true;
    calls_.back().link = links[timetable_.call_link_at[timetable_.call(route, k)]];
  }
  plan.activity(links.back(), no_index);
}

// Every stop is an activity, and a leg off the road leads to the next.
void TimetableService::jump_trip(Plan& plan, std::uint32_t trip, std::uint32_t route) {
  const auto place = [&](std::uint32_t k) { return run_.stop_place[timetable_.call_stop[timetable_.call(route, k)]]; };
  go_to(plan, place(0), step_of(timetable_.arrival_s[timetable_.time(route, trip, 0)]));
  for (std::uint32_t k = 0; k < timetable_.calls(route); ++k) {
    if (k > 0) {
      const std::int32_t run_s = timetable_.arrival_s[timetable_.time(route, trip, k)] -
                                 timetable_.departure_s[timetable_.time(route, trip, k - 1)];
      plan.jump(std::max(1U, whole_steps(run_s, run_.steps_per_s)));
      plan.activity(place(k), no_index);
    }
    add_call(plan, trip, route, k);
    calls_.back().link = place(k);
    plan.called = true;
  }
}

void TimetableService::add_call(const Plan& plan, std::uint32_t trip, std::uint32_t route, std::uint32_t k) {
  const std::uint64_t row = timetable_.call(route, k);
  const std::uint64_t time = timetable_.time(route, trip, k);
  TimetableCall call;
  call.stop = timetable_.call_stop[row];
  call.trip = trip;
  call.place = k;
  call.line = timetable_.route_line[route];
  call.arrival_step = step_of(timetable_.arrival_s[time]);
  call.departure_step = step_of(timetable_.departure_s[time]);
  call.element = static_cast<std::uint16_t>(plan.element);
  call.blocks = timetable_.stop_blocks_lane[call.stop] != 0;
  call.awaits = timetable_.call_awaits_departure[row] != 0;
  call.pick_up = timetable_.call_pick_up[row] != 0;
  call.drop_off = timetable_.call_drop_off[row] != 0;
  calls_.push_back(call);
}

const TimetableCall* TimetableService::call_of(const RideVehicle& vehicle) const {
  const std::uint64_t row = call_begin_[vehicle.driver - run_.first_driver] + vehicle.call;
  return row < call_begin_[vehicle.driver - run_.first_driver + 1] ? &calls_[row] : nullptr;
}

std::uint32_t TimetableService::capacity(const RideVehicle& vehicle) const {
  const std::uint32_t row = vehicle_rows_[vehicle.driver - run_.first_driver];
  return timetable_.vehicle_types[timetable_.vehicle_type[row]].capacity();
}

const DoorTimes& TimetableService::door_times(const RideVehicle& vehicle) const {
  return door_times_[timetable_.vehicle_type[vehicle_rows_[vehicle.driver - run_.first_driver]]];
}

RideCall TimetableService::next_call(const RideVehicle& vehicle) const {
  const TimetableCall* const call = call_of(vehicle);
  if (call == nullptr) return {};
  return {call->link, call->element, call->stop, call->blocks};
}

void TimetableService::begins(std::uint32_t step) {
  if (run_.closures.empty()) return;
  closed_.assign(timetable_.stops(), 0);
  for (const StopClosure& closure : run_.closures)
    if (closure.begin_step <= step && step < closure.end_step) closed_[closure.stop] = 1;
}

bool TimetableService::gets_on(const RideVehicle& vehicle, std::uint32_t, const RideWish& wish) const {
  const TimetableCall& call = *call_of(vehicle);
  if (!call.pick_up || call.line != wish.service || is_closed(call.stop)) return false;
  const auto begin = calls_.begin() + static_cast<std::ptrdiff_t>(call_begin_[vehicle.driver - run_.first_driver]);
  return std::any_of(begin + vehicle.call + 1, begin + call.trip_end,
                     [&](const TimetableCall& later) { return later.stop == wish.to && later.drop_off; });
}

bool TimetableService::gets_off(const RideVehicle& vehicle, std::uint32_t, const RideWish& wish) const {
  const TimetableCall& call = *call_of(vehicle);
  const bool closed = is_closed(call.stop), ends = vehicle.call + 1 == call.trip_end;
  if (call.stop == wish.to && call.drop_off && !closed) return true;
  if (closed_.empty() || (!ends && (closed || !call.drop_off))) return false;
  const auto begin = calls_.begin() + static_cast<std::ptrdiff_t>(call_begin_[vehicle.driver - run_.first_driver]);
  return std::none_of(begin + vehicle.call + 1, begin + call.trip_end,
                      [&](const TimetableCall& later) { return later.stop == wish.to && later.drop_off; });
}

std::uint32_t TimetableService::earliest_departure(const RideVehicle& vehicle) const {
  const TimetableCall& call = *call_of(vehicle);
  return call.awaits && !is_closed(call.stop) ? call.departure_step : 0;
}

}  // namespace machi
