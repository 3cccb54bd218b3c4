/// \file  What happens to people and vehicles, as rows.
#pragma once

#include <cstdint>
#include <tuple>

namespace machi {

/// In the order in which they can follow one another within a step.
enum class TravelEventKind : std::uint8_t {
  activity_start,
  activity_end,
  departure,       ///< of a leg; on the network the person enters its vehicle
  enters_traffic,  ///< the vehicle stands at the end of the link
  enters_link,     ///< and has left the one before
  leaves_traffic,  ///< and the person its vehicle
  arrival,         ///< of a leg
  stuck,           ///< the trip has failed
};

struct TravelEvent {
  std::uint32_t step{0};
  std::uint32_t person{0};   ///< row of the demand
  std::uint32_t link{0};     ///< row of the network
  std::uint16_t element{0};  ///< of the plan: 2 k its k-th activity, 2 k + 1 the leg after it
  TravelEventKind kind{TravelEventKind::activity_start};
  std::uint8_t unused{0};

  /// The order of events: a person has each kind at most once in a step.
  friend bool operator<(const TravelEvent& a, const TravelEvent& b) {
    return std::tie(a.step, a.person, a.kind) < std::tie(b.step, b.person, b.kind);
  }
};
static_assert(sizeof(TravelEvent) == 16);

}  // namespace machi
