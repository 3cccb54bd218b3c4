/// \file  Any bytes as a transit schedule of MATSim on a fixed network: a timetable that holds together, or one
/// InputError.
#include "engine/core/error.hpp"
#include "io/archive/source.hpp"
#include "io/mobility/schedule_xml.hpp"

namespace {

machi::TrafficNetwork three_links() {
  machi::TrafficNetwork network;
  network.link_id = {"a", "b", "c"};
  return network;
}

void check_schedule(const machi::Timetable& timetable) {
  if (timetable.transfer_begin.size() != timetable.stops() + std::size_t{1}) __builtin_trap();
  for (const std::uint32_t stop : timetable.call_stop)
    if (stop >= timetable.stops()) __builtin_trap();
  for (std::uint32_t route = 0; route < timetable.routes(); ++route) {
    if (timetable.route_line[route] >= timetable.lines() || timetable.calls(route) == 0) __builtin_trap();
    const std::uint64_t trips = timetable.route_trip_begin[route + 1] - timetable.route_trip_begin[route];
    if (timetable.route_time_begin[route] + trips * timetable.calls(route) > timetable.arrival_s.size())
      __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const machi::TrafficNetwork network = three_links();
  try {
    const auto bytes = machi::open_memory({reinterpret_cast<const char*>(data), size});
    check_schedule(machi::read_schedule_xml(*bytes, "fuzz.xml", network, nullptr));
  } catch (const machi::InputError&) {  // the sentence
  }
  return 0;
}
