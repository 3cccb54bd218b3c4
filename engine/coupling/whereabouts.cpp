#include "engine/coupling/whereabouts.hpp"

#include <algorithm>

#include "engine/model/population.hpp"

namespace machi {
namespace {

WherePerson where_of(const UnderWay& row, const ModeRows& modes) {
  if (row.state == WayState::arriving) return WherePerson::arriving;
  if (row.state == WayState::departing) return WherePerson::setting_off;
  if (row.mode == modes.walk) return WherePerson::on_foot;
  if (row.mode == modes.bicycle) return WherePerson::on_bicycle;
  if (row.state == WayState::driving || row.mode == modes.car) return WherePerson::in_car;
  return WherePerson::by_other;
}

// The building of an activity; stages between legs have none, so the next one `towards` counts.
std::uint32_t building_near(const PresencePlan& plan, std::uint64_t person, std::uint64_t activity, int towards) {
  const std::uint64_t first = (*plan.activity_begin)[person], last = (*plan.activity_begin)[person + 1] - 1;
  while ((*plan.building)[activity] == no_index && activity != (towards < 0 ? first : last))
    activity = towards < 0 ? activity - 1 : activity + 1;
  return (*plan.building)[activity];
}

}  // namespace

std::vector<PersonPlace> places_at(const Comm& comm, const PresencePlan& plan, ActivityTrail& trail,
                                   const std::vector<UnderWay>& under_way, std::uint32_t step, const ModeRows& modes,
                                   const std::vector<std::uint32_t>& leg_steps) {
  std::vector<PersonPlace> places(plan.persons());
  for (std::uint64_t p = 0; p < places.size(); ++p) {
    const std::int32_t activity = trail.at(p, step);
    if (activity < 0) continue;
    places[p].where = WherePerson::indoors;
    places[p].building = (*plan.building)[(*plan.activity_begin)[p] + static_cast<std::uint64_t>(activity)];
  }
  const DemandRanks ranks(comm, plan);
  std::vector<std::vector<UnderWay>> to(ranks.ranks());
  for (const UnderWay& row : under_way) to[ranks.of(row.person)].push_back(row);
  for (const std::vector<UnderWay>& part : comm.all_to_all_of(to))
    for (const UnderWay& row : part) {
      const std::uint64_t p = row.person - plan.first_person;
      PersonPlace& place = places[p];
      const std::uint64_t activity = (*plan.activity_begin)[p] + row.element / 2;
      place.where = where_of(row, modes);
      place.building = building_near(plan, p, activity, -1);
      place.to_building = building_near(plan, p, activity + 1, 1);
      if (row.state == WayState::driving || row.state == WayState::departing) {
        place.link = row.link;
        place.along = row.along;
      } else if (row.state == WayState::travelling) {
        const std::uint32_t steps = leg_steps[activity - p];
        place.along = steps == 0 ? 1 : 1 - static_cast<float>(std::min(row.left, steps)) / static_cast<float>(steps);
      } else {
        place.along = 1;
      }
    }
  return places;
}

std::array<std::int64_t, where_names.size()> count_places(const Comm& comm, const std::vector<PersonPlace>& places) {
  std::array<std::int64_t, where_names.size()> counts{};
  for (const PersonPlace& place : places) ++counts[static_cast<std::size_t>(place.where)];
  comm.sum(counts);
  return counts;
}

}  // namespace machi
