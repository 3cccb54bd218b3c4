/// \file  What another process takes out of the traffic at one step, and whom it lets drive there from then on: an
/// evacuation takes people over where they are when the alarm sounds (docs/models/coupling.md).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

/// A car that drives for another process, with one person at its wheel. It is no leg of the person's plan: neither
/// trips nor events tell of it, links count it as every vehicle.
struct Errand {
  std::uint32_t person{0};  ///< row of the demand; taken over
  /// At whose end the car stands, from where there is a way; none: it is on a link in traffic, and drives on if it can.
  std::uint32_t link{no_index};
  std::uint32_t from_step{0};  ///< when it sets off
  std::uint8_t vehicle_class{0};
  std::uint8_t way{0};  ///< of Handover::ways, the one that it takes
};

/// The links that a car takes from the end of a link on, that link first; empty: there is no way.
using WayFrom = std::function<std::vector<std::uint32_t>(std::uint32_t link)>;

struct Handover {
  std::vector<std::uint32_t> leave;  ///< rows of persons, rising: out of the traffic, wherever they are
  std::vector<Errand> errands;       ///< by person; all of them leave too
  std::vector<WayFrom> ways;         ///< any thread; one for each kind of goal
};

/// The end of an errand.
struct LeftCar {
  enum class Why : std::uint32_t {
    arrived,  ///< at the end of its way
    water,    ///< its link was flooded
    no_way,   ///< all ways to where it was to go are closed
  };
  std::uint32_t person{0};
  std::uint32_t link{0};  ///< row of the network
  float along{1};         ///< part of the link that lies behind it
  std::uint32_t step{0};
  Why why{Why::arrived};
};

/// How long a link takes now where that is longer than on an empty road: the vehicles on it pass its end one after the
/// other, as its flow capacity lets them.
struct LinkTime {
  std::uint32_t link{0};  ///< row of the network
  std::uint32_t unused{0};
  std::uint64_t time_us{0};
};

/// What became of cars that were told to go elsewhere.
struct Redirected {
  std::int64_t turned{0};
  std::int64_t without_way{0};  ///< go on as before
};

/// The part of its flow capacity that a link has left.
struct LinkShare {
  std::uint32_t link{0};
  double factor{1};
};

}  // namespace machi
