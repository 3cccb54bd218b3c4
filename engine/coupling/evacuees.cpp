#include "engine/coupling/evacuees.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "engine/core/rng.hpp"
#include "engine/population/age_classes.hpp"
#include "engine/population/person_classes.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_keeps_together = 0x10000007;

// Members of a household who are in one building are a group, known by its smallest id.
void group_households(Population& people, const std::vector<std::uint64_t>& household, const EvacueeRules& rules) {
  std::map<std::pair<std::uint64_t, std::uint32_t>, std::pair<std::uint64_t, int>> together;
  for (std::uint64_t k = 0; k < people.size(); ++k) {
    if (people.building[k] == no_index) continue;
    auto& [first, members] =
        together.try_emplace({household[k], people.building[k]}, std::numeric_limits<std::uint64_t>::max(), 0)
            .first->second;
    first = std::min(first, people.id[k]);
    ++members;
  }
  for (std::uint64_t k = 0; k < people.size(); ++k) {
    if (people.building[k] == no_index) continue;
    const auto& [first, members] = together.at({household[k], people.building[k]});
    if (members > 1 &&
        uniform01(random_block(rules.seed, household[k], 0, purpose_keeps_together)[0]) < rules.group_share)
      people.group[k] = first;
  }
}

}  // namespace

Population evacuees_of(const std::vector<PersonPlace>& places, const std::vector<PointMm>& points,
                       const PersonTraits& traits, const EvacueeRules& rules) {
  Population people;
  people.classes = rules.classes;
  std::vector<std::uint64_t> household;
  for (std::uint64_t p = 0; p < places.size(); ++p) {
    const PersonPlace& place = places[p];
    if (place.where == WherePerson::unknown) continue;
    people.id.push_back(traits.id[p]);
    people.start.push_back(points[p]);
    people.person_class.push_back(draw_class_of_age(rules.classes, traits.age[p], rules.seed, traits.id[p]));
    people.building.push_back(place.where == WherePerson::indoors ? place.building : no_index);
    household.push_back(traits.household[p]);
  }
  people.group.assign(people.size(), no_group);
  people.destination.assign(people.size(), no_index);
  people.free_speed_m_s.assign(people.size(), std::numeric_limits<float>::quiet_NaN());
  people.departure_s.assign(people.size(), std::numeric_limits<float>::quiet_NaN());
  group_households(people, household, rules);
  draw_classes_and_speeds(people, rules.seed, rules.night);
  draw_departures(people, rules.departure, rules.seed);
  return people;
}

}  // namespace machi
