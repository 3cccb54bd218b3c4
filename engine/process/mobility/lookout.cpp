#include "engine/process/mobility/lookout.hpp"

#include <algorithm>

namespace machi {

Lookout::Lookout(CrossingForecast forecast, const std::vector<VehicleClass>& classes, int rank,
                 const std::vector<int>& neighbours)
    : forecast_(std::move(forecast)),
      classes_(&classes),
      rank_(rank),
      neighbours_(&neighbours),
      calendars_(neighbours.size() + 1),
      pending_(neighbours.size()) {
  for (const VehicleClass& vehicle : classes)
    least_room_ = least_room_ == 0 ? vehicle.room : std::min(least_room_, vehicle.room);
}

void Lookout::Calendar::take(std::uint32_t step, std::vector<std::uint32_t>& slots) {
  slots.clear();
  auto& day = days_[step % days];
  std::size_t kept = 0;
  for (const auto& entry : day) {
    if (entry.first == step) slots.push_back(entry.second);
    if (entry.first != step) day[kept++] = entry;
  }
  day.resize(kept);
}

std::uint32_t Lookout::calendar_of(const BorderCrossing& crossing) const {
  if (crossing.to == BorderCrossing::undecided) return static_cast<std::uint32_t>(neighbours_->size());
  const auto found = std::lower_bound(neighbours_->begin(), neighbours_->end(), crossing.to);
  return static_cast<std::uint32_t>(found - neighbours_->begin());
}

void Lookout::expect(std::uint32_t slot, const Traveller& traveller, std::uint32_t now) {
  const auto crossing = forecast_.next(traveller, rank_, now);
  if (!crossing) return forget(slot);
  if (slot >= places_.size()) places_.resize(slot + 1);
  Place& place = places_[slot];
  const Place found{crossing->step, calendar_of(*crossing)};
  if (place.step == found.step && place.calendar == found.calendar) return;
  place = found;
  calendars_[found.calendar].add(found.step, slot);
}

// Its entry in a calendar stays and counts for nothing.
void Lookout::forget(std::uint32_t slot) {
  if (slot < places_.size()) places_[slot] = {};
}

void Lookout::sends(std::uint32_t neighbour, const Traveller& traveller) {
  Pending& pending = pending_[neighbour];
  pending.due = std::min(pending.due, traveller.due);
  const auto crossing = forecast_.next(traveller, (*neighbours_)[neighbour], traveller.due);
  if (!crossing) return;
  pending.onward = std::min(pending.onward, crossing->step);
  if (crossing->to == rank_ || crossing->to == BorderCrossing::undecided)
    pending.back = std::min(pending.back, crossing->step);
}

// Looks at who can leave before `until`, the earliest first; `limit` says what follows from one who can. Nothing is
// looked at beyond what has been found.
template <class Limit>
std::uint32_t Lookout::look(std::uint32_t calendar, std::uint32_t now, std::uint32_t until,
                            const Travellers& travellers, const Limit& limit) {
  Calendar& of = calendars_[calendar];
  for (std::uint32_t step = of.begin; step < until; ++step) {
    of.take(step, slots_);
    for (const std::uint32_t slot : slots_) {
      Place& place = places_[slot];
      if (place.step != step || place.calendar != calendar) continue;
      if (step >= now && until <= now + 1) {  // it can hardly be less
        of.add(step, slot);
        continue;
      }
      const auto crossing = forecast_.next(travellers[slot], rank_, now);
      place.step = crossing ? crossing->step : no_index;
      if (!crossing) continue;
      of.add(place.step, slot);
      if (place.step <= step) until = std::min(until, limit(*crossing));
    }
  }
  of.begin = now;
  return until;
}

// The vehicle that could find a link full must not come before its rank has heard of room that became free. The rooms
// of all who could be there earlier count, in whatever order they come; who comes last needs only a part of its own.
std::uint32_t Lookout::crossings_until(std::uint32_t neighbour, std::uint32_t now, std::uint32_t until, bool all_heard,
                                       const Travellers& travellers, const QueueLinks& links) {
  coming_.resize(links.entrances.size());
  until = look(neighbour, now, until, travellers, [&](const BorderCrossing& crossing) {
    if (crossing.row == no_index) return crossing.due;
    const std::uint32_t e = links.entrance_of_row[crossing.row];
    const Entrance& entrance = links.entrances[e];
    touched_.push_back(e);
    coming_[e] += (*classes_)[crossing.vehicle_class].room;
    const bool has_room = entrance.used + coming_[e] - least_room_ < entrance.storage;
    if (has_room) return crossing.due;
    return std::min(crossing.due, std::max(crossing.step, all_heard ? now + entrance.credit_steps : now));
  });
  for (const std::uint32_t e : touched_) coming_[e] = 0;
  touched_.clear();
  return until;
}

std::uint32_t Lookout::departures_until(std::uint32_t now, std::uint32_t until, const Travellers& travellers) {
  const auto undecided = static_cast<std::uint32_t>(neighbours_->size());
  return look(undecided, now, until, travellers, [](const BorderCrossing& crossing) { return crossing.due; });
}

std::uint32_t Lookout::silent_until(std::uint32_t neighbour, std::uint32_t now, const Travellers& travellers,
                                    const QueueLinks& links) {
  std::uint32_t until = std::min(now + longest_silence, pending_[neighbour].back);
  until = departures_until(now, until, travellers);
  return crossings_until(neighbour, now, until, true, travellers, links);
}

std::uint32_t Lookout::all_silent_until(std::uint32_t now, const Travellers& travellers, const QueueLinks& links) {
  std::uint32_t until = now + longest_silence;
  for (const Pending& pending : pending_) until = std::min({until, pending.due, pending.onward});
  until = departures_until(now, until, travellers);
  for (std::uint32_t n = 0; n < pending_.size(); ++n) until = crossings_until(n, now, until, false, travellers, links);
  return until > now + 1 ? until : now;
}

}  // namespace machi
