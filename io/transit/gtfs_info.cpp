#include "io/transit/gtfs_info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "io/json/json.hpp"
#include "io/transit/gtfs_table.hpp"

namespace machi {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                        "Friday", "Saturday", "Sunday"};
constexpr std::size_t most_lines = 40;  // of the table
constexpr std::size_t hours = 25;       // after midnight in the last

struct LineFacts {
  std::string mode;
  std::uint64_t trips{0};
  std::set<std::uint32_t> stops;
  std::int32_t first_s{std::numeric_limits<std::int32_t>::max()};
  std::int32_t last_s{0};
};

std::vector<LineFacts> facts_of_lines(const Timetable& timetable) {
  std::vector<LineFacts> lines(timetable.lines());
  for (std::uint32_t route = 0; route < timetable.routes(); ++route) {
    LineFacts& line = lines[timetable.route_line[route]];
    line.mode = timetable.route_mode[route];
    line.trips += timetable.route_trip_begin[route + 1] - timetable.route_trip_begin[route];
    for (std::uint32_t k = 0; k < timetable.calls(route); ++k)
      line.stops.insert(timetable.call_stop[timetable.call(route, k)]);
    for (std::uint64_t trip = timetable.route_trip_begin[route]; trip < timetable.route_trip_begin[route + 1]; ++trip) {
      line.first_s = std::min(line.first_s, timetable.departure_s[timetable.time(route, trip, 0)]);
      line.last_s = std::max(line.last_s, timetable.departure_s[timetable.time(route, trip, 0)]);
    }
  }
  return lines;
}

std::array<std::uint64_t, hours> trips_by_hour(const Timetable& timetable) {
  std::array<std::uint64_t, hours> trips{};
  for (std::uint32_t route = 0; route < timetable.routes(); ++route)
    for (std::uint64_t trip = timetable.route_trip_begin[route]; trip < timetable.route_trip_begin[route + 1]; ++trip)
      ++trips[static_cast<std::size_t>(
          std::clamp(timetable.departure_s[timetable.time(route, trip, 0)] / 3600, 0, 24))];
  return trips;
}

std::string lines_text(const Timetable& timetable) {
  const std::vector<LineFacts> lines = facts_of_lines(timetable);
  std::string text = fmt::format("\n  {:>7}{:>7}  {:<7}{:<7}{:<7}line\n", "trips", "stops", "first", "last", "mode");
  for (std::size_t line = 0; line < std::min(lines.size(), most_lines); ++line)
    text += fmt::format("  {:>7}{:>7}  {:<7}{:<7}{:<7}{}\n", lines[line].trips, lines[line].stops.size(),
                        text_of_time(lines[line].first_s), text_of_time(lines[line].last_s), lines[line].mode,
                        timetable.line_name[line]);
  if (lines.size() > most_lines) text += fmt::format("  … and {} more lines\n", lines.size() - most_lines);
  return text;
}

}  // namespace

std::string gtfs_text(const GtfsFeed& feed, const Timetable& timetable) {
  std::string text = fmt::format("{}\n  timetable, {}{}{}\n", feed.path, feed.japanese ? "GTFS-JP" : "GTFS",
                                 feed.version.empty() ? "" : ", version " + feed.version,
                                 feed.publisher.empty() ? "" : fmt::format(", published by {}", feed.publisher));
  text += fmt::format("  {:<18}{}\n", "agencies", fmt::join(feed.agencies, ", "));
  text += fmt::format("  {:<18}{} to {}\n", "service", text_of_date(feed.first_day), text_of_date(feed.last_day));
  text += fmt::format("  {:<18}{}, a {}{}\n", "this day", text_of_date(feed.day),
                      weekday_names[static_cast<std::size_t>(weekday_of(feed.day))],
                      feed.day_chosen ? "" : ", the first of those on which most trips run");
  text += fmt::format("  {:<18}{} lines, {} routes, {} trips, {} stops, {} departures and arrivals\n", "on it",
                      timetable.lines(), timetable.routes(), timetable.trips(), timetable.stops(),
                      timetable.arrival_s.size());
  text += fmt::format("  {:<18}{} trips, {} stop times, {} stops in the tables\n", "of all days", feed.counts.trips,
                      feed.counts.stop_times, feed.stops.size());
  if (feed.counts.readings + feed.counts.translations > 0)
    text += fmt::format("  {:<18}{} readings (ja-Hrkt), {} in other languages\n", "translations", feed.counts.readings,
                        feed.counts.translations);
  if (feed.interpolated > 0) text += fmt::format("  {:<18}{} times interpolated\n", "missing", feed.interpolated);
  if (feed.counts.without_service > 0)
    text += fmt::format("  {:<18}{} trips run on no day\n", "idle", feed.counts.without_service);
  if (!feed.counts.passed_over.empty())
    text += fmt::format("  {:<18}{}\n", "not used", fmt::join(feed.counts.passed_over, ", "));
  text += lines_text(timetable);
  text += "\n  trips by hour of the clock in which they begin";
  const std::array<std::uint64_t, hours> by_hour = trips_by_hour(timetable);
  for (std::size_t hour = 0; hour < hours; ++hour)
    text += fmt::format("{}{:>4}{:>6}", hour % 8 == 0 ? "\n " : "", hour == 24 ? "24-" : std::to_string(hour),
                        by_hour[hour]);
  return text + "\n";
}

std::string gtfs_json(const GtfsFeed& feed, const Timetable& timetable) {
  Json lines = Json::array();
  const std::vector<LineFacts> facts = facts_of_lines(timetable);
  for (std::size_t line = 0; line < facts.size(); ++line)
    lines.push_back({{"id", timetable.line_id[line]},
                     {"name", timetable.line_name[line]},
                     {"mode", facts[line].mode},
                     {"trips", facts[line].trips},
                     {"stops", facts[line].stops.size()},
                     {"first_departure_s", facts[line].first_s},
                     {"last_departure_s", facts[line].last_s}});
  const Json all{{"kind", feed.japanese ? "GTFS-JP" : "GTFS"},
                 {"agencies", feed.agencies},
                 {"publisher", feed.publisher},
                 {"version", feed.version},
                 {"first_day", text_of_date(feed.first_day)},
                 {"last_day", text_of_date(feed.last_day)},
                 {"day", text_of_date(feed.day)},
                 {"trips_of_all_days", feed.counts.trips},
                 {"stop_times_of_all_days", feed.counts.stop_times},
                 {"readings", feed.counts.readings},
                 {"translations", feed.counts.translations},
                 {"interpolated_times", feed.interpolated},
                 {"trips_without_service", feed.counts.without_service},
                 {"not_used", feed.counts.passed_over},
                 {"lines", lines},
                 {"routes", timetable.routes()},
                 {"trips", timetable.trips()},
                 {"stops", timetable.stops()},
                 {"stop_events", timetable.arrival_s.size()},
                 {"trips_by_hour", trips_by_hour(timetable)}};
  return json_text(all, 1) + "\n";
}

}  // namespace machi
