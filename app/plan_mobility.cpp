#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/plan_parts.hpp"
#include "engine/core/machine.hpp"
#include "engine/coupling/evacuees.hpp"
#include "io/setup/people_rules.hpp"

namespace machi {
namespace {

// Processor time on the machine of machine_pace's reference, memory beside an empty program; how they were fitted is in
// docs/performance.md.
constexpr double entry_ns = 400;             ///< a vehicle enters a link
constexpr double leg_ns = 3000;              ///< a leg and the activity behind it
constexpr double second_ns = 700;            ///< a step of the run
constexpr double written_leg_ns = 8000;      ///< a leg and its events, in result.h5 and the page
constexpr double written_link_ns = 9000;     ///< a link and its volumes
constexpr double replanned_leg_ns = 60'000;  ///< a leg on a day that people learn from, beside the day itself
constexpr double entry_bytes = 24;           ///< an event of a vehicle on a link, while it is kept
constexpr double link_bytes = 900;           ///< of the network, on every rank
constexpr double written_MB = 4.5;           ///< buffers of the result
constexpr double link_bin_bytes = 6;         ///< volumes and times of a link in an interval
constexpr double program_MB = 20;            ///< buffers of messages and files, on every rank

constexpr double usual_leg_s = 600;  ///< where a plan does not say it

// At which of its activities a person is at a time of day, by its plan.
std::uint64_t activity_at(const TravelDemand& demand, std::uint64_t person, double from_s, double time_s) {
  double now_s = from_s;
  const std::uint64_t end = demand.activity_begin[person + 1];
  for (std::uint64_t a = demand.activity_begin[person]; a + 1 < end; ++a) {
    const Activity& activity = demand.activities[a];
    const double leaves_s = is_given(activity.end_s)
                                ? std::max(now_s, activity.end_s)
                                : now_s + (is_given(activity.duration_s) ? activity.duration_s : 0);
    if (leaves_s > time_s) return a;
    const double leg_s = demand.legs[a - person].travel_time_s;
    now_s = leaves_s + (is_given(leg_s) ? leg_s : usual_leg_s);
  }
  return end - 1;
}

double entries_of(const TravelDemand& demand) {
  double entries = 0;
  for (const Leg& leg : demand.legs)
    if (leg.kind == RouteKind::links) entries += static_cast<double>(leg.route_end - leg.route_begin) + 1;
  return entries;
}

}  // namespace

PlannedPart plan_mobility(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const double begin_s = processor_s();
  setup = set_up_mobility(comm, scenario, CutRule::weighted);
  PlannedPart part;
  part.name = "mobility";
  part.set_up_s = processor_s() - begin_s;
  const TravelDemand& demand = setup.demand;
  const double entries = entries_of(demand), legs = static_cast<double>(demand.legs.size());
  const double links = setup.network->links();
  const double days = setup.days ? static_cast<double>(scenario.mobility->replanning.max_iterations + 1) : 1;
  const double day_s = entry_ns * entries + leg_ns * legs + second_ns * scenario.run.end_s;
  part.counted_run_s = 1e-9 * (days * day_s + (days - 1) * replanned_leg_ns * legs);
  part.counted_write_s = 1e-9 * (written_leg_ns * legs + written_link_ns * links);
  part.whole_MB = program_MB + written_MB + 1e-6 * link_bytes * links;
  const double bins = scenario.mobility->bin_s > 0 ? std::ceil(scenario.run.end_s / scenario.mobility->bin_s) : 0;
  part.memory_MB =
      written_MB + 1e-6 * (link_bin_bytes * links * bins + entry_bytes * (scenario.mobility->events ? entries : 0));
  part.counted =
      fmt::format("{} persons with {} legs that enter {:.0f} links, {} links in the network, {:.0f} day{}",
                  demand.persons(), demand.legs.size(), entries, setup.network->links(), days, days > 1 ? "s" : "");
  return part;
}

GivenPeople planned_evacuees(const Scenario& scenario, const MobilitySetup& setup, double alarm_s) {
  const CityDoors city = read_city_doors(scenario);
  std::vector<PersonPlace> places;
  std::vector<PointMm> points;
  for (std::uint64_t p = 0; p < setup.demand.persons(); ++p) {
    const std::uint64_t activity = activity_at(setup.demand, p, setup.start_s, setup.start_s + alarm_s);
    const std::uint32_t building = setup.activity_building[activity];
    PersonPlace place;
    if (building < city.door.size()) place = {WherePerson::indoors, building, no_index, no_index, 0};
    places.push_back(place);
    points.push_back(building < city.door.size() ? city.door[building] : PointMm{});
  }
  const EvacueeRules rules{
      classes_of(scenario), departures_of(scenario),     static_cast<std::uint64_t>(scenario.run.seed),
      scenario.run.night,   scenario.people.group_share, scenario.people.gather_share};
  GivenPeople given;
  given.people = evacuees_of(places, points, city.door, setup.traits, rules, nullptr);
  for (const std::uint32_t building : given.people.building)
    given.storeys.push_back(building == no_index ? std::int16_t{1} : city.storeys[building]);
  return given;
}

}  // namespace machi
