#include "io/setup/transit_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/network/free_speed_routes.hpp"
#include "engine/network/transit_ways.hpp"
#include "engine/transit/place_stops.hpp"
#include "io/mobility/schedule_xml.hpp"

namespace machi {
namespace {

/// Bits of the network's modes that are driven.
std::uint32_t modes_driven(const MobilitySettings& settings, const TrafficNetwork& network) {
  std::uint32_t bits = 0;
  for (std::size_t mode = 0; mode < network.modes.size(); ++mode)
    if (std::count(settings.network_modes.begin(), settings.network_modes.end(), network.modes[mode]) > 0)
      bits |= 1U << mode;
  return bits;
}

std::unordered_map<std::string, std::uint32_t> rows_of(const std::vector<std::string>& ids) {
  std::unordered_map<std::string, std::uint32_t> rows;
  for (std::uint32_t row = 0; row < ids.size(); ++row) rows.emplace(ids[row], row);
  return rows;
}

/// Finds what legs ride, and where their stages lie.
class RideFinder {
 public:
  RideFinder(const TransitSetup& transit, const TrafficNetwork& network, TravelDemand& demand)
      : timetable_(*transit.timetable),
        place_(transit.stop_place),
        network_(network),
        demand_(demand),
        stops_(rows_of(timetable_.stop_id)),
        lines_(rows_of(timetable_.line_id)) {}

  std::vector<RideWish> find() {
    std::vector<RideWish> rides(demand_.services.size(), RideWish{0, 0, no_index});
    for (std::uint64_t p = 0; p < demand_.persons(); ++p) {
      for (std::uint64_t a = demand_.activity_begin[p]; a + 1 < demand_.activity_begin[p + 1]; ++a) {
        Leg& leg = demand_.legs[a - p];
        if (leg.service == no_index || demand_.services[leg.service].from_stop.empty()) continue;
        const bool known = rides[leg.service].service != no_index;
        const RideWish wish = known ? rides[leg.service] : wish_of(leg);
        put(demand_.activities[a], wish.from, leg, "boards");
        put(demand_.activities[a + 1], wish.to, leg, "gets off");
        if (!is_given(leg.travel_time_s)) leg.travel_time_s = 0;  // it takes what it takes
        rides[leg.service] = wish;
      }
    }
    return rides;
  }

 private:
  RideWish wish_of(const Leg& leg) const {
    const TransitService& service = demand_.services[leg.service];
    const RideWish wish{row(leg, stops_, service.from_stop, "stop"), row(leg, stops_, service.to_stop, "stop"),
                        row(leg, lines_, service.line, "line")};
    if (!serves(wish))
      fail(leg, fmt::format("no route of line '{}' leads from stop '{}' to stop '{}'. Correct the route of the leg",
                            service.line, service.from_stop, service.to_stop));
    return wish;
  }

  bool serves(const RideWish& wish) const {
    for (std::uint32_t route = 0; route < timetable_.routes(); ++route) {
      if (timetable_.route_line[route] != wish.service) continue;
      bool boarded = false;
      for (std::uint64_t c = timetable_.route_stop_begin[route]; c < timetable_.route_stop_begin[route + 1]; ++c) {
        if (boarded && timetable_.call_stop[c] == wish.to && timetable_.call_drop_off[c] != 0) return true;
        boarded = boarded || (timetable_.call_stop[c] == wish.from && timetable_.call_pick_up[c] != 0);
      }
    }
    return false;
  }

  void put(Activity& activity, std::uint32_t stop, const Leg& leg, const char* what) const {
    if (is_stage(demand_.activity_types[activity.type])) activity.link = place_[stop];
    if (activity.link == place_[stop]) return;
    const std::string on = activity.link < network_.links() ? network_.link_id[activity.link] : std::string("none");
    fail(leg, fmt::format("somebody {} at stop '{}' on link '{}', but the activity there lies on link '{}'. Put a walk "
                          "and an activity 'pt interaction' between them",
                          what, timetable_.stop_id[stop], network_.link_id[place_[stop]], on));
  }

  std::uint32_t row(const Leg& leg, const std::unordered_map<std::string, std::uint32_t>& rows, const std::string& id,
                    const char* what) const {
    const auto found = rows.find(id);
    if (found == rows.end())
      fail(leg, fmt::format("{} '{}' is not in the timetable {}. Correct the route of the leg, or give its timetable",
                            what, id, timetable_.path));
    return found->second;
  }

  [[noreturn]] void fail(const Leg& leg, const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", demand_.path, leg.line), problem);
  }

  const Timetable& timetable_;
  const std::vector<std::uint32_t>& place_;
  const TrafficNetwork& network_;
  TravelDemand& demand_;
  std::unordered_map<std::string, std::uint32_t> stops_;
  std::unordered_map<std::string, std::uint32_t> lines_;
};

}  // namespace

std::unique_ptr<Timetable> read_timetable(const Comm& comm, const MobilitySettings& settings,
                                          const TrafficNetwork& network, std::vector<std::string>& notes) {
  auto timetable = std::make_unique<Timetable>();
  comm.agree([&] {
    const TransitSettings& transit = settings.transit;
    const VehiclesReading vehicles = read_vehicles_xml(transit.vehicles_file);
    *timetable = read_schedule_xml(transit.schedule_file, network, &vehicles);
    for (std::uint32_t trip = 0; trip < timetable->trips(); ++trip) {
      const TransitVehicleType& type = timetable->vehicle_types[timetable->vehicle_type[timetable->trip_vehicle[trip]]];
      if (type.capacity() == 0)
        throw InputError(transit.vehicles_file,
                         fmt::format("vehicle type '{}' runs in {} and has no room for passengers. Give it a capacity",
                                     type.id, transit.schedule_file));
    }
    notes.push_back(fmt::format("{}: {} lines, {} routes, {} trips, {} stops.", transit.schedule_file,
                                timetable->lines(), timetable->routes(), timetable->trips(), timetable->stops()));
    find_ways(settings, network, *timetable, notes);
  });
  return timetable;
}

void find_ways(const MobilitySettings& settings, const TrafficNetwork& network, Timetable& timetable,
               std::vector<std::string>& notes) {
  if (settings.transit.ways != TransitWays::network) return;
  const TransitWaysFound found =
      find_transit_ways(timetable, network, modes_driven(settings, network), settings.transit.map_radius_m);
  if (found.routes + found.without > 0)
    notes.push_back(fmt::format("{} routes without links were found on the network, {} were not and run off it.",
                                found.routes, found.without));
}

std::vector<std::uint32_t> places_of_stops(const Timetable& timetable, const TrafficNetwork& network) {
  return stop_places(timetable, network, ~0U);
}

void prepare_rides(TransitSetup& transit, const TrafficNetwork& network, TravelDemand& demand) {
  transit.stop_place = places_of_stops(*transit.timetable, network);
  transit.rides = RideFinder(transit, network, demand).find();
}

void make_service(TransitSetup& transit, const TrafficNetwork& network, TimetableRun run,
                  std::vector<std::string>& notes) {
  transit.stop_place = places_of_stops(*transit.timetable, network);
  run.stop_place = transit.stop_place;
  FreeSpeedRoutes routes(network, ~0U);
  run.way = [&](std::uint32_t from, std::uint32_t to) { return routes.route(from, to); };
  transit.service = std::make_unique<TimetableService>(*transit.timetable, std::move(run));
  if (transit.service->trips_before() > 0)
    notes.push_back(fmt::format("{} trips of the timetable would have begun before the run and are left out.",
                                transit.service->trips_before()));
}

VehicleType traffic_type(const TransitVehicleType& type) {
  VehicleType traffic;
  traffic.id = type.id;
  traffic.length_m = type.length_m;
  traffic.max_speed_m_s = type.max_speed_m_s;
  traffic.pcu = type.pcu;
  traffic.flow_efficiency = type.flow_efficiency;
  traffic.network_mode = type.network_mode;
  return traffic;
}

}  // namespace machi
