#include "io/mobility/sumo_demand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/network/free_speed_routes.hpp"
#include "engine/network/link_turns.hpp"
#include "io/mobility/sumo_classes.hpp"
#include "io/mobility/sumo_demand_reader.hpp"

namespace machi {
namespace {

constexpr std::string_view routes_kind = "routes of SUMO (.rou.xml)";
constexpr std::uint32_t purpose_type = 0x6101;   // by vehicle: which type of a distribution
constexpr std::uint32_t purpose_route = 0x6102;  // by vehicle: which route of a distribution

/// From what was read to people with plans.
class SumoPeople {
 public:
  SumoPeople(const SumoReading& read, const TrafficNetwork& network, std::uint64_t seed, SumoDemand& made)
      : read_(read), network_(network), seed_(seed), made_(made), demand_(made.demand) {}

  void run() {
    std::vector<std::uint32_t> order(read_.departures.size());
    for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return read_.departures[a].depart_s < read_.departures[b].depart_s;
    });
    demand_.activity_types = {"departure", "stop interaction", "arrival"};
    demand_.path = read_.sources.empty() ? std::string() : read_.paths[read_.sources.front().path];
    for (const std::uint32_t k : order) add(read_.departures[k], k);
    made_.modes = demand_.modes;
  }

 private:
  [[noreturn]] void fail(const SumoSource& source, const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", read_.paths[source.path], source.line), problem);
  }

  void add(const SumoDeparture& departure, std::uint32_t vehicle) {
    const SumoSource& source = read_.sources[departure.source];
    std::string id = source.is_flow ? fmt::format("{}.{}", source.id, departure.number) : source.id;
    if (!ids_.insert(id).second)
      fail(source, fmt::format("vehicle '{}' is there twice. Give each vehicle its own id", shortened(id)));
    const SumoShares& types = read_.types.by_name.at(source.type);
    const std::uint32_t type = types.at(uniform01(random_block(seed_, vehicle, 0, purpose_type)[0]));
    const std::uint16_t mode = mode_of(read_.types.types[type].network_mode);
    const std::vector<std::uint32_t> route = route_of(source, vehicle, mode);
    add_activity(0, route.empty() ? source.from : route.front(), departure.depart_s, not_given, source);
    std::size_t at = 0;
    for (const SumoStop& stop : source.stops) {
      add_leg(mode, route, at, position(source, stop, route, at), stop.link, source);
      add_activity(1, stop.link, stop.until_s, is_given(stop.until_s) ? not_given : stop.duration_s, source);
    }
    const std::uint32_t end = route.empty() ? source.to : route.back();
    add_leg(mode, route, at, route.empty() ? 0 : route.size() - 1, end, source);
    add_activity(2, end, not_given, not_given, source);
    demand_.activity_begin.push_back(demand_.activities.size());
    demand_.vehicle_id.push_back(id);
    demand_.vehicle_type.push_back(kept_type(type));
    demand_.person_id.push_back(std::move(id));
  }

  // Only types that drive count.
  std::uint32_t kept_type(std::uint32_t type) {
    const auto [found, added] = kept_.emplace(type, static_cast<std::uint32_t>(demand_.vehicle_types.size()));
    if (added) demand_.vehicle_types.push_back(read_.types.types[type]);
    return found->second;
  }

  std::uint16_t mode_of(const std::string& name) {
    const auto found = std::find(demand_.modes.begin(), demand_.modes.end(), name);
    const auto row = static_cast<std::uint16_t>(found - demand_.modes.begin());
    if (found == demand_.modes.end()) demand_.modes.push_back(name);
    return row;
  }

  // Empty where it is left to be found.
  std::vector<std::uint32_t> route_of(const SumoSource& source, std::uint32_t vehicle, std::uint16_t mode) {
    if (source.routes.rows.empty()) return source.via.empty() ? std::vector<std::uint32_t>{} : over_vias(source, mode);
    const std::uint32_t row = source.routes.at(uniform01(random_block(seed_, vehicle, 0, purpose_route)[0]));
    return read_.routes[row];
  }

  std::vector<std::uint32_t> over_vias(const SumoSource& source, std::uint16_t mode) {
    std::unique_ptr<FreeSpeedRoutes>& router = routers_[mode];
    if (!router) router = std::make_unique<FreeSpeedRoutes>(network_, sumo_mode_bit(demand_.modes[mode]));
    std::vector<std::uint32_t> route{source.from};
    std::vector<std::uint32_t> ends = source.via;
    ends.push_back(source.to);
    for (const std::uint32_t end : ends) {
      const std::vector<std::uint32_t> part = router->route(route.back(), end);
      if (part.empty())
        fail(source, fmt::format("no way leads vehicle '{}' from edge '{}' to edge '{}'. Join the parts of the network",
                                 shortened(source.id), network_.link_id[route.back()], network_.link_id[end]));
      route.insert(route.end(), part.begin() + 1, part.end());
    }
    return route;
  }

  /// Of a stop on a route, from `at` on.
  std::size_t position(const SumoSource& source, const SumoStop& stop, const std::vector<std::uint32_t>& route,
                       std::size_t at) const {
    if (route.empty()) return 0;
    const auto found = std::find(route.begin() + static_cast<std::ptrdiff_t>(at), route.end(), stop.link);
    if (found == route.end())
      fail(source, fmt::format("vehicle '{}' stops on edge '{}', which does not lie ahead of it on its route. Correct "
                               "the route or the stop",
                               shortened(source.id), network_.link_id[stop.link]));
    return static_cast<std::size_t>(found - route.begin());
  }

  void add_activity(std::uint16_t type, std::uint32_t link, double end_s, double duration_s, const SumoSource& source) {
    Activity activity;
    activity.type = type;
    activity.link = link;
    activity.end_s = end_s;
    activity.duration_s = duration_s;
    activity.line = static_cast<std::uint32_t>(source.line);
    demand_.activities.push_back(activity);
  }

  // Over route[at … to], and `at` becomes `to`; with no route, from the last activity to `link`.
  void add_leg(std::uint16_t mode, const std::vector<std::uint32_t>& route, std::size_t& at, std::size_t to,
               std::uint32_t link, const SumoSource& source) {
    Leg leg;
    leg.mode = leg.routing_mode = mode;
    leg.start_link = demand_.activities.back().link;
    leg.end_link = link;
    leg.vehicle = static_cast<std::uint32_t>(demand_.vehicle_id.size());
    leg.line = static_cast<std::uint32_t>(source.line);
    leg.route_begin = demand_.route.size();
    if (!route.empty()) {
      leg.kind = RouteKind::links;
      demand_.route.insert(demand_.route.end(), route.begin() + static_cast<std::ptrdiff_t>(at),
                           route.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    }
    leg.route_end = demand_.route.size();
    demand_.legs.push_back(leg);
    at = to;
  }

  const SumoReading& read_;
  const TrafficNetwork& network_;
  const std::uint64_t seed_;
  SumoDemand& made_;
  TravelDemand& demand_;
  std::unordered_set<std::string> ids_;
  std::unordered_map<std::uint32_t, std::uint32_t> kept_;
  std::unordered_map<std::uint16_t, std::unique_ptr<FreeSpeedRoutes>> routers_;
};

SumoDemand people_of(SumoReading& read, const TrafficNetwork& network, std::uint64_t seed) {
  SumoDemand made;
  SumoPeople(read, network, seed, made).run();
  made.report = std::move(read.report);
  return made;
}

}  // namespace

SumoDemand read_sumo_demand(const std::vector<std::string>& paths, const TrafficNetwork& network, std::uint64_t seed) {
  SumoReading read(network, seed);
  for (const std::string& path : paths) {
    SumoDemandHandler handler(path, network, read);
    read_matsim(path, handler, routes_kind);
  }
  return people_of(read, network, seed);
}

SumoDemand read_sumo_demand(ByteSource& bytes, const std::string& name, const TrafficNetwork& network,
                            std::uint64_t seed) {
  SumoReading read(network, seed);
  SumoDemandHandler handler(name, network, read);
  read_matsim(bytes, name, handler, routes_kind);
  return people_of(read, network, seed);
}

}  // namespace machi
