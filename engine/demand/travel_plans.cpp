#include "engine/demand/travel_plans.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include "engine/core/log.hpp"
#include "engine/network/free_speed_routes.hpp"

namespace machi {
namespace {

constexpr double bicycle_speed_m_s = 12 / 3.6;
constexpr double bicycle_pcu = 0.2;
constexpr double bicycle_length_m = 2;
constexpr std::size_t worth_landmarks = 1000;  ///< so many routes are
constexpr std::size_t few_ways = 8;            ///< from one node: they are looked for one by one

std::vector<VehicleType> vehicle_types() {
  VehicleType car;
  car.id = car.network_mode = "car";
  VehicleType bicycle;
  bicycle.id = bicycle.network_mode = "bicycle";
  bicycle.length_m = bicycle_length_m;
  bicycle.max_speed_m_s = bicycle_speed_m_s;
  bicycle.pcu = bicycle_pcu;
  return {car, bicycle};
}

bool by_the_clock(Purpose purpose) {
  return purpose == Purpose::home || purpose == Purpose::work || purpose == Purpose::school;
}

Activity activity_of(const PlannedActivity& planned, std::uint32_t link) {
  Activity activity;
  activity.type = static_cast<std::uint16_t>(planned.purpose);
  activity.link = link;
  activity.x_m = 1e-3 * planned.x_mm;
  activity.y_m = 1e-3 * planned.y_mm;
  if (planned.end_s == PlannedActivity::to_the_end) return activity;
  if (by_the_clock(planned.purpose)) {
    activity.end_s = planned.end_s;
  } else {
    activity.duration_s = planned.end_s - planned.start_s;
  }
  return activity;
}

/// A leg that needs a route.
struct Wish {
  std::uint32_t from_node;
  std::uint32_t from;  ///< link
  std::uint32_t to;
  std::uint64_t leg;
  auto order() const { return std::tie(from_node, from, to, leg); }
};

std::vector<Wish> wishes_of(const TravelDemand& demand, const TrafficNetwork& network, std::uint16_t mode) {
  std::vector<Wish> wishes;
  for (std::uint64_t p = 0; p < demand.persons(); ++p) {
    for (std::uint64_t a = demand.activity_begin[p]; a + 1 < demand.activity_begin[p + 1]; ++a) {
      const std::uint64_t leg = a - p;
      if (demand.legs[leg].mode != mode || demand.legs[leg].kind != RouteKind::none) continue;
      const std::uint32_t from = demand.activities[a].link;
      wishes.push_back({network.to[from], from, demand.activities[a + 1].link, leg});
    }
  }
  std::sort(wishes.begin(), wishes.end(), [](const Wish& a, const Wish& b) { return a.order() < b.order(); });
  return wishes;
}

}  // namespace

TravelDemand travel_demand(const People& people, const std::vector<std::uint32_t>& building_link,
                           const std::vector<bool>& driven, bool timetable) {
  TravelDemand demand;
  demand.activity_types.assign(purpose_names.begin(), purpose_names.end());
  const auto rides = [](const PlannedLeg& leg) { return leg.mode == TravelMode::transit; };
  const bool transit = timetable || std::any_of(people.legs.begin(), people.legs.end(), rides);
  demand.modes.assign(travel_mode_names.begin(), travel_mode_names.end() - (transit ? 0 : 1));
  demand.vehicle_types = vehicle_types();
  demand.activity_begin = people.activity_begin;
  for (const std::uint64_t id : people.id) demand.person_id.push_back(std::to_string(id));
  demand.activities.reserve(people.activities.size());
  for (const PlannedActivity& planned : people.activities)
    demand.activities.push_back(activity_of(planned, building_link[planned.building]));
  demand.legs.reserve(people.legs.size());
  for (const PlannedLeg& planned : people.legs) {
    Leg& leg = demand.legs.emplace_back();
    leg.mode = leg.routing_mode = static_cast<std::uint16_t>(planned.mode);
    if (driven[leg.mode] || (timetable && rides(planned))) continue;
    leg.kind = RouteKind::generic;
    leg.travel_time_s = planned.travel_s;
    leg.distance_m = static_cast<double>(planned.distance_m);
  }
  return demand;
}

void add_free_routes(TravelDemand& demand, const TrafficNetwork& network, const std::vector<bool>& driven) {
  for (std::size_t mode = 0; mode < demand.modes.size(); ++mode) {
    const auto bit = std::find(network.modes.begin(), network.modes.end(), demand.modes[mode]) - network.modes.begin();
    if (!driven[mode] || bit == static_cast<std::ptrdiff_t>(network.modes.size())) continue;
    const std::vector<Wish> wishes = wishes_of(demand, network, static_cast<std::uint16_t>(mode));
    std::vector<std::size_t> begin;  // of the runs from one node
    for (std::size_t k = 0; k < wishes.size(); ++k)
      if (k == 0 || wishes[k].from_node != wishes[k - 1].from_node) begin.push_back(k);
    begin.push_back(wishes.size());
    std::vector<std::vector<std::uint32_t>> routes(wishes.size());
    const std::uint32_t mode_bit = 1U << static_cast<unsigned>(bit);
    std::optional<RouteLandmarks> landmarks;
    if (wishes.size() >= worth_landmarks)
      landmarks.emplace(network, mode_bit, FreeSpeedRoutes(network, mode_bit).link_us());
    Progress progress("routes by " + demand.modes[mode], static_cast<double>(wishes.size()));
    std::atomic<std::size_t> done{0};
#pragma omp parallel
    {
      FreeSpeedRoutes finder(network, mode_bit);
      std::vector<std::uint32_t> others;
#pragma omp for schedule(dynamic, 16)
      for (std::size_t run = 0; run < begin.size() - 1; ++run) {
        if (omp_get_thread_num() == 0) progress.update(static_cast<double>(done.load(std::memory_order_relaxed)));
        done.fetch_add(begin[run + 1] - begin[run], std::memory_order_relaxed);
        const std::uint32_t from = wishes[begin[run]].from_node;
        if (landmarks && begin[run + 1] - begin[run] <= few_ways) {
          for (std::size_t k = begin[run]; k < begin[run + 1]; ++k) {
            finder.search_to(from, network.from[wishes[k].to], *landmarks);
            routes[k] = finder.found_route(wishes[k].from, wishes[k].to);
          }
          continue;
        }
        others.clear();
        for (std::size_t k = begin[run]; k < begin[run + 1]; ++k) others.push_back(network.from[wishes[k].to]);
        finder.search(from, others);
        for (std::size_t k = begin[run]; k < begin[run + 1]; ++k)
          routes[k] = finder.found_route(wishes[k].from, wishes[k].to);
      }
    }
    for (std::size_t k = 0; k < wishes.size(); ++k) {
      if (routes[k].empty()) continue;
      Leg& leg = demand.legs[wishes[k].leg];
      leg.kind = RouteKind::links;
      leg.found = true;
      leg.route_begin = demand.route.size();
      demand.route.insert(demand.route.end(), routes[k].begin(), routes[k].end());
      leg.route_end = demand.route.size();
    }
  }
}

}  // namespace machi
