#include "io/mobility/sumo_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/core/error.hpp"
#include "io/mobility/sumo_classes.hpp"
#include "io/xml/xml_pass.hpp"

namespace machi {
namespace {

constexpr double start_length_m = 0.1;

struct Turn {
  std::uint32_t to{0};
  std::uint32_t modes{0};
  std::uint32_t signal{LinkExits::no_signal};
  friend bool operator<(const Turn& a, const Turn& b) {
    return std::tie(a.to, a.modes, a.signal) < std::tie(b.to, b.modes, b.signal);
  }
};

/// What a traffic light shows at one index, as the green parts of its cycle.
SignalPlan plan_of(const SumoLight& light, std::uint32_t index, const SumoRules& rules) {
  const std::string_view open = rules.drives_at_yellow ? "GgoOsyY" : "GgoOs";
  SignalPlan plan;
  for (const SumoLight::Phase& phase : light.phases) {
    const bool green = open.find(phase.state[index]) != std::string_view::npos;
    const std::int64_t end_ms = plan.cycle_ms + phase.duration_ms;
    const bool goes_on = green && !plan.greens.empty() && plan.greens.back().end_ms == plan.cycle_ms;
    if (goes_on) plan.greens.back().end_ms = end_ms;
    if (green && !goes_on) plan.greens.push_back({plan.cycle_ms, end_ms});
    plan.cycle_ms = end_ms;
  }
  plan.offset_ms = light.offset_ms % plan.cycle_ms;
  return plan;
}

/// Signals that are alike are one.
class Signals {
 public:
  Signals(TrafficNetwork& network, const SumoRules& rules) : network_(network), rules_(rules) {}

  std::uint32_t row(const SumoLight& light, std::uint32_t index) {
    SignalPlan plan = plan_of(light, index, rules_);
    const bool always = plan.greens.size() == 1 && plan.greens[0].end_ms - plan.greens[0].begin_ms == plan.cycle_ms;
    if (always) return LinkExits::no_signal;
    std::vector<std::int64_t> key{plan.cycle_ms, plan.offset_ms};
    for (const SignalPlan::Green& green : plan.greens) key.insert(key.end(), {green.begin_ms, green.end_ms});
    const auto [found, added] = rows_.emplace(std::move(key), static_cast<std::uint32_t>(network_.signals.size()));
    if (added) network_.signals.push_back(std::move(plan));
    return found->second;
  }

 private:
  TrafficNetwork& network_;
  const SumoRules& rules_;
  std::map<std::vector<std::int64_t>, std::uint32_t> rows_;
};

class Conversion {
 public:
  Conversion(const SumoNet& net, const SumoRules& rules)
      : net_(net), lane_1_s_(rules.saturation_flow_1_h / 3600), signals_(made_, rules) {}

  TrafficNetwork run() {
    made_.modes = sumo_modes();
    made_.crs = net_.projection;
    made_.crs_offset_x_m = net_.offset_x_m;
    made_.crs_offset_y_m = net_.offset_y_m;
    std::map<std::string, std::uint32_t> nodes;
    for (const SumoJunction& junction : net_.junctions) {
      nodes.emplace(junction.id, made_.nodes());
      made_.node_id.push_back(junction.id);
      made_.x_m.push_back(junction.x_m);
      made_.y_m.push_back(junction.y_m);
    }
    for (const SumoEdge& edge : net_.edges) {
      made_.from.push_back(node(nodes, edge, edge.from));
      made_.to.push_back(node(nodes, edge, edge.to));
      add_link(edge);
    }
    add_exits();
    return std::move(made_);
  }

 private:
  std::uint32_t node(const std::map<std::string, std::uint32_t>& nodes, const SumoEdge& edge,
                     const std::string& junction) const {
    const auto found = nodes.find(junction);
    if (found == nodes.end())
      throw InputError(fmt::format("{}:{}", net_.path, edge.line),
                       fmt::format("edge '{}' joins junction '{}', which is not there. Add the junction or remove the "
                                   "edge",
                                   shortened(edge.id), shortened(junction)));
    return found->second;
  }

  void add_link(const SumoEdge& edge) {
    std::uint32_t of_all = 0;
    for (const SumoLane& lane : edge.lanes) of_all |= lane.modes;
    const std::uint32_t car = sumo_mode_bit("car");
    const std::uint32_t motor = sumo_motor_modes();
    const std::uint32_t counted = (of_all & car) != 0 ? car : (of_all & motor) != 0 ? motor : all_sumo_modes;
    double speed_m_s = 0;
    std::uint32_t lanes = 0;
    for (const SumoLane& lane : edge.lanes) {
      if ((lane.modes & counted) == 0 && of_all != 0) continue;
      speed_m_s = std::max(speed_m_s, lane.speed_m_s);
      ++lanes;
    }
    made_.link_id.push_back(edge.id);
    made_.length_m.push_back(edge.lanes.front().length_m);
    made_.free_speed_m_s.push_back(speed_m_s);
    made_.lanes.push_back(lanes);
    made_.flow_capacity_1_s.push_back(lanes * lane_1_s_);
    made_.link_modes.push_back(of_all);
  }

  void add_exits() {
    // By edge and lane, in the order of the file.
    std::vector<std::vector<std::vector<Turn>>> turns(net_.edges.size());
    for (std::size_t e = 0; e < net_.edges.size(); ++e) turns[e].resize(net_.edges[e].lanes.size());
    for (const SumoConnection& connection : net_.connections) {
      Turn turn;
      turn.to = connection.to;
      turn.modes = net_.edges[connection.from].lanes[connection.from_lane].modes &
                   net_.edges[connection.to].lanes[connection.to_lane].modes;
      if (!connection.light.empty()) turn.signal = signal_of(connection);
      add_turn(turn, turns[connection.from][connection.from_lane]);
    }
    LinkExits& exits = made_.exits;
    exits.begin.push_back(0);
    for (std::vector<std::vector<Turn>>& lanes : turns) {
      add_exits_of(lanes);
      exits.begin.push_back(exits.exits());
    }
  }

  std::uint32_t signal_of(const SumoConnection& connection) {
    const auto found = net_.lights.find(connection.light);
    const std::string place = fmt::format("{}:{}", net_.path, connection.line);
    if (found == net_.lights.end())
      throw InputError(place, fmt::format("a connection obeys traffic light '{}', which is not there. Add its tlLogic",
                                          shortened(connection.light)));
    const std::size_t states = found->second.phases.front().state.size();
    if (connection.light_index >= states)
      throw InputError(place, fmt::format("a connection obeys state {} of traffic light '{}', which has {} "
                                          "({}:{}). Correct linkIndex or the states",
                                          connection.light_index, shortened(connection.light), states,
                                          found->second.path, found->second.line));
    return signals_.row(found->second, connection.light_index);
  }

  // Connections of one lane to several lanes of the same edge are one turn.
  static void add_turn(const Turn& turn, std::vector<Turn>& turns) {
    const auto same = std::find_if(turns.begin(), turns.end(), [&](const Turn& t) { return t.to == turn.to; });
    if (same == turns.end()) {
      turns.push_back(turn);
    } else {
      same->modes |= turn.modes;
    }
  }

  void add_exits_of(std::vector<std::vector<Turn>>& lanes) {
    std::map<std::vector<Turn>, std::uint32_t> alike;  // and how many lanes
    std::vector<const std::vector<Turn>*> order;
    for (std::vector<Turn>& turns : lanes) {
      if (turns.empty()) continue;
      std::sort(turns.begin(), turns.end());
      const auto [found, added] = alike.emplace(turns, 0);
      ++found->second;
      if (added) order.push_back(&found->first);
    }
    LinkExits& exits = made_.exits;
    for (const std::vector<Turn>* turns : order) {
      exits.capacity_1_s.push_back(alike[*turns] * lane_1_s_);
      for (const Turn& turn : *turns) {
        exits.turn_to.push_back(turn.to);
        exits.turn_modes.push_back(turn.modes);
        exits.turn_signal.push_back(turn.signal);
      }
      exits.turn_begin.push_back(static_cast<std::uint32_t>(exits.turn_to.size()));
    }
  }

  const SumoNet& net_;
  const double lane_1_s_;
  TrafficNetwork made_;
  Signals signals_;
};

}  // namespace

TrafficNetwork sumo_network(const SumoNet& net, const SumoRules& rules) {
  return Conversion(net, rules).run();
}

std::vector<std::uint32_t> add_starts(TrafficNetwork& network, const std::vector<std::uint32_t>& links) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t link : links) {
    const std::uint32_t node = network.from[link];
    rows.push_back(network.links());
    network.link_id.push_back(network.link_id[link] + ".start");
    network.from.push_back(network.nodes());
    network.to.push_back(node);
    network.node_id.push_back(network.link_id.back());
    network.x_m.push_back(network.x_m[node]);
    network.y_m.push_back(network.y_m[node]);
    network.length_m.push_back(start_length_m);
    network.free_speed_m_s.push_back(network.free_speed_m_s[link]);
    network.flow_capacity_1_s.push_back(network.flow_capacity_1_s[link]);
    network.lanes.push_back(network.lanes[link]);
    network.link_modes.push_back(network.link_modes[link]);
    LinkExits& exits = network.exits;
    if (!exits.given()) continue;
    exits.capacity_1_s.push_back(network.flow_capacity_1_s[link]);
    exits.turn_to.push_back(link);
    exits.turn_modes.push_back(0xffffffffU);
    exits.turn_signal.push_back(LinkExits::no_signal);
    exits.turn_begin.push_back(static_cast<std::uint32_t>(exits.turn_to.size()));
    exits.begin.push_back(exits.exits());
  }
  return rows;
}

}  // namespace machi
