#include "engine/demand/synthesise.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <unordered_map>

#include "engine/demand/day_plan.hpp"
#include "engine/demand/persons.hpp"
#include "engine/demand/place_changes.hpp"

namespace machi {
namespace {

constexpr double commuting_decay = 0.315;  // Lenormand et al. 2012, with square kilometres and kilometres
constexpr double commuting_exponent = -0.177;

bool works(PersonRole role) {
  return role == PersonRole::full_time || role == PersonRole::part_time;
}

bool at_school(PersonRole role) {
  return role == PersonRole::pupil || role == PersonRole::infant;
}

/// Where this rank's buildings are.
std::unordered_map<std::uint32_t, PointMm> points_of(const TownBuildings& buildings) {
  std::unordered_map<std::uint32_t, PointMm> points;
  points.reserve(buildings.size());
  for (std::size_t k = 0; k < buildings.size(); ++k) points.emplace(buildings.row[k], buildings.point[k]);
  return points;
}

/// Persons by zone of home, over all ranks, of those for whom `counts(role)` holds.
template <class Counts>
std::vector<double> origins(const People& people, const std::unordered_map<std::uint32_t, PointMm>& points,
                            const Zones& zones, const Comm& comm, const Counts& counts) {
  std::vector<std::int64_t> sums(zones.size(), 0);
  for (std::uint64_t p = 0; p < people.persons(); ++p)
    if (counts(people.role[p])) ++sums[zones.of(points.at(people.home[p]))];
  comm.sum(sums);
  return {sums.begin(), sums.end()};
}

struct PurposeRule {
  double mean_km;
  double decay_1_km;
};

PurposeRule rule_of(Purpose purpose, const DemandSettings& settings, const Zones& zones) {
  switch (purpose) {
    case Purpose::work: {
      const double side_km = 1e-6 * static_cast<double>(zones.side_mm);
      const double usual = commuting_decay * std::pow(side_km * side_km, commuting_exponent);
      return {settings.work_mean_km, settings.work_decay_1_km > 0 ? settings.work_decay_1_km : usual};
    }
    case Purpose::school:
      return {settings.school_mean_km, settings.school_decay_1_km};
    case Purpose::shopping:
      return {settings.shopping_mean_km, settings.shopping_decay_1_km};
    case Purpose::leisure:
      return {settings.leisure_mean_km, settings.leisure_decay_1_km};
    default:
      return {settings.business_mean_km, settings.business_decay_1_km};
  }
}

/// The laws by which destinations are drawn. Owns what they refer to.
class Destinations {
 public:
  Destinations(const Zones& zones, const Skims& skims, const Places& places, const PlaceChoice* changes,
               const DemandSettings& settings, DemandReport& report)
      : zones_(zones), places_(places), changes_(changes), settings_(settings), report_(report) {
    by_car_.zones = on_foot_.zones = skims.zones;
    for (const float seconds : skims.car_s)
      by_car_.km.push_back(static_cast<float>(1e-3 * skims.car_speed_m_s * static_cast<double>(seconds)));
    for (const float metres : skims.walk_m) on_foot_.km.push_back(metres / 1000);
  }

  /// `constrained`: as many come as there are places, scaled. Null where nothing is offered.
  DestinationChoice* add(Purpose purpose, const std::vector<double>& from, bool constrained) {
    const Costs& costs = purpose == Purpose::school ? on_foot_ : by_car_;
    const std::vector<double> offered = places_.by_zone(purpose);
    const bool nothing = std::accumulate(offered.begin(), offered.end(), 0.0) <= 0;
    const bool gains = changes_ != nullptr && changes_->gains(purpose);
    if (nothing && !gains) return nullptr;
    const PurposeRule rule = rule_of(purpose, settings_, zones_);
    const double decay = rule.mean_km > 0 && !nothing ? decay_for_mean(costs, from, offered, constrained, rule.mean_km)
                                                      : rule.decay_1_km;
    std::vector<double> attraction = constrained ? balanced(costs, from, offered, decay) : offered;
    const auto at = static_cast<std::size_t>(purpose);
    report_.decay_1_km[at] = decay;
    report_.expected_km[at] = mean_km(costs, from, attraction, decay);
    std::vector<double> factor(zones_.size(), 1.0);
    if (gains && constrained) factor = balancing_factors(costs, from, offered, attraction, decay);
    return made(purpose, costs, std::move(attraction), decay, factor);
  }

  /// Universities draw from as far as work does.
  DestinationChoice* add_students() {
    const std::vector<double> offered = places_.by_zone(Purpose::school);
    const bool nothing = std::accumulate(offered.begin(), offered.end(), 0.0) <= 0;
    if (nothing && (changes_ == nullptr || !changes_->gains(Purpose::school))) return nullptr;
    const double decay = report_.decay_1_km[static_cast<std::size_t>(Purpose::work)];
    return made(Purpose::school, by_car_, offered, decay, std::vector<double>(zones_.size(), 1.0));
  }

 private:
  DestinationChoice* made(Purpose purpose, const Costs& costs, std::vector<double> attraction, double decay,
                          const std::vector<double>& factor) {
    choices_.push_back(std::make_unique<DestinationChoice>(costs, std::move(attraction), decay));
    if (changes_ != nullptr) changes_->add_gains(purpose, factor, *choices_.back());
    return choices_.back().get();
  }

  const Zones& zones_;
  const Places& places_;
  const PlaceChoice* changes_;
  const DemandSettings& settings_;
  DemandReport& report_;
  Costs by_car_;
  Costs on_foot_;
  std::vector<std::unique_ptr<DestinationChoice>> choices_;
};

}  // namespace

SyntheticPeople make_people(const Town& town, const DemandSettings& settings, const Comm& comm,
                            const TransitOffer* transit) {
  check_demand(settings);
  SyntheticPeople made;
  DemandReport& report = made.report;
  Members members = draw_members(town, settings, comm);
  report.unplaced = members.unplaced;
  made.people = make_persons(members, town.buildings, settings);
  const bool proposal = comm.sum(static_cast<std::int64_t>(town.proposed.size())) > 0;
  if (!proposal) members = {};
  const Zones zones = make_zones(town.buildings, settings, comm);
  const Places places = find_places(town, zones, comm);
  const Skims skims = make_skims(town, zones, comm);
  TransitSkims by_transit;
  if (transit != nullptr) by_transit = make_transit_skims(*transit, zones, comm);
  report.zones = static_cast<std::int64_t>(zones.size());
  report.zone_m = skims.side_m;
  report.circuity = skims.circuity;
  report.car_speed_m_s = skims.car_speed_m_s;
  for (const Places::Place& place : places.place) {
    report.jobs += static_cast<double>(place.offers[static_cast<std::size_t>(Purpose::work)]);
    report.school_places += static_cast<double>(place.offers[static_cast<std::size_t>(Purpose::school)]);
  }

  const auto points = points_of(town.buildings);
  std::vector<PlaceChange> changes;
  if (proposal) changes = find_place_changes(town, zones, comm);
  const PlaceChoice changed(changes, places);
  Destinations destinations(zones, skims, places, changes.empty() ? nullptr : &changed, settings, report);
  DayWorld world;
  world.settings = &settings;
  world.zones = &zones;
  world.skims = &skims;
  world.transit = transit == nullptr ? nullptr : &by_transit;
  world.places = &places;
  if (!changes.empty()) world.changes = &changed;
  world.chains = chains_of(settings);
  const auto choice = [&](Purpose purpose) -> DestinationChoice*& {
    return world.choice[static_cast<std::size_t>(purpose)];
  };
  const auto all = origins(made.people, points, zones, comm, [](PersonRole) { return true; });
  choice(Purpose::work) = destinations.add(Purpose::work, origins(made.people, points, zones, comm, works), true);
  world.school_choice = destinations.add(Purpose::school, origins(made.people, points, zones, comm, at_school), true);
  world.student_choice = destinations.add_students();
  for (const Purpose purpose : {Purpose::shopping, Purpose::leisure, Purpose::business})
    choice(purpose) = destinations.add(purpose, all, false);
  if (proposal) {
    made.people = make_persons(propose_members(town, settings, members, comm), town.buildings, settings);
    members = {};
  }
  for (std::uint64_t p = 0; p < made.people.persons(); ++p)
    plan_day(world, p, points.at(made.people.home[p]), made.people);
  return made;
}

}  // namespace machi
