#include "io/mobility/schedule_xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "engine/core/error.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {
namespace {

constexpr double longest_s = 1e6;   // of any time: a dozen days
constexpr double farthest_m = 1e9;  // of a place, from the origin of any CRS
constexpr std::string_view schedule_kind = "a MATSim transit schedule";

/// A call as its route's profile says it, in seconds from the departure.
struct ProfileCall {
  std::uint32_t stop{0};
  std::int32_t arrival_s{0};
  std::int32_t departure_s{0};
  bool awaits{false};
  bool boards{true};
  bool alights{true};
  std::uint64_t line{0};  ///< of the file
};

struct ScheduledDeparture {
  std::string id;
  std::int32_t time_s{0};
  std::uint32_t vehicle{no_index};
};

struct ScheduledWalk {
  std::uint32_t from{0};
  std::uint32_t to{0};
  std::uint32_t time_s{0};
};

/// A route as it is read.
struct ScheduledRoute {
  std::string id;
  std::string mode;
  std::vector<ProfileCall> calls;
  std::vector<std::uint32_t> links;
  std::vector<ScheduledDeparture> departures;
  std::uint64_t line{0};
};

class ScheduleHandler final : public MatsimHandler {
 public:
  ScheduleHandler(const std::string& path, const TrafficNetwork& network, const VehiclesReading* vehicles,
                  Timetable& timetable)
      : MatsimHandler(path), timetable_(timetable), given_vehicles_(vehicles != nullptr) {
    timetable_.path = path;
    for (std::uint32_t link = 0; link < network.links(); ++link) links_.emplace(network.link_id[link], link);
    if (!given_vehicles_) return;
    timetable_.vehicle_types = vehicles->transit_types;
    timetable_.vehicle_id = vehicles->vehicle_id;
    timetable_.vehicle_type = vehicles->vehicle_type;
    for (std::uint32_t v = 0; v < timetable_.vehicle_id.size(); ++v) vehicles_.emplace(timetable_.vehicle_id[v], v);
  }

  void start(const char* name, XmlAttributes attributes) override {
    const std::string_view element = name;
    if (!rooted_ && element != "transitSchedule")
      fail(fmt::format("begins with <{}> where transit has <transitSchedule>. Give a MATSim transit schedule",
                       shortened(element)));
    rooted_ = true;
    open_.emplace_back(element);
    text_.clear();
    if (element == "stopFacility") return read_stop(attributes);
    if (element == "relation") return read_relation(attributes);
    if (element == "transitLine") return start_line(attributes);
    if (element == "transitRoute") return start_route(attributes);
    if (element == "stop") return read_call(attributes);
    if (element == "link") return read_link(attributes);
    if (element == "departure") return read_departure(attributes);
  }
  void text(std::string_view piece) override {
    if (!open_.empty() && open_.back() == "transportMode") text_ += piece;
  }
  void end() override {
    const std::string element = std::move(open_.back());
    open_.pop_back();
    if (element == "transportMode") route_.mode = text_;
    if (element == "transitRoute") end_route();
  }

  void finish() {
    if (timetable_.routes() == 0) throw InputError(path_, "has no route. Give a schedule with lines and routes");
    std::sort(walks_.begin(), walks_.end(), [](const ScheduledWalk& a, const ScheduledWalk& b) {
      return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    std::size_t at = 0;
    for (std::uint32_t stop = 0; stop < timetable_.stops(); ++stop) {
      for (; at < walks_.size() && walks_[at].from == stop; ++at) {
        timetable_.transfer_to.push_back(walks_[at].to);
        timetable_.transfer_s.push_back(walks_[at].time_s);
      }
      timetable_.transfer_begin.push_back(timetable_.transfer_to.size());
    }
  }

 private:
  std::int64_t place_mm(XmlAttributes attributes, std::string_view axis) const {
    const double m = need_number(attributes, "stopFacility", axis);
    if (!(std::abs(m) <= farthest_m))
      fail(fmt::format("{} of a <stopFacility> lies nowhere on Earth. Correct it", axis));
    return std::llround(1000 * m);
  }

  double bounded_s(XmlAttributes attributes, std::string_view element, std::string_view name) const {
    const double s = time_s(attributes, element, name);
    if (s > longest_s) fail(fmt::format("{} of a <{}> is more than {:.0f} s. Correct it", name, element, longest_s));
    return s;
  }

  void read_stop(XmlAttributes attributes) {
    const std::string id = need(attributes, "stopFacility", "id");
    if (!stops_.emplace(id, timetable_.stops()).second)
      fail(fmt::format("stop '{}' is there twice. Give each its own id", shortened(id)));
    timetable_.stop_id.push_back(id);
    const char* const name = find(attributes, "name");
    timetable_.stop_name.emplace_back(name == nullptr ? id : name);
    timetable_.stop_x_mm.push_back(place_mm(attributes, "x"));
    timetable_.stop_y_mm.push_back(place_mm(attributes, "y"));
    const char* const link = find(attributes, "linkRefId");
    timetable_.stop_link.push_back(link == nullptr ? no_index : link_of(link, "stop", id));
    timetable_.stop_blocks_lane.push_back(flag(attributes, "isBlocking", false) ? 1 : 0);
    timetable_.stop_min_transfer_s.push_back(0);
  }

  void read_relation(XmlAttributes attributes) {
    const std::uint32_t from = stop_of(need(attributes, "relation", "fromStop"));
    const std::uint32_t to = stop_of(need(attributes, "relation", "toStop"));
    const double time_s = need_number(attributes, "relation", "transferTime");
    if (!(time_s >= 0 && time_s <= longest_s))
      fail(fmt::format("transferTime is below 0 or above {:.0f} s. Correct it", longest_s));
    const auto seconds = static_cast<std::uint32_t>(std::ceil(time_s));
    if (from == to) timetable_.stop_min_transfer_s[from] = seconds;
    if (from != to) walks_.push_back({from, to, seconds});
  }

  void start_line(XmlAttributes attributes) {
    const std::string id = need(attributes, "transitLine", "id");
    if (!lines_.insert(id).second) fail(fmt::format("line '{}' is there twice. Give each its own id", shortened(id)));
    const char* const name = find(attributes, "name");
    timetable_.line_id.push_back(id);
    timetable_.line_name.emplace_back(name == nullptr ? id : name);
    routes_.clear();
  }

  void start_route(XmlAttributes attributes) {
    route_ = {};
    route_.line = line();
    route_.id = need(attributes, "transitRoute", "id");
    if (timetable_.lines() == 0) fail("a route stands outside a line. Put it into a <transitLine>");
    if (!routes_.insert(route_.id).second)
      fail(fmt::format("route '{}' is there twice in line '{}'. Give each its own id", shortened(route_.id),
                       shortened(timetable_.line_id.back())));
    departures_.clear();
  }

  void read_call(XmlAttributes attributes) {
    ProfileCall call;
    call.line = line();
    call.stop = stop_of(need(attributes, "stop", "refId"));
    const double arrival_s = bounded_s(attributes, "stop", "arrivalOffset");
    const double departure_s = bounded_s(attributes, "stop", "departureOffset");
    const bool first = route_.calls.empty();
    if (std::isnan(arrival_s) && std::isnan(departure_s) && !first)
      fail(fmt::format("route '{}' has no time at stop '{}'. Give arrivalOffset or departureOffset",
                       shortened(route_.id), shortened(timetable_.stop_id[call.stop])));
    const auto whole = [](double seconds) { return static_cast<std::int32_t>(std::llround(seconds)); };
    call.arrival_s = whole(!std::isnan(arrival_s) ? arrival_s : first ? 0 : departure_s);
    call.departure_s = std::isnan(departure_s) ? call.arrival_s : whole(departure_s);
    const std::int32_t before_s = first ? call.arrival_s : route_.calls.back().departure_s;
    if (call.arrival_s < before_s || call.departure_s < call.arrival_s)
      fail(fmt::format("time goes backwards at stop '{}' of route '{}'. Correct its offsets",
                       shortened(timetable_.stop_id[call.stop]), shortened(route_.id)));
    call.awaits = flag(attributes, "awaitDeparture", false);
    call.boards = flag(attributes, "allowBoarding", true);
    call.alights = flag(attributes, "allowAlighting", true);
    route_.calls.push_back(call);
  }

  void read_link(XmlAttributes attributes) {
    route_.links.push_back(link_of(need(attributes, "link", "refId"), "route", route_.id));
  }

  void read_departure(XmlAttributes attributes) {
    ScheduledDeparture departure;
    departure.id = need(attributes, "departure", "id");
    if (!departures_.insert(departure.id).second)
      fail(fmt::format("departure '{}' is there twice in route '{}'. Give each its own id", shortened(departure.id),
                       shortened(route_.id)));
    const double start_s = bounded_s(attributes, "departure", "departureTime");
    if (std::isnan(start_s)) fail(fmt::format("departure '{}' has no departureTime. Give it one", departure.id));
    departure.time_s = static_cast<std::int32_t>(std::llround(start_s));
    const char* const vehicle = find(attributes, "vehicleRefId");
    if (vehicle == nullptr && given_vehicles_)
      fail(fmt::format("departure '{}' of route '{}' has no vehicleRefId. Give it a vehicle", shortened(departure.id),
                       shortened(route_.id)));
    if (vehicle != nullptr) departure.vehicle = vehicle_of(vehicle);
    route_.departures.push_back(std::move(departure));
  }

  void end_route() {
    if (route_.calls.empty())
      fail_at(route_.line, fmt::format("route '{}' has no stops. Give it a routeProfile", shortened(route_.id)));
    timetable_.route_id.push_back(route_.id);
    timetable_.route_mode.push_back(route_.mode);
    timetable_.route_line.push_back(timetable_.lines() - 1);
    add_calls();
    add_trips();
    timetable_.route_link.insert(timetable_.route_link.end(), route_.links.begin(), route_.links.end());
    timetable_.route_stop_begin.push_back(timetable_.call_stop.size());
    timetable_.route_trip_begin.push_back(timetable_.trip_id.size());
    timetable_.route_time_begin.push_back(timetable_.arrival_s.size());
    timetable_.route_link_begin.push_back(timetable_.route_link.size());
  }

  void add_calls() {
    std::size_t at = 0;
    for (const ProfileCall& call : route_.calls) {
      timetable_.call_stop.push_back(call.stop);
      timetable_.call_pick_up.push_back(call.boards ? 1 : 0);
      timetable_.call_drop_off.push_back(call.alights ? 1 : 0);
      timetable_.call_awaits_departure.push_back(call.awaits ? 1 : 0);
      // A vehicle serves a stop where it first comes to its link.
      const std::uint32_t link = timetable_.stop_link[call.stop];
      while (at < route_.links.size() && route_.links[at] != link) ++at;
      if (!route_.links.empty() && at == route_.links.size())
        fail_at(call.line, fmt::format("stop '{}' does not lie on the links of route '{}' behind the stop before. Give "
                                       "the stop a link of the route, or correct the route",
                                       shortened(timetable_.stop_id[call.stop]), shortened(route_.id)));
      timetable_.call_link_at.push_back(static_cast<std::uint32_t>(at));
    }
  }

  void add_trips() {
    std::stable_sort(route_.departures.begin(), route_.departures.end(),
                     [](const ScheduledDeparture& a, const ScheduledDeparture& b) { return a.time_s < b.time_s; });
    for (const ScheduledDeparture& departure : route_.departures) {
      timetable_.trip_id.push_back(departure.id);
      timetable_.trip_vehicle.push_back(departure.vehicle);
      timetable_.trip_start_s.push_back(departure.time_s);
      for (const ProfileCall& call : route_.calls) {
        timetable_.arrival_s.push_back(departure.time_s + call.arrival_s);
        timetable_.departure_s.push_back(departure.time_s + call.departure_s);
      }
    }
  }

  std::uint32_t stop_of(const std::string& id) const {
    const auto found = stops_.find(id);
    if (found == stops_.end()) fail(fmt::format("stop '{}' is not there. Add it to <transitStops>", shortened(id)));
    return found->second;
  }

  std::uint32_t link_of(const std::string& id, std::string_view what, const std::string& of) const {
    const auto found = links_.find(id);
    if (found == links_.end())
      fail(
          fmt::format("{} '{}' lies on link '{}', which the network does not have. Correct the link, or give the "
                      "network that belongs to the schedule",
                      what, shortened(of), shortened(id)));
    return found->second;
  }

  std::uint32_t vehicle_of(const std::string& id) {
    const auto found = vehicles_.find(id);
    if (found != vehicles_.end()) return found->second;
    if (given_vehicles_)
      fail(fmt::format("vehicle '{}' is not in mobility.transit.vehicles_file. Add it there", shortened(id)));
    const auto row = static_cast<std::uint32_t>(timetable_.vehicle_id.size());
    timetable_.vehicle_id.push_back(id);
    timetable_.vehicle_type.push_back(no_index);
    vehicles_.emplace(id, row);
    return row;
  }

  bool flag(XmlAttributes attributes, std::string_view name, bool otherwise) const {
    const char* const value = find(attributes, name);
    if (value == nullptr) return otherwise;
    const std::string_view word = value;
    if (word != "true" && word != "false") fail(fmt::format("{} is '{}', not true or false. Correct it", name, word));
    return word == "true";
  }

  Timetable& timetable_;
  const bool given_vehicles_;
  std::unordered_map<std::string, std::uint32_t> links_;
  std::unordered_map<std::string, std::uint32_t> stops_;
  std::unordered_map<std::string, std::uint32_t> vehicles_;
  std::unordered_set<std::string> lines_;
  std::unordered_set<std::string> routes_;      ///< of the line
  std::unordered_set<std::string> departures_;  ///< of the route
  ScheduledRoute route_;
  std::vector<ScheduledWalk> walks_;
  std::vector<std::string> open_;
  std::string text_;
  bool rooted_{false};
};

}  // namespace

Timetable read_schedule_xml(const std::string& path, const TrafficNetwork& network, const VehiclesReading* vehicles) {
  Timetable timetable;
  ScheduleHandler handler(path, network, vehicles, timetable);
  read_matsim(path, handler, schedule_kind);
  handler.finish();
  return timetable;
}

Timetable read_schedule_xml(ByteSource& bytes, const std::string& name, const TrafficNetwork& network,
                            const VehiclesReading* vehicles) {
  Timetable timetable;
  ScheduleHandler handler(name, network, vehicles, timetable);
  read_matsim(bytes, name, handler, schedule_kind);
  handler.finish();
  return timetable;
}

}  // namespace machi
