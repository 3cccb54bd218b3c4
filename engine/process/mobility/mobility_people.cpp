// Activities that start and end, legs that begin, teleported legs.
#include <algorithm>

#include "engine/core/ordered_visits.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {

// Departures go to their links in the order of persons, whatever rank or wheel they come from. Who begins to wait for a
// vehicle does so before vehicles that are off the road call.
void Mobility::act_people(std::uint32_t step) {
  people_wheel_.take(step, due_);
  if (due_.empty()) return;
  Notes& notes = *notes_[0];
  for (const std::uint32_t slot : due_) {
    Traveller& traveller = travellers_[slot];
    if (traveller.plan.empty()) continue;  // taken over
    switch (traveller.state) {
      case TravelState::at_activity:
        if (drives_others(traveller))
          serving_.push_back(slot);
        else if (is_errand(traveller))
          set_off(slot, step, notes);
        else
          end_activity(slot, step, notes);
        break;
      case TravelState::arrived:
        start_activity(slot, step, notes);
        break;
      case TravelState::travelling:
        if (drives_others(traveller)) {
          start_activity(slot, step, notes);
          break;
        }
        end_leg(traveller, traveller.activity().link(), step, notes);
        notes.people.push_back({slot, traveller.due});
        break;
      case TravelState::at_stop:
        joining_.push_back(slot);
        break;
      default:
        break;
    }
  }
  start_waiting(step);
  act_drivers(step);
  pull_out(step);
  start_departures(step);
  gather_notes();
}

void Mobility::start_activity(std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  ++traveller.element;
  traveller.state = TravelState::at_activity;
  if (drives_others(traveller)) {
    report(traveller, {step, 0, traveller.activity().link(), traveller.driven_mm, FleetReportKind::arrives}, notes);
    return serving_.push_back(slot);
  }
  record(traveller, traveller.activity().link(), TravelEventKind::activity_start, step, notes);
  if (traveller.at_last_activity()) {
    --notes.totals.active;
    notes.finished.push_back(slot);
    return;
  }
  traveller.due = traveller.activity().end(step);
  if (traveller.due == step) return end_activity(slot, step, notes);
  notes.people.push_back({slot, traveller.due});
}

void Mobility::end_activity(std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const ActivityWords activity = traveller.activity();
  const std::uint32_t link = activity.link();
  const bool drives = drives_others(traveller);
  if (!drives) record(traveller, link, TravelEventKind::activity_end, step, notes);
  if (!activity.is_stage() && !drives) {
    traveller.trip_start = step;
    ++notes.totals.trips;
  }
  ++traveller.element;
  traveller.cursor += ActivityWords::size;
  if (!drives || traveller.leg().on_network()) record(traveller, link, TravelEventKind::departure, step, notes);
  traveller.set_mode(std::min(traveller.leg().mode(), last_counted_mode));
  if (world_.bin_steps > 0 && !drives) ++counts(traveller, step, notes).departures;
  traveller.next_link = link;
  if (traveller.leg().is_ride()) return waiting_.push_back(slot);
  if (!traveller.leg().on_network()) return teleport(slot, step, notes);
  const bool asks = !drives && world_.guide != nullptr && world_.guide->guides(traveller.person, traveller.mode);
  if (asks) ask_guide(traveller, step);
  start_driving(traveller, step);
  if (roads_ && (roads_->flooded[link] != 0 || !find_way(traveller, notes))) return go_on_foot(slot, link, step, notes);
  if (asks && lookout_) lookout_->expect(slot, traveller, step);
  departing_.push_back(slot);
}

LegCounts::Counts& Mobility::counts(const Traveller& traveller, std::uint32_t step, Notes& notes) const {
  return notes.legs.at(step / world_.bin_steps, traveller.mode);
}

// The links of the leg that begins, as the guide would drive it now.
void Mobility::ask_guide(Traveller& traveller, std::uint32_t step) {
  const auto first = traveller.plan.begin() + traveller.cursor + LegWords::size;
  const auto end = first + traveller.leg().links();
  const std::vector<std::uint32_t> links = world_.guide->route(*first, *(end - 1), step);
  if (links.empty() || std::equal(links.begin(), links.end(), first, end)) return;
  traveller.plan[traveller.cursor + 1] = static_cast<std::uint32_t>(links.size());
  const auto at = traveller.plan.erase(first, end);
  traveller.plan.insert(at, links.begin(), links.end());
}

void Mobility::start_driving(Traveller& traveller, std::uint32_t step) {
  const LegWords leg = traveller.leg();
  traveller.state = TravelState::driving;
  traveller.vehicle_class = leg.vehicle_class();
  traveller.links_left = leg.links();
  traveller.cursor += LegWords::size;
  traveller.next_link = traveller.links_left > 1 ? traveller.plan[traveller.cursor + 1] : no_index;
  traveller.driven_mm = 0;
  traveller.due = step;
}

// A leg that takes no time ends in the step in which it begins; the activity after it starts one step later.
void Mobility::teleport(std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t steps = traveller.leg().steps();
  traveller.cursor += LegWords::size;
  travel(slot, steps, step, notes);
}

// To the activity at the cursor, wherever it is.
void Mobility::travel(std::uint32_t slot, std::uint32_t steps, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t link = traveller.activity().link();
  traveller.state = TravelState::travelling;
  traveller.due = step + steps;
  if (steps == 0) end_leg(traveller, link, step, notes);
  const int owner = world_.shares->node_rank[world_.network->to[link]];
  if (owner == rank_) {
    notes.people.push_back({slot, traveller.due});
    return;
  }
  const auto partner = std::lower_bound(neighbours_.begin(), neighbours_.end(), owner) - neighbours_.begin();
  notes.leaving.push_back({slot, no_index, static_cast<std::uint32_t>(partner)});
}

// `traveller.cursor` is at the activity that the leg leads to.
void Mobility::end_leg(Traveller& traveller, std::uint32_t link, std::uint32_t step, Notes& notes) {
  const bool drives = drives_others(traveller);
  if (!drives || traveller.state != TravelState::travelling)
    record(traveller, link, TravelEventKind::arrival, step, notes);
  traveller.state = TravelState::arrived;
  traveller.due = step + 1;
  if (drives) return;
  if (world_.bin_steps > 0) ++counts(traveller, step, notes).arrivals;
  if (traveller.activity().is_stage()) return;
  ++notes.totals.arrived;
  notes.totals.trip_steps += step - traveller.trip_start;
}

void Mobility::start_departures(std::uint32_t step) {
  if constexpr (ordered_visits)
    std::sort(departing_.begin(), departing_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return travellers_[a].person < travellers_[b].person; });
  for (const std::uint32_t slot : departing_) {
    const Traveller& traveller = travellers_[slot];
    const std::uint32_t link = links_.link_of_row[traveller.plan[traveller.cursor]];
    travellers_.push(links_.links[get_in_line(link, slot)].waiting, slot);
    wake_link(link, step);
  }
  departing_.clear();
}

}  // namespace machi
