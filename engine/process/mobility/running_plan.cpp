#include "engine/process/mobility/running_plan.hpp"

#include <algorithm>
#include <cmath>

#include "engine/process/mobility/leg_counts.hpp"

namespace machi {
namespace {

void append_activity(const TravelDemand& demand, const Activity& activity, const PlanClock& clock,
                     std::vector<std::uint32_t>& words) {
  words.push_back(activity.link | (is_stage(demand.activity_types[activity.type]) ? stage_bit : 0));
  words.push_back(is_given(activity.end_s) ? whole_steps(activity.end_s - clock.start_s, clock.steps_per_s) : no_index);
  words.push_back(is_given(activity.duration_s) ? whole_steps(activity.duration_s, clock.steps_per_s) : no_index);
}

// Who rides waits on the link where the leg begins, and walks as long as the leg says where nobody comes.
void append_leg(const TravelDemand& demand, const Leg& leg, const PlanClock& clock, std::vector<std::uint32_t>& words) {
  const std::uint32_t rides_with = leg.mode < clock.ride_operator.size() ? clock.ride_operator[leg.mode] : 0;
  if (rides_with > 0 && leg.start_link != leg.end_link) {
    words.insert(words.end(), {mode_word(leg.mode) | ride_bit | (rides_with - 1) << operator_shift,
                               whole_steps(leg.travel_time_s, clock.steps_per_s), leg.start_link, leg.end_link, 0});
    return;
  }
  if (leg.service < clock.rides.size() && clock.rides[leg.service].service != no_index) {
    const RideWish& wish = clock.rides[leg.service];
    words.insert(words.end(), {mode_word(leg.mode) | ride_bit, 0, wish.from, wish.to, wish.service});
    return;
  }
  if (!clock.on_network[leg.mode]) {
    words.insert(words.end(), {mode_word(leg.mode), whole_steps(leg.travel_time_s, clock.steps_per_s)});
    return;
  }
  words.push_back(mode_word(leg.mode) | demand.vehicle_type[leg.vehicle] << 1U | 1U);
  words.push_back(static_cast<std::uint32_t>(leg.route_end - leg.route_begin));
  words.insert(words.end(), demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin),
               demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end));
}

}  // namespace

std::uint32_t mode_word(std::uint16_t mode) {
  return std::min<std::uint32_t>(mode, last_counted_mode) << LegWords::mode_shift;
}

std::uint32_t whole_steps(double seconds, std::int64_t steps_per_s) {
  const double steps = std::ceil(seconds * static_cast<double>(steps_per_s) - 1e-6);
  return static_cast<std::uint32_t>(std::clamp(steps, 0.0, 4e9));
}

RunningPlan running_plan(const TravelDemand& demand, std::uint64_t person, const PlanClock& clock) {
  RunningPlan plan{static_cast<std::uint32_t>(person), {}};
  const std::uint64_t first = demand.activity_begin[person];
  const std::uint64_t last = demand.activity_begin[person + 1] - 1;
  std::uint64_t leg = demand.leg_begin(person);
  for (std::uint64_t a = first; a < last; ++a) {
    append_activity(demand, demand.activities[a], clock, plan.words);
    append_leg(demand, demand.legs[leg++], clock, plan.words);
  }
  Activity end = demand.activities[last];
  end.end_s = end.duration_s = not_given;  // nobody leaves the last one
  append_activity(demand, end, clock, plan.words);
  return plan;
}

}  // namespace machi
