#include "io/mobility/sumo_demand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "engine/comm/agree_on_first.hpp"
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

/// Who departs when: all vehicles in the order of departures, of which a run is this rank's.
class SumoOrder {
 public:
  SumoOrder(const SumoReading& read, std::uint64_t rank, std::uint64_t ranks) : read_(read) {
    const std::vector<SumoDeparture>& departures = read.survey.departures;
    order_.resize(departures.size());
    for (std::uint32_t k = 0; k < order_.size(); ++k) order_[k] = k;
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return departures[a].depart_s < departures[b].depart_s; });
    begin_ = order_.size() * rank / ranks;
    end_ = order_.size() * (rank + 1) / ranks;
  }

  std::size_t size() const { return order_.size(); }
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }
  /// The vehicle in a place of the order, by its number in the files.
  std::uint32_t vehicle(std::size_t place) const { return order_[place]; }
  const SumoDeparture& departure(std::size_t place) const { return read_.survey.departures[order_[place]]; }

  /// The first place of a vehicle whose id another one had before, of those whose ids this rank checks; size(): none.
  std::size_t first_again() const {
    std::unordered_set<std::uint32_t> seen;
    const auto& same_id = read_.survey.same_id;
    for (std::size_t place = 0; place < size() && !same_id.empty(); ++place) {
      const auto found = same_id.find(order_[place]);
      if (found != same_id.end() && !seen.insert(found->second).second) return place;
    }
    return size();
  }

  /// What of sources and routes the run needs.
  SumoKeeps needed() const {
    SumoKeeps keeps{false, std::vector<bool>(read_.source_count), std::vector<bool>(read_.route_count)};
    const SumoSurvey& survey = read_.survey;
    for (std::size_t place = begin_; place < end_; ++place) {
      const std::uint32_t source = departure(place).source;
      keeps.sources[source] = true;
      for (std::uint64_t k = survey.route_begin[source]; k < survey.route_begin[source + 1]; ++k)
        keeps.routes[survey.route_row[k]] = true;
    }
    return keeps;
  }

 private:
  const SumoReading& read_;
  std::vector<std::uint32_t> order_;
  std::size_t begin_{0};
  std::size_t end_{0};
};

/// Types and modes by the order in which vehicles that have them depart, of all vehicles.
class SumoVehicleTypes {
 public:
  /// Puts them into `made`.
  SumoVehicleTypes(const SumoReading& read, const SumoOrder& order, SumoDemand& made)
      : read_(read), order_(order), made_(made) {
    for (const std::string& name : read.survey.type_names) shares_.push_back(&read.types.by_name.at(name));
    for (std::size_t place = 0; place < order.size(); ++place) {
      const std::uint32_t type = drawn(place);
      if (!rows_.emplace(type, static_cast<std::uint32_t>(rows_.size())).second) continue;
      made.demand.vehicle_types.push_back(read.types.types[type]);
      const std::string& mode = read.types.types[type].network_mode;
      if (std::find(made.modes.begin(), made.modes.end(), mode) == made.modes.end()) made.modes.push_back(mode);
    }
    made.demand.modes = made.modes;
  }

  /// The row among the types that drive.
  std::uint32_t row(std::size_t place) const { return rows_.at(drawn(place)); }
  std::uint16_t mode(std::uint32_t row) const {
    const std::string& name = made_.demand.vehicle_types[row].network_mode;
    return static_cast<std::uint16_t>(std::find(made_.modes.begin(), made_.modes.end(), name) - made_.modes.begin());
  }

 private:
  std::uint32_t drawn(std::size_t place) const {
    const SumoShares& types = *shares_[read_.survey.type[order_.departure(place).source]];
    return types.at(uniform01(random_block(read_.seed, order_.vehicle(place), 0, purpose_type)[0]));
  }

  const SumoReading& read_;
  const SumoOrder& order_;
  const SumoDemand& made_;
  std::vector<const SumoShares*> shares_;                  ///< [type names]
  std::unordered_map<std::uint32_t, std::uint32_t> rows_;  ///< given, made
};

/// One vehicle of the run.
struct SumoDriver {
  SumoDeparture departure;
  std::uint32_t vehicle{0};  ///< its number in the files
  std::uint32_t type{0};
  std::uint16_t mode{0};
};

/// From what was read to people with plans.
class SumoPeople {
 public:
  SumoPeople(const SumoReading& read, const TrafficNetwork& network, SumoDemand& made)
      : read_(read), network_(network), demand_(made.demand) {}

  /// `again`: of the drivers, the first whose id another one has that departs before it.
  void run(const std::vector<SumoDriver>& drivers, std::size_t again) {
    for (std::size_t k = 0; k < drivers.size(); ++k) add(drivers[k], k == again);
  }

 private:
  [[noreturn]] void fail(const SumoSource& source, const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", read_.paths[source.path], source.line), problem);
  }

  void add(const SumoDriver& driver, bool again) {
    const SumoSource& source = read_.source(driver.departure.source);
    std::string id = source.vehicle_id(driver.departure.number);
    if (again) fail(source, fmt::format("vehicle '{}' is there twice. Give each vehicle its own id", shortened(id)));
    const std::vector<std::uint32_t> route = route_of(source, driver);
    add_activity(0, route.empty() ? source.from : route.front(), driver.departure.depart_s, not_given, source);
    std::size_t at = 0;
    for (const SumoStop& stop : source.stops) {
      add_leg(driver.mode, route, at, position(source, stop, route, at), stop.link, source);
      add_activity(1, stop.link, stop.until_s, is_given(stop.until_s) ? not_given : stop.duration_s, source);
    }
    const std::uint32_t end = route.empty() ? source.to : route.back();
    add_leg(driver.mode, route, at, route.empty() ? 0 : route.size() - 1, end, source);
    add_activity(2, end, not_given, not_given, source);
    demand_.activity_begin.push_back(demand_.activities.size());
    demand_.vehicle_id.push_back(id);
    demand_.vehicle_type.push_back(driver.type);
    demand_.person_id.push_back(std::move(id));
  }

  // Empty where it is left to be found.
  std::vector<std::uint32_t> route_of(const SumoSource& source, const SumoDriver& driver) {
    if (source.routes.rows.empty())
      return source.via.empty() ? std::vector<std::uint32_t>{} : over_vias(source, driver.mode);
    return read_.route(source.routes.at(uniform01(random_block(read_.seed, driver.vehicle, 0, purpose_route)[0])));
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
  TravelDemand& demand_;
  std::unordered_map<std::uint16_t, std::unique_ptr<FreeSpeedRoutes>> routers_;
};

/// What the first reading told of this rank's vehicles.
struct SumoRun {
  std::vector<SumoDriver> drivers;
  std::size_t begin{0};  ///< place of the first in the order of all
  std::size_t again{0};  ///< SumoOrder::first_again()
  SumoKeeps needed;
};

SumoRun run_of(SumoReading& read, SumoDemand& made) {
  const SumoOrder order(read, read.part.rank, read.part.ranks);
  const SumoVehicleTypes types(read, order, made);
  made.demand.activity_types = {"departure", "stop interaction", "arrival"};
  made.demand.path = read.source_count == 0 ? std::string() : read.paths[read.survey.first_path];
  SumoRun run;
  run.begin = order.begin();
  run.again = order.first_again();
  for (std::size_t place = order.begin(); place < order.end(); ++place) {
    const std::uint32_t type = types.row(place);
    run.drivers.push_back({order.departure(place), order.vehicle(place), type, types.mode(type)});
  }
  if (!read.keeps.all) run.needed = order.needed();
  read.survey = {};
  return run;
}

void read_files(const std::vector<std::string>& paths, const TrafficNetwork& network, SumoReading& read) {
  for (const std::string& path : paths) {
    SumoDemandHandler handler(path, network, read);
    read_matsim(path, handler, routes_kind);
  }
}

}  // namespace

SumoDemand read_sumo_demand(const Comm& comm, const std::vector<std::string>& paths, const TrafficNetwork& network,
                            std::uint64_t seed) {
  SumoDemand made;
  std::optional<SumoEdges> edges;
  std::optional<SumoReading> read;
  SumoRun run;
  const FilePart part{static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size())};
  agree_on_first(comm, [&](std::uint64_t& at) {
    edges.emplace(network);
    read.emplace(*edges, seed, part, SumoKeeps{comm.size() == 1, {}, {}}, at);
    read_files(paths, network, *read);
    run = run_of(*read, made);
    if (comm.first()) made.report = std::move(read->report);
  });
  const auto again = static_cast<std::size_t>(comm.min(static_cast<std::int64_t>(run.again)));
  comm.agree([&] {
    std::uint64_t at = 0;
    if (!read->keeps.all) {
      read.emplace(*edges, seed, part, std::move(run.needed), at);
      read->surveys = false;
      read_files(paths, network, *read);
    }
    SumoPeople(*read, network, made).run(run.drivers, again - run.begin);
  });
  return made;
}

SumoDemand read_sumo_demand(ByteSource& bytes, const std::string& name, const TrafficNetwork& network,
                            std::uint64_t seed) {
  SumoDemand made;
  const SumoEdges edges(network);
  std::uint64_t at = 0;
  SumoReading read(edges, seed, {}, {}, at);
  SumoDemandHandler handler(name, network, read);
  read_matsim(bytes, name, handler, routes_kind);
  const SumoRun run = run_of(read, made);
  SumoPeople(read, network, made).run(run.drivers, run.again);
  made.report = std::move(read.report);
  return made;
}

}  // namespace machi
