#include "io/run/person_rows.hpp"

#include "io/run/sort_rows.hpp"

namespace machi {

std::vector<PersonRow> persons_by_id(const Comm& comm, const Evacuation& evacuation) {
  std::vector<PersonRow> mine;
  evacuation.for_each_person([&](const Outcome& outcome) {
    const bool stays = outcome.fate == Fate::waiting && outcome.walker.departure_s == never_s;
    const PersonFate fate = stays ? PersonFate::stays : static_cast<PersonFate>(outcome.fate);
    mine.push_back({outcome.walker, outcome.time_s, outcome.destination, fate});
  });
  return sort_rows(
      comm, std::move(mine), [](const PersonRow& row) { return row.walker.id; },
      [](const PersonRow& a, const PersonRow& b) { return a.walker.id < b.walker.id; });
}

}  // namespace machi
