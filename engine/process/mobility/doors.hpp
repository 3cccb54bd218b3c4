/// \file  The doors of a vehicle that stops: who may get on and off in which second, and how long it stays.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/model/transit.hpp"

namespace machi {

/// How long people take at the doors.
struct DoorTimes {
  std::uint32_t boarding_ms{1000};  ///< for each person
  std::uint32_t alighting_ms{1000};
  DoorOperation doors{DoorOperation::serial};
  bool at_once{false};  ///< everybody gets off and on in no time
};

/// Who stands at the doors. Moves one person and says whether that was possible.
struct DoorCrowd {
  std::uint32_t leaving{0};   ///< who want to get off
  std::uint32_t entering{0};  ///< who want to get on, as far as there is room once those are off
  std::function<bool()> let_off;
  std::function<bool()> let_on;
};

/// Rules of MATSim's ComplexTransitStopHandler: a second to open, then people pass second by second, a second to close.
/// Who comes while the doors are open gets on as well. Times are whole milliseconds. Throws nothing. Local.
class Doors {
 public:
  /// What happens at the doors in this second: whether the vehicle stays for another one.
  bool act(const DoorTimes& times, const DoorCrowd& crowd);

  // As a message has it.
  bool open{false};
  std::int32_t leaving_ms{0};  ///< of the second that begins, those who got off before still need
  std::int32_t entering_ms{0};

 private:
  void let_off(const DoorTimes& times, const DoorCrowd& crowd);
  void let_on(const DoorTimes& times, const DoorCrowd& crowd);
  bool close();
};

}  // namespace machi
