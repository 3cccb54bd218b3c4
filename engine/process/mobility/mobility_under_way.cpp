// Who is where on the way, as others are told.
#include <algorithm>

#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"

namespace machi {
namespace {

UnderWay row_of(const Traveller& traveller, WayState state, std::uint32_t step) {
  UnderWay row;
  row.person = traveller.person;
  row.left = traveller.due > step ? traveller.due - step : 0;
  row.element = traveller.element;
  row.mode = traveller.mode;
  row.state = state;
  return row;
}

UnderWay on_link(const Traveller& traveller, WayState state, std::uint32_t step, std::uint32_t link, double along) {
  UnderWay row = row_of(traveller, state, step);
  row.link = link;
  row.along = static_cast<float>(std::clamp(along, 0.0, 1.0));
  return row;
}

}  // namespace

// A vehicle that is not through yet is as far as its time says; those that are stand behind one another from the end of
// the link back, each with the road that it needs in a jam. In those that others drive are their riders.
std::vector<UnderWay> Mobility::under_way(std::uint64_t next_step) const {
  const auto step = static_cast<std::uint32_t>(next_step);
  const TrafficNetwork& network = *world_.network;
  std::vector<UnderWay> rows;
  const auto drive = [&](const Traveller& traveller, std::uint32_t link, double standing_m) {
    const double length_m = network.length_m[link];
    const double max_speed_m_s = world_.classes[traveller.vehicle_class].max_speed_m_s;
    const double speed_m_s =
        max_speed_m_s > 0 ? std::min(max_speed_m_s, network.free_speed_m_s[link]) : network.free_speed_m_s[link];
    const double left_s =
        traveller.due > step ? static_cast<double>(traveller.due - step) / static_cast<double>(steps_per_s()) : 0;
    const double along = 1 - std::max(left_s * speed_m_s, standing_m) / length_m;
    if (!drives_others(traveller) && !is_errand(traveller))
      rows.push_back(on_link(traveller, WayState::driving, step, link, along));
    const auto vehicle = rides_.vehicles.find(traveller.person);
    if (vehicle == rides_.vehicles.end()) return along;
    for (const std::uint32_t rider : vehicle->second.riders)
      rows.push_back(on_link(travellers_[rider], WayState::riding, step, link, along));
    return along;
  };
  for (std::uint32_t index = 0; index < links_.links.size(); ++index) {
    const QueueLink& link = links_.links[index];
    const std::uint32_t row = links_.places[index].row;
    const double m_per_room = network.cell_m / (std::max(network.lanes[row], 1.0) * static_cast<double>(one_pcu));
    double standing_m = 0;
    for (const Fifo* fifo : {&link.buffer, &link.queue})
      for (std::uint32_t slot = fifo->head; slot != no_index; slot = travellers_[slot].next) {
        const Traveller& traveller = travellers_[slot];
        drive(traveller, row, traveller.due <= step ? standing_m : 0);
        if (traveller.due <= step)
          standing_m += m_per_room * static_cast<double>(world_.classes[traveller.vehicle_class].room);
      }
    for (std::uint32_t slot = link.waiting.head; slot != no_index; slot = travellers_[slot].next)
      if (!drives_others(travellers_[slot]) && !is_errand(travellers_[slot]))
        rows.push_back(on_link(travellers_[slot], WayState::departing, step, row, 1));
  }
  add_stopped_rides(step, rows);
  travellers_.each([&](const Traveller& traveller) {
    if (drives_others(traveller)) return;
    if (traveller.state == TravelState::waiting)
      rows.push_back(on_link(traveller, WayState::waiting, step, traveller.next_link, 1));
    if (traveller.state == TravelState::travelling) rows.push_back(row_of(traveller, WayState::travelling, step));
    if (traveller.state == TravelState::arrived) rows.push_back(row_of(traveller, WayState::arriving, step));
  });
  for (const Partner& partner : partners_) {
    const std::uint32_t* at = partner.words.data();
    for (std::uint32_t k = 0; k < partner.travellers; ++k) {
      const auto [traveller, row] = unpack_traveller(at);
      const double along = row == no_index ? 1 : drive(traveller, row, 0);
      if (drives_others(traveller)) {
        const std::uint32_t link = row == no_index ? traveller.activity().link() : row;
        each_packed_rider(
            at, [&](const Traveller& rider) { rows.push_back(on_link(rider, WayState::riding, step, link, along)); });
      } else if (row == no_index) {
        rows.push_back(row_of(
            traveller, traveller.state == TravelState::arrived ? WayState::arriving : WayState::travelling, step));
      }
    }
  }
  return rows;
}

// Riders of vehicles that are neither in a queue nor in a buffer: beside a link, or off the road, where they are as
// good as at the next stop.
void Mobility::add_stopped_rides(std::uint32_t step, std::vector<UnderWay>& rows) const {
  for (const auto& [driver, vehicle] : rides_.vehicles) {
    const Traveller& traveller = travellers_[vehicle.slot];
    std::uint32_t link = no_index;
    if (traveller.state == TravelState::at_stop) link = traveller.plan[traveller.cursor];
    if (traveller.state == TravelState::at_activity || traveller.state == TravelState::travelling ||
        traveller.state == TravelState::arrived)
      link = traveller.activity().link();
    if (link == no_index) continue;
    for (const std::uint32_t rider : vehicle.riders)
      rows.push_back(on_link(travellers_[rider], WayState::riding, step, link, 1));
  }
}

}  // namespace machi
