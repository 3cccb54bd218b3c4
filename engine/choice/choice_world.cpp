#include "engine/choice/choice_world.hpp"

#include <numeric>

namespace machi {

double ChoiceWorld::route_m(const std::vector<std::uint32_t>& route) const {
  if (length_m.empty() || route.empty()) return 0;
  return std::accumulate(route.begin() + 1, route.end(), 0.0,
                         [&](double sum, std::uint32_t link) { return sum + length_m[link]; });
}

std::vector<bool> ChoiceWorld::driven() const {
  std::vector<bool> is;
  for (const ChoiceMode& mode : modes) is.push_back(mode.driven);
  return is;
}

TravelKnowledge::TravelKnowledge(const ChoiceWorld& world)
    : times_(free_times(*world.network, world.rules.clock.steps_per_s),
             static_cast<RouteMs>(world.ms_of(world.bin_steps))) {
  for (const ChoiceMode& mode : world.modes)
    if (mode.driven) planners_.emplace_back(*world.network, mode.mode_bits, world.turns);
  take({});
}

void TravelKnowledge::take(std::span<const LinkBinTime> seen) {
  times_.set(seen);
  for (RoutePlanner& planner : planners_) planner.take(times_);
}

std::uint64_t TravelKnowledge::bytes() const {
  std::uint64_t sum = times_.bytes();
  for (const RoutePlanner& planner : planners_) sum += planner.bytes();
  return sum;
}

PlanAhead::PlanAhead(const ChoiceWorld& world, const TravelKnowledge& knowledge, const Chains& chains)
    : world_(world), knowledge_(knowledge), chains_(chains) {
  for (const ChoiceMode& mode : world.modes)
    if (mode.driven) routes_.push_back(std::make_unique<TimedRoutes>(knowledge.planner(mode.driver)));
}

// A walk to or from the road, and the step that each of the two activities about it takes.
std::uint32_t PlanAhead::road_steps(std::uint32_t p, std::size_t stop) const {
  return world_.rules.walks_to_road ? chains_.stops(p)[stop].walk_steps + 1 : 0;
}

std::uint32_t PlanAhead::choose_way(std::uint32_t p, std::uint32_t k, std::uint8_t mode, std::uint32_t departure,
                                    TripPlan& trip) {
  const ChoiceMode& by = world_.modes[mode];
  trip.mode = mode;
  trip.route.clear();
  trip.steps = 0;
  if (!by.driven) {
    if (by.speed_m_s <= 0) return no_index;
    trip.steps = teleport_steps(chains_.trips(p)[k].beeline_m, by.speed_m_s, world_.rules);
    return departure + trip.steps;
  }
  const std::uint32_t starts = departure + road_steps(p, k);
  TimedRoute way =
      routes_[by.driver]->route(chains_.stops(p)[k].link, chains_.stops(p)[k + 1].link, world_.ms_of(starts));
  if (way.links.empty()) return no_index;
  trip.route = std::move(way.links);
  return starts + world_.steps_of_ms(way.ms) + road_steps(p, k + 1);
}

std::uint32_t PlanAhead::arrival(std::uint32_t p, std::uint32_t k, const TripPlan& trip,
                                 std::uint32_t departure) const {
  const ChainTrip& chain = chains_.trips(p)[k];
  std::uint32_t step = departure;
  if (chain.fixed != ChainTrip::none) {
    const std::span<const std::uint32_t> words = chains_.fixed_words(chain);
    const std::uint32_t* at = words.data();
    while (at < words.data() + words.size()) {
      const LegWords leg(at);
      const std::uint32_t links = leg.on_network() ? leg.links() : 0;
      const std::span<const std::uint32_t> route(at + LegWords::size, links);
      step += leg.on_network() ? world_.steps_of_ms(TimedRoutes::time_ms(knowledge_.times(), route, world_.ms_of(step)))
                               : leg.steps();
      at += leg.all();
      if (at < words.data() + words.size()) step = ActivityWords(at).end(step + 1);
      at += ActivityWords::size;
    }
    return step;
  }
  if (!world_.modes[trip.mode].driven) return departure + trip.steps;
  step += road_steps(p, k);
  step += world_.steps_of_ms(TimedRoutes::time_ms(knowledge_.times(), trip.route, world_.ms_of(step)));
  return step + road_steps(p, k + 1);
}

std::uint32_t PlanAhead::departure(std::uint32_t p, const DayPlan& plan, std::uint32_t k) const {
  std::uint32_t step = plan.trips[0].departure(0);
  for (std::uint32_t j = 0; j < k && step != no_index; ++j)
    step = plan.trips[j + 1].departure(arrival(p, j, plan.trips[j], step) + 1);
  return step;
}

RouteMs PlanAhead::least_ms(std::uint8_t driver, std::uint32_t first, std::uint32_t last, std::uint32_t step) {
  const TimedRoute way = routes_[driver]->route(first, last, world_.ms_of(step));
  return way.links.empty() ? no_way_ms : way.ms;
}

}  // namespace machi
