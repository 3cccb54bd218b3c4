/// \file  Persons of an area: as many as asked for, none on top of another, the same ones for the same seed.
#include "engine/area/area_people.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/area/drawn.hpp"

namespace machi {
namespace {

AreaScenario crowded(std::int64_t persons, Spacing spacing) {
  AreaScenario area = room_with_door();
  area.sources.push_back(drawn<AreaSource>({{1, 1}, {5, 1}, {5, 4}, {1, 4}}));
  area.sources.back().persons = persons;
  area.sources.back().spacing = spacing;
  area.sources.back().id = "crowd";
  area.sources.back().where = "s.yaml:7";
  return area;
}

AreaPeople people_of(const AreaScenario& area, std::int64_t seed = 1, double radius_m = 0.2) {
  return area_people(area, build_area(area), {}, seed, radius_m);
}

double least_distance_m(const Population& people) {
  double least = 1e9;
  for (std::size_t i = 0; i < people.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      least = std::min(least, 1e-3 * std::hypot(people.start[i].x_mm - people.start[j].x_mm,
                                                people.start[i].y_mm - people.start[j].y_mm));
  return least;
}

TEST(AreaPeople, NobodyOverlapsAndAllStandInTheirSource) {
  for (const Spacing spacing : {Spacing::random, Spacing::lattice}) {
    const Population people = people_of(crowded(35, spacing)).people;
    ASSERT_EQ(people.size(), 35U);
    EXPECT_GE(least_distance_m(people), 0.399);
    for (const PointMm& point : people.start) {
      EXPECT_GE(point.x_mm, 1000);
      EXPECT_LE(point.x_mm, 5000);
      EXPECT_GE(point.y_mm, 1000);
      EXPECT_LE(point.y_mm, 4000);
    }
  }
}

TEST(AreaPeople, TheSeedAndTheNumberOfAPersonSayWhereItStands) {
  const AreaScenario area = crowded(20, Spacing::random);
  EXPECT_EQ(people_of(area, 5).people.start, people_of(area, 5).people.start);
  EXPECT_NE(people_of(area, 5).people.start, people_of(area, 6).people.start);
  AreaScenario fewer = crowded(10, Spacing::random);
  const auto start = people_of(area, 5).people.start;
  EXPECT_EQ(people_of(fewer, 5).people.start, std::vector(start.begin(), start.begin() + 10));
}

TEST(AreaPeople, ALatticeIsAsWideAsItCanBe) {
  const Population people = people_of(crowded(12, Spacing::lattice)).people;
  EXPECT_NEAR(least_distance_m(people), 1.0, 0.002) << "4 m by 3 m for twelve";
}

TEST(AreaPeople, WhoDoesNotFitIsCounted) {
  EXPECT_EQ(
      sentence_of([] { people_of(crowded(71, Spacing::lattice)); }),
      "s.yaml:7: area.features.source 'crowd': 71 persons of radius 0.2 m do not fit; 70 do. Take fewer, or a larger "
      "polygon");
  const std::string random = sentence_of([] { people_of(crowded(65, Spacing::random)); });
  EXPECT_NE(random.find("65 persons of radius 0.2 m do not fit at random; "), std::string::npos) << random;
  EXPECT_NE(random.find(" do, on a lattice 65 or more. Take fewer, or spacing: lattice"), std::string::npos) << random;
}

TEST(AreaPeople, BodiesKeepClearOfWalls) {
  AreaScenario area = corridor(10, 0.6, 0.1);
  area.sources.push_back(drawn<AreaSource>({{0, 0}, {10, 0}, {10, 0.6}, {0, 0.6}}));
  area.sources.back().persons = 15;
  for (const PointMm& point : people_of(area).people.start) {
    EXPECT_GE(std::min(point.y_mm, 600 - point.y_mm), 200);
    EXPECT_GE(std::min(point.x_mm, 10'000 - point.x_mm), 200);
  }
}

TEST(AreaPeople, OnAPeriodicAxisTheEndsMeet) {
  AreaScenario area = corridor(8, 0.5, 0.125);
  area.periodic = PeriodicAxis::x;
  area.cell_m = 0.25;
  area.sources.push_back(drawn<AreaSource>({{0, 0}, {8, 0}, {8, 0.5}, {0, 0.5}}));
  area.sources.back().persons = 20;
  area.sources.back().spacing = Spacing::lattice;
  const Population people = people_of(area).people;
  ASSERT_EQ(people.size(), 20U) << "exactly as many as the ring holds";
  EXPECT_NEAR(least_distance_m(people), 0.4, 0.002);
  area.sources.back().persons = 21;
  EXPECT_NE(sentence_of([&] { people_of(area); }).find("21 persons of radius 0.2 m do not fit; 20 do"),
            std::string::npos);
}

TEST(AreaPeople, DensityCountsTheOpenCells) {
  AreaScenario area = crowded(0, Spacing::lattice);
  area.sources[0].persons.reset();
  area.sources[0].density_1_m2 = 2;
  EXPECT_EQ(people_of(area).people.size(), 24U);
  area.obstacles.push_back(drawn<Obstacle>({{1, 1}, {3, 1}, {3, 4}, {1, 4}}));
  EXPECT_EQ(people_of(area).people.size(), 12U);
}

TEST(AreaPeople, DeparturesThatNeedNoDrawAreGiven) {
  AreaScenario area = crowded(3, Spacing::lattice);
  DepartureSettings& departure = area.sources[0].departure;
  departure = {DepartureKind::spaced, 10, 0, 0, 0.01, 10};
  EXPECT_EQ(people_of(area).people.departure_s, (std::vector<float>{10, 20, 30}));
  departure.law = DepartureKind::fixed;
  EXPECT_EQ(people_of(area).people.departure_s, (std::vector<float>{10, 10, 10}));
  departure.law = DepartureKind::never;
  EXPECT_EQ(people_of(area).people.departure_s, (std::vector<float>{never_s, never_s, never_s}));
  departure.law = DepartureKind::uniform;
  EXPECT_TRUE(std::isnan(people_of(area).people.departure_s[0]));
}

TEST(AreaPeople, DestinationsAreDealtInTurn) {
  AreaScenario area = crowded(3, Spacing::lattice);
  area.exits.push_back(drawn<AreaExit>({{0, 2}, {1, 2}, {1, 3}, {0, 3}}));
  area.exits.back().id = "west";
  EXPECT_EQ(people_of(area).people.destination, (std::vector<std::uint32_t>{no_index, no_index, no_index}));
  area.sources[0].destinations = {"west", "door"};
  EXPECT_EQ(people_of(area).people.destination, (std::vector<std::uint32_t>{1, 0, 1}));
}

TEST(AreaPeople, PointsStandExactlyWhereTheyWerePut) {
  AreaScenario area = room_with_door();
  area.sources.push_back({});
  area.sources[0].where = "s.yaml:7";
  area.sources[0].points = {{2000, 2500, 0}, {3000, 2500, 0}};
  EXPECT_EQ(people_of(area).people.start, area.sources[0].points);
  area.sources[0].points[1].x_mm = 2300;
  EXPECT_EQ(sentence_of([&] { people_of(area); }),
            "s.yaml:7: area.features.source: the point (2.3, 2.5) is too near to another person. Move it away");
  area.sources[0].points[1].x_mm = -1000;
  EXPECT_EQ(sentence_of([&] { people_of(area); }),
            "s.yaml:7: area.features.source: the point (-1, 2.5) is not walkable. Move it onto the ground");
}

TEST(AreaPeople, ClassesAreFoundByName) {
  AreaScenario area = crowded(2, Spacing::lattice);
  area.sources[0].person_class = "old";
  const std::vector<PersonClass> classes{{.name = "young"}, {.name = "old", .radius_m = 0.3}};
  EXPECT_EQ(area_people(area, build_area(area), classes, 1).people.person_class, (std::vector<std::uint16_t>{1, 1}));
  area.sources[0].person_class = "odd";
  EXPECT_EQ(sentence_of([&] { area_people(area, build_area(area), classes, 1); }),
            "s.yaml:7: area.features.source 'crowd': no class of persons is called 'odd'");
}

}  // namespace
}  // namespace machi
