/// \file  A day of a fleet in a town without other traffic.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/fleet/dispatcher.hpp"
#include "tests/engine/fleet/crooked_town.hpp"

namespace machi {

/// Drivers who do what they are told, on empty streets, second by second.
class Drivers {
 public:
  Drivers(const DriveTimes& times, const Dispatcher& fleet) : times_(times), fleet_(fleet), routes_(times.planner()) {
    for (const FleetVehicle& vehicle : fleet.vehicles()) cars_.push_back({vehicle.position});
  }

  void step(std::uint32_t now) {
    for (std::uint32_t v = 0; v < cars_.size(); ++v) {
      Car& car = cars_[v];
      if (!car.route.empty() && car.due + 1 == now) enter(v, now);
      if (car.drives && car.route.empty() && car.due + 1 == now) arrive(v, now);
      if (!car.drives && car.due == now) leave(v, now);
    }
  }

  std::vector<FleetReport> take_reports() {
    std::vector<FleetReport> reports = std::move(reports_);
    reports_.clear();
    std::sort(reports.begin(), reports.end());
    return reports;
  }

  void follow_orders() {
    for (const std::uint32_t v : fleet_.changed()) {
      Car& car = cars_[v];
      const FleetVehicle& vehicle = fleet_.vehicles()[v];
      const bool on_road = car.drives;
      if (on_road) {
        ASSERT_EQ(car.link, vehicle.position);
      }
      if (on_road) {
        ASSERT_EQ(car.due, vehicle.due);
      }
      go(car, vehicle.target);
      if (!on_road) car.due = vehicle.due;
    }
  }

 private:
  struct Car {
    std::uint32_t link{0};
    std::uint32_t due{no_step};
    bool drives{false};
    bool stands{false};
    std::uint32_t served{0};
    std::vector<std::uint32_t> route{};  ///< still to be entered, the last one first
  };

  void go(Car& car, std::uint32_t target) {
    car.route = routes_.route(car.link, target, 0).links;
    std::reverse(car.route.begin(), car.route.end());
    car.route.pop_back();
    car.drives = true;
    car.stands = false;
  }

  void enter(std::uint32_t v, std::uint32_t now) {
    Car& car = cars_[v];
    car.link = car.route.back();
    car.route.pop_back();
    car.due += times_.link_ms(car.link) / 1000;
    reports_.push_back({now, v, car.link, car.due, FleetReportKind::enters});
  }

  void arrive(std::uint32_t v, std::uint32_t now) {
    Car& car = cars_[v];
    reports_.push_back({now, v, car.link, 0, FleetReportKind::arrives});
    car.drives = false;
    const FleetVehicle& vehicle = fleet_.vehicles()[v];
    const std::vector<ScheduleStop>& stops = vehicle.schedule.stops;
    const std::size_t k = car.served - vehicle.done;
    const bool at_stop = k < stops.size() && stops[k].link == car.link;
    if (vehicle.task == FleetTask::relocates && !at_stop && !stops.empty()) {
      go(car, stops[k].link);
      car.due = now;
      return;
    }
    car.stands = at_stop;
    car.due = at_stop ? now + fleet_.rules().stop_steps : no_step;
  }

  void leave(std::uint32_t v, std::uint32_t now) {
    Car& car = cars_[v];
    const FleetVehicle& vehicle = fleet_.vehicles()[v];
    reports_.push_back({now, v, car.link, 0, FleetReportKind::departs});
    ++car.served;
    const std::size_t k = car.served - vehicle.done;
    car.stands = false;
    car.due = no_step;
    if (k >= vehicle.schedule.stops.size()) return;
    go(car, vehicle.schedule.stops[k].link);
    car.due = now;
  }

  const DriveTimes& times_;
  const Dispatcher& fleet_;
  TimedRoutes routes_;
  std::vector<Car> cars_;
  std::vector<FleetReport> reports_;
};

struct Day {
  std::uint64_t seed{1};
  FleetRules rules{FleetMode::drt, 4, 400, 1.8, 120, 20, RejectionRule::walk, RelocationRule::none, 300};
  std::uint32_t vehicles{12};
  std::uint32_t calls{300};
  std::uint32_t period{10};

  TrafficNetwork network{};
  std::unique_ptr<DriveTimes> times{};
  std::unique_ptr<Dispatcher> fleet{};

  void run() {
    constexpr std::uint32_t last_call = 3600;
    constexpr std::uint32_t end = 7200;
    network = crooked_town(9, seed);
    times = std::make_unique<DriveTimes>(network, 1, LinkTurns{}, 100, 1);
    RandomStream random(seed, 3, 3);
    std::vector<FleetVehicleStart> starts;
    for (std::uint32_t v = 0; v < vehicles; ++v) starts.push_back({random.below(network.links()), 0, end});
    std::vector<FleetCall> all;
    for (std::uint32_t k = 0; k < calls; ++k) {
      FleetCall call{random.below(last_call), k, random.below(network.links()), 0};
      do call.to = random.below(network.links());
      while (call.to == call.from);
      all.push_back(call);
    }
    std::sort(all.begin(), all.end());
    fleet = std::make_unique<Dispatcher>(rules, *times, starts);
    Drivers drivers(*times, *fleet);
    auto next = all.begin();
    for (std::uint32_t now = 0; now < end; ++now) {
      drivers.step(now);
      if ((now + 1) % period != 0) continue;
      const auto called = std::find_if(next, all.end(), [&](const FleetCall& call) { return call.step > now; });
      fleet->take(drivers.take_reports());
      fleet->dispatch(now, {next, called});
      next = called;
      drivers.follow_orders();
    }
    fleet->take(drivers.take_reports());
  }
  std::int64_t count(RideState state) const {
    return std::count_if(fleet->outcomes().begin(), fleet->outcomes().end(),
                         [&](const RideOutcome& outcome) { return outcome.state == state; });
  }
};

}  // namespace machi
