/// \file  People drawn from buildings: totals, households, and the same people however the buildings are dealt.
#include "engine/population/draw_people.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/model/city.hpp"
#include "engine/population/person_classes.hpp"
#include "engine/population/presets.hpp"
#include "engine/population/round_to_totals.hpp"

namespace machi {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// Buildings as one rank holds them.
struct Town {
  std::vector<std::uint32_t> row, cell;
  std::vector<std::int16_t> usage, storeys;
  std::vector<float> floor_m2, footprint_m2, height_m;
  std::vector<PointMm> entrance;

  void add(std::uint32_t row_index, std::int16_t use, float area_m2, std::uint32_t cell_index = no_index) {
    row.push_back(row_index);
    cell.push_back(cell_index);
    usage.push_back(use);
    storeys.push_back(missing_int);
    floor_m2.push_back(area_m2);
    footprint_m2.push_back(missing);
    height_m.push_back(missing);
    entrance.push_back({static_cast<std::int32_t>(row_index) * 1000, 5, 0});
  }
  BuildingView view() const { return {row, usage, floor_m2, footprint_m2, storeys, height_m, entrance, cell}; }
};

/// A building of a town of all uses in nine cells; the last stands outside them.
void add_building(Town& town, std::uint32_t row) {
  constexpr std::array<std::int16_t, 18> uses{401, 402, 403, 404, 411, 412, 413, 414, 415,
                                              421, 422, 431, 441, 451, 452, 453, 454, 461};
  RandomStream random(99, row, 1);
  const std::int16_t use = random.uniform() < 0.6 ? std::int16_t{411} : uses[random.below(uses.size())];
  const double area_m2 = use == 411 ? random.uniform(60, 200) : random.uniform(10, 4000);
  const std::uint32_t cell = random.below(10);
  town.add(row, use, random.uniform() < 0.05 ? missing : static_cast<float>(area_m2), cell == 9 ? no_index : cell);
}

DrawSettings settings_at(double hour) {
  DrawSettings settings;
  settings.when.hour = hour;
  settings.classes = find_person_classes("imo_passengers")->classes;
  return settings;
}

/// One person as all ranks compare them.
struct Row {
  std::uint64_t id, group;
  std::int32_t x_mm;
  std::uint32_t building, person_class;
  float free_speed_m_s;
  auto operator<=>(const Row&) const = default;
};

std::vector<Row> rows_of(const Population& people) {
  std::vector<Row> rows;
  for (std::size_t k = 0; k < people.size(); ++k) {
    rows.push_back({people.id[k], people.group[k], people.start[k].x_mm, people.building[k], people.person_class[k],
                    people.free_speed_m_s[k]});
  }
  return rows;
}

std::vector<Row> sorted(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

enum class Dealing { in_turn, in_blocks, backwards, all_to_the_last };

Town dealt(std::uint32_t count, Dealing dealing, const Comm& comm) {
  const auto ranks = static_cast<std::uint32_t>(comm.size()), mine = static_cast<std::uint32_t>(comm.rank());
  Town town;
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint32_t row = dealing == Dealing::backwards ? count - 1 - k : k;
    const std::uint32_t owner = dealing == Dealing::in_blocks         ? row * ranks / count
                                : dealing == Dealing::all_to_the_last ? ranks - 1
                                                                      : row % ranks;
    if (owner == mine) add_building(town, row);
  }
  return town;
}

std::string sentence_of(const BuildingView& view, const DrawSettings& settings) {
  try {
    draw_people(view, settings, Comm::null());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(no UsageError)";
}

TEST(DrawPeople, AreTheSameHoweverTheBuildingsAreDealtToRanks) {
  constexpr std::uint32_t count = 3000;
  const Comm world = Comm::world();
  for (const double hour : {3.0, 14.77}) {
    DrawSettings settings = settings_at(hour);
    settings.cell_persons = {500, 20.5, 0, 900, 1200, 333, 10, 700, 80};
    for (const bool with_total : {false, true}) {
      if (with_total) settings.total = 12'345;
      const DrawnPeople alone =
          draw_people(dealt(count, Dealing::in_turn, Comm::null()).view(), settings, Comm::null());
      const std::vector<Row> expected = sorted(rows_of(alone.people));
      ASSERT_GT(expected.size(), 3000u);
      for (const Dealing dealing :
           {Dealing::in_turn, Dealing::in_blocks, Dealing::backwards, Dealing::all_to_the_last}) {
        const DrawnPeople drawn = draw_people(dealt(count, dealing, world).view(), settings, world);
        const std::vector<Row> mine = rows_of(drawn.people);
        EXPECT_TRUE(sorted(world.all_gather_of(std::span<const Row>(mine))) == expected)
            << "hour " << hour << ", dealing " << static_cast<int>(dealing);
        EXPECT_EQ(drawn.report.residents, alone.report.residents);
        EXPECT_EQ(drawn.report.occupants, alone.report.occupants);
        EXPECT_EQ(drawn.report.unplaced, alone.report.unplaced);
        EXPECT_EQ(drawn.report.buildings, alone.report.buildings);
      }
    }
  }
}

TEST(DrawPeople, ByNightEachCellHasItsResidents) {
  const Town town = dealt(3000, Dealing::in_turn, Comm::null());
  DrawSettings settings = settings_at(3);
  settings.cell_persons = {500, 20.5, 0, 900, 1200, 333, 10, 700, 80};
  const DrawnPeople drawn = draw_people(town.view(), settings, Comm::null());
  std::map<std::uint32_t, std::int64_t> in_cell;
  for (std::size_t k = 0; k < drawn.people.size(); ++k) {
    const bool resident = (drawn.people.id[k] >> 23 & 1) == 0;
    in_cell[town.cell[drawn.people.building[k]]] += resident ? 1 : 0;
  }
  for (std::uint32_t c = 0; c < 9; ++c) EXPECT_EQ(in_cell[c], std::lround(settings.cell_persons[c])) << c;
  EXPECT_GT(in_cell[no_index], 100) << "outside the cells they keep their own number";
}

TEST(DrawPeople, OfCellsWithoutDwellingsAreCountedAsLeftOut) {
  Town town;
  town.add(0, 411, 100, 0);
  town.add(1, 411, 100, 0);
  town.add(2, 411, 100, 0);
  town.add(3, 401, 100, 1);
  DrawSettings settings = settings_at(3);
  settings.cell_persons = {7, 40, 5};
  const DrawReport report = draw_people(town.view(), settings, Comm::null()).report;
  EXPECT_EQ(report.residents, 7);
  EXPECT_EQ(report.unplaced, 45);
}

TEST(DrawPeople, SumToTheExpectation) {
  const Town town = dealt(3000, Dealing::in_turn, Comm::null());
  const DrawSettings settings = settings_at(10);
  double occupants = 0, dwellings = 0, variance = 0;
  for (std::size_t k = 0; k < town.row.size(); ++k) {
    const double area_m2 = floor_area_of(town.floor_m2[k], missing, missing_int, missing);
    occupants += occupants_in(town.usage[k], area_m2, settings.when);
    const DwellingRow* row = dwelling_row(town.usage[k]);
    if (row == nullptr) continue;
    const auto n = static_cast<double>(dwellings_in(*row, area_m2));
    dwellings += n * row->inhabited * (row->flats ? 1.8 : 2.6);
    variance += n * 3;  // about that of a household's size
  }
  const DrawnPeople drawn = draw_people(town.view(), settings, Comm::null());
  EXPECT_EQ(drawn.report.occupants, std::llround(occupants));
  const double at_home = share_at_home(settings.when);
  EXPECT_NEAR(static_cast<double>(drawn.report.residents), dwellings * at_home,
              4 * std::sqrt(variance) * at_home + 0.01 * dwellings * at_home);
  EXPECT_EQ(drawn.people.size(), static_cast<std::uint64_t>(drawn.report.residents + drawn.report.occupants));
}

TEST(DrawPeople, AreAsManyAsAsked) {
  const Town town = dealt(500, Dealing::in_turn, Comm::null());
  for (const std::int64_t total : {0, 1, 7, 100, 99'999}) {
    for (const double hour : {3.0, 14.77}) {
      DrawSettings settings = settings_at(hour);
      settings.total = total;
      const DrawnPeople drawn = draw_people(town.view(), settings, Comm::null());
      EXPECT_EQ(drawn.people.size(), static_cast<std::uint64_t>(total)) << hour;
      EXPECT_EQ(drawn.report.residents + drawn.report.occupants, total);
    }
  }
}

TEST(DrawPeople, HaveIdsOfTheirOwnAndStartAtTheEntrance) {
  const Town town = dealt(800, Dealing::backwards, Comm::null());
  const Population people = draw_people(town.view(), settings_at(14), Comm::null()).people;
  std::set<std::uint64_t> ids(people.id.begin(), people.id.end());
  EXPECT_EQ(ids.size(), people.size());
  for (std::size_t k = 0; k < people.size(); ++k) {
    EXPECT_EQ(people.id[k] >> 24, people.building[k]);
    EXPECT_EQ(people.start[k].x_mm, static_cast<std::int32_t>(people.building[k]) * 1000);
    EXPECT_TRUE(std::isnan(people.departure_s[k]));
    EXPECT_EQ(people.destination[k], no_index);
    const PersonClass& of = people.classes[people.person_class[k]];
    EXPECT_FLOAT_EQ(people.free_speed_m_s[k], static_cast<float>(draw_free_speed(of, 1, people.id[k])));
  }
  EXPECT_LT(drawn_person_id((1U << 29) - 1, false, most_in_a_building), 1ULL << 53);
}

TEST(DrawPeople, LiveInHouseholdsByNightAndAreAloneByDay) {
  Town town;
  for (std::uint32_t row = 0; row < 4000; ++row) town.add(row, row % 2 == 0 ? 411 : 412, row % 2 == 0 ? 110 : 900);
  const Population by_night = draw_people(town.view(), settings_at(3), Comm::null()).people;
  std::map<std::uint64_t, int> size;
  for (std::size_t k = 0; k < by_night.size(); ++k) {
    if (by_night.group[k] == no_group) {
      ++size[by_night.id[k]];
    } else {
      EXPECT_EQ(by_night.group[k] >> 24, by_night.building[k]) << "a household has one building";
      EXPECT_LE(by_night.group[k], by_night.id[k]);
      ++size[by_night.group[k]];
    }
  }
  std::array<std::map<int, int>, 2> of_kind;  // houses, flats: households by size
  for (const auto& [leader, persons] : size) ++of_kind[(leader >> 24) % 2][persons];
  for (const bool flats : {false, true}) {
    double households = 0;
    for (const auto& [persons, count] : of_kind[flats]) households += count;
    for (int persons = 1; persons <= 7; ++persons) {
      const double p = household_sizes(flats)[static_cast<std::size_t>(persons - 1)];
      EXPECT_NEAR(of_kind[flats][persons] / households, p, 4 * std::sqrt(p * (1 - p) / households)) << persons;
    }
  }
  const Population by_day = draw_people(town.view(), settings_at(14), Comm::null()).people;
  EXPECT_TRUE(std::all_of(by_day.group.begin(), by_day.group.end(), [](std::uint64_t g) { return g == no_group; }));
}

TEST(DrawPeople, WalkSlowerByNightByTheFactorOfTheirClass) {
  const Town town = dealt(300, Dealing::in_turn, Comm::null());
  DrawSettings settings = settings_at(3);
  for (PersonClass& of : settings.classes) of.night_factor = 0.8;
  const Population by_day = draw_people(town.view(), settings, Comm::null()).people;
  settings.night = true;
  const Population by_night = draw_people(town.view(), settings, Comm::null()).people;
  ASSERT_EQ(by_day.id, by_night.id);
  for (std::size_t k = 0; k < by_day.size(); ++k) {
    EXPECT_NEAR(by_night.free_speed_m_s[k], 0.8F * by_day.free_speed_m_s[k], 1e-6F);
  }
}

TEST(DrawPeople, AtWorkHaveTheClassesOfThoseAtWork) {
  const Town town = dealt(1000, Dealing::in_turn, Comm::null());
  DrawSettings settings = settings_at(14);
  settings.classes = find_preset("aichi_2015")->classes;
  const DrawnPeople drawn = draw_people(town.view(), settings, Comm::null());
  std::array<double, 3> at_home{};
  for (std::size_t k = 0; k < drawn.people.size(); ++k) {
    const bool resident = (drawn.people.id[k] >> 23 & 1) == 0;
    if (resident) {
      at_home[drawn.people.person_class[k]] += 1;
    } else {
      EXPECT_EQ(drawn.people.person_class[k], 0) << "Aichi: at work everyone is general";
    }
  }
  const auto residents = static_cast<double>(drawn.report.residents);
  EXPECT_GT(drawn.report.occupants, 100);
  for (std::size_t c = 0; c < 3; ++c) {
    const double p = settings.classes[c].share;
    EXPECT_NEAR(at_home[c] / residents, p, 4 * std::sqrt(p * (1 - p) / residents));
  }
}

TEST(DrawPeople, KeepTheirNumberInAnotherTown) {
  Town one, two;
  for (std::uint32_t row = 0; row < 50; ++row) one.add(row, 411, 100);
  two = one;
  two.add(50, 412, 4000);
  const auto first = rows_of(draw_people(one.view(), settings_at(3), Comm::null()).people);
  auto second = rows_of(draw_people(two.view(), settings_at(3), Comm::null()).people);
  ASSERT_GT(second.size(), first.size());
  second.resize(first.size());
  EXPECT_TRUE(first == second) << "a new building changes nobody elsewhere, as long as nothing is scaled";
}

TEST(DrawPeople, AskedForInImpossibleNumbersAreRefused) {
  const Town town = dealt(50, Dealing::in_turn, Comm::null());
  DrawSettings settings = settings_at(14);
  settings.total = -1;
  EXPECT_EQ(sentence_of(town.view(), settings), "people: a total of -1 persons. Give 0 or more");
  settings.total = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(sentence_of(town.view(), settings),
            "people: 9223372036854775807 persons are more than this program takes (4000000000). Give fewer");
  settings.total = 4'000'000'000;
  EXPECT_NE(sentence_of(town.view(), settings).find("persons in one building, more than 8388607. Give a smaller total"),
            std::string::npos);
  Town empty;
  settings.total = 5;
  EXPECT_EQ(sentence_of(empty.view(), settings),
            "people: 5 persons are asked for, and no building that anybody is in at this hour (by use and floor area). "
            "Choose another hour, or give the people in a file");
  settings.total.reset();
  EXPECT_EQ(draw_people(empty.view(), settings, Comm::null()).people.size(), 0u);
  settings.cell_persons = {-1};
  EXPECT_EQ(sentence_of(town.view(), settings),
            "people: a cell of the national grid has less than 0 persons. Correct it");
  settings.cell_persons = {missing};
  EXPECT_EQ(sentence_of(town.view(), settings),
            "people: a cell of the national grid has less than 0 persons. Correct it");
  settings.cell_persons = {1e300};
  EXPECT_EQ(sentence_of(town.view(), settings),
            "people: the cells of the national grid have more persons than this program takes (4000000000). Correct "
            "them");
  settings.cell_persons = {};
  settings.classes = {};
  EXPECT_EQ(sentence_of(town.view(), settings), "people: no class of persons is given. Name a preset or a table");
}

TEST(RoundToTotals, RoundsToTheNeighbourAndToTheTotal) {
  const std::vector<std::int64_t> weight{one_person / 2, 3 * one_person / 10, 0, 5 * one_person + one_person / 5};
  const std::vector<std::uint32_t> group{0, 0, 0, 0}, row{4, 9, 2, 7};
  const std::vector<std::int64_t> total{6};
  std::array<double, 4> up{};
  constexpr int seeds = 20'000;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto count = round_to_totals({weight, group, row, total, seed, 1}, Comm::null());
    EXPECT_EQ(std::accumulate(count.begin(), count.end(), std::int64_t{0}), 6);
    EXPECT_EQ(count[2], 0) << "nobody where the weight is 0";
    EXPECT_GE(count[3], 5);
    for (std::size_t k = 0; k < 4; ++k) up[k] += static_cast<double>(count[k] - (weight[k] >> weight_bits)) / seeds;
  }
  const double noise = 4 * 0.5 / std::sqrt(seeds);
  EXPECT_NEAR(up[0], 0.5, 0.03 + noise);
  EXPECT_NEAR(up[1], 0.3, 0.03 + noise);
  EXPECT_NEAR(up[3], 0.2, 0.03 + noise);
}

TEST(RoundToTotals, RoundsUpWithTheFractionAsProbability) {
  std::vector<std::int64_t> weight;
  std::vector<std::uint32_t> row;
  for (std::uint32_t k = 0; k < 60; ++k) {
    weight.push_back((k % 10 + 1) * one_person / 11);
    row.push_back(1000 - k);
  }
  const std::vector<std::uint32_t> group(60, 0);
  const std::vector<std::int64_t> total{30};  // the sum of the weights
  std::array<double, 10> up{};
  constexpr int seeds = 5000;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto count = round_to_totals({weight, group, row, total, seed, 1}, Comm::null());
    for (std::size_t k = 0; k < 60; ++k) up[k % 10] += static_cast<double>(count[k]) / (6 * seeds);
  }
  for (int k = 0; k < 10; ++k)
    EXPECT_NEAR(up[static_cast<std::size_t>(k)], (k + 1) / 11.0, 4 * 0.5 / std::sqrt(6 * seeds));
}

TEST(RoundToTotals, IsRightForEveryTotalOfEqualWeights) {
  const std::vector<std::int64_t> weight(17, one_person);
  const std::vector<std::uint32_t> group(17, 0);
  std::vector<std::uint32_t> row(17);
  std::iota(row.begin(), row.end(), 0U);
  for (std::int64_t persons = 0; persons < 100; ++persons) {
    const std::vector<std::int64_t> total{persons};
    const auto count = round_to_totals({weight, group, row, total, 1, 1}, Comm::null());
    EXPECT_EQ(std::accumulate(count.begin(), count.end(), std::int64_t{0}), persons);
    const auto [least, most] = std::minmax_element(count.begin(), count.end());
    EXPECT_LE(*most - *least, 1);
  }
}

}  // namespace
}  // namespace machi
