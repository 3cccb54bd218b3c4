// people.h5 gives back what was written, in any number of parts.
#include "io/people/people_h5.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/sentence_of.hpp"

namespace machi {
namespace {

People three_households() {
  People people;
  people.household_building = {3, 3, 8};
  people.household_cars = {1, 0, 2};
  people.household_begin = {0, 2, 3, 6};
  for (std::uint8_t p = 0; p < 6; ++p) {
    people.id.push_back(1000ULL * p);
    people.age.push_back(static_cast<std::uint8_t>(10 * p));
    people.sex.push_back(p % 2 == 0 ? Sex::male : Sex::female);
    people.role.push_back(static_cast<PersonRole>(p));
    people.licence.push_back(p % 2);
    people.car.push_back(p % 2);
    people.home.push_back(p < 3 ? 3 : 8);
    people.place.push_back(p == 4 ? no_index : 5);
    people.activities.push_back(
        {Purpose::home, people.home[p], 7, -8, 0, p < 2 ? 25000 + p : PlannedActivity::to_the_end});
    if (p < 2) {
      people.legs.push_back({p == 0 ? TravelMode::car : TravelMode::walk, 123.5F, 60});
      people.activities.push_back({Purpose::work, 5, 9, 10, 25060 + p, PlannedActivity::to_the_end});
    }
    people.activity_begin.push_back(people.activities.size());
  }
  return people;
}

class PeopleFile : public testing::Test {
 protected:
  void SetUp() override { write_people(Comm::null(), path_, three_households(), {7, 0.5, "0", "c", "t"}, true); }
  void TearDown() override { std::filesystem::remove(path_); }
  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("people_" + std::to_string(getpid()) + ".h5")).string();
};

TEST_F(PeopleFile, GivesBackItsPeopleInAnyParts) {
  EXPECT_TRUE(is_people_file(path_));
  const People all = three_households();
  for (const std::uint64_t parts : {1U, 2U, 3U, 5U}) {
    std::uint64_t persons = 0;
    for (std::uint64_t part = 0; part < parts; ++part) {
      const PeoplePart read = read_people(path_, part, parts);
      EXPECT_EQ(read.first_person, persons);
      EXPECT_EQ(read.persons, 6U);
      EXPECT_EQ(read.share, 0.5);
      for (std::uint64_t p = 0; p < read.people.persons(); ++p, ++persons) {
        EXPECT_EQ(read.people.id[p], all.id[persons]);
        EXPECT_EQ(read.people.role[p], all.role[persons]);
        EXPECT_EQ(read.people.place[p], all.place[persons]);
        const std::uint64_t activities = read.people.activity_begin[p + 1] - read.people.activity_begin[p];
        ASSERT_EQ(activities, all.activity_begin[persons + 1] - all.activity_begin[persons]);
        for (std::uint64_t k = 0; k < activities; ++k) {
          const PlannedActivity& got = read.people.activities[read.people.activity_begin[p] + k];
          const PlannedActivity& was = all.activities[all.activity_begin[persons] + k];
          EXPECT_EQ(got.purpose, was.purpose);
          EXPECT_EQ(got.building, was.building);
          EXPECT_EQ(got.y_mm, was.y_mm);
          EXPECT_EQ(got.start_s, was.start_s);
          EXPECT_EQ(got.end_s, was.end_s);
        }
        for (std::uint64_t k = 0; k + 1 < activities; ++k)
          EXPECT_EQ(read.people.legs[read.people.leg_begin(p) + k].mode, all.legs[all.leg_begin(persons) + k].mode);
      }
    }
    EXPECT_EQ(persons, 6U);
  }
}

TEST_F(PeopleFile, IsToldFromOtherFiles) {
  const std::string other = path_ + ".txt";
  std::ofstream(other) << "no people";
  EXPECT_FALSE(is_people_file(other));
  EXPECT_FALSE(is_people_file(other + "missing"));
  std::filesystem::remove(other);
}

}  // namespace
}  // namespace machi
