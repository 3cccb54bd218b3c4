#include "engine/fleet/schedule.hpp"

namespace machi {

void Schedule::update(const std::vector<RideRequest>& requests, std::uint32_t stop_steps) {
  std::uint32_t leaves_step = ready;
  std::uint32_t on_board = load;
  for (std::size_t k = 0; k < stops.size(); ++k) {
    ScheduleStop& stop = stops[k];
    if (k > 0 || !committed) {
      stop.arrive = leaves_step + stop.drive;
      stop.depart = stop.arrive + (stop.on.empty() && stop.off.empty() ? 0 : stop_steps);
    }
    for (const std::uint32_t request : stop.off) on_board -= requests[request].room;
    for (const std::uint32_t request : stop.on) on_board += requests[request].room;
    stop.load = on_board;
    leaves_step = stop.depart;
  }
  std::int64_t slack = std::int64_t{service_end} - leaves_step;
  for (std::size_t k = stops.size(); k-- > 0;) {
    for (const std::uint32_t request : stops[k].off)
      slack = std::min(slack, std::int64_t{requests[request].latest_dropoff} - stops[k].arrive);
    for (const std::uint32_t request : stops[k].on)
      slack = std::min(slack, std::int64_t{requests[request].latest_pickup} - boards(static_cast<std::int64_t>(k)));
    stops[k].slack = slack;
  }
}

}  // namespace machi
