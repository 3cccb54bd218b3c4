// Figures of a population.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "engine/demand/synthesise.hpp"

namespace machi {
namespace {

constexpr int adult_age = 18;
constexpr int survey_age = 5;
constexpr int working_age = 15;

/// All of a summary is whole numbers.
using Figures = std::array<std::int64_t, sizeof(PeopleSummary) / sizeof(std::int64_t)>;

// When a person leaves home for work, and when it is back.
void add_work_day(const People& people, std::uint64_t first, std::uint64_t end, PeopleSummary& sums) {
  std::int32_t left_s = 0;
  bool works = false;
  for (std::uint64_t a = first; a < end; ++a) {
    const PlannedActivity& activity = people.activities[a];
    works = works || activity.purpose == Purpose::work;
    if (activity.purpose != Purpose::home) continue;
    if (works) {
      ++sums.workers_out;
      sums.leave_for_work_s += left_s;
      sums.back_from_work_s += activity.start_s;
      return;
    }
    left_s = activity.end_s;
  }
}

void add_person(const People& people, std::uint64_t p, PeopleSummary& sums) {
  const auto role = static_cast<std::size_t>(people.role[p]);
  ++sums.by_age[std::min<std::size_t>(people.age[p] / 10, PeopleSummary::age_groups - 1)];
  ++sums.by_role[role];
  const std::uint64_t first = people.activity_begin[p];
  const std::uint64_t legs = people.activity_begin[p + 1] - first - 1;
  sums.out += legs > 0 ? 1 : 0;
  if (people.age[p] >= survey_age) {
    ++sums.persons_from_5;
    sums.out_from_5 += legs > 0 ? 1 : 0;
    sums.trips_from_5 += static_cast<std::int64_t>(legs);
  }
  sums.persons_from_15 += people.age[p] >= working_age ? 1 : 0;
  add_work_day(people, first, people.activity_begin[p + 1], sums);
  sums.trips_by_role[role] += static_cast<std::int64_t>(legs);
  for (std::uint64_t k = 0; k < legs; ++k) {
    const PlannedLeg& leg = people.legs[people.leg_begin(p) + k];
    const auto purpose = static_cast<std::size_t>(people.activities[first + k + 1].purpose);
    const auto mode = static_cast<std::size_t>(leg.mode);
    const std::int64_t metres = std::lround(leg.distance_m);
    ++sums.trips_to[purpose];
    ++sums.trips_by[mode];
    sums.metres_to[purpose] += metres;
    sums.metres_by[mode] += metres;
    sums.seconds_by[mode] += leg.travel_s;
    ++sums.departures[static_cast<std::size_t>(std::clamp(people.activities[first + k].end_s / 3600, 0, 24))];
  }
}

}  // namespace

PeopleSummary summarise(const People& people, const Comm& comm) {
  PeopleSummary sums;
  sums.households = static_cast<std::int64_t>(people.households());
  sums.persons = static_cast<std::int64_t>(people.persons());
  for (std::uint64_t h = 0; h < people.households(); ++h) {
    sums.cars += people.household_cars[h];
    const auto from = people.age.begin() + static_cast<std::ptrdiff_t>(people.household_begin[h]);
    const auto to = people.age.begin() + static_cast<std::ptrdiff_t>(people.household_begin[h + 1]);
    sums.without_adult += std::all_of(from, to, [](std::uint8_t age) { return age < adult_age; }) ? 1 : 0;
  }
  for (std::uint64_t p = 0; p < people.persons(); ++p) add_person(people, p, sums);
  auto figures = std::bit_cast<Figures>(sums);
  comm.sum(figures);
  return std::bit_cast<PeopleSummary>(figures);
}

}  // namespace machi
