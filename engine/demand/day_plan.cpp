#include "engine/demand/day_plan.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/demand/purposes.hpp"

namespace machi {
namespace {

constexpr double hour_s = 3600;
constexpr double latest_shop_s = 21.5 * hour_s;
constexpr double latest_other_s = 23 * hour_s;
constexpr double latest_tour_s = 22 * hour_s;
constexpr double shortest_leg_m = 20;
constexpr std::size_t most_stops = 32;  // of a tour

/// Somewhere to be.
struct Stop {
  Purpose purpose{Purpose::home};
  std::uint32_t building{no_index};
  std::uint32_t zone{0};
  PointMm point;
  double lasts_s{0};
};

double straight_m(const PointMm& a, const PointMm& b) {
  const double dx = 1e-3 * (static_cast<double>(a.x_mm) - b.x_mm);
  const double dy = 1e-3 * (static_cast<double>(a.y_mm) - b.y_mm);
  return std::sqrt(dx * dx + dy * dy);
}

bool is_anchor(Purpose purpose) {
  return purpose == Purpose::work || purpose == Purpose::school;
}

/// Seconds after midnight: an hour by the weights, anywhere within it.
double draw_hour_s(const std::vector<double>& weights, RandomStream& draw) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  double left = draw.uniform() * sum;
  std::size_t hour = 0;
  while (hour + 1 < weights.size() && left >= weights[hour]) left -= weights[hour++];
  return (static_cast<double>(hour) + draw.uniform()) * hour_s;
}

class DayPlanner {
 public:
  DayPlanner(DayWorld& world, std::uint64_t person, const PointMm& home, People& people)
      : world_(world),
        settings_(*world.settings),
        people_(people),
        p_(person),
        role_(people.role[person]),
        draw_(settings_.seed, people.id[person], purpose_day),
        mode_draw_(settings_.seed, people.id[person], purpose_mode),
        change_draw_(settings_.seed, people.id[person], purpose_changed_place),
        home_{Purpose::home, people.home[person], world.zones->of(home), home, 0} {
    rides_ = mode_draw_.uniform() < settings_.bicycle_owners && people.age[person] >= 7 && people.age[person] < 80;
    const RandomStream place(settings_.seed, people.id[person], purpose_place);
    find_place(place);
  }

  void run() {
    const std::vector<Purpose>& chain = draw_chain();
    begin(home_, 0);
    std::vector<Stop> stops;
    for (std::size_t k = 1; k < chain.size(); ++k) {
      if (chain[k] == Purpose::home) {
        if (!stops.empty()) tour(stops);
        stops.clear();
      } else if (stops.size() < most_stops) {
        add_stop(chain[k], stops);
      }
    }
    people_.activity_begin.push_back(people_.activities.size());
  }

 private:
  const std::vector<Purpose>& draw_chain() {
    const ChainChoice& choice = world_.chains[static_cast<std::size_t>(role_)];
    const double lot = draw_.uniform() * choice.until.back();
    const auto found = std::upper_bound(choice.until.begin(), choice.until.end(), lot);
    const auto k =
        std::min<std::size_t>(static_cast<std::size_t>(found - choice.until.begin()), choice.chain.size() - 1);
    return choice.chain[k];
  }

  // The place that a person of this role has, whether or not it goes there today.
  void find_place(RandomStream place) {
    const bool works = role_ == PersonRole::full_time || role_ == PersonRole::part_time;
    const bool learns = role_ == PersonRole::pupil || role_ == PersonRole::student || role_ == PersonRole::infant;
    if (!works && !learns) return;
    place_ = home_;
    place_.building = no_index;
    DestinationChoice* const school = role_ == PersonRole::student ? world_.student_choice : world_.school_choice;
    const Purpose purpose = works ? Purpose::work : Purpose::school;
    draw_stop(purpose, works ? choice(Purpose::work) : school, home_.zone, place, place_);
    people_.place[p_] = place_.building;
  }

  DestinationChoice* choice(Purpose purpose) const { return world_.choice[static_cast<std::size_t>(purpose)]; }

  // A destination; its building stays none where nothing is offered.
  void draw_stop(Purpose purpose, DestinationChoice* choice, std::uint32_t from, RandomStream& draw, Stop& stop) {
    stop.purpose = purpose;
    const std::uint32_t lot = draw.word();
    const double which = draw.uniform();
    if (choice == nullptr) return;
    const std::uint32_t zone = choice->draw(from, lot);
    const Places::Place* place =
        zone == no_index ? nullptr : &world_.places->place[world_.places->draw(zone, purpose, which)];
    if (world_.changes != nullptr) place = world_.changes->draw(purpose, *choice, from, place, change_draw_);
    if (place == nullptr) return;
    stop.building = place->building;
    stop.zone = place->zone;
    stop.point = place->point;
  }

  void add_stop(Purpose purpose, std::vector<Stop>& stops) {
    Stop stop = place_;
    const std::uint32_t from = stops.empty() ? home_.zone : stops.back().zone;
    const bool own = place_.building != no_index && purpose == place_.purpose;
    if (!own) {
      stop = Stop{};
      draw_stop(purpose, choice(purpose), from, draw_, stop);
    }
    if (stop.building == no_index) return;
    if (!stops.empty() && stops.back().building == stop.building) return;
    stop.lasts_s =
        hour_s * usual_h(purpose) * draw_.uniform(1 - settings_.duration_spread, 1 + settings_.duration_spread);
    stops.push_back(stop);
  }

  double usual_h(Purpose purpose) const {
    const int age = people_.age[p_];
    switch (purpose) {
      case Purpose::work:
        return role_ == PersonRole::full_time ? settings_.work_full_h : settings_.work_part_h;
      case Purpose::school:
        if (role_ == PersonRole::infant) return settings_.school_infant_h;
        if (role_ == PersonRole::student) return settings_.university_h;
        return age < 12 ? settings_.school_primary_h : settings_.school_upper_h;
      case Purpose::shopping:
        return settings_.shopping_h;
      case Purpose::leisure:
        return settings_.leisure_h;
      default:
        return settings_.business_h;
    }
  }

  // When work or school begins.
  double anchor_s(Purpose purpose) {
    if (purpose == Purpose::work)
      return draw_hour_s(role_ == PersonRole::full_time ? settings_.work_start_full : settings_.work_start_part, draw_);
    const bool student = role_ == PersonRole::student;
    const double normal = (draw_.uniform() + draw_.uniform() + draw_.uniform() - 1.5) * 2;  // variance 1
    const double sd_s = 60 * settings_.start_sd_min * (student ? 3 : 1);
    return hour_s * (student ? settings_.university_start_h : settings_.school_start_h) + sd_s * normal;
  }

  PlannedLeg leg(const Stop& from, const Stop& to, TravelMode mode) const {
    const Skims& skims = *world_.skims;
    const double straight = std::max(shortest_leg_m, straight_m(from.point, to.point));
    PlannedLeg leg;
    leg.mode = mode;
    double metres = 0, seconds = 0;
    if (mode == TravelMode::transit) {
      metres = skims.car_between_m(from.zone, to.zone, straight);
      seconds = world_.transit->between_s(from.zone, to.zone);
    } else if (mode == TravelMode::car) {
      metres = skims.car_between_m(from.zone, to.zone, straight);
      seconds = skims.car_between_s(from.zone, to.zone, metres);
    } else {
      metres = skims.walk_between_m(from.zone, to.zone, straight);
      seconds = metres / (mode == TravelMode::walk ? settings_.walk_speed_m_s : settings_.bicycle_speed_m_s);
    }
    leg.distance_m = static_cast<float>(metres);
    leg.travel_s = static_cast<std::int32_t>(std::clamp(std::ceil(seconds), 1.0, 1e6));
    return leg;
  }

  double mean_minutes(const std::vector<Stop>& stops, TravelMode mode) const {
    double seconds = leg(stops.back(), home_, mode).travel_s;
    const Stop* from = &home_;
    for (const Stop& stop : stops) {
      seconds += leg(*from, stop, mode).travel_s;
      from = &stop;
    }
    return seconds / 60 / static_cast<double>(stops.size() + 1);
  }

  // One mode for the whole tour, by a logit on the mean time of its legs.
  TravelMode draw_mode(const std::vector<Stop>& stops) {
    std::array<double, travel_mode_count> weight{};
    weight[0] = std::exp(settings_.walk_constant + settings_.walk_1_min * mean_minutes(stops, TravelMode::walk));
    if (rides_)
      weight[1] =
          std::exp(settings_.bicycle_constant +
                   settings_.bicycle_1_min * (mean_minutes(stops, TravelMode::bicycle) + settings_.bicycle_extra_min));
    if (people_.car[p_] != 0)
      weight[2] = std::exp(settings_.car_constant +
                           settings_.car_1_min * (mean_minutes(stops, TravelMode::car) + settings_.car_extra_min));
    if (world_.transit != nullptr)
      weight[3] =
          std::exp(settings_.transit_constant + settings_.transit_1_min * mean_minutes(stops, TravelMode::transit));
    double left = mode_draw_.uniform() * (weight[0] + weight[1] + weight[2] + weight[3]);
    for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
      if (left < weight[mode]) return static_cast<TravelMode>(mode);
      left -= weight[mode];
    }
    return TravelMode::walk;
  }

  // When to leave home: so that work or school is reached in time, else by the hours of other tours; not before one has
  // been home for a while.
  double departure_s(const std::vector<Stop>& stops, TravelMode mode) {
    const double rest_s = now_s_ > 0 ? draw_.uniform(20, 80) * 60 : 0;
    double before_s = 0;
    const Stop* from = &home_;
    for (const Stop& stop : stops) {
      before_s += leg(*from, stop, mode).travel_s;
      if (is_anchor(stop.purpose)) return std::max(now_s_ + rest_s, anchor_s(stop.purpose) - before_s);
      before_s += stop.lasts_s;
      from = &stop;
    }
    return std::max(now_s_ + rest_s, draw_hour_s(settings_.tour_start, draw_));
  }

  void tour(std::vector<Stop> stops) {
    const auto works = static_cast<double>(
        std::count_if(stops.begin(), stops.end(), [](const Stop& stop) { return stop.purpose == Purpose::work; }));
    for (Stop& stop : stops)
      if (stop.purpose == Purpose::work) stop.lasts_s /= works;
    const TravelMode mode = draw_mode(stops);
    const double departs_s = departure_s(stops, mode);
    if (departs_s > latest_tour_s && !is_anchor(stops.front().purpose)) return;
    now_s_ = departs_s;
    const Stop* from = &home_;
    for (const Stop& stop : stops) {
      const PlannedLeg way = leg(*from, stop, mode);
      const double arrives_s = now_s_ + way.travel_s;
      const double latest_s = stop.purpose == Purpose::shopping ? latest_shop_s : latest_other_s;
      if (!is_anchor(stop.purpose) && from != &home_ && arrives_s > latest_s) break;
      go(way, stop);
      now_s_ += stop.lasts_s;
      from = &stop;
    }
    go(leg(*from, home_, mode), home_);
  }

  // Ends the activity now and begins the next one on arrival.
  void go(const PlannedLeg& way, const Stop& to) {
    people_.activities.back().end_s = static_cast<std::int32_t>(std::llround(now_s_));
    people_.legs.push_back(way);
    now_s_ = static_cast<double>(people_.activities.back().end_s) + way.travel_s;
    begin(to, now_s_);
  }

  void begin(const Stop& stop, double start_s) {
    people_.activities.push_back({stop.purpose, stop.building, stop.point.x_mm, stop.point.y_mm,
                                  static_cast<std::int32_t>(start_s), PlannedActivity::to_the_end});
  }

  DayWorld& world_;
  const DemandSettings& settings_;
  People& people_;
  std::uint64_t p_;
  PersonRole role_;
  RandomStream draw_;
  RandomStream mode_draw_;
  RandomStream change_draw_;
  bool rides_{false};
  Stop home_;
  Stop place_;
  double now_s_{0};
};

}  // namespace

void plan_day(DayWorld& world, std::uint64_t p, const PointMm& home, People& people) {
  DayPlanner(world, p, home, people).run();
}

}  // namespace machi
