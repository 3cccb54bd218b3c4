#include "io/transit/gtfs_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "engine/core/error.hpp"
#include "io/transit/gtfs_times.hpp"

namespace machi {
namespace {

using Rows = std::unordered_map<std::string, std::uint32_t>;

constexpr std::string_view tables_of_all[] = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"};
constexpr std::string_view tables_read[] = {"agency.txt",      "calendar.txt",  "calendar_dates.txt", "feed_info.txt",
                                            "frequencies.txt", "transfers.txt", "translations.txt"};

bool is_one_of_gtfs_jp(std::string_view table) {
  return table == "agency_jp.txt" || table == "office_jp.txt" || table == "routes_jp.txt" || table == "pattern_jp.txt";
}

/// Reads tables in an order in which each one knows what it names, whatever the order of the archive.
class FeedReader {
 public:
  FeedReader(GtfsFolder folder, const std::string& date) : folder_(std::move(folder)), date_(date) {
    feed_.path = folder_.path();
  }

  GtfsFeed run() {
    for (const std::string_view table : tables_of_all)
      if (!folder_.has(table))
        throw InputError(folder_.path(),
                         fmt::format("is no GTFS feed: it has no {}. Give a feed's zip or folder", table));
    if (!folder_.has("calendar.txt") && !folder_.has("calendar_dates.txt"))
      throw InputError(folder_.path(), "has neither calendar.txt nor calendar_dates.txt. Add the days of service");
    read("agency.txt", [&](GtfsTable& rows) { read_agencies(rows); });
    read("stops.txt", [&](GtfsTable& rows) { read_stops(rows); });
    read("routes.txt", [&](GtfsTable& rows) { read_routes(rows); });
    read("calendar.txt", [&](GtfsTable& rows) { read_calendar(rows); });
    read("calendar_dates.txt", [&](GtfsTable& rows) { read_calendar_dates(rows); });
    read("trips.txt", [&](GtfsTable& rows) { read_trips(rows); });
    choose_day();
    keep_trips_of_day();
    read("stop_times.txt", [&](GtfsTable& rows) { read_stop_times(rows); });
    complete_stop_times(feed_, stop_times_name_);
    read("frequencies.txt", [&](GtfsTable& rows) { read_frequencies(rows); });
    read("transfers.txt", [&](GtfsTable& rows) { read_transfers(rows); });
    read("feed_info.txt", [&](GtfsTable& rows) { read_feed_info(rows); });
    read("translations.txt", [&](GtfsTable& rows) { count_translations(rows); });
    note_files();
    return std::move(feed_);
  }

 private:
  template <class Read>
  void read(const std::string& table, const Read& work) {
    folder_.read({table}, [&](std::string_view, GtfsTable& rows) { work(rows); });
  }

  static std::uint32_t add(Rows& ids, const GtfsTable& rows, std::size_t column, std::uint32_t row) {
    const std::string id(rows.filled(column));
    if (!ids.emplace(id, row).second) rows.fail(fmt::format("the id '{}' stands twice. Give each row its own", id));
    return row;
  }

  static std::uint32_t row_of(const Rows& ids, const GtfsTable& rows, std::size_t column, std::string_view what,
                              std::string_view table) {
    const std::string id(rows.filled(column));
    const auto found = ids.find(id);
    if (found == ids.end())
      rows.fail(fmt::format("the {} '{}' is not in {}. Correct it, or leave the row out", what, id, table));
    return found->second;
  }

  void read_agencies(GtfsTable& rows) {
    const std::size_t id = rows.column("agency_id");
    const std::size_t name = rows.required("agency_name");
    const std::size_t zone = rows.column("agency_timezone");
    while (rows.next()) {
      agencies_.emplace(std::string(rows.text(id)), static_cast<std::uint32_t>(feed_.agencies.size()));
      feed_.agencies.emplace_back(rows.text(name));
      if (feed_.time_zone.empty()) feed_.time_zone = rows.text(zone);
    }
  }

  void read_stops(GtfsTable& rows) {
    const std::size_t id = rows.required("stop_id");
    const std::size_t name = rows.column("stop_name");
    const std::size_t lat = rows.required("stop_lat");
    const std::size_t lon = rows.required("stop_lon");
    const std::size_t type = rows.column("location_type");
    const std::size_t parent = rows.column("parent_station");
    std::vector<std::string> parents;
    while (rows.next()) {
      GtfsStop stop;
      add(stops_, rows, id, static_cast<std::uint32_t>(feed_.stops.size()));
      stop.id = rows.text(id);
      stop.name = rows.text(name);
      stop.location_type = static_cast<std::uint8_t>(std::min<std::int64_t>(rows.whole(type, 0), 255));
      stop.line = rows.line();
      // Nodes and boarding areas of a station need no place of their own.
      if (stop.location_type < 3 || !rows.text(lat).empty()) {
        stop.lat_deg = rows.number(lat);
        stop.lon_deg = rows.number(lon);
        if (std::abs(stop.lat_deg) > 90 || std::abs(stop.lon_deg) > 180)
          rows.fail(fmt::format("the stop '{}' lies nowhere on Earth. Correct stop_lat and stop_lon", stop.id));
      }
      parents.emplace_back(rows.text(parent));
      feed_.stops.push_back(std::move(stop));
    }
    for (std::size_t k = 0; k < parents.size(); ++k) {
      if (parents[k].empty()) continue;
      const auto found = stops_.find(parents[k]);
      if (found == stops_.end())
        throw InputError(fmt::format("{}:{}", rows.name(), feed_.stops[k].line),
                         fmt::format("the parent_station '{}' is not in stops.txt. Correct it", parents[k]));
      feed_.stops[k].parent = found->second;
    }
  }

  void read_routes(GtfsTable& rows) {
    const std::size_t id = rows.required("route_id");
    const std::size_t agency = rows.column("agency_id");
    const std::size_t short_name = rows.column("route_short_name");
    const std::size_t long_name = rows.column("route_long_name");
    const std::size_t type = rows.required("route_type");
    while (rows.next()) {
      GtfsRoute route;
      add(routes_, rows, id, static_cast<std::uint32_t>(feed_.routes.size()));
      route.id = rows.text(id);
      route.short_name = rows.text(short_name);
      route.long_name = rows.text(long_name);
      route.type = static_cast<std::uint32_t>(rows.whole(type, 3));
      if (!agencies_.empty() && !rows.text(agency).empty())
        route.agency = row_of(agencies_, rows, agency, "agency", "agency.txt");
      feed_.routes.push_back(std::move(route));
    }
  }

  void read_calendar(GtfsTable& rows) {
    const std::size_t id = rows.required("service_id");
    constexpr const char* names[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    std::size_t day[7]{};
    for (std::size_t k = 0; k < 7; ++k) day[k] = rows.required(names[k]);
    const std::size_t first = rows.required("start_date");
    const std::size_t last = rows.required("end_date");
    while (rows.next()) {
      GtfsService service;
      add(services_, rows, id, static_cast<std::uint32_t>(feed_.services.size()));
      service.id = rows.text(id);
      for (std::size_t k = 0; k < 7; ++k) {
        if (rows.whole(day[k], 0) > 1) rows.fail(fmt::format("{} is neither 0 nor 1. Correct it", names[k]));
        service.weekdays |= static_cast<std::uint8_t>(rows.whole(day[k], 0) << k);
      }
      service.first = rows.date(first);
      service.last = rows.date(last);
      if (service.last < service.first) rows.fail("end_date is before start_date. Correct them");
      feed_.services.push_back(std::move(service));
    }
  }

  void read_calendar_dates(GtfsTable& rows) {
    const std::size_t id = rows.required("service_id");
    const std::size_t date = rows.required("date");
    const std::size_t type = rows.required("exception_type");
    while (rows.next()) {
      const std::string service(rows.filled(id));
      const auto [found, is_new] = services_.emplace(service, static_cast<std::uint32_t>(feed_.services.size()));
      if (is_new) feed_.services.emplace_back().id = service;
      const std::int64_t exception = rows.whole(type, 0);
      if (exception != 1 && exception != 2) rows.fail("exception_type is neither 1 nor 2. Correct it");
      GtfsService& of = feed_.services[found->second];
      (exception == 1 ? of.added : of.removed).push_back(rows.date(date));
    }
  }

  void read_trips(GtfsTable& rows) {
    const std::size_t route = rows.required("route_id");
    const std::size_t service = rows.required("service_id");
    const std::size_t id = rows.required("trip_id");
    const std::size_t headsign = rows.column("trip_headsign");
    trips_of_service_.assign(feed_.services.size(), 0);
    while (rows.next()) {
      GtfsTrip trip;
      add(trips_, rows, id, static_cast<std::uint32_t>(feed_.trips.size()));
      trip.id = rows.text(id);
      trip.headsign = rows.text(headsign);
      trip.route = row_of(routes_, rows, route, "route", "routes.txt");
      trip.service = row_of(services_, rows, service, "service", "calendar.txt or calendar_dates.txt");
      trip.line = rows.line();
      ++trips_of_service_[trip.service];
      feed_.trips.push_back(std::move(trip));
    }
    feed_.counts.trips = feed_.trips.size();
  }

  void choose_day() {
    const ServiceDays days(feed_.services, trips_of_service_);
    if (days.empty()) throw InputError(folder_.path(), "has no trip on any day. Check calendar.txt and trips.txt");
    feed_.first_day = days.first();
    feed_.last_day = days.last();
    feed_.day = days.busiest();
    feed_.day_chosen = !date_.empty();
    if (date_.empty()) return;
    const std::optional<std::int32_t> day = days_of_date(date_);
    if (!day) throw UsageError(fmt::format("'{}' is no date of a timetable. Write YYYY-MM-DD", date_));
    feed_.day = *day;
    if (days.trips(*day) > 0) return;
    throw InputError(folder_.path(), fmt::format("nothing runs on {}. Take a day from {} to {}; most trips run on {}",
                                                 text_of_date(*day), text_of_date(feed_.first_day),
                                                 text_of_date(feed_.last_day), text_of_date(days.busiest())));
  }

  // Trips of other days are known by their ids alone.
  void keep_trips_of_day() {
    std::vector<std::uint8_t> runs;
    for (const GtfsService& service : feed_.services) runs.push_back(service.runs_on(feed_.day) ? 1 : 0);
    std::vector<std::uint32_t> new_row;
    std::vector<GtfsTrip> kept;
    for (GtfsTrip& trip : feed_.trips) {
      new_row.push_back(runs[trip.service] != 0 ? static_cast<std::uint32_t>(kept.size()) : no_row);
      if (runs[trip.service] != 0) kept.push_back(std::move(trip));
    }
    feed_.trips = std::move(kept);
    for (auto& [id, row] : trips_) row = new_row[row];
  }

  void read_stop_times(GtfsTable& rows) {
    const std::size_t trip = rows.required("trip_id");
    const std::size_t arrival = rows.required("arrival_time");
    const std::size_t departure = rows.required("departure_time");
    const std::size_t stop = rows.required("stop_id");
    const std::size_t sequence = rows.required("stop_sequence");
    const std::size_t pick_up = rows.column("pickup_type");
    const std::size_t drop_off = rows.column("drop_off_type");
    const std::size_t shape = rows.column("shape_dist_traveled");
    stop_times_name_ = rows.name();
    while (rows.next()) {
      ++feed_.counts.stop_times;
      GtfsStopTime time;
      time.trip = row_of(trips_, rows, trip, "trip", "trips.txt");
      time.stop = row_of(stops_, rows, stop, "stop", "stops.txt");
      if (time.trip == no_row) continue;
      if (feed_.stops[time.stop].location_type != 0)
        rows.fail(fmt::format("'{}' is a station, entrance or node where no vehicle stops. Name a platform",
                              rows.text(stop)));
      time.sequence = static_cast<std::uint32_t>(rows.whole(sequence, 0));
      const std::optional<std::int32_t> arrives = rows.time_s(arrival);
      const std::optional<std::int32_t> departs = rows.time_s(departure);
      if (arrives || departs) {
        time.arrival_s = arrives ? *arrives : *departs;
        time.departure_s = departs ? *departs : *arrives;
        if (time.departure_s < time.arrival_s)
          rows.fail(fmt::format("the trip '{}' departs before it arrives. Correct the times", rows.text(trip)));
      }
      time.pick_up = rows.whole(pick_up, 0) != 1;
      time.drop_off = rows.whole(drop_off, 0) != 1;
      if (!rows.text(shape).empty()) time.shape_m = static_cast<float>(rows.number(shape));
      time.line = rows.line();
      feed_.stop_times.push_back(time);
    }
  }

  void read_frequencies(GtfsTable& rows) {
    const std::size_t trip = rows.required("trip_id");
    const std::size_t start = rows.required("start_time");
    const std::size_t end = rows.required("end_time");
    const std::size_t headway = rows.required("headway_secs");
    while (rows.next()) {
      GtfsFrequency frequency;
      frequency.trip = row_of(trips_, rows, trip, "trip", "trips.txt");
      if (frequency.trip == no_row) continue;
      frequency.start_s = rows.time_s(start).value_or(-1);
      frequency.end_s = rows.time_s(end).value_or(-1);
      frequency.headway_s = static_cast<std::int32_t>(std::min<std::int64_t>(rows.whole(headway, 0), 1'000'000));
      frequency.line = rows.line();
      if (frequency.start_s < 0 || frequency.end_s <= frequency.start_s || frequency.headway_s == 0)
        rows.fail("needs a start_time, a later end_time and a headway_secs above 0. Correct them");
      feed_.frequencies.push_back(frequency);
    }
  }

  // Those between stops; rules for single routes and trips, and for staying seated, are passed over.
  void read_transfers(GtfsTable& rows) {
    const std::size_t from = rows.required("from_stop_id");
    const std::size_t to = rows.required("to_stop_id");
    const std::size_t type = rows.column("transfer_type");
    const std::size_t minimal = rows.column("min_transfer_time");
    const std::size_t beside[] = {rows.column("from_route_id"), rows.column("to_route_id"), rows.column("from_trip_id"),
                                  rows.column("to_trip_id")};
    while (rows.next()) {
      GtfsTransfer transfer;
      transfer.type = static_cast<std::uint8_t>(std::min<std::int64_t>(rows.whole(type, 0), 255));
      const bool of_stops =
          std::all_of(std::begin(beside), std::end(beside), [&](std::size_t c) { return rows.text(c).empty(); });
      if (!of_stops || transfer.type > 3) continue;
      transfer.from = row_of(stops_, rows, from, "stop", "stops.txt");
      transfer.to = row_of(stops_, rows, to, "stop", "stops.txt");
      transfer.minimal_s = static_cast<std::int32_t>(std::min<std::int64_t>(rows.whole(minimal, -1), 1'000'000));
      feed_.transfers.push_back(transfer);
    }
  }

  void read_feed_info(GtfsTable& rows) {
    const std::size_t publisher = rows.column("feed_publisher_name");
    const std::size_t version = rows.column("feed_version");
    if (!rows.next()) return;
    feed_.publisher = rows.text(publisher);
    feed_.version = rows.text(version);
  }

  // Of GTFS (`language`) and of the first edition of GTFS-JP (`lang`).
  void count_translations(GtfsTable& rows) {
    const std::size_t now = rows.column("language");
    const std::size_t language = now != GtfsTable::none ? now : rows.column("lang");
    while (rows.next()) ++(rows.text(language) == "ja-Hrkt" ? feed_.counts.readings : feed_.counts.translations);
  }

  void note_files() {
    for (const std::string& file : folder_.files()) {
      if (!file.ends_with(".txt")) continue;
      feed_.japanese |= is_one_of_gtfs_jp(file);
      const auto is = [&](std::string_view table) { return table == file; };
      if (std::none_of(std::begin(tables_of_all), std::end(tables_of_all), is) &&
          std::none_of(std::begin(tables_read), std::end(tables_read), is))
        feed_.counts.passed_over.push_back(file);
    }
    feed_.japanese |= feed_.counts.readings > 0;
    for (std::size_t k = 0; k < feed_.services.size(); ++k) {
      const ServiceDays days(std::span(&feed_.services[k], 1), std::span(&trips_of_service_[k], 1));
      if (days.empty()) feed_.counts.without_service += trips_of_service_[k];
    }
  }

  GtfsFolder folder_;
  std::string date_;
  std::string stop_times_name_;
  GtfsFeed feed_;
  Rows agencies_;
  Rows stops_;
  Rows routes_;
  Rows services_;
  Rows trips_;
  std::vector<std::uint32_t> trips_of_service_;
};

}  // namespace

bool is_gtfs(const std::string& path) {
  try {
    const GtfsFolder folder(path);
    return std::all_of(std::begin(tables_of_all), std::end(tables_of_all),
                       [&](std::string_view table) { return folder.has(table); });
  } catch (const Error&) {
    return false;
  }
}

GtfsFeed read_gtfs(const std::string& path, const std::string& date) {
  return read_gtfs(GtfsFolder(path), date);
}

GtfsFeed read_gtfs(GtfsFolder folder, const std::string& date) {
  return FeedReader(std::move(folder), date).run();
}

}  // namespace machi
