#include "engine/coupling/evacuees.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "engine/core/rng.hpp"
#include "engine/coupling/households.hpp"
#include "engine/population/age_classes.hpp"
#include "engine/population/person_classes.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_keeps_together = 0x10000007;
constexpr std::uint32_t purpose_gathers = 0x10000009;

void make_group(Population& people, std::span<const std::uint64_t> rows) {
  std::uint64_t first = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t k : rows) first = std::min(first, people.id[k]);
  for (const std::uint64_t k : rows) people.group[k] = first;
}

// Members of a household who are in one building, or who gather, are a group, known by its smallest id.
void group_households(Population& people, const Households& households, const EvacueeRules& rules) {
  std::vector<std::uint64_t> together;
  households.each([&](std::uint64_t household, std::span<const std::uint64_t> members) {
    if (members.size() < 2) return;
    if (holds_for(rules.seed, household, purpose_gathers, rules.gather_share)) return make_group(people, members);
    if (!holds_for(rules.seed, household, purpose_keeps_together, rules.group_share)) return;
    together.clear();
    for (const std::uint64_t k : members)
      if (people.building[k] != no_index) together.push_back(k);
    std::sort(together.begin(), together.end(),
              [&](std::uint64_t a, std::uint64_t b) { return people.building[a] < people.building[b]; });
    for (std::size_t first = 0, end = 0; first < together.size(); first = end) {
      while (end < together.size() && people.building[together[end]] == people.building[together[first]]) ++end;
      if (end - first > 1) make_group(people, std::span(together).subspan(first, end - first));
    }
  });
}

double way_home_m(const PointMm& from, const PointMm& home, WalkWays& ways) {
  const double along_streets_m = ways.length_m(from);
  if (!std::isinf(along_streets_m)) return along_streets_m;
  const double dx = static_cast<double>(from.x_mm) - home.x_mm, dy = static_cast<double>(from.y_mm) - home.y_mm;
  return 1e-3 * std::sqrt(dx * dx + dy * dy) * gathering_detour;
}

// After departures have been drawn. Whoever stays for good is not waited for.
void gather_households(Population& people, const Households& households, const std::vector<std::uint32_t>& home,
                       const std::vector<PointMm>& door, const EvacueeRules& rules, WalkWays& ways) {
  households.each([&](std::uint64_t household, std::span<const std::uint64_t> members) {
    if (members.size() < 2 || !holds_for(rules.seed, household, purpose_gathers, rules.gather_share)) return;
    const std::uint32_t at = home[members.front()];
    ways.set_target(door[at]);
    float all_home_s = -1;
    for (const std::uint64_t k : members) {
      if (people.departure_s[k] == never_s) continue;
      const double way_m = people.building[k] == at ? 0 : way_home_m(people.start[k], door[at], ways);
      const double speed_m_s = std::max(static_cast<double>(people.free_speed_m_s[k]), 0.1);
      all_home_s = std::max(all_home_s, people.departure_s[k] + static_cast<float>(way_m / speed_m_s));
    }
    for (const std::uint64_t k : members) {
      if (people.departure_s[k] == never_s) continue;
      people.start[k] = door[at];
      people.building[k] = at;
      people.departure_s[k] = all_home_s;
    }
  });
}

}  // namespace

bool holds_for(std::uint64_t seed, std::uint64_t id, std::uint32_t purpose, double share) {
  return uniform01(random_block(seed, id, 0, purpose)[0]) < share;
}

Population evacuees_of(const std::vector<PersonPlace>& places, const std::vector<PointMm>& points,
                       const std::vector<PointMm>& door, const PersonTraits& traits, const EvacueeRules& rules,
                       WalkWays* ways) {
  Population people;
  people.classes = rules.classes;
  const AgeClasses age_classes(rules.classes);
  Households households;
  std::vector<std::uint32_t> home;
  for (std::uint64_t p = 0; p < places.size(); ++p) {
    const PersonPlace& place = places[p];
    if (place.where == WherePerson::unknown) continue;
    people.id.push_back(traits.id[p]);
    people.start.push_back(points[p]);
    people.person_class.push_back(age_classes.draw(traits.age[p], rules.seed, traits.id[p]));
    people.building.push_back(place.where == WherePerson::indoors ? place.building : no_index);
    home.push_back(traits.home[p]);
    households.add(traits.household[p], people.size() - 1);
  }
  households.sort();
  people.group.assign(people.size(), no_group);
  people.destination.assign(people.size(), no_index);
  people.free_speed_m_s.assign(people.size(), std::numeric_limits<float>::quiet_NaN());
  people.departure_s.assign(people.size(), std::numeric_limits<float>::quiet_NaN());
  group_households(people, households, rules);
  draw_classes_and_speeds(people, rules.seed, rules.night);
  draw_departures(people, rules.departure, rules.seed);
  if (ways != nullptr) gather_households(people, households, home, door, rules, *ways);
  return people;
}

}  // namespace machi
