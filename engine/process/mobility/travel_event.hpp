/// \file  What happens to people and vehicles, as rows.
#pragma once

#include <cstdint>
#include <tuple>

namespace machi {

/// What files say: new kinds stand behind the others.
enum class TravelEventKind : std::uint8_t {
  activity_start,
  activity_end,
  departure,          ///< of a leg; on the network the person enters its vehicle
  enters_traffic,     ///< the vehicle stands at the end of the link
  enters_link,        ///< and has left the one before
  leaves_traffic,     ///< and the person its vehicle
  arrival,            ///< of a leg
  stuck,              ///< the trip has failed
  boards,             ///< a person whose leg is a ride; `link` is the row of the driver among persons and drivers
  arrives_at_stop,    ///< a driver; `element` is the number of the vehicle's call
  departs_from_stop,  ///< as well
};

/// Where a kind comes among those of one step.
inline int order_of(TravelEventKind kind) {
  constexpr int order[] = {0, 1, 2, 4, 5, 8, 9, 10, 3, 6, 7};
  return order[static_cast<int>(kind)];
}

struct TravelEvent {
  std::uint32_t step{0};
  std::uint32_t person{0};   ///< row of the demand; behind all of these, drivers of vehicles with passengers
  std::uint32_t link{0};     ///< row of the network
  std::uint16_t element{0};  ///< of the plan: 2 k its k-th activity, 2 k + 1 the leg after it
  TravelEventKind kind{TravelEventKind::activity_start};
  std::uint8_t unused{0};

  /// The order of events: a person has each kind at most once in a step, a driver for each call.
  friend bool operator<(const TravelEvent& a, const TravelEvent& b) {
    return std::make_tuple(a.step, a.person, order_of(a.kind), a.element) <
           std::make_tuple(b.step, b.person, order_of(b.kind), b.element);
  }
};
static_assert(sizeof(TravelEvent) == 16);

}  // namespace machi
