#include "io/export/matsim_events.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/model/population.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "io/export/packed_text.hpp"
#include "io/hdf5/input.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/mobility_result.hpp"
#include "io/run/read_result.hpp"
#include "io/run/xml_text.hpp"

namespace machi {
namespace {

std::vector<std::string> names(const H5Input& file, const std::string& dataset) {
  std::vector<std::string> list = file.read_string_list(dataset);
  for (std::string& name : list) name = xml_escaped(name);
  return list;
}

H5Input open_travel_result(const std::string& path) {
  for (ResultPart& part : open_parts(path)) {
    if (part.process != ResultPart::Process::mobility) continue;
    const std::int64_t version = part.file.integer_attribute("/", "version");
    if (version != travel_result_version)
      throw InputError(path, fmt::format("is of version {}; this program reads {}. Run the scenario again", version,
                                         travel_result_version));
    return std::move(part.file);
  }
  throw InputError(path, "is not the result of a run of traffic. Name a run whose scenario has the section mobility");
}

/// Names and plans of a result, ready to be written.
struct Tables {
  explicit Tables(const H5Input& file)
      : start_s(file.number_attribute("/", "start_s")),
        steps_per_s(static_cast<double>(file.integer_attribute("/", "steps_per_s"))),
        link(names(file, "/links/id")),
        person(names(file, "/persons/id")),
        activity_begin(file.read<std::uint64_t>("/persons/activity_begin")),
        activity_types(names(file, "/activities/types")),
        activity_type(file.read<std::uint16_t>("/activities/type")),
        x_m(file.read<double>("/activities/x_m")),
        y_m(file.read<double>("/activities/y_m")),
        modes(names(file, "/legs/modes")),
        vehicles(names(file, "/legs/vehicles")),
        lines(names(file, "/legs/lines")),
        routes(names(file, "/legs/routes")),
        mode(file.read<std::uint16_t>("/legs/mode")),
        routing_mode(file.read<std::uint16_t>("/legs/routing_mode")),
        on_network(file.read<std::uint8_t>("/legs/on_network")),
        distance_m(file.read<double>("/legs/distance_m")),
        vehicle(file.read<std::uint32_t>("/legs/vehicle")),
        service(file.read<std::uint32_t>("/legs/service")) {}

  std::uint64_t activity(const TravelEvent& event) const { return activity_begin[event.person] + event.element / 2; }
  std::uint64_t leg(const TravelEvent& event) const { return activity(event) - event.person; }

  double start_s;
  double steps_per_s;
  std::vector<std::string> link;
  std::vector<std::string> person;
  std::vector<std::uint64_t> activity_begin;
  std::vector<std::string> activity_types;
  std::vector<std::uint16_t> activity_type;
  std::vector<double> x_m;
  std::vector<double> y_m;
  std::vector<std::string> modes;
  std::vector<std::string> vehicles;
  std::vector<std::string> lines;
  std::vector<std::string> routes;
  std::vector<std::uint16_t> mode;
  std::vector<std::uint16_t> routing_mode;
  std::vector<std::uint8_t> on_network;
  std::vector<double> distance_m;
  std::vector<std::uint32_t> vehicle;
  std::vector<std::uint32_t> service;
};

/// What drivers of transit are to do; empty where none is simulated.
struct TransitNames {
  explicit TransitNames(const H5Input& file) {
    if (!file.has("/transit/drivers/call_begin")) return;
    stop = names(file, "/transit/stops/id");
    line = names(file, "/transit/lines/id");
    route = names(file, "/transit/routes/id");
    route_line = file.read<std::uint32_t>("/transit/routes/line");
    trip = names(file, "/transit/trips/id");
    trip_route = file.read<std::uint32_t>("/transit/trips/route");
    vehicle = names(file, "/transit/drivers/vehicle");
    call_begin = file.read<std::uint64_t>("/transit/drivers/call_begin");
    call_trip = file.read<std::uint32_t>("/transit/calls/trip");
    call_stop = file.read<std::uint32_t>("/transit/calls/stop");
    call_place = file.read<std::uint32_t>("/transit/calls/place");
    trip_end = file.read<std::uint32_t>("/transit/calls/trip_end");
    element = file.read<std::uint16_t>("/transit/calls/element");
    arrival_s = file.read<std::int32_t>("/transit/calls/arrival_s");
    departure_s = file.read<std::int32_t>("/transit/calls/departure_s");
    from_stop = file.read<std::uint32_t>("/transit/rides/from_stop");
    to_stop = file.read<std::uint32_t>("/transit/rides/to_stop");
    ride_line = file.read<std::uint32_t>("/transit/rides/line");
  }
  std::vector<std::string> stop, line, route, trip, vehicle;
  std::vector<std::uint32_t> route_line, trip_route, call_trip, call_stop, call_place, trip_end;
  std::vector<std::uint64_t> call_begin;
  std::vector<std::uint16_t> element;
  std::vector<std::int32_t> arrival_s, departure_s;
  std::vector<std::uint32_t> from_stop, to_stop, ride_line;  ///< [services]
};

/// Writes events one after the other; one of ours may be two or three of MATSim's.
class EventWriter {
 public:
  EventWriter(const Tables& tables, const TransitNames& transit, PackedText& text)
      : tables_(tables),
        transit_(transit),
        text_(text),
        on_link_(tables.person.size() + transit.vehicle.size(), no_index),
        rides_in_(transit.vehicle.empty() ? 0 : tables.person.size(), no_index),
        calls_made_(transit.vehicle.size(), 0) {}

  void write(const TravelEvent& event) {
    time_s_ = tables_.start_s + event.step / tables_.steps_per_s;
    if (event.person >= tables_.person.size())
      return write_driver(event, static_cast<std::uint32_t>(event.person - tables_.person.size()));
    person_ = &tables_.person[event.person];
    if (event.kind == TravelEventKind::boards) return write_boarding(event);
    link_ = &tables_.link[event.link];
    switch (event.kind) {
      case TravelEventKind::activity_start:
        return write_activity("actstart", event);
      case TravelEventKind::activity_end:
        return write_activity("actend", event);
      default:
        write_travel(event, tables_.leg(event));
    }
  }
  std::uint64_t written() const { return written_; }

 private:
  template <class... Values>
  void line(std::string_view type, fmt::format_string<Values...> attributes, Values&&... values) {
    text_.add(fmt::format("<event time=\"{}\" type=\"{}\" ", time_s_, type));
    text_.add(fmt::format(attributes, std::forward<Values>(values)...));
    text_.add("/>\n");
    ++written_;
  }

  void write_activity(std::string_view type, const TravelEvent& event) {
    const std::uint64_t a = tables_.activity(event);
    std::string place;
    if (!std::isnan(tables_.x_m[a]) && !std::isnan(tables_.y_m[a]))
      place = fmt::format("x=\"{}\" y=\"{}\" ", tables_.x_m[a], tables_.y_m[a]);
    line(type, "person=\"{}\" link=\"{}\" {}actType=\"{}\"", *person_, *link_, place,
         tables_.activity_types[tables_.activity_type[a]]);
  }

  void write_travel(const TravelEvent& event, std::uint64_t leg) {
    const std::string& mode = tables_.modes[tables_.mode[leg]];
    const bool drives = tables_.on_network[leg] != 0;
    const std::string vehicle = drives ? tables_.vehicles[tables_.vehicle[leg]] : std::string();
    switch (event.kind) {
      case TravelEventKind::departure:
        line("departure", "person=\"{}\" link=\"{}\" legMode=\"{}\" computationalRoutingMode=\"{}\"", *person_, *link_,
             mode, tables_.modes[tables_.routing_mode[leg]]);
        if (drives) enter(*person_, vehicle);
        write_waiting(leg);
        break;
      case TravelEventKind::enters_traffic:
        write_traffic("vehicle enters traffic", vehicle, mode);
        on_link_[event.person] = event.link;
        break;
      case TravelEventKind::enters_link:
        pass_on(event, vehicle);
        break;
      case TravelEventKind::leaves_traffic:
        write_traffic("vehicle leaves traffic", vehicle, mode);
        leave(*person_, vehicle);
        break;
      case TravelEventKind::arrival:
        if (!drives && !get_off(event.person)) write_travelled(leg, mode);
        line("arrival", "person=\"{}\" link=\"{}\" legMode=\"{}\"", *person_, *link_, mode);
        break;
      default:
        if (drives) line("vehicle aborts", "vehicle=\"{}\" link=\"{}\"", vehicle, *link_);
        line("stuckAndAbort", "person=\"{}\" link=\"{}\" legMode=\"{}\"", *person_, *link_, mode);
    }
  }

  void enter(const std::string& person, const std::string& vehicle) {
    line("PersonEntersVehicle", "person=\"{}\" vehicle=\"{}\"", person, vehicle);
  }
  void leave(const std::string& person, const std::string& vehicle) {
    line("PersonLeavesVehicle", "person=\"{}\" vehicle=\"{}\"", person, vehicle);
  }

  void write_boarding(const TravelEvent& event) {
    const std::size_t driver = event.link - tables_.person.size();
    rides_in_[event.person] = static_cast<std::uint32_t>(driver);
    enter(*person_, transit_.vehicle[driver]);
  }

  // Whether someone has left a vehicle in which others drive.
  bool get_off(std::uint32_t person) {
    if (rides_in_.empty() || rides_in_[person] == no_index) return false;
    leave(*person_, transit_.vehicle[std::exchange(rides_in_[person], no_index)]);
    return true;
  }

  void write_waiting(std::uint64_t leg) {
    const std::uint32_t service = tables_.service[leg];
    if (service >= transit_.ride_line.size() || transit_.ride_line[service] == no_index) return;
    line("waitingForPt", "agent=\"{}\" atStop=\"{}\" destinationStop=\"{}\"", *person_,
         transit_.stop[transit_.from_stop[service]], transit_.stop[transit_.to_stop[service]]);
  }

  void write_driver(const TravelEvent& event, std::uint32_t driver) {
    const std::string& vehicle = transit_.vehicle[driver];
    const std::string name = "pt_" + vehicle;
    person_ = &name;
    link_ = &tables_.link[event.link];
    switch (event.kind) {
      case TravelEventKind::departure:
        write_start(event.element, driver);
        line("departure", "person=\"{}\" link=\"{}\" legMode=\"car\"", name, *link_);
        enter(name, vehicle);
        break;
      case TravelEventKind::enters_traffic:
        write_traffic("vehicle enters traffic", vehicle, "car");
        on_link_[event.person] = event.link;
        break;
      case TravelEventKind::enters_link:
        pass_on(event, vehicle);
        break;
      case TravelEventKind::leaves_traffic:
        write_traffic("vehicle leaves traffic", vehicle, "car");
        leave(name, vehicle);
        break;
      case TravelEventKind::arrival:
        line("arrival", "person=\"{}\" link=\"{}\" legMode=\"car\"", name, *link_);
        break;
      case TravelEventKind::stuck:
        line("vehicle aborts", "vehicle=\"{}\" link=\"{}\"", vehicle, *link_);
        line("stuckAndAbort", "person=\"{}\" link=\"{}\" legMode=\"car\"", name, *link_);
        break;
      default:
        write_stop(event, driver);
    }
  }

  // The trip that a driver begins with a leg on the road; between trips it is called Wenden there.
  void write_start(std::uint16_t element, std::uint32_t driver) {
    const std::uint64_t call = transit_.call_begin[driver] + calls_made_[driver];
    if (call < transit_.call_begin[driver + 1] && transit_.element[call] == element) return write_trip(driver, call);
    line("TransitDriverStarts",
         "driverId=\"pt_{0}\" vehicleId=\"{0}\" transitLineId=\"Wenden\" transitRouteId=\"Wenden\" "
         "departureId=\"Wenden\"",
         transit_.vehicle[driver]);
  }

  void write_trip(std::uint32_t driver, std::uint64_t call) {
    const std::uint32_t trip = transit_.call_trip[call];
    const std::uint32_t route = transit_.trip_route[trip];
    line("TransitDriverStarts",
         "driverId=\"pt_{0}\" vehicleId=\"{0}\" transitLineId=\"{1}\" transitRouteId=\"{2}\" departureId=\"{3}\"",
         transit_.vehicle[driver], transit_.line[transit_.route_line[route]], transit_.route[route],
         transit_.trip[trip]);
  }

  // Off the road (calls at activities) the driver gets in at the first stop and out at the last.
  void write_stop(const TravelEvent& event, std::uint32_t driver) {
    const std::uint64_t call = transit_.call_begin[driver] + event.element;
    const std::string& vehicle = transit_.vehicle[driver];
    const bool off_road = transit_.element[call] % 2 == 0;
    const bool arrives = event.kind == TravelEventKind::arrives_at_stop;
    if (off_road && arrives && transit_.call_place[call] == 0) {
      write_trip(driver, call);
      enter(*person_, vehicle);
    }
    const double delay_s = time_s_ - (arrives ? transit_.arrival_s[call] : transit_.departure_s[call]);
    line(arrives ? "VehicleArrivesAtFacility" : "VehicleDepartsAtFacility",
         "vehicle=\"{}\" facility=\"{}\" delay=\"{}\"", vehicle, transit_.stop[transit_.call_stop[call]], delay_s);
    if (arrives) return;
    calls_made_[driver] = event.element + 1U;
    if (off_road && calls_made_[driver] == transit_.trip_end[call]) leave(*person_, vehicle);
  }

  void pass_on(const TravelEvent& event, const std::string& vehicle) {
    line("left link", "vehicle=\"{}\" link=\"{}\"", vehicle, tables_.link[on_link_[event.person]]);
    line("entered link", "vehicle=\"{}\" link=\"{}\"", vehicle, *link_);
    on_link_[event.person] = event.link;
  }

  void write_traffic(std::string_view type, const std::string& vehicle, const std::string& mode) {
    line(type, "person=\"{}\" link=\"{}\" vehicle=\"{}\" networkMode=\"{}\" relativePosition=\"1.0\"", *person_, *link_,
         vehicle, mode);
  }

  void write_travelled(std::uint64_t leg, const std::string& mode) {
    const double distance_m = std::isnan(tables_.distance_m[leg]) ? 0 : tables_.distance_m[leg];
    const std::uint32_t service = tables_.service[leg];
    if (service >= tables_.lines.size())
      return line("travelled", "person=\"{}\" distance=\"{}\" mode=\"{}\"", *person_, distance_m, mode);
    line("travelled with pt", "person=\"{}\" distance=\"{}\" mode=\"{}\" line=\"{}\" route=\"{}\"", *person_,
         distance_m, mode, tables_.lines[service], tables_.routes[service]);
  }

  const Tables& tables_;
  const TransitNames& transit_;
  PackedText& text_;
  std::vector<std::uint32_t> on_link_;     ///< [persons and drivers] row of the link where they drive
  std::vector<std::uint32_t> rides_in_;    ///< [persons] driver of the vehicle in which they ride; none
  std::vector<std::uint32_t> calls_made_;  ///< [drivers]
  double time_s_{0};
  const std::string* person_{nullptr};
  const std::string* link_{nullptr};
  std::uint64_t written_{0};
};

}  // namespace

std::uint64_t export_matsim_events(const std::string& result, const std::string& path) {
  constexpr std::uint64_t piece_rows = 1 << 20;
  const H5Input file = open_travel_result(result);
  const Tables tables(file);
  PackedText text(path.ends_with(".gz"));
  text.add("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<events version=\"1.0\">\n");
  const TransitNames transit(file);
  EventWriter writer(tables, transit, text);
  const std::uint64_t rows = file.rows("/events/step");
  for (std::uint64_t first = 0; first < rows; first += piece_rows) {
    const RowRange range{first, piece_rows};
    const auto step = file.read<std::uint32_t>("/events/step", range);
    const auto person = file.read<std::uint32_t>("/events/person", range);
    const auto link = file.read<std::uint32_t>("/events/link", range);
    const auto element = file.read<std::uint16_t>("/events/element", range);
    const auto kind = file.read<std::uint8_t>("/events/kind", range);
    for (std::size_t k = 0; k < step.size(); ++k)
      writer.write({step[k], person[k], link[k], element[k], static_cast<TravelEventKind>(kind[k]), 0});
  }
  text.add("</events>\n");
  write_atomically(path, text.take());
  return writer.written();
}

}  // namespace machi
