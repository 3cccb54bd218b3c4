// Doors against the second-by-second rules of MATSim's ComplexTransitStopHandler, worked by hand.
#include "engine/process/mobility/doors.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

struct Stop {
  DoorTimes times;
  std::uint32_t leaving{0};
  std::uint32_t entering{0};
  std::uint32_t room{1000};
  Doors doors;

  /// Seconds until the vehicle may go.
  int seconds() {
    int count = 0;
    while (doors.act(
        times, {leaving, std::min(entering, room + leaving), [&] { return let_off(); }, [&] { return let_on(); }}))
      ++count;
    return count;
  }
  bool let_off() { return --leaving, ++room, true; }
  bool let_on() {
    if (room == 0) return false;
    return --entering, --room, true;
  }
};

Stop stop_of(DoorTimes times, std::uint32_t leaving, std::uint32_t entering, std::uint32_t room = 1000) {
  return {times, leaving, entering, room, {}};
}

TEST(Doors, NobodyNeedsNoTime) {
  Stop stop = stop_of({}, 0, 0);
  EXPECT_EQ(stop.seconds(), 0);
}

// One second opens, one a person, one closes.
TEST(Doors, OneSecondEachByDefault) {
  Stop stop = stop_of({1000, 1000, DoorOperation::serial, false}, 2, 3);
  EXPECT_EQ(stop.seconds(), 1 + 2 + 3 + 1);
  Stop beside = stop_of({1000, 1000, DoorOperation::parallel, false}, 2, 3);
  EXPECT_EQ(beside.seconds(), 1 + 3 + 1);
}

// 0.5 s each: in a second as many as begin before it is over.
TEST(Doors, SeveralInASecond) {
  Stop stop = stop_of({500, 500, DoorOperation::serial, false}, 4, 5);
  // Open; 2 and 2 get off; then 2, 2 and 1 on; close.
  EXPECT_EQ(stop.seconds(), 1 + 2 + 3 + 1);
}

// 2.5 s each. On: second 1 the first (2.5, 1.5 left), 2 nobody (0.5 left), 3 the second (3.0, 2.0 left), 4 nobody
// (1.0 left); nobody waits, and as a whole second is left it passes (0); then the doors close.
TEST(Doors, OneInSeveralSeconds) {
  Stop stop = stop_of({2500, 1000, DoorOperation::serial, false}, 0, 2);
  EXPECT_EQ(stop.seconds(), 1 + 3 + 2 + 1);
}

// Who gets on waits for the seat of one who gets off: with parallel doors the second that finds no room passes.
TEST(Doors, RoomOfThoseWhoGetOff) {
  Stop stop = stop_of({1000, 1000, DoorOperation::parallel, false}, 1, 1, 0);
  EXPECT_EQ(stop.seconds(), 1 + 1 + 1 + 1);
  EXPECT_EQ(stop.entering, 0U);
}

TEST(Doors, AtOnce) {
  Stop stop = stop_of({1000, 1000, DoorOperation::serial, true}, 3, 5, 1);
  EXPECT_EQ(stop.seconds(), 0);
  EXPECT_EQ(stop.leaving, 0U);
  EXPECT_EQ(stop.entering, 1U);
}

}  // namespace
}  // namespace machi
