#include "io/transit/gtfs_timetable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "engine/core/error.hpp"
#include "engine/transit/transfers.hpp"
#include "io/city/crs.hpp"
#include "io/transit/gtfs_table.hpp"

namespace machi {
namespace {

constexpr int wgs84_epsg = 4326;

/// Capacities are ours, round numbers for vehicles of common make; the feed says nothing of them.
struct TypeOfVehicle {
  std::string_view mode;
  std::uint32_t seats;
  std::uint32_t standing;
  double length_m;
  double pcu;
};
constexpr std::array<TypeOfVehicle, 7> vehicle_rows{{{"bus", 30, 40, 11, 2.5},
                                                     {"tram", 40, 80, 20, 4},
                                                     {"metro", 300, 600, 120, 0},
                                                     {"rail", 400, 600, 160, 0},
                                                     {"ferry", 200, 0, 40, 0},
                                                     {"cable", 20, 10, 10, 0},
                                                     {"air", 150, 0, 40, 0}}};

/// A trip as it runs: times shifted where it stands for a frequency.
struct RunningTrip {
  std::uint32_t trip{0};
  std::uint64_t first{0};  ///< of its stop times
  std::uint64_t end{0};
  std::int32_t shift_s{0};
  bool by_frequency{false};
};

class TimetableMaker {
 public:
  TimetableMaker(const GtfsFeed& feed, const GtfsFrame& frame, std::uint32_t change_s)
      : feed_(feed), frame_(frame), change_s_(change_s) {
    made_.name = feed.agencies.empty() ? feed.publisher : feed.agencies.front();
    made_.path = feed.path;
  }

  Timetable run() {
    collect_trips();
    add_stops();
    add_types();
    std::vector<std::vector<RunningTrip>> by_line(feed_.routes.size());
    for (const RunningTrip& running : running_) by_line[feed_.trips[running.trip].route].push_back(running);
    for (std::uint32_t line = 0; line < by_line.size(); ++line)
      if (!by_line[line].empty()) add_line(line, by_line[line]);
    add_transfers();
    return std::move(made_);
  }

 private:
  void collect_trips() {
    const std::vector<GtfsStopTime>& times = feed_.stop_times;
    std::vector<std::vector<const GtfsFrequency*>> frequencies(feed_.trips.size());
    for (const GtfsFrequency& frequency : feed_.frequencies) frequencies[frequency.trip].push_back(&frequency);
    for (std::uint64_t first = 0; first < times.size();) {
      std::uint64_t end = first + 1;
      while (end < times.size() && times[end].trip == times[first].trip) ++end;
      const RunningTrip running{times[first].trip, first, end, 0, false};
      if (frequencies[running.trip].empty()) running_.push_back(running);
      for (const GtfsFrequency* frequency : frequencies[running.trip]) add_by_frequency(running, *frequency);
      first = end;
    }
  }

  void add_by_frequency(RunningTrip running, const GtfsFrequency& frequency) {
    running.by_frequency = true;
    for (std::int32_t starts_s = frequency.start_s; starts_s < frequency.end_s; starts_s += frequency.headway_s) {
      running.shift_s = starts_s - feed_.stop_times[running.first].departure_s;
      running_.push_back(running);
    }
  }

  // Those that are served, in the order of the feed.
  void add_stops() {
    std::vector<std::uint8_t> served(feed_.stops.size(), 0);
    for (const RunningTrip& running : running_)
      for (std::uint64_t k = running.first; k < running.end; ++k) served[feed_.stop_times[k].stop] = 1;
    stop_row_.assign(feed_.stops.size(), no_row);
    LocalCrs crs(wgs84_epsg, frame_.epsg);
    for (std::uint32_t s = 0; s < feed_.stops.size(); ++s) {
      if (served[s] == 0) continue;
      const GtfsStop& stop = feed_.stops[s];
      const auto at = crs.exact({stop.lat_deg, stop.lon_deg, 0});
      if (!at)
        throw InputError(
            feed_.path,
            fmt::format("the stop '{}' lies outside of EPSG:{}. Correct its place in stops.txt", stop.id, frame_.epsg));
      stop_row_[s] = made_.stops();
      made_.stop_id.push_back(stop.id);
      made_.stop_name.push_back(stop.name);
      made_.stop_x_mm.push_back(std::llround(1e3 * (at->east_m - frame_.origin_east_m)));
      made_.stop_y_mm.push_back(std::llround(1e3 * (at->north_m - frame_.origin_north_m)));
    }
    made_.stop_link.assign(made_.stops(), no_index);
    made_.stop_blocks_lane.assign(made_.stops(), 0);
    made_.stop_min_transfer_s.assign(made_.stops(), change_s_);
  }

  void add_types() {
    for (const TypeOfVehicle& row : vehicle_rows) {
      TransitVehicleType type;
      type.id = row.mode;
      type.seats = row.seats;
      type.standing = row.standing;
      type.length_m = row.length_m;
      type.pcu = row.pcu;
      made_.vehicle_types.push_back(type);
    }
  }

  struct Pattern {
    std::vector<std::uint32_t> calls;  ///< stop · 4 + may get on · 2 + may get off
    std::vector<RunningTrip> trips;
  };

  void add_line(std::uint32_t line, const std::vector<RunningTrip>& trips) {
    const GtfsRoute& route = feed_.routes[line];
    made_.line_id.push_back(route.id);
    const bool both = !route.short_name.empty() && !route.long_name.empty();
    made_.line_name.push_back(route.short_name + (both ? " " : "") + route.long_name);
    std::map<std::vector<std::uint32_t>, std::size_t> known;
    std::vector<Pattern> patterns;
    for (const RunningTrip& running : trips) {
      std::vector<std::uint32_t> calls;
      for (std::uint64_t k = running.first; k < running.end; ++k) {
        const GtfsStopTime& time = feed_.stop_times[k];
        calls.push_back(stop_row_[time.stop] * 4 + (time.pick_up ? 2U : 0U) + (time.drop_off ? 1U : 0U));
      }
      const auto [found, is_new] = known.emplace(calls, patterns.size());
      if (is_new) patterns.push_back({calls, {}});
      patterns[found->second].trips.push_back(running);
    }
    std::uint32_t number = 0;
    for (Pattern& pattern : patterns)
      for (const std::vector<RunningTrip>& chain : without_overtaking(pattern.trips))
        add_route(route, fmt::format("{}:{}", route.id, ++number), pattern.calls, chain);
  }

  // Trips by their first departure, each behind the first chain whose last trip it follows everywhere.
  std::vector<std::vector<RunningTrip>> without_overtaking(std::vector<RunningTrip>& trips) const {
    std::sort(trips.begin(), trips.end(), [&](const RunningTrip& a, const RunningTrip& b) {
      for (std::uint64_t k = 0; k < a.end - a.first; ++k) {
        if (departure(a, k) != departure(b, k)) return departure(a, k) < departure(b, k);
        if (arrival(a, k) != arrival(b, k)) return arrival(a, k) < arrival(b, k);
      }
      return a.trip < b.trip;
    });
    std::vector<std::vector<RunningTrip>> chains;
    for (const RunningTrip& trip : trips) {
      const auto chain = std::find_if(chains.begin(), chains.end(), [&](const std::vector<RunningTrip>& others) {
        for (std::uint64_t k = 0; k < trip.end - trip.first; ++k)
          if (arrival(trip, k) < arrival(others.back(), k) || departure(trip, k) < departure(others.back(), k))
            return false;
        return true;
      });
      if (chain != chains.end()) chain->push_back(trip);
      if (chain == chains.end()) chains.push_back({trip});
    }
    return chains;
  }

  std::int32_t arrival(const RunningTrip& trip, std::uint64_t k) const {
    return feed_.stop_times[trip.first + k].arrival_s + trip.shift_s;
  }
  std::int32_t departure(const RunningTrip& trip, std::uint64_t k) const {
    return feed_.stop_times[trip.first + k].departure_s + trip.shift_s;
  }

  void add_route(const GtfsRoute& line, const std::string& id, const std::vector<std::uint32_t>& calls,
                 const std::vector<RunningTrip>& trips) {
    const std::string mode = mode_of_route_type(line.type);
    const auto type = std::find_if(vehicle_rows.begin(), vehicle_rows.end(),
                                   [&](const TypeOfVehicle& row) { return row.mode == mode; });
    made_.route_id.push_back(id);
    made_.route_mode.push_back(mode);
    made_.route_line.push_back(made_.lines() - 1);
    for (const std::uint32_t call : calls) {
      made_.call_stop.push_back(call / 4);
      made_.call_pick_up.push_back(call >> 1U & 1U);
      made_.call_drop_off.push_back(call & 1U);
      made_.call_awaits_departure.push_back(1);
      made_.call_link_at.push_back(0);
    }
    for (const RunningTrip& trip : trips) {
      std::string name = feed_.trips[trip.trip].id;
      if (trip.by_frequency) name.append("@").append(text_of_time(departure(trip, 0)));
      made_.trip_vehicle.push_back(static_cast<std::uint32_t>(made_.vehicle_id.size()));
      made_.vehicle_id.push_back(name);
      made_.vehicle_type.push_back(static_cast<std::uint32_t>(type - vehicle_rows.begin()));
      made_.trip_id.push_back(std::move(name));
      for (std::uint64_t k = 0; k < calls.size(); ++k) {
        made_.arrival_s.push_back(arrival(trip, k));
        made_.departure_s.push_back(departure(trip, k));
      }
    }
    made_.route_stop_begin.push_back(made_.call_stop.size());
    made_.route_trip_begin.push_back(made_.trip_id.size());
    made_.route_time_begin.push_back(made_.arrival_s.size());
    made_.route_link_begin.push_back(0);
  }

  // Those of stations hold for all their stops that are served.
  void add_transfers() {
    std::vector<std::vector<std::uint32_t>> stops_of(feed_.stops.size());
    for (std::uint32_t s = 0; s < feed_.stops.size(); ++s) {
      if (stop_row_[s] == no_row) continue;
      stops_of[s].push_back(stop_row_[s]);
      if (feed_.stops[s].parent != no_row) stops_of[feed_.stops[s].parent].push_back(stop_row_[s]);
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> all;
    for (const GtfsTransfer& transfer : feed_.transfers) {
      const bool impossible = transfer.type == 3;
      if (!impossible && transfer.minimal_s < 0) continue;  // as far as it is walked
      const std::uint32_t seconds = impossible ? no_transfer : static_cast<std::uint32_t>(transfer.minimal_s);
      for (const std::uint32_t from : stops_of[transfer.from])
        for (const std::uint32_t to : stops_of[transfer.to]) {
          if (from == to) made_.stop_min_transfer_s[from] = seconds;
          if (from != to) all[{from, to}] = seconds;
        }
    }
    made_.transfer_begin.assign(made_.stops() + 1, 0);
    for (const auto& [pair, seconds] : all) {
      ++made_.transfer_begin[pair.first + 1];
      made_.transfer_to.push_back(pair.second);
      made_.transfer_s.push_back(seconds);
    }
    std::partial_sum(made_.transfer_begin.begin(), made_.transfer_begin.end(), made_.transfer_begin.begin());
  }

  const GtfsFeed& feed_;
  const GtfsFrame& frame_;
  std::uint32_t change_s_;
  std::vector<RunningTrip> running_;
  std::vector<std::uint32_t> stop_row_;  ///< [stops of the feed] row of the timetable
  Timetable made_;
};

}  // namespace

std::string mode_of_route_type(std::uint32_t type) {
  // Extended types (100 to 1702) by their hundreds.
  if (type >= 100) {
    if (type < 200) return "rail";
    if (type < 400) return "bus";
    if (type < 700) return "metro";
    if (type < 900) return "bus";
    if (type < 1000) return "tram";
    if (type < 1100) return "ferry";
    if (type < 1200) return "air";
    if (type < 1300) return "ferry";
    return type < 1500 ? "cable" : "bus";
  }
  constexpr std::array<std::string_view, 13> names{"tram",  "metro", "rail", "bus", "ferry", "tram", "cable",
                                                   "cable", "bus",   "bus",  "bus", "bus",   "metro"};
  return std::string(type < names.size() ? names[type] : "bus");
}

GtfsFrame frame_of(const GtfsFeed& feed) {
  for (const GtfsStop& stop : feed.stops)
    if (stop.location_type == 0) return {LocalCrs::choose_epsg(stop.lat_deg, stop.lon_deg), 0, 0};
  throw InputError(feed.path, "has no stop at which a vehicle stops. Check stops.txt");
}

Timetable gtfs_timetable(const GtfsFeed& feed, const GtfsFrame& frame, std::uint32_t change_s) {
  return TimetableMaker(feed, frame, change_s).run();
}

}  // namespace machi
