#include "engine/model/events.hpp"

#include <array>

namespace machi {

std::string name_of(EventKind kind) {
  static const std::array<std::string, event_kinds> names{"road_closure",    "road_capacity",   "power_outage",
                                                          "shelter_opening", "shelter_closing", "alarm",
                                                          "transit_stop",    "weather"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace machi
