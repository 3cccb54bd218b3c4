/// \file  Any bytes as the tables of a GTFS feed, each after a line "@" with its name: a timetable that holds together,
/// or one InputError.
#include <map>
#include <string>

#include "engine/core/error.hpp"
#include "io/transit/gtfs_timetable.hpp"

namespace {

std::map<std::string, std::string> tables_of(std::string_view bytes) {
  std::map<std::string, std::string> tables;
  std::string* table = nullptr;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end);
    if (line.front() == '@') table = &tables[std::string(line.substr(1, line.size() - 2))];
    if (line.front() != '@' && table != nullptr) table->append(line);
  }
  return tables;
}

void check_feed(const machi::Timetable& timetable) {
  for (const std::uint32_t stop : timetable.call_stop)
    if (stop >= timetable.stops()) __builtin_trap();
  for (std::uint32_t route = 0; route < timetable.routes(); ++route) {
    if (timetable.route_line[route] >= timetable.lines() || timetable.calls(route) < 2) __builtin_trap();
    for (std::uint64_t trip = timetable.route_trip_begin[route]; trip < timetable.route_trip_begin[route + 1]; ++trip)
      for (std::uint32_t k = 1; k < timetable.calls(route); ++k)
        if (timetable.arrival_s[timetable.time(route, trip, k)] <
            timetable.departure_s[timetable.time(route, trip, k - 1)])
          __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const machi::GtfsFeed feed =
        machi::read_gtfs(machi::GtfsFolder("fuzz", tables_of({reinterpret_cast<const char*>(data), size})), "");
    // Finding the projection takes some milliseconds, so that a timetable is made of every 32nd length alone.
    if (size % 32 != 0) return 0;
    constexpr int japan_zone_9 = 6677;
    constexpr std::uint32_t change_s = 120;
    check_feed(machi::gtfs_timetable(feed, {japan_zone_9, 0, 0}, change_s));
  } catch (const machi::InputError&) {  // the sentence
  }
  return 0;
}
