#include "engine/choice/start_network.hpp"

#include <algorithm>

#include "engine/network/link_turns.hpp"

namespace machi {
namespace {

// Part of the time in which somebody may drive; a signal that is never green lets next to nobody through.
double green_share(const SignalPlan& plan) {
  constexpr double least_share = 1e-3;
  std::int64_t green_ms = 0;
  for (const SignalPlan::Green& green : plan.greens) green_ms += green.end_ms - green.begin_ms;
  return std::clamp(static_cast<double>(green_ms) / static_cast<double>(plan.cycle_ms), least_share, 1.0);
}

// Of an exit as long as the turn with the longest green is open.
double exit_capacity_1_s(const TrafficNetwork& network, std::uint32_t exit) {
  const LinkExits& exits = network.exits;
  double share = exits.turn_begin[exit] == exits.turn_begin[exit + 1] ? 1 : 0;
  for (std::uint32_t turn = exits.turn_begin[exit]; turn < exits.turn_begin[exit + 1]; ++turn) {
    const std::uint32_t signal = exits.turn_signal[turn];
    share = std::max(share, signal == LinkExits::no_signal ? 1 : green_share(network.signals[signal]));
  }
  return share * exits.capacity_1_s[exit];
}

// What leaves a link at most: through its exits, where it has any.
double capacity_1_s(const TrafficNetwork& network, std::uint32_t link) {
  if (!network.exits.given() || network.exits.begin[link] == network.exits.begin[link + 1])
    return network.flow_capacity_1_s[link];
  double sum_1_s = 0;
  for (std::uint32_t exit = network.exits.begin[link]; exit < network.exits.begin[link + 1]; ++exit)
    sum_1_s += exit_capacity_1_s(network, exit);
  return sum_1_s;
}

LinkCost cost_of(const TrafficNetwork& network, std::uint32_t link, const StartRouteSettings& settings,
                 double flow_factor) {
  const double time_s = free_time_s(network, link);
  const double capacity = capacity_1_s(network, link) * flow_factor * settings.slice_s;
  return bpr_cost(time_s, settings.b + settings.b_slice * settings.slice_s / time_s, capacity, settings.power, 0);
}

void add_edge(StartNetwork& made, std::uint32_t from, std::uint32_t to, std::uint32_t link, const LinkCost& cost) {
  made.graph.from.push_back(from);
  made.graph.to.push_back(to);
  made.graph.cost.push_back(cost);
  made.link.push_back(link);
}

void add_turns(const TrafficNetwork& network, std::uint32_t mode_bits, StartNetwork& made) {
  const LinkTurns turns = link_turns(network, mode_bits);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    for (std::uint32_t k = turns.begin[l]; k < turns.begin[l + 1]; ++k)
      add_edge(made, made.start(network, l), made.goal(network, turns.to[k]), no_link, {});
}

}  // namespace

StartNetwork start_network(const TrafficNetwork& network, std::uint32_t mode_bits, const StartRouteSettings& settings,
                           double flow_factor) {
  StartNetwork made;
  made.by_turns = network.exits.given();
  made.graph.nodes = made.graph.zones = made.by_turns ? 2 * network.links() : network.nodes();
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if ((network.link_modes[l] & mode_bits) == 0) continue;
    if (!made.by_turns && network.from[l] == network.to[l]) continue;
    add_edge(made, made.by_turns ? made.goal(network, l) : network.from[l],
             made.by_turns ? made.start(network, l) : network.to[l], l, cost_of(network, l, settings, flow_factor));
  }
  if (made.by_turns) add_turns(network, mode_bits, made);
  index_links(made.graph);
  return made;
}

}  // namespace machi
