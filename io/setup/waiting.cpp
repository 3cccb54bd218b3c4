#include "io/setup/waiting.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"

namespace machi {

std::uint64_t due_step(float departure_s, std::int64_t steps_per_s) {
  if (std::isinf(departure_s)) return never_due;
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(departure_s) * static_cast<double>(steps_per_s)));
}

WaitingPerson waiting_person(const Population& people, std::uint64_t i, const PointMm& at, const GridFrame& frame,
                             std::int64_t steps_per_s) {
  const auto units = [&](std::int64_t mm) { return static_cast<std::uint32_t>(mm * cell_units / frame.cell_mm); };
  WaitingPerson person;
  Walker& walker = person.walker;
  walker.id = people.id[i];
  walker.x = units(at.x_mm);
  walker.y = units(at.y_mm);
  walker.person_class = people.person_class[i];
  walker.free_speed_m_s = people.free_speed_m_s[i];
  walker.departure_s = people.departure_s[i];
  if (people.group[i] != no_group) {
    // A group is known by a 32-bit number: two groups of one number would have to meet to be confused.
    const std::uint64_t group = people.group[i];
    walker.group = static_cast<std::uint32_t>(group ^ (group >> 32)) & 0x7fffffffU;
  }
  person.indoors = people.building[i] != no_index;
  person.due_step = due_step(walker.departure_s, steps_per_s);
  return person;
}

double fastest_m_s(std::span<const PersonClass> classes, std::span<const float> free_speed_m_s, double least_m_s) {
  double fastest = least_m_s;
  for (const PersonClass& person_class : classes)
    fastest = std::max(fastest, person_class.law == SpeedLaw::fixed ? person_class.mean_m_s : person_class.high_m_s);
  for (const float speed : free_speed_m_s) fastest = std::max(fastest, static_cast<double>(speed));
  return fastest;
}

void let_some_follow(double share, std::uint64_t seed, std::vector<WaitingPerson>& people) {
  constexpr std::uint32_t purpose_follow = 0x10000006;
  for (WaitingPerson& person : people)
    if (uniform01(random_block(seed, person.walker.id, 0, purpose_follow)[0]) < share)
      person.walker.habits |= habit_follows;
}

}  // namespace machi
