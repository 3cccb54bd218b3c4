#include "engine/process/mobility/queue_links.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

namespace {

__extension__ typedef unsigned __int128 UInt128;

/// Steps until what returns `rate` a step has risen from `left` to `most`, or one more.
Pcu missing_steps(Pcu left, Pcu most, Pcu rate) {
  return (most - left) / rate + 1;
}

/// What returns `rate` a step, from `left` up to `most`.
Pcu grown(Pcu left, Pcu most, Pcu rate, std::uint32_t steps) {
  if (left >= most) return left;
  return steps >= missing_steps(left, most, rate) ? most : std::min(most, left + steps * rate);
}

}  // namespace

void QueueLink::refill(std::uint32_t step, const SignalClock* clock) {
  if (flow_step >= step || flow_left >= flow - buffered) return;
  std::uint32_t steps = step - flow_step;
  if (clock != nullptr) {
    const Pcu enough = std::min<Pcu>(missing_steps(flow_left, flow - buffered, flow), steps);
    steps = clock->green_steps(flow_step, step, static_cast<std::uint32_t>(enough));
  }
  flow_left = grown(flow_left, flow - buffered, flow, steps);
  flow_step = step;
}

bool Entrance::accepts(std::uint32_t step) {
  if (used >= storage) return false;
  if (inflow == 0) return true;
  if (inflow_step < step) {
    inflow_left = std::min(inflow, grown(inflow_left, inflow, inflow, step - inflow_step));
    inflow_step = step;
  }
  return inflow_left > 0;
}

void Entrance::take(const VehicleClass& vehicle, std::uint32_t step) {
  used += vehicle.room;
  inflow_left -= vehicle.flow;
  inflow_step = step;
}

/// What links and entrances are made from.
struct QueueLinks::Setting {
  const TrafficNetwork& network;
  const TrafficShares& shares;
  const QueueRules& rules;
  int rank;
  const std::vector<std::uint32_t>& neighbour_of;

  /// Place of the rank of a node among the neighbours; none where it is this one.
  std::uint32_t neighbour(std::uint32_t node) const {
    const int owner = shares.node_rank[node];
    return owner == rank ? no_index : neighbour_of[static_cast<std::size_t>(owner)];
  }
};

QueueLinks::QueueLinks(const TrafficNetwork& network, const TrafficShares& shares, int rank, const QueueRules& rules,
                       const std::vector<std::uint32_t>& neighbour_of)
    : node_row(shares.nodes_of(rank)),
      link_of_row(network.links(), no_index),
      entrance_of_row(network.links(), no_index),
      network_(&network),
      rules_(rules) {
  for (const SignalPlan& plan : network.signals) clocks.emplace_back(plan, rules.steps_per_s, rules.start_s);
  std::vector<std::uint32_t> own(network.nodes(), no_index);
  for (std::uint32_t n = 0; n < nodes(); ++n) own[node_row[n]] = n;
  std::vector<std::vector<std::uint32_t>> in(nodes());
  std::vector<std::vector<std::uint32_t>> out(nodes());
  for (std::uint32_t row = 0; row < network.links(); ++row) {
    if (own[network.to[row]] != no_index) in[own[network.to[row]]].push_back(row);
    if (own[network.from[row]] != no_index) out[own[network.from[row]]].push_back(row);
  }
  const Setting setting{network, shares, rules, rank, neighbour_of};
  in_begin.push_back(0);
  out_begin.push_back(0);
  for (std::uint32_t n = 0; n < nodes(); ++n) {
    for (const std::uint32_t row : in[n]) add_link(setting, n, row);
    for (const std::uint32_t row : out[n]) add_entrance(setting, n, row);
    in_begin.push_back(static_cast<std::uint32_t>(links.size()));
    out_begin.push_back(static_cast<std::uint32_t>(entrances.size()));
  }
  for (Entrance& entrance : entrances) entrance.link = link_of_row[entrance.row];
  for (LinkPlace& place : places) place.entrance = entrance_of_row[place.row];
  if (rules.dynamics != TrafficDynamics::queue) credits.resize(entrances.size());
}

void QueueLinks::add_link(const Setting& setting, std::uint32_t node, std::uint32_t row) {
  const LinkRates rates = link_rates(setting.network, row, setting.rules);
  link_of_row[row] = static_cast<std::uint32_t>(links.size());
  LinkPlace place;
  place.row = row;
  place.unit = link_of_row[row];
  place.node = node;
  place.neighbour = setting.neighbour(setting.network.from[row]);
  place.credit_steps = rates.credit_steps;
  place.free_steps = rates.free_steps;
  const LinkExits& of = setting.network.exits;
  const std::uint32_t first = of.given() ? of.begin[row] : 0;
  const std::uint32_t count = of.given() ? of.begin[row + 1] - first : 0;
  if (count < 2) {
    const double capacity_1_s = count == 0 ? setting.network.flow_capacity_1_s[row] : of.capacity_1_s[first];
    return add_row(place, flow_per_step(capacity_1_s, setting.rules), count == 0 ? no_index : first);
  }
  add_row(place, 0, no_index);
  links.back().is_approach = true;
  for (std::uint32_t e = first; e < first + count; ++e)
    add_row(place, flow_per_step(of.capacity_1_s[e], setting.rules), e);
}

void QueueLinks::add_row(const LinkPlace& place, Pcu flow, std::uint32_t exit_row) {
  places.push_back(place);
  QueueLink& link = links.emplace_back();
  link.flow = link.flow_left = flow;
  standing.push_back(0);
  exit.push_back(exit_row);
  exit_clock.push_back(no_index);
  if (exit_row == no_index) return;
  const LinkExits& of = network_->exits;
  for (std::uint32_t t = of.turn_begin[exit_row]; t < of.turn_begin[exit_row + 1]; ++t)
    link.signalled = link.signalled || of.turn_signal[t] != LinkExits::no_signal;
  if (link.signalled) exit_clock.back() = clock_of_exit(exit_row);
}

// Flow returns while any of the exit's turns is green; always where one has no signal, or cycles differ.
std::uint32_t QueueLinks::clock_of_exit(std::uint32_t exit_row) {
  const LinkExits& of = network_->exits;
  std::vector<const SignalPlan*> plans;
  std::uint32_t only = no_index;
  bool one = true;
  for (std::uint32_t t = of.turn_begin[exit_row]; t < of.turn_begin[exit_row + 1]; ++t) {
    const std::uint32_t signal = of.turn_signal[t];
    if (signal == LinkExits::no_signal) return no_index;
    one = one && (only == no_index || only == signal);
    only = signal;
    plans.push_back(&network_->signals[signal]);
  }
  if (one) return only;
  const UnitedPlan all = united(plans);
  if (!all.common) return no_index;
  clocks.emplace_back(all.plan, rules_.steps_per_s, rules_.start_s);
  return static_cast<std::uint32_t>(clocks.size() - 1);
}

void QueueLinks::add_entrance(const Setting& setting, std::uint32_t node, std::uint32_t row) {
  const LinkRates rates = link_rates(setting.network, row, setting.rules);
  entrance_of_row[row] = static_cast<std::uint32_t>(entrances.size());
  out_row.push_back(row);
  Entrance& entrance = entrances.emplace_back();
  entrance.storage = rates.storage;
  entrance.inflow = setting.rules.dynamics == TrafficDynamics::kinematic_waves ? rates.inflow : 0;
  entrance.free_steps = rates.free_steps;
  entrance.credit_steps = rates.credit_steps;
  entrance.free_speed_m_s = setting.network.free_speed_m_s[row];
  entrance.length_mm = std::llround(1000 * setting.network.length_m[row]);
  entrance.node = node;
  entrance.row = row;
  entrance.neighbour = setting.neighbour(setting.network.to[row]);
}

std::uint32_t QueueLinks::exits_end(std::uint32_t approach) const {
  const LinkExits& of = network_->exits;
  const std::uint32_t row = places[approach].row;
  return approach + 1 + of.begin[row + 1] - of.begin[row];
}

const SignalClock* QueueLinks::turn_clock(std::uint32_t link, std::uint32_t next) const {
  if (!links[link].signalled) return nullptr;
  const LinkExits& of = network_->exits;
  const auto begin = of.turn_to.begin() + of.turn_begin[exit[link]];
  const auto end = of.turn_to.begin() + of.turn_begin[exit[link] + 1];
  const auto turn = std::lower_bound(begin, end, next);
  if (turn == end || *turn != next) return nullptr;
  const std::uint32_t signal = of.turn_signal[static_cast<std::size_t>(turn - of.turn_to.begin())];
  return signal == LinkExits::no_signal ? nullptr : &clocks[signal];
}

std::uint32_t QueueLinks::line_for(std::uint32_t link, std::uint32_t next, std::uint32_t modes) const {
  if (!links[link].is_approach) return link;
  const LinkExits& of = network_->exits;
  // 0: it leads elsewhere, 1: leads there, 2: and is open to the vehicle.
  const auto fits = [&](std::uint32_t e) {
    if (next == no_index) return 2;
    const auto begin = of.turn_to.begin() + of.turn_begin[exit[e]];
    const auto end = of.turn_to.begin() + of.turn_begin[exit[e] + 1];
    const auto turn = std::lower_bound(begin, end, next);
    if (turn == end || *turn != next) return 0;
    return (of.turn_modes[static_cast<std::size_t>(turn - of.turn_to.begin())] & modes) != 0 ? 2 : 1;
  };
  // A line is shorter where it takes less time at the exit's flow: a / flow(a) < b / flow(b).
  const auto shorter = [&](std::uint32_t a, std::uint32_t b) {
    return static_cast<UInt128>(standing[a]) * static_cast<UInt128>(links[b].flow) <
           static_cast<UInt128>(standing[b]) * static_cast<UInt128>(links[a].flow);
  };
  std::uint32_t best = no_index;
  int best_fit = -1;
  for (std::uint32_t e = link + 1; e < exits_end(link); ++e) {
    const int fit = fits(e);
    if (fit > best_fit || (fit == best_fit && shorter(e, best))) best = e, best_fit = fit;
  }
  return best;
}

std::uint32_t QueueLinks::entrance(std::uint32_t node, std::uint32_t row) const {
  std::uint32_t e = out_begin[node];
  while (out_row[e] != row) ++e;
  return e;
}

}  // namespace machi
