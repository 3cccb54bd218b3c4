// What is expected of a fleet is what its last day was like.
#include "engine/fleet/fleet_experience.hpp"

#include <gtest/gtest.h>

#include "tests/engine/fleet/fleet_day.hpp"

namespace machi {
namespace {

constexpr std::uint32_t bin = 900;

TEST(FleetExperience, IsHalfOfThePromisesBeforeAnybodyCalled) {
  Day day;  // waits of 400, rides of 1.8 times the direct one and 120 more at most
  const FleetExperience known(day.rules, bin);
  EXPECT_EQ(known.wait(5000), 200U);
  EXPECT_EQ(known.on_board(1000), 1400U + 60U);
  EXPECT_EQ(known.whole(5000, 1000, 9999), 1660U);
}

TEST(FleetExperience, IsTheMeansOfTheDay) {
  Day day;
  day.vehicles = 6;
  day.run();
  ASSERT_GT(day.count(RideState::rejected), 20);
  FleetExperience known(day.rules, bin);
  known.take(*day.fleet);
  double ride = 0;
  double direct = 0;
  for (std::uint32_t b = 0; b < 4; ++b) {  // calls come in the first hour
    double picked_up = 0;
    double wait = 0;
    double rejected = 0;
    double answer = 0;
    for (std::size_t k = 0; k < day.fleet->requests().size(); ++k) {
      const RideRequest& request = day.fleet->requests()[k];
      const RideOutcome& outcome = day.fleet->outcomes()[k];
      if (request.called / bin != b) continue;
      if (outcome.state == RideState::rejected) {
        rejected += 1;
        answer += outcome.answered - request.called;
        continue;
      }
      picked_up += 1;
      wait += outcome.picked_up - request.called;
      ride += outcome.set_down - outcome.picked_up;
      direct += request.direct;
    }
    ASSERT_GT(picked_up, 0);
    EXPECT_NEAR(known.wait(bin * b + 7), wait / picked_up, 0.51);
    const double by_vehicle = known.wait(bin * b) + known.on_board(300);
    const double walk = rejected == 0 ? 0 : answer / rejected + 2000;
    EXPECT_NEAR(known.whole(bin * b, 300, 2000), (by_vehicle * picked_up + walk * rejected) / (picked_up + rejected),
                1.1);
  }
  EXPECT_NEAR(known.on_board(1000), 1000 * ride / direct, 0.51);
  EXPECT_GT(known.wait(20000), 0U);  // nobody called then: as on the whole day
}

}  // namespace
}  // namespace machi
