/// \file  Median times by transit over a window of departures: worked examples, and against a search of each departure.
#include "engine/transit/transit_reach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/core/rng.hpp"
#include "engine/transit/transfers.hpp"
#include "tests/engine/transit/made_timetable.hpp"

namespace machi {
namespace {

using Reached = std::map<std::uint32_t, std::int32_t>;

Reached reached_by(TransitReach& reach, std::uint32_t place, std::int32_t most_s) {
  Reached reached;
  for (const TransitReach::Reached& one : reach.from(place, most_s)) reached[one.place] = one.median_s;
  return reached;
}

// A bus every ten minutes from stop 0 to stop 1, 300 s on the way; place 0 is 60 s from stop 0, place 1 at stop 1,
// place 2 90 s from it.
Timetable every_ten_minutes(int buses) {
  MadeTimetable made;
  for (int k = 0; k < 2; ++k) made.stop(1000 * k, 0, 60);
  std::vector<MadeTimetable::Times> trips;
  for (int k = 0; k < buses; ++k) trips.push_back({{600 * k, 600 * k}, {600 * k + 300, 600 * k + 300}});
  made.route({0, 1}, trips);
  return made.take();
}

TEST(TransitReach, IsTheMedianOfWaitsRidesAndWalks) {
  const Timetable timetable = every_ten_minutes(30);
  const TransitIndex index(timetable);
  const StopWalks walks({{{0, 60}}, {{1, 0}, {2, 90}}}, 4);
  TransitReach reach(index, 1, walks, {0, 420, 9});
  // At the stop 60 s after 0, 420 … 3360: waits of 540, 120, 300, 480, 60, 240, 420, 0 and 180 s, the median 240.
  EXPECT_EQ(reached_by(reach, 0, 1800), (Reached{{1, 60 + 240 + 300}, {2, 60 + 240 + 300 + 90}}));
  EXPECT_EQ(reached_by(reach, 0, 600), (Reached{{1, 600}}));
  EXPECT_TRUE(reached_by(reach, 0, 599).empty());
  EXPECT_TRUE(reached_by(reach, 3, 1800).empty()) << "no stop near";
  EXPECT_TRUE(reached_by(reach, 1, 1800).empty()) << "nothing leaves stop 1";
}

TEST(TransitReach, ADepartureWithoutAJourneyIsEndless) {
  // Buses at 0, 600 … 2400: the departures at 2520, 2940 and 3360 find none.
  const Timetable timetable = every_ten_minutes(5);
  const TransitIndex index(timetable);
  const StopWalks walks({{{0, 60}}, {{1, 0}}}, 2);
  TransitReach reach(index, 1, walks, {0, 420, 9});
  // Times of the six others: 900, 480, 660, 840, 420, 600, sorted 420 480 600 660 840 900: the fifth of nine is 840.
  EXPECT_EQ(reached_by(reach, 0, 1800), (Reached{{1, 840}}));
  const Timetable few = every_ten_minutes(3);
  const TransitIndex of_few(few);
  TransitReach seldom(of_few, 1, walks, {0, 420, 9});
  EXPECT_TRUE(reached_by(seldom, 0, 1800).empty()) << "most departures find no journey";
}

TEST(TransitReach, EqualsASearchOfEachDeparture) {
  RandomStream draws(7, 0, 0);
  const auto draw = [&](std::uint32_t below) { return static_cast<std::int32_t>(draws.below(below)); };
  for (int round = 0; round < 20; ++round) {
    MadeTimetable made;
    constexpr std::uint32_t stops = 6;
    for (std::uint32_t k = 0; k < stops; ++k) made.stop(draw(2000), draw(2000), 30);
    for (int route = 0; route < 4; ++route) {
      const std::uint32_t first = draws.below(stops), stride = route % 2 == 0 ? 1 : stops - 1;
      std::vector<std::uint32_t> line;
      for (std::uint32_t k = 0; k < 4; ++k) line.push_back((first + k * stride) % stops);
      const std::int32_t headway_s = 300 + draw(400);
      std::vector<MadeTimetable::Times> trips;
      for (std::int32_t trip = 0; trip < 8; ++trip) {
        MadeTimetable::Times& times = trips.emplace_back();
        for (std::int32_t k = 0; k < 4; ++k) {
          const std::int32_t at = 100 * route + headway_s * trip + 120 * k;
          times.emplace_back(at, at + 10);
        }
      }
      made.route(line, trips);
    }
    Timetable timetable = made.take();
    add_walking_transfers(timetable, 500, 60, {1.2, 1.3});
    const TransitIndex index(timetable);
    const std::uint32_t places = 10;
    std::vector<std::vector<PlaceWalk>> near(stops);
    for (std::vector<PlaceWalk>& of_stop : near)
      for (std::uint32_t place = 0; place < places; ++place)
        if (draw(3) == 0) of_stop.push_back({place, static_cast<std::uint32_t>(draw(300))});
    const StopWalks walks(near, places);
    const DepartureWindow window{60, 420, 5};
    TransitReach reach(index, 3, walks, window);
    Raptor raptor(index, 3);
    for (std::uint32_t from = 0; from < places; ++from) {
      std::map<std::uint32_t, std::vector<std::int64_t>> times;
      for (std::int32_t k = 0; k < window.departures; ++k) {
        const std::int32_t departure_s = window.first_s + k * window.every_s;
        for (std::uint32_t to = 0; to < places; ++to) {
          const std::vector<Journey>& found =
              raptor.journeys(walks.stops_near(from), walks.stops_near(to), departure_s);
          times[to].push_back(found.empty() ? 1'000'000 : found.back().arrival_s - departure_s);
        }
      }
      Reached expected;
      for (auto& [to, each] : times) {
        std::sort(each.begin(), each.end());
        if (each[2] <= 1500) expected[to] = static_cast<std::int32_t>(each[2]);
      }
      EXPECT_EQ(reached_by(reach, from, 1500), expected) << "round " << round << " from " << from;
    }
  }
}

}  // namespace
}  // namespace machi
