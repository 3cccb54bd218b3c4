#include "engine/coupling/after_alarm.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model/population.hpp"

namespace machi {
namespace {

/// One person at the alarm.
struct Start {
  std::uint64_t id;
  std::uint32_t building;  ///< indoors, else none
  DayGoesOn at_end;        ///< where it is no evacuee
};

template <class Row>
std::vector<Row> by_id(const Comm& comm, const std::vector<Row>& rows) {
  if (comm.size() == 1) return rows;
  std::vector<std::vector<Row>> to(static_cast<std::size_t>(comm.size()));
  for (const Row& row : rows) to[row.id % to.size()].push_back(row);
  std::vector<Row> mine;
  for (const std::vector<Row>& part : comm.all_to_all_of(to)) mine.insert(mine.end(), part.begin(), part.end());
  return mine;
}

template <class Row>
std::vector<Row> sorted(std::vector<Row> rows) {
  const auto before = [](const Row& a, const Row& b) { return a.id < b.id; };
  if (!std::is_sorted(rows.begin(), rows.end(), before)) std::sort(rows.begin(), rows.end(), before);
  return rows;
}

/// One person's rest of the day.
class Rest {
 public:
  Rest(std::uint32_t alarm_step, const DayClock& clock) : alarm_step_(alarm_step), clock_(clock) {}

  void add(const Start& start, const EvacueeEnd* end, AfterAlarm& counts, std::vector<Stay>& stays) const {
    using Kind = EvacueeEnd::Kind;
    const bool indoors = start.building != no_index;
    if (end == nullptr) {
      ++(start.at_end == DayGoesOn::nowhere       ? counts.nowhere
         : start.at_end == DayGoesOn::at_activity ? counts.at_activity
                                                  : counts.travelling);
      return;
    }
    const float gone_s = end->kind == Kind::lost ? std::min(end->left_s, end->end_s) : end->left_s;
    if (indoors) stays.push_back({start.building, alarm_step_, step_of(gone_s)});
    const bool in_building = end->kind == Kind::safe && end->shelter != no_index;
    if (in_building) stays.push_back({end->shelter, step_of(end->end_s), clock_.end_step()});
    if (end->kind == Kind::stays) ++counts.stayed;
    if (end->kind == Kind::under_way) ++counts.under_way;
    if (end->kind == Kind::lost) ++counts.lost;
    if (end->kind == Kind::left_area) ++counts.left_area;
    if (end->kind == Kind::safe) ++(in_building ? counts.sheltered : counts.in_the_open);
  }

 private:
  std::uint32_t step_of(float after_s) const {
    const double step = alarm_step_ + static_cast<double>(after_s) * static_cast<double>(clock_.steps_per_s);
    return step >= clock_.end_step() ? clock_.end_step() : static_cast<std::uint32_t>(std::llround(step));
  }
  std::uint32_t alarm_step_;
  DayClock clock_;
};

}  // namespace

AfterAlarm add_after_alarm(const Comm& comm, const std::vector<PersonPlace>& places,
                           const std::vector<std::uint64_t>& id, const std::vector<DayGoesOn>& others,
                           const std::vector<EvacueeEnd>& ends, std::uint32_t alarm_step, DayPresence& day) {
  std::vector<Start> starts;
  for (std::size_t p = 0; p < places.size(); ++p)
    starts.push_back({id[p], places[p].where == WherePerson::indoors ? places[p].building : no_index, others[p]});
  const std::vector<EvacueeEnd> mine = sorted(by_id(comm, ends));
  const Rest rest(alarm_step, day.clock());
  AfterAlarm counts;
  std::vector<Stay> stays;
  auto end = mine.begin();
  for (const Start& start : sorted(by_id(comm, starts))) {
    while (end != mine.end() && end->id < start.id) ++end;
    const bool evacuated = end != mine.end() && end->id == start.id;
    rest.add(start, evacuated ? &*end : nullptr, counts, stays);
  }
  day.add(comm, std::move(stays));
  std::int64_t* const members[] = {&counts.stayed,      &counts.sheltered,  &counts.in_the_open,
                                   &counts.left_area,   &counts.lost,       &counts.under_way,
                                   &counts.at_activity, &counts.travelling, &counts.nowhere};
  std::vector<std::int64_t> values;
  for (const std::int64_t* member : members) values.push_back(*member);
  comm.sum(values);
  for (std::size_t k = 0; k < values.size(); ++k) *members[k] = values[k];
  return counts;
}

}  // namespace machi
