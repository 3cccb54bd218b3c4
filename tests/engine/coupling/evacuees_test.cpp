// Everyone is in one place, keeps age and household, and is somewhere after the alarm.
#include "engine/coupling/evacuees.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/coupling/after_alarm.hpp"
#include "engine/population/age_classes.hpp"
#include "engine/population/person_classes.hpp"
#include "engine/population/presets.hpp"
#include "tests/engine/coupling/walked_streets.hpp"

namespace machi {
namespace {

PersonPlace indoors(std::uint32_t building) {
  PersonPlace place;
  place.where = WherePerson::indoors;
  place.building = building;
  return place;
}

/// A family of three with home 0: one there, two at work (1), and a neighbour who is outdoors. Streets lead 300 m east
/// from home and 400 m north to work.
struct Family {
  std::vector<PersonPlace> places{indoors(0), indoors(1), indoors(1), {}};
  std::vector<PointMm> door{{0, 0, 0}, {300'000, 400'000, 0}};
  std::vector<PointMm> points{door[0], door[1], door[1], {1000, 1000, 0}};
  PersonTraits traits{{11, 12, 13, 99}, {70, 40, 8, 30}, {11, 11, 11, 99}, {0, 0, 0, 1}, {}, {}};
  EvacueeRules rules;
  Network streets = walked_streets({{0, 0, 0}, {300'000, 0, 0}, {300'000, 400'000, 0}}, {{0, 1}, {1, 2}});
  Family() {
    places[3].where = WherePerson::on_foot;
    rules.classes = find_preset("aichi_2015")->classes;
    rules.departure = {{1, {DepartureLaw::fixed, 300, 0, 0, 0}}};
  }
  Population evacuees() const {
    const StreetPlaces at(streets, {}, door);
    WalkWays ways(streets, at);
    return evacuees_of(places, points, door, traits, rules, &ways);
  }
};

TEST(Evacuees, AreOfTheirOwnAgeAndStartWhereTheyAre) {
  const Family family;
  const Population people = family.evacuees();
  ASSERT_EQ(people.size(), 4U);
  for (std::uint64_t k = 0; k < people.size(); ++k) {
    const int age = family.traits.age[k];
    EXPECT_TRUE(age_range_of(family.rules.classes, people.person_class[k]).holds(age)) << age;
    EXPECT_EQ(people.group[k], no_group);
  }
  EXPECT_NE(people.classes[people.person_class[0]].name, "general");
  EXPECT_EQ(people.classes[people.person_class[1]].name, "general");
  EXPECT_EQ(people.building[1], 1U);
  EXPECT_EQ(people.building[3], no_index);
}

TEST(Evacuees, OfOneBuildingKeepTogetherAsAGroup) {
  Family family;
  family.rules.group_share = 1;
  const Population people = family.evacuees();
  EXPECT_EQ(people.group[0], no_group);
  EXPECT_EQ(people.group[1], 12U);
  EXPECT_EQ(people.group[2], 12U);
  EXPECT_EQ(people.group[3], no_group);
}

TEST(Evacuees, ThatGatherLeaveHomeWhenTheLastOneIsThere) {
  Family family;
  family.rules.gather_share = 1;
  family.traits.age[0] = 50;  // who cannot walk is not waited for
  double way_m = 700;         // along the streets
  for (int round = 0; round < 2; ++round) {
    const Population people = family.evacuees();
    double last_s = 0;
    for (const std::uint64_t k : {1, 2})
      last_s = std::max(last_s, 300 + way_m / static_cast<double>(people.free_speed_m_s[k]));
    for (const std::uint64_t k : {0, 1, 2}) {
      EXPECT_EQ(people.building[k], 0U);
      EXPECT_EQ(people.group[k], 11U);
      EXPECT_NEAR(static_cast<double>(people.departure_s[k]), last_s, 1e-3) << way_m;
    }
    EXPECT_EQ(people.departure_s[3], 300);
    family.streets.modes[1] = mode_car;
    family.streets.modes[0] = mode_car;
    way_m = 500 * gathering_detour;  // no street leads there
  }
}

TEST(AgeClasses, FollowWhatTablesSay) {
  const auto& imo = find_person_classes("imo_passengers")->classes;
  const AgeClasses by_age(imo);
  for (std::uint64_t id = 0; id < 50; ++id) {
    EXPECT_NE(imo[by_age.draw(20, 1, id)].name.find("<30"), std::string::npos);
    EXPECT_NE(imo[by_age.draw(40, 1, id)].name.find("30-50"), std::string::npos);
    EXPECT_NE(imo[by_age.draw(80, 1, id)].name.find(">50"), std::string::npos);
  }
}

EvacueeEnd end_of(std::uint64_t id, EvacueeEnd::Kind kind, float left_s, float end_s, std::uint32_t shelter) {
  EvacueeEnd end;
  end.id = id;
  end.kind = kind;
  end.left_s = left_s;
  end.end_s = end_s;
  end.shelter = shelter;
  return end;
}

TEST(AfterAlarm, HasEveryoneInOnePlace) {
  const Comm comm = Comm::world();
  using Kind = EvacueeEnd::Kind;
  std::vector<PersonPlace> places;
  std::vector<std::uint64_t> ids;
  std::vector<DayGoesOn> others;
  std::vector<EvacueeEnd> ends;
  if (comm.first()) {
    places = {indoors(0), indoors(0), indoors(1), indoors(1), {}, indoors(2), {}, {}};
    ids = {1, 2, 3, 4, 5, 6, 7, 8};
    others.assign(8, DayGoesOn::at_activity);
    others[6] = DayGoesOn::under_way;
    others[7] = DayGoesOn::nowhere;
  }
  if (comm.rank() == comm.size() - 1)  // what became of them is known elsewhere
    ends = {end_of(1, Kind::safe, 600, 1800, 2), end_of(2, Kind::lost, 3600, 1200, no_index),
            end_of(3, Kind::stays, std::numeric_limits<float>::infinity(), 0, no_index),
            end_of(5, Kind::safe, 0, 900, no_index), end_of(6, Kind::under_way, 1800, 0, no_index)};
  DayPresence day(comm, 3, {});
  const AfterAlarm after = add_after_alarm(comm, places, ids, others, ends, 12 * 3600, day);
  EXPECT_EQ(after.total(), 8);
  EXPECT_EQ(after.stayed, 1);
  EXPECT_EQ(after.at_activity, 1) << "4, whom the evacuation does not know";
  EXPECT_EQ(after.travelling, 1);
  EXPECT_EQ(after.nowhere, 1);
  EXPECT_EQ(after.sheltered, 1);
  EXPECT_EQ(after.in_the_open, 1);
  EXPECT_EQ(after.lost, 1);
  EXPECT_EQ(after.under_way, 1);
  const ZonePresence zones = day.zones(comm, std::vector<std::uint32_t>{0, 1, 2});
  EXPECT_FLOAT_EQ(zones.persons[12], (600 + 1200) / 3600.0F);  // 2 is lost before it leaves
  EXPECT_FLOAT_EQ(zones.persons[24 + 12], 1) << "where 4 is, mobility says";
  EXPECT_FLOAT_EQ(zones.persons[24 + 23], 1);
  EXPECT_FLOAT_EQ(zones.persons[48 + 12], 0.5F + 0.5F);  // 6 leaves as 1 comes
  EXPECT_FLOAT_EQ(zones.persons[48 + 13], 1);
}

}  // namespace
}  // namespace machi
