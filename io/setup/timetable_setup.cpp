#include "io/setup/timetable_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/choice/scoring.hpp"
#include "engine/core/error.hpp"
#include "engine/population/transit_trips.hpp"
#include "engine/transit/place_stops.hpp"
#include "engine/transit/transfers.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/line_edits.hpp"
#include "io/transit/gtfs_table.hpp"

namespace machi {
namespace {

constexpr double far_from_network_m = 1000;

// The mode of transit that the scenario gives utilities to.
std::string scored_mode(const ScoringSettings& scoring) {
  for (const ModeScoring& mode : scoring.modes)
    if (is_transit_mode(mode.name)) return mode.name;
  return "transit";
}

std::size_t stops_off_network(const Timetable& timetable, const std::vector<std::uint32_t>& places,
                              const TrafficNetwork& network) {
  std::size_t off = 0;
  for (std::uint32_t stop = 0; stop < timetable.stops(); ++stop) {
    const std::uint32_t node = network.to[places[stop]];
    const double dx = 1e-3 * static_cast<double>(timetable.stop_x_mm[stop]) - network.x_m[node];
    const double dy = 1e-3 * static_cast<double>(timetable.stop_y_mm[stop]) - network.y_m[node];
    off += dx * dx + dy * dy > far_from_network_m * far_from_network_m ? 1 : 0;
  }
  return off;
}

}  // namespace

GtfsFrame frame_of_city(const std::string& city_file) {
  const CityFrame frame = read_small_tables(open_city(city_file)).frame;
  return {frame.epsg, frame.origin_east_m, frame.origin_north_m};
}

GtfsFrame frame_of_network(const TrafficNetwork& network, const MobilitySettings& settings) {
  GtfsFrame frame{static_cast<int>(settings.transit.network_epsg), -network.crs_offset_x_m, -network.crs_offset_y_m};
  constexpr std::string_view authority = "EPSG:";
  if (frame.epsg == 0 && network.crs.starts_with(authority))
    std::from_chars(network.crs.data() + authority.size(), network.crs.data() + network.crs.size(), frame.epsg);
  if (frame.epsg == 0 || !network.placed)
    throw UsageError(fmt::format(
        "mobility.transit: where the stops of {} lie on {} is not known, since the network does not say its "
        "coordinate system. Give mobility.transit.network_epsg",
        settings.transit.gtfs_file, settings.network_file));
  return frame;
}

TransitRules transit_rules(const MobilitySettings& settings) {
  constexpr double hour_s = 3600;
  const TravelUtility riding = travel_utility(settings.scoring, scored_mode(settings.scoring));
  const double waiting_1_h = settings.scoring.waiting_at_stop_1_h.value_or(riding.travelling_1_s * hour_s);
  TransitRules rules;
  rules.walk = {settings.walk_speed_m_s, settings.beeline_factor};
  rules.walk_radius_m = settings.transit.walk_radius_m;
  rules.most_rides = static_cast<std::uint32_t>(settings.transit.most_transfers + 1);
  rules.riding_1_s = riding.travelling_1_s;
  rules.waiting_1_s = waiting_1_h / hour_s;
  rules.walking_1_s = travel_utility(settings.scoring, "walk").travelling_1_s;
  rules.line_switch = settings.scoring.line_switch;
  rules.performing_1_s = settings.scoring.performing_1_h / hour_s;
  return rules;
}

Timetable read_gtfs_timetable(const MobilitySettings& settings, const GtfsFrame& frame,
                              std::span<const ScenarioEdit> edits, std::vector<std::string>& notes) {
  const TransitSettings& transit = settings.transit;
  const auto change_s = static_cast<std::uint32_t>(transit.change_s);
  const bool published = !transit.gtfs_file.empty();
  GtfsFeed feed;
  if (published) feed = read_gtfs(transit.gtfs_file, transit.date);
  remove_lines(edits, feed, notes);
  Timetable timetable = gtfs_timetable(feed, frame, change_s);
  add_lines(edits, {frame.epsg, frame.origin_east_m, frame.origin_north_m}, change_s, timetable, notes);
  const std::string of_day = published ? fmt::format(" of {}", text_of_date(feed.day)) : std::string();
  notes.push_back(fmt::format("Timetable{}{}: {} lines, {} routes, {} trips, {} stops.", of_day,
                              feed.day_chosen || !published ? "" : " (the first day on which most trips run)",
                              timetable.lines(), timetable.routes(), timetable.trips(), timetable.stops()));
  return timetable;
}

void add_transfers(const MobilitySettings& settings, Timetable& timetable) {
  add_walking_transfers(timetable, settings.transit.transfer_radius_m,
                        static_cast<std::uint32_t>(settings.transit.change_s),
                        {settings.walk_speed_m_s, settings.beeline_factor});
}

void set_up_journeys(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  const bool gtfs = settings.transit.schedule_file.empty();  // or lines of edits alone
  if (!gtfs && !settings.transit.simulate) return;
  if (!gtfs) setup.transit.timetable = read_timetable(comm, settings, *setup.network, setup.notes);
  comm.agree([&] {
    if (gtfs) {
      const GtfsFrame frame =
          scenario.city_file.empty() ? frame_of_network(*setup.network, settings) : frame_of_city(scenario.city_file);
      setup.transit.timetable =
          std::make_unique<Timetable>(read_gtfs_timetable(settings, frame, scenario.edits, setup.notes));
      find_ways(settings, *setup.network, *setup.transit.timetable, setup.notes);
    }
    Timetable& timetable = *setup.transit.timetable;
    add_transfers(settings, timetable);
    std::vector<std::uint32_t> places = stop_places(timetable, *setup.network, ~0U);
    if (const std::size_t off = stops_off_network(timetable, places, *setup.network); off > 0)
      setup.notes.push_back(fmt::format("{} of {} stops lie more than 1 km off the network.", off, timetable.stops()));
    // It lives in the setup of transit, as long as what is planned with it.
    setup.journeys =
        std::make_unique<TransitWorld>(std::shared_ptr<const Timetable>(std::shared_ptr<void>(), &timetable),
                                       transit_rules(settings), std::move(places));
  });
}

void route_riders(const Comm& comm, const Scenario& scenario, MobilitySetup& setup, TravelDemand& demand) {
  if (!setup.journeys) return;
  TransitRouting routing;
  comm.agree([&] { routing = route_transit_trips(demand, *setup.network, *setup.journeys, scenario.mobility->dt_s); });
  if (!setup.activity_building.empty()) {
    std::vector<std::uint32_t> building;
    for (const std::uint32_t given : routing.activity)
      building.push_back(given == no_index ? no_index : setup.activity_building[given]);
    setup.activity_building = std::move(building);
  }
  const std::int64_t routed = comm.sum(static_cast<std::int64_t>(routing.routed));
  const std::int64_t on_foot = comm.sum(static_cast<std::int64_t>(routing.on_foot));
  if (routed + on_foot > 0)
    setup.notes.push_back(
        fmt::format("{} trips by transit have their journey; {} are walked, which is sooner.", routed, on_foot));
  demand = std::move(routing.demand);
}

void name_services(const Comm& comm, const MobilitySetup& setup, TravelDemand& demand) {
  if (!setup.journeys) return;
  std::vector<PlannedRide> rides = comm.all_gather_of<PlannedRide>(unnamed_rides(demand));
  std::sort(rides.begin(), rides.end());
  rides.erase(std::unique(rides.begin(), rides.end()), rides.end());
  name_rides(*setup.transit.timetable, rides, demand);
}

}  // namespace machi
