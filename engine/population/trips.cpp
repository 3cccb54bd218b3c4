#include "engine/population/trips.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "engine/core/error.hpp"
#include "engine/network/free_speed_routes.hpp"
#include "engine/population/trip_vehicles.hpp"

namespace machi {
namespace {

constexpr std::size_t most_elements = 65535;  // of a plan: events count them in 16 bits

using Point = ActivityPlace;

double distance_m(const Point& a, const Point& b) {
  return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m);
}

/// Foot of the perpendicular from a point to the line through a link.
Point foot_on(const TrafficNetwork& network, std::uint32_t link, const Point& point) {
  const Point a{network.x_m[network.from[link]], network.y_m[network.from[link]]};
  const Point b{network.x_m[network.to[link]], network.y_m[network.to[link]]};
  const double dx = b.x_m - a.x_m;
  const double dy = b.y_m - a.y_m;
  const double squared = dx * dx + dy * dy;
  if (squared == 0) return a;
  const double along = ((point.x_m - a.x_m) * dx + (point.y_m - a.y_m) * dy) / squared;
  return {a.x_m + along * dx, a.y_m + along * dy};
}

/// The bit of a mode on the links. Throws UsageError where no link has it.
std::uint32_t mode_bit(const TrafficNetwork& network, const std::string& mode) {
  const auto found = std::find(network.modes.begin(), network.modes.end(), mode);
  if (found == network.modes.end())
    throw UsageError(fmt::format("mobility.network_modes: '{}' is a mode of no link of the network. Name one of: {}",
                                 mode, fmt::join(network.modes, ", ")));
  return 1U << static_cast<unsigned>(found - network.modes.begin());
}

/// Rewrites a demand, person by person.
class Completion {
 public:
  Completion(TravelDemand& given, const TrafficNetwork& network, const TripRules& rules)
      : given_(given), network_(network), rules_(rules), vehicles_(given) {
    for (const std::string& mode : rules.network_modes) {
      const std::uint32_t row = row_of(given_.modes, mode);
      routers_.emplace(row, std::make_unique<FreeSpeedRoutes>(network, mode_bit(network, mode)));
    }
    walk_ = static_cast<std::uint16_t>(row_of(given_.modes, "walk"));
    for (const FleetStopLinks& fleet : rules.fleets) fleets_.emplace(row_of(given_.modes, fleet.mode), &fleet.links);
    made_.path = given_.path;
  }

  TravelDemand run() {
    for (std::uint64_t p = 0; p < given_.persons(); ++p) {
      person_ = p;
      const std::uint64_t end = given_.activity_begin[p + 1];
      std::uint64_t from = given_.activity_begin[p];
      made_.activities.push_back(given_.activities[from]);
      while (from + 1 < end) {
        std::uint64_t to = from + 1;
        while (to + 1 < end && is_stage(given_.activity_types[given_.activities[to].type])) ++to;
        complete_trip(from, to);
        from = to;
      }
      if (2 * (made_.activities.size() - made_.activity_begin.back()) > most_elements)
        fail(made_.activities.back().line, "has a plan of more than 65,535 parts. Shorten it");
      made_.activity_begin.push_back(made_.activities.size());
    }
    vehicles_.give(made_);
    made_.activity_types = std::move(given_.activity_types);
    made_.modes = std::move(given_.modes);
    made_.person_id = std::move(given_.person_id);
    made_.services = std::move(given_.services);
    made_.own_services = given_.own_services;
    return std::move(made_);
  }

 private:
  static std::uint32_t row_of(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    names.push_back(name);
    return static_cast<std::uint32_t>(names.size() - 1);
  }

  [[noreturn]] void fail(std::uint32_t line, const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", given_.path, line),
                     fmt::format("person '{}': {}", given_.person_id[person_], problem));
  }

  // Activities [from, to] of the demand, the legs between them.
  void complete_trip(std::uint64_t from, std::uint64_t to) {
    const std::uint64_t first_leg = from - person_;
    const std::uint64_t end_leg = to - person_;
    const auto main = std::find_if(given_.legs.begin() + static_cast<std::ptrdiff_t>(first_leg),
                                   given_.legs.begin() + static_cast<std::ptrdiff_t>(end_leg),
                                   [&](const Leg& leg) { return routers_.contains(leg.mode); });
    for (std::uint64_t l = first_leg; l < end_leg; ++l) {
      const auto fleet = fleets_.find(given_.legs[l].mode);
      if (fleet != fleets_.end() && !fleet->second->empty())
        return ride_between_stops(given_.legs[l], given_.activities[from], given_.activities[to], *fleet->second);
    }
    const bool drives = main != given_.legs.begin() + static_cast<std::ptrdiff_t>(end_leg);
    if (drives && rules_.access == AccessRule::walk)
      return rebuild(*main, given_.activities[from], given_.activities[to]);
    for (std::uint64_t l = first_leg; l < end_leg; ++l) {
      const Activity& start = given_.activities[l + person_];
      const Activity& end = given_.activities[l + person_ + 1];
      const Leg& leg = given_.legs[l];
      made_.legs.push_back(routers_.contains(leg.mode) ? driven(leg, start, end) : teleported(leg, start, end));
      made_.activities.push_back(end);
    }
  }

  // To the nearest stop, of equal ones the first, and from that nearest to the end.
  void ride_between_stops(const Leg& main, const Activity& start, const Activity& end,
                          const std::vector<std::uint32_t>& stops) {
    const auto nearest = [&](const Activity& activity) {
      const auto far_m = [&](std::uint32_t stop) { return distance_m(place_of(activity), place_of(at_stop(stop))); };
      return *std::min_element(stops.begin(), stops.end(),
                               [&](std::uint32_t a, std::uint32_t b) { return far_m(a) < far_m(b); });
    };
    Activity boarding = at_stop(nearest(start));
    Activity alighting = at_stop(nearest(end));
    if (boarding.link == alighting.link) {
      made_.legs.push_back(walk(main, start, end));
      return made_.activities.push_back(end);
    }
    const std::string name = given_.modes[main.mode] + " interaction";
    boarding.type = alighting.type = static_cast<std::uint16_t>(row_of(given_.activity_types, name));
    boarding.line = alighting.line = main.line;
    made_.legs.push_back(walk(main, start, boarding));
    made_.activities.push_back(boarding);
    Leg ride = main;
    ride.start_link = boarding.link;
    ride.end_link = alighting.link;
    walk_straight(ride, boarding, alighting);
    made_.legs.push_back(ride);
    made_.activities.push_back(alighting);
    made_.legs.push_back(walk(main, alighting, end));
    made_.activities.push_back(end);
  }

  Activity at_stop(std::uint32_t link) const {
    Activity activity;
    activity.link = link;
    activity.duration_s = 0;
    activity.x_m = network_.x_m[network_.to[link]];
    activity.y_m = network_.y_m[network_.to[link]];
    return activity;
  }

  void rebuild(const Leg& main, const Activity& start, const Activity& end) {
    const std::string name = given_.modes[main.mode] + " interaction";
    Activity stage;
    stage.type = static_cast<std::uint16_t>(row_of(given_.activity_types, name));
    stage.duration_s = 0;
    stage.line = main.line;
    const auto at = [&](const Activity& activity) {
      Activity here = stage;
      here.link = activity.link;
      const Point foot = foot_on(activity.link, place_of(activity));
      here.x_m = foot.x_m;
      here.y_m = foot.y_m;
      return here;
    };
    const Activity boarding = at(start);
    const Activity alighting = at(end);
    made_.legs.push_back(walk(main, start, boarding));
    made_.activities.push_back(boarding);
    made_.legs.push_back(driven(main, boarding, alighting));
    made_.activities.push_back(alighting);
    made_.legs.push_back(walk(main, alighting, end));
    made_.activities.push_back(end);
  }

  Leg walk(const Leg& main, const Activity& start, const Activity& end) const {
    Leg leg;
    leg.mode = walk_;
    leg.routing_mode = main.mode;
    leg.start_link = start.link;
    leg.end_link = end.link;
    leg.line = main.line;
    walk_straight(leg, start, end);
    return leg;
  }

  void walk_straight(Leg& leg, const Activity& start, const Activity& end) const {
    leg.kind = RouteKind::generic;
    leg.distance_m = rules_.beeline_factor * distance_m(place_of(start), place_of(end));
    leg.travel_time_s = leg.distance_m / rules_.walk_speed_m_s;
  }

  // Transit is not driven by who rides in it; its words say which rides.
  void keep_rides(Leg& leg) {
    const auto begin = given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin);
    const auto end = given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end);
    leg.route_begin = made_.route.size();
    if (leg.kind == RouteKind::transit) made_.route.insert(made_.route.end(), begin, end);
    leg.route_end = made_.route.size();
  }

  Leg teleported(Leg leg, const Activity& start, const Activity& end) {
    leg.start_link = start.link;
    leg.end_link = end.link;
    keep_rides(leg);
    if (is_given(leg.travel_time_s) && !fleets_.contains(leg.mode)) return leg;
    if (leg.mode != walk_ && !fleets_.contains(leg.mode))
      fail(leg.line, fmt::format("a leg of mode '{}' is not driven on the network and has no travel time. Give it one, "
                                 "or name the mode in mobility.network_modes",
                                 given_.modes[leg.mode]));
    walk_straight(leg, start, end);
    return leg;
  }

  Leg driven(Leg leg, const Activity& start, const Activity& end) {
    const bool planned = rules_.routing == RoutingRule::as_planned;
    const bool given = planned && leg.kind != RouteKind::none;
    const std::vector<std::uint32_t> links = given ? planned_route(leg, start, end) : free_route(leg, start, end);
    leg.found = leg.found || !given;
    leg.kind = RouteKind::links;
    leg.start_link = start.link;
    leg.end_link = end.link;
    leg.route_begin = made_.route.size();
    made_.route.insert(made_.route.end(), links.begin(), links.end());
    leg.route_end = made_.route.size();
    leg.vehicle = vehicles_.of(leg, given_.person_id[person_]);
    return leg;
  }

  std::vector<std::uint32_t> planned_route(const Leg& leg, const Activity& start, const Activity& end) const {
    if (leg.kind != RouteKind::links)
      fail(leg.line,
           fmt::format("mode '{}' is driven on the network, but the route has no links. Give a route of links, or "
                       "leave the mode out of mobility.network_modes",
                       given_.modes[leg.mode]));
    std::vector<std::uint32_t> links(given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin),
                                     given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end));
    if (links.front() != start.link || links.back() != end.link)
      fail(leg.line,
           fmt::format("the route leads from link '{}' to link '{}', but the activities are at '{}' and '{}'. "
                       "Correct the route",
                       network_.link_id[links.front()], network_.link_id[links.back()], network_.link_id[start.link],
                       network_.link_id[end.link]));
    return links;
  }

  std::vector<std::uint32_t> free_route(const Leg& leg, const Activity& start, const Activity& end) {
    std::vector<std::uint32_t> links = routers_.at(leg.mode)->route(start.link, end.link);
    if (links.empty())
      fail(leg.line, fmt::format("no way leads from link '{}' to link '{}' by mode '{}'. Join the parts of the network",
                                 network_.link_id[start.link], network_.link_id[end.link], given_.modes[leg.mode]));
    return links;
  }

  Point place_of(const Activity& activity) const { return machi::place_of(network_, activity); }
  Point foot_on(std::uint32_t link, const Point& point) const { return machi::foot_on(network_, link, point); }

  TravelDemand& given_;
  const TrafficNetwork& network_;
  const TripRules& rules_;
  TravelDemand made_;
  std::map<std::uint32_t, std::unique_ptr<FreeSpeedRoutes>> routers_;  ///< by mode
  std::map<std::uint32_t, const std::vector<std::uint32_t>*> fleets_;  ///< stops by mode
  std::uint16_t walk_{0};
  std::uint64_t person_{0};
  TripVehicles vehicles_;
};

}  // namespace

TravelDemand complete_trips(TravelDemand demand, const TrafficNetwork& network, const TripRules& rules) {
  return Completion(demand, network, rules).run();
}

ActivityPlace place_of(const TrafficNetwork& network, const Activity& activity) {
  if (is_given(activity.x_m) && is_given(activity.y_m)) return {activity.x_m, activity.y_m};
  const std::uint32_t node = network.to[activity.link];
  return {network.x_m[node], network.y_m[node]};
}

double distance_to_road_m(const TrafficNetwork& network, const Activity& activity) {
  const Point place = place_of(network, activity);
  return distance_m(place, foot_on(network, activity.link, place));
}

double beeline_m(const TrafficNetwork& network, const Activity& a, const Activity& b) {
  return distance_m(place_of(network, a), place_of(network, b));
}

std::vector<bool> modes_on_network(const TravelDemand& demand, const std::vector<std::string>& network_modes) {
  std::vector<bool> on;
  for (const std::string& mode : demand.modes)
    on.push_back(std::find(network_modes.begin(), network_modes.end(), mode) != network_modes.end());
  return on;
}

}  // namespace machi
