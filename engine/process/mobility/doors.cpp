#include "engine/process/mobility/doors.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr std::int32_t second_ms = 1000;

/// People pass one after the other while a part of this second is left.
void pass(std::uint32_t waiting, std::uint32_t each_ms, std::int32_t& used_ms, const std::function<bool()>& move) {
  for (; waiting > 0 && used_ms < second_ms && move(); --waiting) used_ms += static_cast<std::int32_t>(each_ms);
  used_ms -= second_ms;
}

void rest(std::int32_t& used_ms) {
  used_ms = std::max(0, used_ms - second_ms);
}

}  // namespace

bool Doors::act(const DoorTimes& times, const DoorCrowd& crowd) {
  if (times.at_once) {
    for (std::uint32_t k = 0; k < crowd.leaving; ++k) crowd.let_off();
    for (std::uint32_t k = 0; k < crowd.entering; ++k) crowd.let_on();
    return false;
  }
  const bool wanted = crowd.leaving + crowd.entering > 0;
  if (!open) return open = wanted;
  if (!wanted) return close();
  if (times.doors == DoorOperation::parallel) {
    let_on(times, crowd);
    let_off(times, crowd);
  } else if (crowd.leaving > 0) {
    let_off(times, crowd);
  } else {
    rest(leaving_ms);
    let_on(times, crowd);
  }
  return true;
}

void Doors::let_off(const DoorTimes& times, const DoorCrowd& crowd) {
  if (crowd.leaving > 0) return pass(crowd.leaving, times.alighting_ms, leaving_ms, crowd.let_off);
  rest(leaving_ms);
}

void Doors::let_on(const DoorTimes& times, const DoorCrowd& crowd) {
  if (crowd.entering > 0) return pass(crowd.entering, times.boarding_ms, entering_ms, crowd.let_on);
  rest(entering_ms);
}

// Nobody is left: the doors close, unless the last one is still in them.
bool Doors::close() {
  if (entering_ms < second_ms && leaving_ms < second_ms) {
    open = false;
    entering_ms = leaving_ms = 0;
    return true;
  }
  if (entering_ms >= second_ms) entering_ms -= second_ms;
  if (leaving_ms >= second_ms) leaving_ms -= second_ms;
  return true;
}

}  // namespace machi
