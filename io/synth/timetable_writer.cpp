#include "io/synth/timetable_writer.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "io/archive/zip_writer.hpp"
#include "io/synth/bus_plan.hpp"
#include "io/synth/output.hpp"
#include "io/synth/text.hpp"

namespace machi::synth {
namespace {

constexpr std::string_view agency_id = "9999999999999";  // where a corporate number stands
constexpr std::string_view first_day = "20260401";
constexpr std::string_view last_day = "20270331";
// Public holidays of the fiscal year 2026 on weekdays, from memory.
constexpr std::array<std::string_view, 14> holidays{"20260429", "20260504", "20260505", "20260506", "20260720",
                                                    "20260811", "20260921", "20260922", "20260923", "20261012",
                                                    "20261103", "20261123", "20270101", "20270111"};

std::string line_id(std::size_t line) {
  return fmt::format("L{:02}", line + 1);
}

std::string stop_id(std::size_t line, std::size_t stop) {
  return fmt::format("{}_{:02}", line_id(line), stop + 1);
}

std::string clock(std::int32_t seconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

class TimetableWriter {
 public:
  TimetableWriter(const Town& town, const Geodesy& geodesy) : geodesy_(geodesy), lines_(bus_lines(town)) {}

  bool empty() const { return lines_.empty(); }
  std::size_t lines() const { return lines_.size(); }

  std::string archive() {
    add("agency.txt", "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n" +
                          fmt::format("{},海町バス(架空),https://example.com/,Asia/Tokyo,ja\n", agency_id));
    add("agency_jp.txt",
        "agency_id,agency_official_name,agency_zip_number,agency_address,agency_president_pos,agency_president_name\n" +
            fmt::format("{},架空の海町バス株式会社,,架空県海町市,,\n", agency_id));
    add("stops.txt", stops());
    add("routes.txt", routes());
    add("routes_jp.txt", routes_jp());
    add("trips.txt", trips());
    add("office_jp.txt", "office_id,office_name,office_url,office_phone\numimachi,海町営業所(架空),,\n");
    add("stop_times.txt", stop_times());
    add("calendar.txt", calendar());
    add("calendar_dates.txt", calendar_dates());
    add("fare_attributes.txt", "fare_id,price,currency_type,payment_method,transfers,agency_id\n" +
                                   fmt::format("flat,200,JPY,0,0,{}\n", agency_id));
    add("fare_rules.txt", "fare_id,route_id,origin_id,destination_id,contains_id\nflat,,,,\n");
    add("feed_info.txt",
        "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n" +
            fmt::format("machi synth(架空),https://example.com/,ja,{},{},1\n", first_day, last_day));
    add("translations.txt", translations());
    return zip_archive(files_);
  }

 private:
  void add(std::string name, std::string bytes) { files_.push_back({std::move(name), std::move(bytes)}); }

  template <class Visit>
  void each_stop(const Visit& visit) const {
    for (std::size_t line = 0; line < lines_.size(); ++line)
      for (std::size_t stop = 0; stop < lines_[line].stops.size(); ++stop)
        visit(stop_id(line, stop), lines_[line].stops[stop]);
  }

  void put_stop(Text& text, const std::string& id, const Named& name, const TownPoint& at, int type,
                const std::string& parent, const std::string& platform) const {
    const LatLon place = geodesy_.at(at);
    text.put(id, ",", name.name, ",");
    text.fixed(place.lat_deg, 6);
    text.put(",");
    text.fixed(place.lon_deg, 6);
    text.put(",flat,");
    text.number(type);
    text.put(",", parent, ",", platform, "\n");
  }

  std::string stops() const {
    Text text;
    text.put("stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type,parent_station,platform_code\n");
    each_stop([&](const std::string& id, const BusStop& stop) {
      const TownPoint middle{0.5 * (stop.pole[0].x_m + stop.pole[1].x_m), 0.5 * (stop.pole[0].y_m + stop.pole[1].y_m)};
      put_stop(text, id, stop.name, middle, 1, "", "");
      for (const int direction : {0, 1})
        put_stop(text, fmt::format("{}-{}", id, direction + 1), stop.name, stop.pole[direction], 0, id,
                 std::to_string(direction + 1));
    });
    return std::move(text.bytes());
  }

  std::string routes() const {
    std::string text = "route_id,agency_id,route_short_name,route_long_name,route_type\n";
    for (std::size_t line = 0; line < lines_.size(); ++line)
      text += fmt::format("{},{},{},{},3\n", line_id(line), agency_id, line + 1, lines_[line].name.name);
    return text;
  }

  std::string routes_jp() const {
    std::string text = "route_id,route_update_date,origin_stop,via_stop,destination_stop\n";
    for (std::size_t line = 0; line < lines_.size(); ++line)
      text += fmt::format("{},{},{},,{}\n", line_id(line), first_day, lines_[line].stops.front().name.name,
                          lines_[line].stops.back().name.name);
    return text;
  }

  /// Calls visit(line, direction, service, departure, trip id).
  template <class Visit>
  void each_trip(const Visit& visit) const {
    for (std::size_t line = 0; line < lines_.size(); ++line)
      for (const bool holiday : {false, true})
        for (const int direction : {0, 1}) {
          int number = 0;
          for (const std::int32_t departure_s : bus_departures(lines_[line], holiday)) {
            const std::string service = holiday ? "holiday" : "weekday";
            visit(line, direction, service, departure_s,
                  fmt::format("{}_{}_{}_{:03}", service, line_id(line), direction, ++number));
          }
        }
  }

  std::string trips() const {
    Text text;
    text.put("route_id,service_id,trip_id,trip_headsign,direction_id,jp_office_id\n");
    each_trip([&](std::size_t line, int direction, const std::string& service, std::int32_t, const std::string& id) {
      const std::vector<BusStop>& stops = lines_[line].stops;
      const std::string& headsign = (direction == 0 ? stops.back() : stops.front()).name.name;
      text.put(line_id(line), ",", service, ",", id, ",", headsign, ",", direction == 0 ? "0" : "1", ",umimachi\n");
    });
    return std::move(text.bytes());
  }

  std::string stop_times() const {
    Text text;
    text.put("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n");
    each_trip(
        [&](std::size_t line, int direction, const std::string&, std::int32_t departure_s, const std::string& id) {
          const std::vector<std::int32_t> times = bus_times(lines_[line], direction);
          for (std::size_t k = 0; k < times.size(); ++k) {
            const std::string at = clock(departure_s + times[k]);
            const std::size_t stop = direction == 0 ? k : times.size() - 1 - k;
            text.put(id, ",", at, ",", at, ",", stop_id(line, stop), direction == 0 ? "-1," : "-2,");
            text.number(static_cast<std::int64_t>(k + 1));
            text.put(k + 1 == times.size() ? ",1," : ",0,", k == 0 ? "1\n" : "0\n");
          }
        });
    return std::move(text.bytes());
  }

  static std::string calendar() {
    return "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n" +
           fmt::format("weekday,1,1,1,1,1,0,0,{0},{1}\nholiday,0,0,0,0,0,1,1,{0},{1}\n", first_day, last_day);
  }

  static std::string calendar_dates() {
    std::string text = "service_id,date,exception_type\n";
    for (const std::string_view day : holidays) text += fmt::format("weekday,{0},2\nholiday,{0},1\n", day);
    return text;
  }

  // Readings of the names of stops and lines, as GTFS-JP requires them.
  std::string translations() const {
    std::string text = "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n";
    each_stop([&](const std::string&, const BusStop& stop) {
      text += fmt::format("stops,stop_name,ja-Hrkt,{},,,{}\n", stop.name.reading, stop.name.name);
    });
    for (const BusLine& line : lines_)
      text += fmt::format("routes,route_long_name,ja-Hrkt,{},,,{}\n", line.name.reading, line.name.name);
    return text;
  }

  const Geodesy& geodesy_;
  std::vector<BusLine> lines_;
  std::vector<ZipFile> files_;
};

}  // namespace

void write_timetable(const Town& town, const Geodesy& geodesy, const std::string& directory, SynthSummary& summary) {
  TimetableWriter writer(town, geodesy);
  if (writer.empty()) return;
  summary.bytes += write_file(directory + "/transit/gtfs.zip", {writer.archive()});
  ++summary.files;
  summary.bus_lines += static_cast<std::int64_t>(writer.lines());
}

}  // namespace machi::synth
