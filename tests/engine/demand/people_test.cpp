// A population: the same for any ranks, as many of each age as its cells have, at home in the morning and at night.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "engine/core/error.hpp"
#include "engine/demand/households.hpp"
#include "engine/demand/synthesise.hpp"
#include "tests/engine/demand/small_town.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

/// All that a person is, as numbers.
std::vector<std::int64_t> figures_of(const People& people) {
  std::vector<std::int64_t> figures;
  for (std::uint64_t p = 0; p < people.persons(); ++p) {
    figures.insert(figures.end(), {static_cast<std::int64_t>(people.id[p]), people.age[p],
                                   static_cast<std::int64_t>(people.sex[p]), static_cast<std::int64_t>(people.role[p]),
                                   people.licence[p], people.car[p], people.home[p], people.place[p]});
    for (std::uint64_t a = people.activity_begin[p]; a < people.activity_begin[p + 1]; ++a) {
      const PlannedActivity& activity = people.activities[a];
      figures.insert(figures.end(), {static_cast<std::int64_t>(activity.purpose), activity.building, activity.x_mm,
                                     activity.y_mm, activity.start_s, activity.end_s});
    }
    for (std::uint64_t k = people.leg_begin(p); k < people.leg_begin(p + 1); ++k)
      figures.insert(figures.end(), {static_cast<std::int64_t>(people.legs[k].mode),
                                     std::lround(1000 * people.legs[k].distance_m), people.legs[k].travel_s});
  }
  return figures;
}

/// The whole town's population, made without any other rank.
const SyntheticPeople& whole() {
  static const SyntheticPeople made = make_people(small_town(Comm::null()), DemandSettings(), Comm::null());
  return made;
}

TEST(Population, IsTheSameOnAnyRanks) {
  const Comm comm = Comm::world();
  const SyntheticPeople made = make_people(small_town(comm), DemandSettings(), comm);
  const std::vector<std::int64_t> mine = figures_of(made.people);
  const std::vector<std::int64_t> all = comm.all_gather_of(std::span<const std::int64_t>(mine));
  EXPECT_EQ(all, figures_of(whole().people));
  EXPECT_EQ(summarise(made.people, comm).metres_by, summarise(whole().people, Comm::null()).metres_by);
}

TEST(Population, HasTheAgesOfItsCells) {
  const Comm comm = Comm::world();
  const Town town = small_town(comm);
  const Members members = draw_members(town, DemandSettings(), comm);
  std::vector<std::int64_t> persons(3 * age_classes, 0);
  for (std::uint64_t k = 0; k < members.size(); ++k) {
    const std::uint32_t cell = std::min<std::uint32_t>(town.buildings.cell[members.building[k]], 2);
    ++persons[cell * age_classes + members.age_class[k]];
  }
  comm.sum(persons);
  for (std::size_t cell = 0; cell < 2; ++cell) {
    const std::vector<double>& wanted = town.people.persons_by_age[cell];
    const auto all = std::llround(std::accumulate(wanted.begin(), wanted.end(), 0.0));
    const std::vector<std::int64_t> whole_numbers = apportioned(all, wanted);
    for (std::size_t k = 0; k < age_classes; ++k)
      EXPECT_EQ(persons[cell * age_classes + k], whole_numbers[k]) << "cell " << cell << ", class " << k;
  }
  // Outside all cells: one person more or less than the census.
  const auto outside = std::accumulate(persons.begin() + 2 * age_classes, persons.end(), std::int64_t{0});
  EXPECT_GT(outside, 1000);
  const std::vector<std::int64_t> census = apportioned(outside, DemandSettings().age_thousands);
  for (std::size_t k = 0; k < age_classes; ++k) EXPECT_EQ(persons[2 * age_classes + k], census[k]);
}

TEST(Population, ApportionsByTheLargestRemainder) {
  EXPECT_EQ(apportioned(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
  EXPECT_EQ(apportioned(7, {0.6, 0, 0.4}), (std::vector<std::int64_t>{4, 0, 3}));
  EXPECT_EQ(apportioned(5, {0, 0}), (std::vector<std::int64_t>{0, 0}));
}

TEST(Population, ParentsAreOlderThanTheirChildren) {
  const Members members = draw_members(small_town(Comm::null()), DemandSettings(), Comm::null());
  std::map<std::uint32_t, int> eldest_child;
  std::int64_t pairs = 0, young_parents = 0;
  for (std::uint64_t k = 0; k < members.size(); ++k)
    if (members.kin[k] == Kin::child) {
      int& eldest = eldest_child[members.household[k]];
      eldest = std::max<int>(eldest, members.age_class[k]);
    }
  for (std::uint64_t k = 0; k < members.size(); ++k) {
    const auto child = eldest_child.find(members.household[k]);
    if (members.kin[k] == Kin::child || child == eldest_child.end()) continue;
    ++pairs;
    young_parents += members.age_class[k] < child->second + 3 ? 1 : 0;  // less than some 15 years older
  }
  EXPECT_GT(pairs, 500);
  EXPECT_LT(static_cast<double>(young_parents), 0.05 * static_cast<double>(pairs));
}

constexpr std::uint32_t gone_home = 40, gone_office = 41;  // rows of buildings that the proposal takes away
constexpr std::uint32_t same_home = 42;                    // changed into what it is
constexpr auto tower = static_cast<std::uint32_t>(town_buildings);

void propose(Town& town, std::uint32_t row, std::int16_t usage, double floor_area_m2) {
  TownBuildings& buildings = town.buildings;
  for (std::uint32_t at = 0; at < buildings.size(); ++at)
    if (buildings.row[at] == row) town.proposed.push_back({at, usage, floor_area_m2});
}

/// The town with a dwelling and an office less, one that becomes what it is, and a tower of flats and shops more, which
/// stands in a square of its own.
Town proposed_town(const Comm& comm) {
  Town town = small_town(comm);
  TownBuildings& buildings = town.buildings;
  for (std::size_t k = 0; k < buildings.size(); ++k) {
    if (buildings.row[k] == gone_home || buildings.row[k] == same_home) buildings.usage[k] = 411;
    if (buildings.row[k] == gone_office) buildings.usage[k] = 401;
    if (buildings.row[k] >= gone_home && buildings.row[k] <= same_home) buildings.floor_area_m2[k] = 1000;
  }
  propose(town, gone_home, 411, 0);
  propose(town, gone_office, 401, 0);
  propose(town, same_home, 411, 1000);
  if (comm.rank() + 1 == comm.size()) {
    buildings.row.push_back(tower);
    buildings.usage.push_back(413);
    buildings.floor_area_m2.push_back(0);
    buildings.point.push_back({-100'000, 600'000, 0});
    buildings.entrance_link.push_back(no_index);
    buildings.entrance_node.push_back(no_index);
    buildings.cell.push_back(no_index);
    buildings.added = 1;
    propose(town, tower, 413, 20'000);
  }
  return town;
}

Town town_before(const Comm& comm) {
  Town town = proposed_town(comm);
  town.proposed.clear();
  return town;
}

bool goes_to(const People& people, std::uint64_t p, std::uint32_t building) {
  for (std::uint64_t a = people.activity_begin[p]; a < people.activity_begin[p + 1]; ++a)
    if (people.activities[a].building == building) return true;
  return people.place[p] == building;
}

bool same_day(const People& a, std::uint64_t i, const People& b, std::uint64_t j) {
  const std::uint64_t count = a.activity_begin[i + 1] - a.activity_begin[i];
  bool same = a.age[i] == b.age[j] && a.role[i] == b.role[j] && a.car[i] == b.car[j] && a.place[i] == b.place[j] &&
              count == b.activity_begin[j + 1] - b.activity_begin[j];
  for (std::uint64_t k = 0; same && k < count; ++k) {
    const PlannedActivity& x = a.activities[a.activity_begin[i] + k];
    const PlannedActivity& y = b.activities[b.activity_begin[j] + k];
    same = x.building == y.building && x.start_s == y.start_s && x.end_s == y.end_s;
  }
  return same;
}

TEST(Population, OfAProposalLeavesThoseWhomItDoesNotConcernAsTheyAre) {
  const People before = make_people(town_before(Comm::null()), DemandSettings(), Comm::null()).people;
  const People after = make_people(proposed_town(Comm::null()), DemandSettings(), Comm::null()).people;
  std::map<std::uint64_t, std::uint64_t> row_of;
  for (std::uint64_t p = 0; p < after.persons(); ++p) row_of.emplace(after.id[p], p);
  std::int64_t gone = 0, won_over = 0, sent_away = 0, stay = 0;
  for (std::uint64_t p = 0; p < before.persons(); ++p) {
    const auto found = row_of.find(before.id[p]);
    EXPECT_EQ(found == row_of.end(), before.home[p] == gone_home);
    if (found == row_of.end()) {
      ++gone;
      continue;
    }
    const bool lost_place = goes_to(before, p, gone_office);
    EXPECT_FALSE(goes_to(after, found->second, gone_office));
    if (same_day(before, p, after, found->second)) {
      EXPECT_FALSE(lost_place);
      ++stay;
    } else {
      EXPECT_TRUE(lost_place || goes_to(after, found->second, tower));
      ++(lost_place ? sent_away : won_over);
    }
  }
  EXPECT_GT(gone, 0);
  EXPECT_GT(won_over, 100);
  EXPECT_GT(sent_away, 10);
  EXPECT_GT(stay, static_cast<std::int64_t>(before.persons() / 2));
  std::int64_t residents = 0, employees = 0;
  for (std::uint64_t p = 0; p < after.persons(); ++p) {
    residents += after.home[p] == tower ? 1 : 0;
    employees += after.place[p] == tower ? 1 : 0;
  }
  EXPECT_EQ(after.persons() - static_cast<std::uint64_t>(residents),
            before.persons() - static_cast<std::uint64_t>(gone));
  EXPECT_GT(residents, 100);
  EXPECT_GT(employees, 20);
}

TEST(Population, OfAProposalIsTheSameOnAnyRanks) {
  const Comm comm = Comm::world();
  const std::vector<std::int64_t> mine = figures_of(make_people(proposed_town(comm), DemandSettings(), comm).people);
  static const std::vector<std::int64_t> whole_town =
      figures_of(make_people(proposed_town(Comm::null()), DemandSettings(), Comm::null()).people);
  EXPECT_EQ(comm.all_gather_of(std::span<const std::int64_t>(mine)), whole_town);
}

TEST(Population, WorksAndLearnsAsPublished) {
  const People& people = whole().people;
  double men = 0, employed = 0, children = 0, pupils = 0;
  for (std::uint64_t p = 0; p < people.persons(); ++p) {
    const bool works = people.role[p] == PersonRole::full_time || people.role[p] == PersonRole::part_time;
    if (people.sex[p] == Sex::male && people.age[p] >= 35 && people.age[p] < 55) {
      ++men;
      employed += works ? 1 : 0;
    }
    if (people.age[p] >= 6 && people.age[p] < 15) {
      ++children;
      pupils += people.role[p] == PersonRole::pupil ? 1 : 0;
    }
    EXPECT_EQ(works || people.role[p] == PersonRole::pupil || people.role[p] == PersonRole::student ||
                  people.role[p] == PersonRole::infant,
              people.place[p] != no_index);
    EXPECT_TRUE(people.car[p] == 0 || (people.licence[p] != 0 && people.age[p] >= 18));
  }
  // Labour Force Survey 2020: 94 % of men from 35 to 54; four standard deviations of the sample.
  EXPECT_NEAR(employed / men, 0.942, 4 * std::sqrt(0.942 * 0.058 / men));
  EXPECT_EQ(pupils, children);
}

TEST(Population, BeginsAndEndsTheDayAtHome) {
  const People& people = whole().people;
  std::int64_t out = 0;
  for (std::uint64_t p = 0; p < people.persons(); ++p) {
    const std::uint64_t first = people.activity_begin[p];
    const std::uint64_t last = people.activity_begin[p + 1] - 1;
    ASSERT_EQ(people.activities[first].building, people.home[p]);
    ASSERT_EQ(people.activities[last].building, people.home[p]);
    ASSERT_EQ(people.activities[last].end_s, PlannedActivity::to_the_end);
    out += last > first ? 1 : 0;
    const std::uint64_t leg = people.leg_begin(p);
    for (std::uint64_t k = 0; first + k < last; ++k) {
      const PlannedActivity& from = people.activities[first + k];
      const PlannedActivity& to = people.activities[first + k + 1];
      ASSERT_GE(from.end_s, from.start_s);
      ASSERT_EQ(to.start_s, from.end_s + people.legs[leg + k].travel_s);
      ASSERT_NE(from.building, to.building);
      ASSERT_TRUE(people.legs[leg + k].mode != TravelMode::car || people.car[p] != 0);
      // A way is never shorter than the straight line, within the rounding of float.
      ASSERT_GE(static_cast<double>(people.legs[leg + k].distance_m) + 0.1,
                1e-3 * std::hypot(from.x_mm - to.x_mm, from.y_mm - to.y_mm));
    }
  }
  // Nationwide person trip survey 2021: 74.1 % leave home on a working day; 2015: 80.9 %.
  EXPECT_NEAR(static_cast<double>(out) / static_cast<double>(people.persons()), 0.76, 0.03);
}

TEST(Population, AShareIsAShare) {
  DemandSettings settings;
  settings.share = 0.25;
  const People part = make_people(small_town(Comm::null()), settings, Comm::null()).people;
  const auto all = static_cast<double>(whole().people.persons());
  EXPECT_NEAR(static_cast<double>(part.persons()), 0.25 * all, 4 * std::sqrt(0.25 * 0.75 * all * 3));
}

TEST(Population, SaysWhatATownLacks) {
  const Comm comm = Comm::null();
  const auto sentence = [&](const auto& change) {
    Town town = small_town(comm);
    change(town);
    return sentence_of([&] { make_people(town, DemandSettings(), comm); });
  };
  const auto use_all = [](std::int16_t usage) {
    return [usage](Town& town) { std::fill(town.buildings.usage.begin(), town.buildings.usage.end(), usage); };
  };
  EXPECT_EQ(
      sentence(use_all(401)),
      "town.h5: has no dwellings that anybody lives in. Import buildings with uses and floor areas or heights, or "
      "give people in a file of their own");
  EXPECT_EQ(sentence(use_all(411)),
            "town.h5: has no workplaces (no building of a use other than dwelling). Import buildings with their uses");
  EXPECT_EQ(
      sentence([](Town& town) {
        town.streets = {};
        town.network = drive_network(town.streets, mode_car);
      }),
      "town.h5: has no street that is open to walkers. Import the city with its roads (tran) or a street network");
}

TEST(Population, RefusesTablesThatCannotBe) {
  DemandSettings settings;
  settings.chains.push_back("pupil HSX 0.1");
  EXPECT_THROW(check_demand(settings), UsageError);
  settings.chains.back() = "pupil HSH";
  EXPECT_THROW(check_demand(settings), UsageError);
  settings.chains = {"pupil HSH 1"};
  EXPECT_THROW(check_demand(settings), UsageError);
  settings = {};
  settings.age_thousands.pop_back();
  EXPECT_THROW(check_demand(settings), UsageError);
}

}  // namespace
}  // namespace machi
